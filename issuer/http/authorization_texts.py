"""What the sign-in and consent pages say, in Korean and English."""

from collections.abc import Mapping

from citywallet.protocol.bilingual import BilingualText

TEXTS: Mapping[str, BilingualText] = {
    "demonstration": BilingualText(ko="시연용 화면입니다", en="This is a demonstration"),
    "sign_in": BilingualText(ko="먼저 본인인지 확인할게요", en="First, please sign in"),
    "sign_in_why": BilingualText(
        ko="카드는 본인에게만 드려요. 확인이 끝나면 이 화면으로 돌아와요.",
        en="Cards are given to their owner only. You will come back to this page afterwards.",
    ),
    "asked_by": BilingualText(ko="카드를 받을 지갑", en="Wallet that asks"),
    "goes_to": BilingualText(ko="돌아갈 곳: {place}", en="Goes back to: {place}"),
    "cards": BilingualText(ko="받을 카드", en="Cards to receive"),
    "holds": BilingualText(ko="카드에 담기는 내용", en="What the card says"),
    "needs_officer": BilingualText(
        ko="담당자가 확인한 뒤에 받을 수 있어요. 준비되면 지갑에서 알려 드려요.",
        en="An officer looks at this request first. Your wallet will tell you when the card is ready.",
    ),
    "consent": BilingualText(ko="{name} 님, 이 카드를 받을까요?", en="{name}, receive this card?"),
    "consent_several": BilingualText(
        ko="{name} 님, 이 카드들을 받을까요?", en="{name}, receive these cards?"
    ),
    "consent_why": BilingualText(
        ko="받기를 누르면 아래 지갑에 담겨요. 본인이 시작하지 않았다면 받지 않기를 눌러 주세요.",
        en="If you agree, the card goes to the wallet below. If you did not start this, please decline.",
    ),
    "accept": BilingualText(ko="받기", en="Receive"),
    "decline": BilingualText(ko="받지 않기", en="Do not receive"),
    "show_card": BilingualText(ko="가진 카드로 확인하기", en="Show a card you have"),
    "show_card_how": BilingualText(
        ko="이 기기의 지갑에서 카드를 제출하면 이 화면으로 돌아와요.",
        en="Show the card in the wallet on this device. You will come back to this page afterwards.",
    ),
    "open_wallet": BilingualText(ko="지갑 열기", en="Open the wallet"),
    "not_yet": BilingualText(
        ko="아직 확인되지 않았어요. 지갑에서 카드를 제출해 주세요.",
        en="Nothing has arrived yet. Please show the card in your wallet.",
    ),
    "again": BilingualText(ko="다시 확인하기", en="Sign in again"),
    "back": BilingualText(ko="지갑으로 돌아가기", en="Back to the wallet"),
    "help": BilingualText(ko="문의할 때 이 번호를 알려 주세요: {code}", en="For the help line: {code}"),
}

_AGAIN_IN_WALLET = BilingualText(
    ko="지갑에서 처음부터 다시 시작해 주세요.", en="Please start again in your wallet."
)
_SOON = BilingualText(ko="잠시 뒤 다시 해 주세요.", en="Please try again soon.")

# By the code of the error: what happened, and what to do.
PROBLEMS: Mapping[str, tuple[BilingualText, BilingualText]] = {
    "session_over": (
        BilingualText(ko="이 화면은 더 쓸 수 없어요", en="This page can no longer be used"),
        BilingualText(
            ko="시간이 지났거나 이미 끝났어요. 지갑에서 처음부터 다시 시작해 주세요.",
            en="Time is up, or it was finished before. Please start again in your wallet.",
        ),
    ),
    "form_foreign": (
        BilingualText(ko="이 화면은 더 쓸 수 없어요", en="This page can no longer be used"),
        BilingualText(
            ko="다른 창에서 새로 시작했을 수 있어요. 지갑에서 처음부터 다시 시작해 주세요.",
            en="You may have started anew in another window. Please start again in your wallet.",
        ),
    ),
    "identity_unavailable": (
        BilingualText(ko="지금은 본인 확인을 할 수 없어요", en="Signing in is not possible just now"),
        _SOON,
    ),
    "identity_declined": (
        BilingualText(ko="본인 확인이 끝나지 않았어요", en="The sign-in was not completed"),
        BilingualText(
            ko="다시 확인하거나 지갑으로 돌아갈 수 있어요.", en="You can sign in again, or go back."
        ),
    ),
    "identity_answer_invalid": (
        BilingualText(ko="본인 확인 결과를 믿을 수 없어요", en="We cannot accept this sign-in"),
        BilingualText(
            ko="저장된 내용은 없어요. 다시 확인해 주세요.", en="Nothing was stored. Please sign in again."
        ),
    ),
    "identity_source_unknown": (
        BilingualText(ko="쓸 수 없는 확인 방법이에요", en="There is no such way to sign in"),
        BilingualText(ko="다른 방법을 골라 주세요.", en="Please choose another one."),
    ),
    "citizen_not_in_register": (
        BilingualText(ko="시민 명부에서 찾지 못했어요", en="We could not find you in the city's register"),
        BilingualText(
            ko="전입 신고를 했는지 확인해 주세요. 이미 했다면 민원 창구에 물어봐 주세요.",
            en="Please check that you registered your residence. If you did, please ask at a city desk.",
        ),
    ),
    "offer_of_another": (
        BilingualText(ko="다른 분께 드린 안내예요", en="This was meant for another person"),
        BilingualText(
            ko="본인이 받은 안내로 다시 시작해 주세요.",
            en="Please start again with your own offer.",
        ),
    ),
    "not_eligible": (
        BilingualText(ko="지금은 받을 수 없는 카드예요", en="You cannot receive this card now"),
        BilingualText(
            ko="시에 등록된 내용으로는 받을 수 없어요. 내용이 다르면 민원 창구에 물어봐 주세요.",
            en="What the city has on record does not allow it. If that is wrong, please ask at a city desk.",
        ),
    ),
    "source_unavailable": (
        BilingualText(ko="지금은 확인할 수 없어요", en="We cannot check this just now"),
        _SOON,
    ),
    "issuing_halted": (
        BilingualText(ko="지금은 카드를 드리지 않고 있어요", en="No cards are issued just now"),
        _SOON,
    ),
    "temporarily_unavailable": (
        BilingualText(ko="지금은 이어서 할 수 없어요", en="We cannot go on just now"),
        _SOON,
    ),
    "invalid_client": (
        BilingualText(ko="모르는 지갑이에요", en="We do not know this wallet"),
        BilingualText(
            ko="이 지갑은 등록되지 않았어요. 카드를 주지 않았어요.",
            en="This wallet is not registered here. No card was given.",
        ),
    ),
    "invalid_request_uri": (
        BilingualText(ko="더 쓸 수 없는 요청이에요", en="This request can no longer be used"),
        _AGAIN_IN_WALLET,
    ),
}
OTHER_PROBLEM = (
    BilingualText(ko="지갑의 요청을 읽지 못했어요", en="We could not read the wallet's request"),
    _AGAIN_IN_WALLET,
)
