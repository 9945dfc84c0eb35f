"""The wallet's gate: a request counts only after signature, certificate and every parameter are checked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import Jws, claims_of, parse_compact_jws, verify_jws, x5c_of
from citywallet.protocol.oid4vp.client_identifier import (
    ClientIdentifier,
    check_response_uri,
    parse_client_identifier,
    verify_client,
)
from citywallet.protocol.oid4vp.client_metadata import check_formats
from citywallet.protocol.oid4vp.request_object import (
    REQUEST_OBJECT_TYP,
    SELF_ISSUED_AUDIENCE,
    AuthorizationRequest,
    RequestInvalid,
    RequestMalformed,
    parse_authorization_request,
)
from citywallet.protocol.oid4vp.transaction_data import TransactionData, parse_transaction_data
from citywallet.protocol.trust import VerifiedLeaf


class RequestTypeWrong(RequestInvalid):
    """The token's `typ` is not that of a request object: it was made for something else."""

    public = "The typ of a request object must be oauth-authz-req+jwt."


class RequestSignatureInvalid(RequestInvalid):
    """The request is not signed by the key of its certificate, or has no certificate."""

    public = "The signature of the request is not valid."


class ClientIdDiffers(RequestInvalid):
    """The link names another client than the signed request: somebody swapped one of them."""

    public = "The client_id of the link and of the request differ."


class RequestWrongAudience(RequestInvalid):
    """The request is not addressed to a wallet."""

    public = "The aud of the request must be https://self-issued.me/v2."


class RequestExpired(RequestInvalid):
    """The request's time is over."""

    public = "The request has expired."


class RequestFromTheFuture(RequestInvalid):
    """The request claims to be made later than now."""

    public = "The request is not valid yet."


class WalletNonceDiffers(RequestInvalid):
    """The request does not repeat the nonce with which the wallet fetched it: it may be an old one."""

    public = "The request does not repeat the wallet_nonce."


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedRequest:
    """A request whose sender is known, and which follows every rule.

    Whether this verifier may ask for these claims is not decided here. `verifier` is its certificate, traced
    to a trust anchor; the name shown to a citizen comes from there and from nowhere else.
    """

    request: AuthorizationRequest
    client: ClientIdentifier
    verifier: VerifiedLeaf
    transaction_data: tuple[TransactionData, ...]

    @property
    def verifier_name(self) -> BilingualText | None:
        """The verifier's name in its certificate; None where the certificate has none to show."""
        return self.verifier.organization


def verify_request_object(
    text: str,
    *,
    client_id: str,
    wallet_nonce: str | None,
    anchors: Sequence[bytes],
    now: datetime,
    leeway: timedelta,
    supported_transaction_types: Collection[str],
) -> VerifiedRequest:
    """Verify a request object that was fetched for a link naming `client_id`.

    `wallet_nonce` is what was sent when fetching it by POST, None otherwise. `exp` is held against `now`
    without leeway; `iat` may be `leeway` ahead.

    Raises:
        RequestInvalid: one subclass per broken rule.
        ProtocolError: the client identifier, certificate chain, query or transaction data break a rule.

    Spec: OpenID4VP 1.0, Request URI Response.
    """
    jws, claims = _read(text)
    # (1) The token is typed as a request, so that no other token of a verifier can pass for one.
    if jws.header.get("typ") != REQUEST_OBJECT_TYP:
        raise RequestTypeWrong()
    # (2) Link and signed request name the same client, prefix included.
    if claims.get("client_id") != client_id:
        raise ClientIdDiffers()
    client = parse_client_identifier(client_id)
    # (3) The certificate is that client's and leads to a trust anchor; its key signed the request.
    leaf = verify_client(client, x5c=_certificates(jws), anchors=anchors, at=now)
    _verify_signature(jws, leaf)
    # (4) The request is for wallets, for now, and for this fetch.
    _check_audience(claims)
    request = parse_authorization_request(claims)
    _check_times(request, now=now, leeway=leeway)
    if wallet_nonce is not None and request.wallet_nonce != wallet_nonce:
        raise WalletNonceDiffers()
    # (5) The answer goes to the verifier's own host, in a format that both sides know.
    check_response_uri(client, leaf, request.response_uri)
    if request.client_metadata is not None:
        check_formats(request.client_metadata)
    # (6) Transaction data are understood in full, or the request is refused in full.
    return VerifiedRequest(
        request=request,
        client=client,
        verifier=leaf,
        transaction_data=_transaction_data(request, supported_transaction_types),
    )


def _read(text: str) -> tuple[Jws, JsonObject]:
    try:
        jws = parse_compact_jws(text)
        return jws, claims_of(jws)
    except ProtocolError as error:
        raise RequestMalformed(type(error).__name__) from error


def _certificates(jws: Jws) -> tuple[bytes, ...]:
    try:
        return x5c_of(jws)
    except ProtocolError as error:
        raise RequestSignatureInvalid(type(error).__name__) from error


def _verify_signature(jws: Jws, leaf: VerifiedLeaf) -> None:
    try:
        verify_jws(jws, key=leaf.key, typ=REQUEST_OBJECT_TYP)
    except ProtocolError as error:
        raise RequestSignatureInvalid(type(error).__name__) from error


def _check_audience(claims: JsonObject) -> None:
    if claims.get("aud") not in (SELF_ISSUED_AUDIENCE, [SELF_ISSUED_AUDIENCE]):
        raise RequestWrongAudience()


def _check_times(request: AuthorizationRequest, *, now: datetime, leeway: timedelta) -> None:
    if request.expires_at is not None and now >= request.expires_at:
        raise RequestExpired()
    if request.issued_at is not None and request.issued_at > now + leeway:
        raise RequestFromTheFuture()


def _transaction_data(
    request: AuthorizationRequest, supported_types: Collection[str]
) -> tuple[TransactionData, ...]:
    if not request.transaction_data:
        return ()
    return parse_transaction_data(
        request.transaction_data, query=request.dcql_query, supported_types=supported_types
    )
