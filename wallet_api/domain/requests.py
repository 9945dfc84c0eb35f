"""A verifier's request as the wallet judges it: who asks, why, and what to say when it is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    optional_string_member,
    parse_json_object,
    serialize_json,
    string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.jose import claims_of, parse_compact_jws, verify_jws, x5c_of
from citywallet.protocol.oauth import ErrorResponse, WebUrl, host_of, parse_web_url
from citywallet.protocol.oid4vp import (
    PURPOSE_FORMAT,
    REQUEST_OBJECT_TYP,
    AuthorizationRequest,
    ClientCertificateDiffers,
    ClientIdDiffers,
    ClientIdInvalid,
    ClientIdMissing,
    ClientIdOriginRefused,
    ClientIdPrefixUnknown,
    ClientIdPrefixUnsupported,
    ErrorAnswer,
    RequestSignatureInvalid,
    RequestTypeWrong,
    RequestUnsigned,
    ResponseUriForeign,
    VerifiedRequest,
    WalletNonceDiffers,
    check_response_uri,
    parse_client_identifier,
    verify_client,
    verify_request_object,
)
from citywallet.protocol.oid4vp import RequestExpired as RequestObjectExpired
from citywallet.protocol.trust import TrustError
from wallet_api.domain.errors import PresentingFailed, RequestExpired, RequestRefused, VerifierUnknown
from wallet_api.domain.presentations import SignedRequestText, VerifierName
from wallet_api.domain.words import clean_text

CLOCK_LEEWAY = timedelta(seconds=60)
DEFAULT_LIFETIME = timedelta(minutes=5)
DECLINED_CODE = ErrorCode.ACCESS_DENIED.value
_MAX_SEALED_BYTES = 1_048_576

# No transaction data yet: a request that carries any is refused in full.
SUPPORTED_TRANSACTION_TYPES: frozenset[str] = frozenset()

# Whoever breaks one of these has not shown who he is: the red stop.
_UNKNOWN_SENDER = (
    TrustError,
    ClientCertificateDiffers,
    ClientIdDiffers,
    ClientIdInvalid,
    ClientIdMissing,
    ClientIdOriginRefused,
    ClientIdPrefixUnknown,
    ClientIdPrefixUnsupported,
    RequestSignatureInvalid,
    RequestTypeWrong,
    RequestUnsigned,
    ResponseUriForeign,
    WalletNonceDiffers,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAddress:
    """Where an authenticated verifier wants to be told that its request failed."""

    response_uri: WebUrl
    state: str | None


def verify_request(text: SignedRequestText, *, anchors: Sequence[bytes], now: datetime) -> VerifiedRequest:
    """Verify a request object and say in the citizen's terms what is wrong with it.

    Raises:
        VerifierUnknown: it is not established who asks.
        RequestExpired: its time is over.
        RequestRefused: a known verifier's request breaks a rule; the detail is the protocol's error code.
    """
    try:
        return verify_request_object(
            text.request_object,
            client_id=text.client_id,
            wallet_nonce=text.wallet_nonce,
            anchors=anchors,
            now=now,
            leeway=CLOCK_LEEWAY,
            supported_transaction_types=SUPPORTED_TRANSACTION_TYPES,
        )
    except ProtocolError as error:
        raise refusal_of(error) from error


def refusal_of(error: ProtocolError) -> PresentingFailed:
    """What a broken rule means to the citizen."""
    if isinstance(error, _UNKNOWN_SENDER):
        return VerifierUnknown(type(error).__name__)
    if isinstance(error, RequestObjectExpired):
        return RequestExpired()
    return RequestRefused(error.code.value)


def error_address(text: SignedRequestText, *, anchors: Sequence[bytes], now: datetime) -> ErrorAddress | None:
    """Where to report a refusal: only to a sender whose signature and host hold, else None.

    Spec: OpenID4VP 1.0, Response Mode "direct_post".
    """
    try:
        jws = parse_compact_jws(text.request_object)
        claims = claims_of(jws)
        client = parse_client_identifier(text.client_id)
        if claims.get("client_id") != text.client_id:
            return None
        leaf = verify_client(client, x5c=x5c_of(jws), anchors=anchors, at=now)
        verify_jws(jws, key=leaf.key, typ=REQUEST_OBJECT_TYP)
        response_uri = parse_web_url(string_member(claims, "response_uri"))
        check_response_uri(client, leaf, response_uri)
        return ErrorAddress(response_uri=response_uri, state=optional_string_member(claims, "state"))
    except ProtocolError:
        return None


def error_answer(code: str, *, state: str | None) -> ErrorAnswer:
    """The answer that says no; why is said by the code alone."""
    return ErrorAnswer(error=ErrorResponse(error=code), state=state)


def verifier_name_of(verified: VerifiedRequest) -> VerifierName:
    """Who asks: the name in the certificate; without one, the host that gets the answer."""
    name = verified.verifier_name
    host = host_of(verified.request.response_uri)
    words = (
        BilingualText(ko=host, en=host)
        if name is None
        else BilingualText(ko=clean_text(name.ko), en=clean_text(name.en))
    )
    return VerifierName(client_id=verified.client.text, name=words)


def purpose_of(request: AuthorizationRequest) -> BilingualText | None:
    """Why the verifier asks, in its own words, which its signature over the request covers.

    Read from an entry of `verifier_info` with the format `citywallet-purpose` and data `{"ko", "en"}`.

    Spec: OpenID4VP 1.0, Verifier Info.
    """
    for entry in request.verifier_info:
        data = entry.get("data")
        if entry.get("format") == PURPOSE_FORMAT and isinstance(data, dict):
            korean, english = _text(data.get("ko")), _text(data.get("en"))
            if korean or english:
                return BilingualText(ko=korean or english, en=english or korean)
    return None


def answer_until(request: AuthorizationRequest, *, now: datetime) -> datetime:
    """Until when the citizen may decide."""
    return request.expires_at or now + DEFAULT_LIFETIME


def serialize_request_text(text: SignedRequestText) -> bytes:
    """Write a request for sealing."""
    members: JsonObject = {"client_id": text.client_id, "request_object": text.request_object}
    if text.wallet_nonce is not None:
        members["wallet_nonce"] = text.wallet_nonce
    return serialize_json(members)


def parse_request_text(content: bytes) -> SignedRequestText:
    """Read a request that was sealed."""
    members = parse_json_object(content, max_bytes=_MAX_SEALED_BYTES)
    return SignedRequestText(
        client_id=string_member(members, "client_id"),
        request_object=string_member(members, "request_object"),
        wallet_nonce=optional_string_member(members, "wallet_nonce"),
    )


def _text(value: JsonValue) -> str:
    return clean_text(value) if isinstance(value, str) else ""
