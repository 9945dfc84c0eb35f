from urllib.parse import quote

import pytest

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import UrlInvalid, UrlNotSecure, WebUrl
from citywallet.protocol.oid4vp import (
    HAIP_REQUEST_SCHEME,
    ClientIdMissing,
    RequestByReference,
    RequestByValue,
    RequestLinkInvalid,
    RequestUnsigned,
    RequestUriMethod,
    RequestUriMethodInvalid,
    WalletNonceInvalid,
    build_request_link,
    parse_request_link,
    parse_request_uri_post,
    serialize_request_uri_post,
)
from tests.support.messages import an_access_chain
from tests.support.vectors import load_vectors

REQUEST = RequestByReference(
    client_id=an_access_chain().client_id, request_uri=WebUrl("https://verifier.example.com/requests/a?b=c")
)


def test_link_of_the_specification_is_read() -> None:
    vector = load_vectors("oid4vp/request_by_reference.json")
    assert parse_request_link(vector["link"]) == RequestByReference(
        client_id=vector["client_id"], request_uri=vector["request_uri"], method=RequestUriMethod.POST
    )


@pytest.mark.parametrize("method", list(RequestUriMethod))
@pytest.mark.parametrize(
    "scheme", ["openid4vp://", HAIP_REQUEST_SCHEME, "https://wallet.example.com/present"]
)
def test_link_is_read_with_every_scheme_that_wallets_answer_to(scheme: str, method: RequestUriMethod) -> None:
    request = RequestByReference(client_id=REQUEST.client_id, request_uri=REQUEST.request_uri, method=method)
    assert parse_request_link(build_request_link(request, scheme=scheme)) == request


def test_link_stays_short_enough_for_a_code_on_a_screen() -> None:
    link = build_request_link(
        RequestByReference(
            client_id=REQUEST.client_id,
            request_uri=WebUrl("https://verifier.example.com/requests/" + "a" * 43),
        )
    )
    assert len(link) <= 211


def test_link_may_hold_the_signed_request_itself() -> None:
    link = parse_request_link("openid4vp://?client_id=x509_hash%3Aabc&request=a.b.c")
    assert link == RequestByValue(client_id="x509_hash:abc", request_object="a.b.c")


@pytest.mark.threat(29)
def test_request_without_signature_is_refused() -> None:
    link = (
        "openid4vp://?client_id=redirect_uri%3Ahttps%3A%2F%2Fverifier.example.com%2Fcb&response_type=vp_token"
        "&response_mode=direct_post&response_uri=https%3A%2F%2Fverifier.example.com%2Fcb&nonce=n&dcql_query=%7B%7D"
    )
    with pytest.raises(RequestUnsigned) as caught:
        parse_request_link(link)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.parametrize(
    "link", ["openid4vp://?request_uri=https%3A%2F%2Fa.example", "openid4vp://?client_id="]
)
def test_link_is_refused_when_it_does_not_say_who_asks(link: str) -> None:
    with pytest.raises(ClientIdMissing):
        parse_request_link(link)


@pytest.mark.parametrize("method", ["PUT", "GET", "", "post "])
def test_link_is_refused_with_an_unknown_method(method: str) -> None:
    with pytest.raises(RequestUriMethodInvalid) as caught:
        parse_request_link(f"{build_request_link(REQUEST)}&request_uri_method={quote(method)}")
    assert caught.value.code is ErrorCode.INVALID_REQUEST_URI_METHOD


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://",
        "openid-credential-offer://?client_id=a&request_uri=https%3A%2F%2Fa.example",
        "javascript:alert(1)?client_id=a&request_uri=https%3A%2F%2Fa.example",
        build_request_link(REQUEST) + "&client_id=other",
        build_request_link(REQUEST) + "&request_uri=https%3A%2F%2Fevil.example",
        build_request_link(REQUEST) + "&request=a.b.c",
        "openid4vp://?client_id=a&request=a.b.c&request_uri_method=post",
        "openid4vp://?client_id=%FF",
        "openid4vp://?" + "&".join(f"a{number}=1" for number in range(100)),
        "openid4vp://?client_id=a&request=" + "x" * 70_000,
    ],
)
def test_link_is_refused_when_it_is_none_or_contradicts_itself(link: str) -> None:
    with pytest.raises((RequestLinkInvalid, ClientIdMissing)):
        parse_request_link(link)


def test_link_is_refused_when_a_parameter_is_repeated() -> None:
    with pytest.raises(RequestLinkInvalid):
        parse_request_link(build_request_link(REQUEST) + "&client_id=other")


@pytest.mark.parametrize("address", ["http://verifier.example.com/r", "http://169.254.169.254/r"])
def test_link_is_refused_when_its_address_is_plain_http(address: str) -> None:
    with pytest.raises(UrlNotSecure):
        parse_request_link(f"openid4vp://?client_id=a&request_uri={quote(address, safe='')}")


def test_link_is_refused_when_its_address_is_none() -> None:
    with pytest.raises(UrlInvalid):
        parse_request_link("openid4vp://?client_id=a&request_uri=file%3A%2F%2F%2Fetc%2Fpasswd")


def test_nonce_of_the_wallet_is_read_from_the_form() -> None:
    fields = {"wallet_metadata": "{}"} | serialize_request_uri_post(wallet_nonce="qPmxiNFCR3QTm19POc8u")
    assert parse_request_uri_post(fields) == "qPmxiNFCR3QTm19POc8u"


def test_form_without_nonce_has_none() -> None:
    assert parse_request_uri_post({"wallet_metadata": "{}"}) is None


@pytest.mark.parametrize("nonce", ["", "a b", "a\n", "논스", "x" * 513])
def test_nonce_of_the_wallet_is_refused_with_other_than_visible_characters(nonce: str) -> None:
    with pytest.raises(WalletNonceInvalid):
        parse_request_uri_post({"wallet_nonce": nonce})
