"""The request object: what a verifier asks for, as a signed token."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.dcql import DcqlQuery, parse_dcql_query, serialize_dcql_query
from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    numeric_date,
    object_member,
    optional_array_member,
    optional_numeric_date_member,
    optional_string_member,
    string_array_member,
    string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.jose import build_signing_input, serialize_x5c
from citywallet.protocol.oauth import WebUrl, parse_web_url
from citywallet.protocol.oid4vp.client_metadata import (
    ClientMetadata,
    parse_client_metadata,
    serialize_client_metadata,
)

REQUEST_OBJECT_TYP = "oauth-authz-req+jwt"
REQUEST_OBJECT_MEDIA_TYPE = "application/oauth-authz-req+jwt"
SELF_ISSUED_AUDIENCE = "https://self-issued.me/v2"
RESPONSE_TYPE = "vp_token"
RESPONSE_MODE = "direct_post"
PURPOSE_FORMAT = "citywallet-purpose"
"""The `format` of the entry of `verifier_info` that says why one of our verifiers asks, in both languages."""

_URL_SAFE = re.compile(r"[A-Za-z0-9\-._~]{1,2048}")
_MAX_VERIFIER_INFO = 16


class RequestInvalid(ProtocolError):
    """The root of what can be wrong with a request object."""

    code = ErrorCode.INVALID_REQUEST
    public = "The request for credentials is not valid."


class RequestMalformed(RequestInvalid):
    """The request is no compact JWS with a JSON object inside, or a member is absent or of the wrong type."""

    public = "The request for credentials could not be read."


class ResponseTypeUnsupported(RequestInvalid):
    """The request wants something other than a `vp_token`."""

    code = ErrorCode.UNSUPPORTED_RESPONSE_TYPE
    public = "Only the response_type vp_token is supported."


class ResponseModeUnsupported(RequestInvalid):
    """The answer is wanted by another way than `direct_post`."""

    public = "Only the response_mode direct_post is supported."


class RedirectUriBesideDirectPost(RequestInvalid):
    """`redirect_uri` stands beside `direct_post`: it would be unclear where the answer goes."""

    public = "The parameter redirect_uri must not be used with direct_post."


class ResponseUriMissing(RequestInvalid):
    """The request does not say where the answer goes."""

    public = "The parameter response_uri is missing."


class RequestNonceInvalid(RequestInvalid):
    """The nonce is absent, or has other than URL-safe characters."""

    public = "The request must carry a nonce of URL-safe characters."


class RequestStateInvalid(RequestInvalid):
    """The state has other than URL-safe characters, or is absent where nothing else binds the answer."""

    public = "The state of the request is missing or has forbidden characters."


class QueryMissing(RequestInvalid):
    """The request has no `dcql_query`."""

    public = "The request must carry a dcql_query."


class QueryAmbiguous(RequestInvalid):
    """The request has both a `dcql_query` and a `scope`."""

    public = "The request must not carry both dcql_query and scope."


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """What a verifier asks. As read from a token it proves nothing: see `VerifiedRequest`.

    `transaction_data` holds the entries as received, encoded. `wallet_nonce` repeats what the wallet sent
    when it fetched the request. `expires_at` is None where a stranger's request has no end.
    """

    client_id: str
    response_uri: WebUrl
    nonce: str
    dcql_query: DcqlQuery
    state: str | None = None
    client_metadata: ClientMetadata | None = None
    transaction_data: tuple[str, ...] = ()
    verifier_info: tuple[JsonObject, ...] = ()
    wallet_nonce: str | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None


def build_request_object(request: AuthorizationRequest, *, x5c: Sequence[bytes]) -> bytes:
    """Build what the verifier's access key signs; `x5c` is its chain, leaf first, without the root.

    Serve the signed token as `REQUEST_OBJECT_MEDIA_TYPE`.

    Spec: OpenID4VP 1.0, Authorization Request.
    """
    return build_signing_input({"typ": REQUEST_OBJECT_TYP, **serialize_x5c(tuple(x5c))}, _serialize(request))


def parse_authorization_request(claims: JsonObject) -> AuthorizationRequest:
    """Read the parameters of a request object; unknown members, and `iss`, are ignored.

    Raises:
        RequestInvalid: one subclass per broken rule.
        DcqlInvalid: the query breaks a rule.
        UrlInvalid: `response_uri` is no web address.
        UrlNotSecure: `response_uri` is plain http beyond this machine.

    Spec: OpenID4VP 1.0, Authorization Request.
    """
    _check_kind(claims)
    try:
        return _parse(claims)
    except MemberInvalid as error:
        raise RequestMalformed(error.detail) from error


def _serialize(request: AuthorizationRequest) -> JsonObject:
    claims: JsonObject = {
        "aud": SELF_ISSUED_AUDIENCE,
        "response_type": RESPONSE_TYPE,
        "response_mode": RESPONSE_MODE,
        "client_id": request.client_id,
        "response_uri": request.response_uri,
        "nonce": request.nonce,
        "dcql_query": serialize_dcql_query(request.dcql_query),
    }
    if request.state is not None:
        claims["state"] = request.state
    if request.client_metadata is not None:
        claims["client_metadata"] = serialize_client_metadata(request.client_metadata)
    if request.transaction_data:
        claims["transaction_data"] = list(request.transaction_data)
    if request.verifier_info:
        claims["verifier_info"] = list(request.verifier_info)
    if request.wallet_nonce is not None:
        claims["wallet_nonce"] = request.wallet_nonce
    if request.issued_at is not None:
        claims["iat"] = numeric_date(request.issued_at)
    if request.expires_at is not None:
        claims["exp"] = numeric_date(request.expires_at)
    return claims


def _check_kind(claims: JsonObject) -> None:
    if claims.get("response_type") != RESPONSE_TYPE:
        raise ResponseTypeUnsupported()
    if claims.get("response_mode") != RESPONSE_MODE:
        raise ResponseModeUnsupported()
    if "redirect_uri" in claims:
        raise RedirectUriBesideDirectPost()
    if "response_uri" not in claims:
        raise ResponseUriMissing()
    if "dcql_query" in claims and "scope" in claims:
        raise QueryAmbiguous()
    if "dcql_query" not in claims:
        raise QueryMissing()


def _parse(claims: JsonObject) -> AuthorizationRequest:
    query = parse_dcql_query(object_member(claims, "dcql_query"))
    return AuthorizationRequest(
        client_id=string_member(claims, "client_id"),
        response_uri=parse_web_url(string_member(claims, "response_uri")),
        nonce=_parse_nonce(claims),
        dcql_query=query,
        state=_parse_state(claims, required=query.wants_unbound),
        client_metadata=_parse_client_metadata(claims),
        transaction_data=_parse_transaction_data(claims),
        verifier_info=_parse_verifier_info(claims),
        wallet_nonce=optional_string_member(claims, "wallet_nonce"),
        issued_at=optional_numeric_date_member(claims, "iat"),
        expires_at=optional_numeric_date_member(claims, "exp"),
    )


def _parse_nonce(claims: JsonObject) -> str:
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not _URL_SAFE.fullmatch(nonce):
        raise RequestNonceInvalid()
    return nonce


def _parse_state(claims: JsonObject, *, required: bool) -> str | None:
    state = claims.get("state")
    if "state" not in claims and not required:
        return None
    # Without holder binding no nonce comes back: then only the state ties answer and request together.
    if not isinstance(state, str) or not _URL_SAFE.fullmatch(state):
        raise RequestStateInvalid()
    return state


def _parse_client_metadata(claims: JsonObject) -> ClientMetadata | None:
    if "client_metadata" not in claims:
        return None
    return parse_client_metadata(object_member(claims, "client_metadata"))


def _parse_transaction_data(claims: JsonObject) -> tuple[str, ...]:
    if "transaction_data" not in claims:
        return ()
    entries = string_array_member(claims, "transaction_data")
    if not entries:
        raise RequestMalformed("transaction_data is empty")
    return entries


def _parse_verifier_info(claims: JsonObject) -> tuple[JsonObject, ...]:
    entries = optional_array_member(claims, "verifier_info") or []
    if len(entries) > _MAX_VERIFIER_INFO:
        raise RequestMalformed("verifier_info has too many entries")
    return tuple(entry for entry in entries if isinstance(entry, dict))
