"""What the citizen reads is what leaves, item by item."""

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.sdjwt import ClaimPath, build_sd_jwt, select_disclosures
from tests.support.entropy import SeededEntropy
from tests.support.wallet_issuer import a_key
from wallet_api.domain.cards import CardFace, ClaimLabel
from wallet_api.domain.consent import items_of, name_of, without_values

FACE = CardFace(
    credential_issuer="https://issuer.example",
    issuer_name=BilingualText(ko="인천광역시", en="Incheon"),
    configuration_id="citizen-id",
    vct="v",
    name=BilingualText(ko="시민증", en="Citizen ID"),
    labels=(
        ClaimLabel(path=("open",), name=BilingualText(ko="공개", en="Open")),
        ClaimLabel(path=("name",), name=BilingualText(ko="이름", en="Name")),
    ),
    expires_at=None,
)
CLAIMS: JsonObject = {
    "vct": "v",
    "iss": "https://issuer.example",
    "name": "가",
    "ages": {"14": True, "65": False},
    "address": {"district": {"name": "제물포구"}, "dong": "송현동"},
    "open": {"a": 1, "b": 2},
    "many": ["가", "나"],
}


def shown(*paths: ClaimPath, disclosable: tuple[ClaimPath, ...]) -> dict[ClaimPath, object]:
    key, entropy = a_key("issuer"), SeededEntropy()
    unsigned = build_sd_jwt(
        {"typ": "dc+sd-jwt"},
        CLAIMS,
        disclosable=disclosable,
        salts=iter(entropy.token_urlsafe, ""),
        decoys=3,
    )
    sd_jwt = unsigned.signed(key.sign(unsigned.signing_input))
    return {item.path: item.value for item in items_of(select_disclosures(sd_jwt, paths=paths), face=FACE)}


def test_hidden_claims_and_their_empty_containers_are_not_listed() -> None:
    items = shown(
        ("ages", "65"),
        disclosable=(("name",), ("ages", "14"), ("ages", "65"), ("address",), ("open",), ("many",)),
    )
    assert items == {("ages", "65"): False}
    assert (
        shown(disclosable=(("name",), ("ages", "14"), ("ages", "65"), ("address",), ("open",), ("many",)))
        == {}
    )


def test_claims_that_are_never_hidden_are_listed_too() -> None:
    items = shown(disclosable=(("name",), ("ages",), ("address",), ("many",)))
    assert items == {("open",): {"a": 1, "b": 2}}


def test_nested_disclosures_are_listed_by_what_shows_of_them() -> None:
    items = shown(
        ("address", "district"),
        disclosable=(
            ("name",),
            ("ages",),
            ("address",),
            ("address", "district"),
            ("address", "dong"),
            ("open",),
            ("many",),
        ),
    )
    assert items == {("address", "district"): {"name": "제물포구"}}


def test_claims_about_the_card_itself_are_not_items() -> None:
    assert not {("vct",), ("iss",)} & shown(disclosable=()).keys()


def test_items_are_listed_in_the_issuers_order() -> None:
    paths = list(shown(("name",), disclosable=(("name",), ("ages",), ("address",), ("many",))))
    assert paths == [("open",), ("name",)]


def test_item_is_called_as_its_issuer_calls_it() -> None:
    assert name_of(("name",), face=FACE).ko == "이름"
    assert name_of(("ages", "65"), face=FACE).ko == "ages.65"


def test_names_for_the_history_hold_no_value() -> None:
    sd_jwt_items = shown(("name",), disclosable=(("name",),))
    assert sd_jwt_items[("name",)] == "가"
    assert without_values((), face=FACE) == ()
