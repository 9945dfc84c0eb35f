"""Speaks OpenID4VCI with credential issuers over the guarded client."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from citywallet.protocol.encoding import JsonObject, parse_json_object
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.keys import EcSigningKey, PublicJwk
from citywallet.protocol.oauth import (
    AuthorizationRequest,
    AuthorizationServerMetadata,
    IssuerIdentifier,
    PushedResponse,
    TokenRequest,
    TokenResponse,
    TokenType,
    WebUrl,
    authorization_header,
    authorization_server_metadata_url,
    parse_authorization_server_metadata,
    parse_error_response,
    parse_pushed_response,
    parse_token_response,
    serialize_authorization_request,
    serialize_token_request,
)
from citywallet.protocol.oid4vci import (
    CredentialOffer,
    CredentialRequest,
    CredentialResponse,
    DeferredCredentialRequest,
    DeferredCredentialResponse,
    IssuerMetadata,
    issuer_metadata_url,
    parse_credential_offer,
    parse_credential_response,
    parse_issuer_metadata,
    parse_nonce_response,
    serialize_credential_request,
    serialize_deferred_request,
)
from citywallet.runtime.outbound import OutboundClient, OutboundError, OutboundResponse
from wallet_api.adapters.dpop_requests import DpopRequests
from wallet_api.adapters.published_keys import issuer_keys_url, key_set_of, key_set_url, parse_key_set
from wallet_api.domain.errors import IssuerAnswerBroken, IssuerRefused, IssuerUnreachable
from wallet_api.domain.issuer_sessions import IssuerSession

_JSON = "application/json"
_LANGUAGES = {"Accept-Language": "ko, en;q=0.8"}
_MAX_BYTES = 524_288

Message = TypeVar("Message")
Raw = TypeVar("Raw")


class HttpCredentialIssuers:
    """Sends one message, reads one answer. Whatever is not exactly the protocol's answer raises."""

    def __init__(self, client: OutboundClient, dpop: DpopRequests) -> None:
        self._client = client
        self._dpop = dpop

    async def fetch_offer(self, credential_offer_uri: WebUrl) -> CredentialOffer:
        """Fetch an offer that came by reference."""
        return _read(parse_credential_offer, await self._get(credential_offer_uri))

    async def fetch_metadata(self, credential_issuer: IssuerIdentifier) -> IssuerMetadata:
        """Fetch the issuer's metadata from its well-known address."""
        members = await self._get(issuer_metadata_url(credential_issuer))
        return _read(lambda found: parse_issuer_metadata(found, credential_issuer=credential_issuer), members)

    async def fetch_server_metadata(self, server: IssuerIdentifier) -> AuthorizationServerMetadata:
        """Fetch an authorization server's metadata from its well-known address."""
        members = await self._get(authorization_server_metadata_url(server))
        return _read(lambda found: parse_authorization_server_metadata(found, issuer=server), members)

    async def push_authorization(self, endpoint: WebUrl, request: AuthorizationRequest) -> PushedResponse:
        """Leave an authorization request at the server before the citizen is sent there."""
        with _reaching():
            response = await self._client.post_form(
                endpoint, serialize_authorization_request(request), max_bytes=_MAX_BYTES
            )
        return _read(parse_pushed_response, _members(response, statuses=(200, 201)))

    async def request_token(
        self, endpoint: WebUrl, request: TokenRequest, *, key: EcSigningKey | None
    ) -> TokenResponse:
        """Redeem a code; with `key` the token is bound to it."""
        fields = serialize_token_request(request)

        async def send(headers: Mapping[str, str]) -> OutboundResponse:
            return await self._client.post_form(endpoint, fields, headers=headers, max_bytes=_MAX_BYTES)

        with _reaching():
            response = await self._dpop.post(endpoint, send, key=key)
        expected = TokenType.BEARER if key is None else TokenType.DPOP
        members = _members(response, statuses=(200,))
        return _read(lambda found: parse_token_response(found, expected=expected), members)

    async def request_nonce(self, endpoint: WebUrl) -> str:
        """Fetch a challenge for key proofs."""
        with _reaching():
            response = await self._client.post(
                endpoint,
                content=b"",
                content_type="application/x-www-form-urlencoded",
                max_bytes=_MAX_BYTES,
            )
        return _read(parse_nonce_response, _members(response, statuses=range(200, 300)))

    async def request_credential(
        self, endpoint: WebUrl, *, session: IssuerSession, request: CredentialRequest
    ) -> CredentialResponse | DeferredCredentialResponse:
        """Request a credential with a session's token."""
        return await self._request_with(session, endpoint, serialize_credential_request(request))

    async def request_deferred(
        self, endpoint: WebUrl, *, session: IssuerSession, request: DeferredCredentialRequest
    ) -> CredentialResponse | DeferredCredentialResponse:
        """Ask for a credential that was promised."""
        return await self._request_with(session, endpoint, serialize_deferred_request(request))

    async def _request_with(
        self, session: IssuerSession, endpoint: WebUrl, body: JsonObject
    ) -> CredentialResponse | DeferredCredentialResponse:
        shown = session.shown

        async def send(headers: Mapping[str, str]) -> OutboundResponse:
            fields = {"Authorization": authorization_header(shown), **headers}
            return await self._client.post_json(endpoint, body, headers=fields, max_bytes=_MAX_BYTES)

        with _reaching():
            response = await self._dpop.post(endpoint, send, key=session.key, token=shown.token)
        return _read(parse_credential_response, _members(response, statuses=(200, 202)))

    async def fetch_signing_keys(self, credential_issuer: IssuerIdentifier) -> Mapping[str, PublicJwk]:
        """Fetch the keys that an issuer publishes as JWT VC issuer metadata.

        Spec: SD-JWT VC, JWT VC Issuer Metadata.
        """
        members = await self._get(issuer_keys_url(credential_issuer))
        address = _read(lambda found: key_set_url(found, credential_issuer=credential_issuer), members)
        key_set = _read(key_set_of, members) if address is None else await self._get(address)
        return _read(parse_key_set, key_set)

    async def _get(self, url: WebUrl) -> JsonObject:
        with _reaching():
            response = await self._client.get(url, accept=_JSON, headers=_LANGUAGES, max_bytes=_MAX_BYTES)
        return _members(response, statuses=(200,))


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except OutboundError as error:
        raise IssuerUnreachable(str(error)) from error


def _members(response: OutboundResponse, *, statuses: range | tuple[int, ...]) -> JsonObject:
    if response.status not in statuses:
        raise _refusal(response)
    # A page in HTML with status 200 is a broken answer too.
    if response.media_type != _JSON:
        raise IssuerAnswerBroken("media type")
    return _read(lambda body: parse_json_object(body, max_bytes=_MAX_BYTES), response.body)


def _refusal(response: OutboundResponse) -> IssuerRefused:
    try:
        said = parse_error_response(parse_json_object(response.body))
        return IssuerRefused(said.error, reason=said.reason)
    except ProtocolError as error:
        if response.status == 401:
            return IssuerRefused(ErrorCode.INVALID_TOKEN)
        if 400 <= response.status < 500:
            return IssuerRefused(ErrorCode.INVALID_REQUEST)
        raise IssuerAnswerBroken(f"status {response.status}") from error


def _read(parse: Callable[[Raw], Message], raw: Raw) -> Message:
    try:
        return parse(raw)
    except ProtocolError as error:
        raise IssuerAnswerBroken(type(error).__name__) from error
