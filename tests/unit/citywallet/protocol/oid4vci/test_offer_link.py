from urllib.parse import quote

import pytest

from citywallet.protocol.encoding import JsonDuplicateKey
from citywallet.protocol.oauth import UrlNotSecure, WebUrl
from citywallet.protocol.oid4vci import (
    HAIP_OFFER_SCHEME,
    InputMode,
    OfferByReference,
    OfferByValue,
    OfferLinkInvalid,
    build_offer_link,
    parse_offer_link,
)
from tests.support.messages import an_offer
from tests.support.vectors import load_vectors

REFERENCE = OfferByReference(credential_offer_uri=WebUrl("https://issuer.example.com/offers/abc?d=e&f=g"))


def test_link_by_reference_of_the_specification_is_read() -> None:
    vector = load_vectors("oid4vci/credential_offer_by_reference.json")
    assert parse_offer_link(vector["link"]) == OfferByReference(
        credential_offer_uri=vector["credential_offer_uri"]
    )


def test_link_by_value_of_the_specification_is_read() -> None:
    link = parse_offer_link(load_vectors("oid4vci/credential_offer_by_value.json")["link"])
    assert isinstance(link, OfferByValue)
    assert link.offer.pre_authorized_code is not None
    assert link.offer.pre_authorized_code.tx_code is not None
    assert link.offer.pre_authorized_code.tx_code.input_mode is InputMode.TEXT


@pytest.mark.parametrize(
    "scheme", ["openid-credential-offer://", HAIP_OFFER_SCHEME, "https://wallet.example.com/add"]
)
def test_link_is_read_with_every_scheme_that_wallets_answer_to(scheme: str) -> None:
    assert parse_offer_link(build_offer_link(REFERENCE, scheme=scheme)) == REFERENCE


def test_link_by_value_carries_the_whole_offer() -> None:
    assert parse_offer_link(build_offer_link(an_offer())) == OfferByValue(offer=an_offer())
    assert build_offer_link(OfferByValue(offer=an_offer())) == build_offer_link(an_offer())


@pytest.mark.parametrize(
    "link",
    [
        "",
        "hello",
        "javascript:alert(1)?credential_offer_uri=https://issuer.example.com",
        "file:///x?credential_offer_uri=https://issuer.example.com",
        "openid-credential-offer://",
        "openid-credential-offer://?offer=x",
        build_offer_link(REFERENCE) + "&credential_offer_uri=https%3A%2F%2Fevil.example",
        build_offer_link(REFERENCE) + "&credential_offer=%7B%7D",
        "openid-credential-offer://?" + "&".join(f"a{n}=1" for n in range(50)),
        "openid-credential-offer://?credential_offer=" + "x" * 40_000,
        "openid-credential-offer://[?credential_offer_uri=https://issuer.example.com",
        "openid-credential-offer://?credential_offer=%FF",
    ],
)
def test_link_is_refused_when_it_holds_not_exactly_one_offer(link: str) -> None:
    with pytest.raises(OfferLinkInvalid):
        parse_offer_link(link)


def test_link_is_refused_when_its_reference_is_plain_http() -> None:
    link = f"openid-credential-offer://?credential_offer_uri={quote('http://issuer.example.com/o', safe='')}"
    with pytest.raises(UrlNotSecure):
        parse_offer_link(link)


def test_link_is_refused_when_its_offer_names_a_member_twice() -> None:
    text = '{"credential_issuer":"https://a.example","credential_issuer":"https://b.example"}'
    with pytest.raises(JsonDuplicateKey):
        parse_offer_link(f"openid-credential-offer://?credential_offer={quote(text)}")
