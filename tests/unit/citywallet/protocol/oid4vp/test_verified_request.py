from datetime import timedelta
from typing import Any

import pytest

from citywallet.protocol.dcql import DcqlTooLarge
from citywallet.protocol.encoding import encode_base64url, serialize_json
from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.jose import serialize_compact, serialize_x5c
from citywallet.protocol.oid4vp import (
    ClientCertificateDiffers,
    ClientIdDiffers,
    ClientIdInvalid,
    ClientIdPrefixUnsupported,
    ClientMetadata,
    RedirectUriBesideDirectPost,
    RequestExpired,
    RequestFromTheFuture,
    RequestInvalid,
    RequestMalformed,
    RequestSignatureInvalid,
    RequestTypeWrong,
    RequestWrongAudience,
    ResponseUriForeign,
    TransactionDataTypeUnknown,
    VpFormatsNotSupported,
    WalletNonceDiffers,
    build_request_object,
    encode_transaction_data,
)
from citywallet.protocol.trust.errors import ChainNotAnchored, TrustAnchorIncluded
from tests.support.keys import ATTACKER, a_signing_key
from tests.support.messages import (
    NOW,
    OTHER_ACCESS,
    a_request,
    a_request_object,
    an_access_chain,
    verify_request,
)


def test_request_is_verified_and_the_verifier_named_by_its_certificate() -> None:
    verified = verify_request(a_request_object())
    assert verified.request == a_request()
    assert verified.client.text == an_access_chain().client_id
    assert verified.verifier_name is not None
    assert (verified.verifier_name.ko, verified.verifier_name.en) == ("남동구청", "Namdong-gu Office")
    assert verified.transaction_data == ()


def test_built_and_signed_request_is_verified() -> None:
    access = an_access_chain()
    signing_input = build_request_object(a_request(), x5c=(access.leaf,))
    verify_request(serialize_compact(signing_input, access.key.sign(signing_input)))


def test_name_in_the_metadata_of_a_verifier_is_never_shown() -> None:
    text = a_request_object(claims={"client_metadata": {"client_name": "경찰청", "vp_formats_supported": {}}})
    assert verify_request(text).verifier_name == verify_request(a_request_object()).verifier_name


def test_request_is_verified_for_a_client_that_its_certificate_names() -> None:
    client_id = "x509_san_dns:verifier.example.com"
    text = a_request_object(a_request(client_id=client_id))
    assert verify_request(text, client_id=client_id).client.text == client_id


@pytest.mark.parametrize("text", ["", "a.b.c", "{}", a_request_object() + ".x", "x" * 70_000])
def test_request_is_refused_when_it_is_no_signed_token(text: str) -> None:
    with pytest.raises(RequestMalformed) as caught:
        verify_request(text)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.threat(6)
@pytest.mark.parametrize(
    "typ",
    ["JWT", "application/oauth-authz-req+jwt", "openid4vci-proof+jwt", "kb+jwt", "dc+sd-jwt", "", None],
)
def test_request_is_refused_when_its_type_is_another(typ: Any) -> None:
    with pytest.raises(RequestTypeWrong):
        verify_request(a_request_object(header={"typ": typ}))


@pytest.mark.threat(6)
def test_request_is_refused_without_type() -> None:
    with pytest.raises(RequestTypeWrong):
        verify_request(a_request_object(without=["typ"]))


@pytest.mark.threat(29)
def test_request_is_refused_when_another_key_signed_it() -> None:
    with pytest.raises(RequestSignatureInvalid):
        verify_request(a_request_object(signed_by=a_signing_key(ATTACKER)))


@pytest.mark.threat(29)
def test_request_is_refused_when_a_claim_was_changed_after_signing() -> None:
    header, payload, signature = a_request_object().split(".")
    changed = a_request_object(claims={"nonce": "other"}).split(".")[1]
    assert changed != payload
    with pytest.raises(RequestSignatureInvalid):
        verify_request(f"{header}.{changed}.{signature}")


@pytest.mark.threat(29)
@pytest.mark.threat(1)
@pytest.mark.parametrize("algorithm", ["none", "None", "HS256"])
def test_request_is_refused_when_its_algorithm_is_not_ours(algorithm: str) -> None:
    header, payload, _ = a_request_object().split(".")
    forged = encode_base64url(
        serialize_json(
            {"alg": algorithm, "typ": "oauth-authz-req+jwt", **serialize_x5c((an_access_chain().leaf,))}
        )
    )
    assert header != forged
    with pytest.raises((RequestSignatureInvalid, RequestMalformed)):
        verify_request(f"{forged}.{payload}.")


@pytest.mark.parametrize("x5c", [None, [], "x", [7], ["not base64!"]])
def test_request_is_refused_when_its_certificates_are_none(x5c: Any) -> None:
    with pytest.raises(RequestSignatureInvalid):
        verify_request(a_request_object(header={"x5c": x5c}))


def test_request_is_refused_without_certificates() -> None:
    with pytest.raises(RequestSignatureInvalid):
        verify_request(a_request_object(without=["x5c"]))


def test_request_is_refused_when_its_chain_carries_the_root() -> None:
    chain = an_access_chain()
    with pytest.raises(TrustAnchorIncluded):
        verify_request(a_request_object(header=serialize_x5c((chain.leaf, chain.root))))


def test_request_is_refused_when_nobody_we_trust_stands_behind_it() -> None:
    with pytest.raises(ChainNotAnchored):
        verify_request(a_request_object(), anchors=())


@pytest.mark.threat(28)
def test_request_is_refused_when_link_and_request_name_different_clients() -> None:
    with pytest.raises(ClientIdDiffers):
        verify_request(a_request_object(), client_id="x509_san_dns:verifier.example.com")


@pytest.mark.threat(28)
@pytest.mark.parametrize("inside", [None, "", 7, an_access_chain().client_id.removeprefix("x509_hash:")])
def test_request_is_refused_when_the_client_inside_is_not_the_one_outside(inside: Any) -> None:
    with pytest.raises(ClientIdDiffers):
        verify_request(a_request_object(claims={"client_id": inside}))


@pytest.mark.threat(28)
def test_request_is_refused_without_client_inside() -> None:
    with pytest.raises(ClientIdDiffers):
        verify_request(a_request_object(without=["client_id"]))


@pytest.mark.threat(28)
def test_request_is_refused_when_another_trusted_verifier_signed_it() -> None:
    other = an_access_chain(key_number=OTHER_ACCESS)
    with pytest.raises(ClientCertificateDiffers):
        verify_request(a_request_object(chain=other))


@pytest.mark.threat(28)
@pytest.mark.parametrize(
    ("client_id", "error"),
    [
        ("redirect_uri:https://verifier.example.com/responses/1", ClientIdPrefixUnsupported),
        ("decentralized_identifier:did:example:123", ClientIdPrefixUnsupported),
        ("verifier-1", ClientIdPrefixUnsupported),
        ("x509_hash:abc", ClientIdInvalid),
    ],
)
def test_signed_request_is_refused_when_its_client_cannot_be_verified(
    client_id: str, error: type[Exception]
) -> None:
    text = a_request_object(a_request(client_id=client_id))
    with pytest.raises(error):
        verify_request(text, client_id=client_id)


@pytest.mark.parametrize("audience", ["https://self-issued.me", "", None, 7, [], ["a", "b"]])
def test_request_is_refused_when_it_is_not_for_wallets(audience: Any) -> None:
    with pytest.raises(RequestWrongAudience):
        verify_request(a_request_object(claims={"aud": audience}))


def test_request_is_refused_without_audience() -> None:
    with pytest.raises(RequestWrongAudience):
        verify_request(a_request_object(without=["aud"]))


def test_request_is_verified_when_its_audience_is_a_list_of_one() -> None:
    verify_request(a_request_object(claims={"aud": ["https://self-issued.me/v2"]}))


def test_request_is_verified_until_it_ends_and_refused_from_then_on() -> None:
    verify_request(a_request_object(), now=NOW + timedelta(seconds=119))
    with pytest.raises(RequestExpired):
        verify_request(a_request_object(), now=NOW + timedelta(seconds=120))


def test_request_is_refused_when_it_was_made_in_the_future() -> None:
    verify_request(a_request_object(), now=NOW - timedelta(seconds=60))
    with pytest.raises(RequestFromTheFuture):
        verify_request(a_request_object(), now=NOW - timedelta(seconds=61))


def test_request_of_a_stranger_may_have_no_times() -> None:
    verify_request(a_request_object(without=["iat", "exp"]))


def test_request_repeats_the_nonce_of_the_wallet() -> None:
    text = a_request_object(a_request(wallet_nonce="w-1"))
    assert verify_request(text, wallet_nonce="w-1").request.wallet_nonce == "w-1"


@pytest.mark.threat(32)
@pytest.mark.parametrize("repeated", [None, "w-2"])
def test_request_is_refused_when_it_does_not_repeat_the_nonce_of_the_wallet(repeated: str | None) -> None:
    with pytest.raises(WalletNonceDiffers):
        verify_request(a_request_object(a_request(wallet_nonce=repeated)), wallet_nonce="w-1")


@pytest.mark.threat(29)
def test_request_is_refused_when_the_answer_would_go_to_a_foreign_host() -> None:
    with pytest.raises(ResponseUriForeign):
        verify_request(a_request_object(claims={"response_uri": "https://evil.example/r"}))


def test_request_is_refused_when_a_redirect_stands_beside_direct_post() -> None:
    with pytest.raises(RedirectUriBesideDirectPost):
        verify_request(a_request_object(claims={"redirect_uri": "https://verifier.example.com/cb"}))


@pytest.mark.parametrize(
    "metadata",
    [
        ClientMetadata(formats=("mso_mdoc",)),
        ClientMetadata(sd_jwt_algorithms=("ES384",)),
        ClientMetadata(key_binding_algorithms=("EdDSA",)),
    ],
)
def test_request_is_refused_when_the_verifier_cannot_read_our_answer(metadata: ClientMetadata) -> None:
    with pytest.raises(VpFormatsNotSupported) as caught:
        verify_request(a_request_object(a_request(client_metadata=metadata)))
    assert caught.value.code is ErrorCode.VP_FORMATS_NOT_SUPPORTED


def test_request_without_metadata_is_verified() -> None:
    verify_request(a_request_object(a_request(client_metadata=None)))
    verify_request(a_request_object(claims={"client_metadata": {"jwks": {"keys": []}}}))


def test_request_is_refused_when_its_transaction_data_are_of_an_unknown_type() -> None:
    entry = encode_transaction_data({"type": "payment", "credential_ids": ["citizen-id"]})
    text = a_request_object(a_request(transaction_data=(entry,)))
    with pytest.raises(TransactionDataTypeUnknown) as caught:
        verify_request(text)
    assert caught.value.code is ErrorCode.INVALID_TRANSACTION_DATA
    verified = verify_request(text, supported_transaction_types=("payment",))
    assert verified.transaction_data[0].encoded == entry


@pytest.mark.threat(30)
def test_request_is_refused_when_its_query_is_endless() -> None:
    query: dict[str, Any] = {
        "credentials": [
            {
                "id": "c",
                "format": "dc+sd-jwt",
                "meta": {},
                "claims": [{"id": "a", "path": ["a"]}],
                "claim_sets": [["a"]] * 5_000,
            }
        ]
    }
    with pytest.raises(DcqlTooLarge):
        verify_request(a_request_object(claims={"dcql_query": query}))


def test_every_refusal_of_a_request_tells_a_code_of_the_specification() -> None:
    codes = {error.code for error in RequestInvalid.__subclasses__()}
    assert codes == {ErrorCode.INVALID_REQUEST, ErrorCode.UNSUPPORTED_RESPONSE_TYPE}
