"""What the sign-in page says, in Korean and English."""

from collections.abc import Mapping
from typing import Final

from citywallet.protocol.bilingual import BilingualText
from citywallet.runtime.pages import Language

TEXTS: Final[Mapping[str, BilingualText]] = {
    "office": BilingualText(ko="시연용 시민 로그인", en="Demo citizen sign-in"),
    "demonstration": BilingualText(
        ko="시연용 화면입니다. 여기 나오는 사람은 모두 가상의 인물입니다",
        en="This is a demonstration. Nobody on this page exists",
    ),
    "title": BilingualText(ko="누구로 로그인할까요?", en="Who do you want to be?"),
    "how": BilingualText(
        ko="실제 도시에서는 여기서 본인 인증을 해요. 시연에서는 가상의 시민을 고르기만 하면 되고, "
        "비밀번호는 없어요. 실제 이름이나 번호는 넣지 마세요.",
        en="In a real city you would prove here who you are. In this demonstration you just choose an "
        "invented citizen; there is no password. Please enter no real name or number.",
    ),
    "people": BilingualText(ko="가상의 시민", en="Invented citizens"),
    "about": BilingualText(ko="{age}세, {district}", en="{age} years old, {district}"),
    "other": BilingualText(ko="다른 가상의 시민", en="Another invented citizen"),
    "other_label": BilingualText(ko="시민 번호", en="Citizen number"),
    "other_hint": BilingualText(
        ko="담당자 화면이나 citywallet issuer citizens 명령에 나오는 번호예요.",
        en="As shown in the office or by the command citywallet issuer citizens.",
    ),
    "other_wrong": BilingualText(
        ko="시민 번호는 영문자, 숫자, 줄표로 되어 있어요.",
        en="A citizen number has letters, digits and hyphens only.",
    ),
    "other_go": BilingualText(ko="이 번호로 로그인", en="Sign in with this number"),
    "decline": BilingualText(ko="로그인하지 않기", en="Do not sign in"),
    "stranger": BilingualText(ko="어디서 왔는지 알 수 없어요", en="We do not know where you came from"),
    "stranger_advice": BilingualText(
        ko="아무것도 보내지 않았어요. 지갑에서 처음부터 다시 시작해 주세요.",
        en="Nothing was sent. Please start again in your wallet.",
    ),
}
LANGUAGE_NAMES: Final = {Language.KOREAN: "한국어", Language.ENGLISH: "English"}
