from datetime import timedelta
from typing import Any

import pytest

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import UrlInvalid, WebUrl
from citywallet.protocol.oid4vp import (
    ClientCertificateDiffers,
    ClientIdentifier,
    ClientIdInvalid,
    ClientIdOriginRefused,
    ClientIdPrefix,
    ClientIdPrefixUnknown,
    ClientIdPrefixUnsupported,
    ResponseUriForeign,
    check_response_uri,
    parse_client_identifier,
    verify_client,
    x509_hash_client_id,
)
from citywallet.protocol.trust import CertificateUsage, VerifiedLeaf
from citywallet.protocol.trust.errors import (
    CertificateExpired,
    CertificateUsageWrong,
    ChainNotAnchored,
)
from tests.support.messages import NOW, OTHER_ACCESS, AccessChain, an_access_chain
from tests.support.vectors import load_vectors

EXAMPLES = load_vectors("oid4vp/client_identifiers.json")["examples"]


def verify(client_id: str, chain: AccessChain | None = None, **changes: Any) -> VerifiedLeaf:
    access = chain or an_access_chain()
    values: dict[str, Any] = {"x5c": (access.leaf,), "anchors": (access.root,), "at": NOW}
    return verify_client(parse_client_identifier(client_id), **values | changes)


@pytest.mark.parametrize(("text", "parts"), EXAMPLES.items(), ids=lambda each: str(each))
def test_client_identifier_of_the_specification_is_taken_apart(text: str, parts: list[str]) -> None:
    client = parse_client_identifier(text)
    assert [client.prefix.value, client.name] == parts
    assert client.text == text


@pytest.mark.threat(28)
@pytest.mark.parametrize(
    "text",
    ["https://client.example.org", "X509_HASH:abc", " x509_hash:abc", "x509_san_uri:x", "did:web:x", ":x"],
)
def test_client_identifier_with_an_unknown_prefix_is_refused(text: str) -> None:
    with pytest.raises(ClientIdPrefixUnknown) as caught:
        parse_client_identifier(text)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.threat(28)
def test_default_case_is_no_prefix() -> None:
    with pytest.raises(ClientIdPrefixUnknown):
        parse_client_identifier("pre-registered:example-client")


@pytest.mark.threat(28)
def test_client_identifier_that_pretends_to_be_an_origin_is_refused() -> None:
    with pytest.raises(ClientIdOriginRefused):
        parse_client_identifier("origin:https://verifier.example.com")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 1_025,
        "a\nb",
        "x509_hash:",
        "x509_hash:abc",
        "x509_hash:Uvo3HtuIxuhC92rShpgqcT3YXwrqRxWEviRiA0OZszk=",
        "x509_hash:Uvo3HtuIxuhC92rShpgqcT3YXwrqRxWEviRiA0OZsz",
        "x509_san_dns:",
        "x509_san_dns:*.example.com",
        "x509_san_dns:verifier.example.com.",
        "x509_san_dns:-a.example.com",
        "x509_san_dns:https://verifier.example.com",
        "x509_san_dns:verifier.example.com:443",
        "x509_san_dns:verifier.example.com/path",
        "x509_san_dns:Verifier.Example.com",
        "x509_san_dns:" + "a" * 64 + ".example.com",
        "verifier_attestation:",
    ],
)
def test_client_identifier_is_refused_when_it_is_not_what_its_prefix_demands(text: str) -> None:
    with pytest.raises(ClientIdInvalid) as caught:
        parse_client_identifier(text)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


def test_redirect_uri_client_must_be_an_address() -> None:
    with pytest.raises(UrlInvalid):
        parse_client_identifier("redirect_uri:verifier")


def test_client_is_verified_by_the_hash_of_its_certificate() -> None:
    leaf = verify(an_access_chain().client_id)
    assert leaf.organization is not None
    assert leaf.organization.ko == "남동구청"


def test_client_is_verified_by_a_name_in_its_certificate() -> None:
    assert verify("x509_san_dns:verifier.example.com").dns_names == ("verifier.example.com",)


@pytest.mark.threat(28)
def test_client_is_refused_when_its_certificate_is_another() -> None:
    other = an_access_chain(key_number=OTHER_ACCESS)
    with pytest.raises(ClientCertificateDiffers) as caught:
        verify(an_access_chain().client_id, other)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.threat(28)
def test_client_is_refused_when_it_sends_no_certificate() -> None:
    with pytest.raises(ClientCertificateDiffers):
        verify(an_access_chain().client_id, x5c=())


@pytest.mark.threat(28)
@pytest.mark.parametrize(
    ("names", "asked"),
    [
        (("verifier.example.com",), "other.example.com"),
        (("verifier.example.com",), "example.com"),
        (("verifier.example.com",), "sub.verifier.example.com"),
        (("*.example.com",), "verifier.example.com"),
        ((), "verifier.example.com"),
    ],
)
def test_client_is_refused_when_its_certificate_does_not_name_it(names: tuple[str, ...], asked: str) -> None:
    with pytest.raises(ClientCertificateDiffers):
        verify(f"x509_san_dns:{asked}", an_access_chain(dns_names=names))


def test_client_is_refused_when_its_certificate_has_another_usage() -> None:
    chain = an_access_chain(usage=CertificateUsage.CREDENTIAL_SIGNER)
    with pytest.raises(CertificateUsageWrong):
        verify(chain.client_id, chain)


def test_client_is_refused_when_its_certificate_has_expired() -> None:
    with pytest.raises(CertificateExpired):
        verify(an_access_chain().client_id, at=NOW + timedelta(days=31))


def test_client_is_refused_when_nobody_we_trust_stands_behind_it() -> None:
    with pytest.raises(ChainNotAnchored):
        verify(an_access_chain().client_id, anchors=())


@pytest.mark.threat(28)
@pytest.mark.parametrize(
    "client_id",
    [
        text
        for text, (prefix, _) in EXAMPLES.items()
        if prefix not in (ClientIdPrefix.X509_HASH, ClientIdPrefix.X509_SAN_DNS)
    ],
)
def test_client_of_another_prefix_is_refused_whatever_its_certificate(client_id: str) -> None:
    with pytest.raises(ClientIdPrefixUnsupported) as caught:
        verify(client_id)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


def a_leaf(**changes: Any) -> VerifiedLeaf:
    chain = an_access_chain(**changes)
    return verify(chain.client_id, chain)


def client(client_id: str = "") -> ClientIdentifier:
    return parse_client_identifier(client_id or an_access_chain().client_id)


@pytest.mark.parametrize(
    ("names", "uris"),
    [
        (("verifier.example.com",), ()),
        ((), ("https://verifier.example.com",)),
        (("other.example.com", "Verifier.Example.com"), ()),
        ((), ()),
    ],
)
def test_answer_may_go_to_a_host_that_the_certificate_names(
    names: tuple[str, ...], uris: tuple[str, ...]
) -> None:
    leaf = a_leaf(dns_names=names, uris=uris)
    check_response_uri(client(), leaf, WebUrl("https://verifier.example.com/responses/1"))


@pytest.mark.threat(29)
@pytest.mark.parametrize(
    "response_uri",
    [
        "https://evil.example/responses/1",
        "https://verifier.example.com.evil.example/r",
        "https://example.com/r",
        "https://sub.verifier.example.com/r",
    ],
)
def test_answer_must_not_go_to_a_foreign_host(response_uri: str) -> None:
    with pytest.raises(ResponseUriForeign) as caught:
        check_response_uri(client(), a_leaf(), WebUrl(response_uri))
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.threat(29)
def test_answer_to_a_named_client_goes_to_that_name_and_no_other_of_its_certificate() -> None:
    leaf = a_leaf(dns_names=("verifier.example.com", "other.example.com"))
    with pytest.raises(ResponseUriForeign):
        check_response_uri(
            client("x509_san_dns:verifier.example.com"), leaf, WebUrl("https://other.example.com/r")
        )


def test_client_identifier_by_hash_is_that_of_the_certificate() -> None:
    assert x509_hash_client_id(b"") == "x509_hash:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"


def test_client_identifier_of_just_the_allowed_length_is_read() -> None:
    assert len(parse_client_identifier("x" * 1_024).text) == 1_024
