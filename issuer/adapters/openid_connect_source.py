"""A provider of OpenID Connect, at which citizens sign in; this issuer is its relying party."""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import quote, urlsplit

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonObject, parse_json_object, string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import (
    CodeTokenRequest,
    ErrorResponse,
    IssuerIdentifier,
    WebUrl,
    parse_authorization_response,
    parse_redirect_uri,
    serialize_token_request,
)
from citywallet.protocol.openid_connect import (
    AuthenticationRequest,
    IdTokenKeyUnknown,
    ProviderKey,
    ProviderMetadata,
    VerifiedIdToken,
    build_authentication_request,
    parse_id_token_member,
    parse_jwk_set,
    parse_provider_metadata,
    provider_metadata_url,
    verify_id_token,
)
from citywallet.runtime.clock import Clock
from citywallet.runtime.outbound import OutboundClient, OutboundError, OutboundResponse
from issuer.domain.citizen_session_secrets import SignInSecrets
from issuer.domain.identifiers import CitizenId
from issuer.domain.identity_errors import IdentityAnswerInvalid, IdentityDeclined, IdentityUnavailable
from issuer.ports.identity import Identified, SendTo

_KNOWN_FOR = timedelta(minutes=10)
_KEYS_AGAIN_AFTER = timedelta(seconds=30)
_LEEWAY = timedelta(seconds=60)
_MAX_ANSWER_BYTES = 262_144
_Known = TypeVar("_Known")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """Who this issuer is at the provider, and which of its claims says who a citizen is."""

    issuer: IssuerIdentifier
    client_id: str
    client_secret: str | None
    scope: tuple[str, ...]
    citizen_claim: str
    citizen_prefix: str
    label: BilingualText
    page_origin: str | None


class OpenIdConnectSource:
    """Signs citizens in by the code flow, with PKCE, state and nonce.

    What it keeps of the provider's documents it may lose at any time.
    """

    def __init__(self, party: RelyingParty, *, client: OutboundClient, clock: Clock) -> None:
        self._party = party
        self._client = client
        self._clock = clock
        self._metadata: tuple[datetime, ProviderMetadata] | None = None
        self._keys: tuple[datetime, tuple[ProviderKey, ...]] | None = None
        self._one_at_a_time = asyncio.Lock()

    @property
    def label(self) -> BilingualText:
        """What the button says."""
        return self._party.label

    @property
    def origin(self) -> str:
        """Where the provider's page is."""
        if self._party.page_origin is not None:
            return self._party.page_origin
        parts = urlsplit(self._party.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    async def begin(self, secrets: SignInSecrets, *, callback: WebUrl) -> SendTo:
        """Send the browser to the provider.

        Raises:
            IdentityUnavailable: the provider does not say where.
        """
        request = AuthenticationRequest(
            client_id=self._party.client_id,
            redirect_uri=parse_redirect_uri(callback),
            scope=self._party.scope,
            state=secrets.state,
            nonce=secrets.nonce,
            code_verifier=secrets.code_verifier,
        )
        metadata = await self._provider()
        return SendTo(url=build_authentication_request(request, endpoint=metadata.authorization_endpoint))

    async def finish(
        self,
        answer: Mapping[str, str],
        *,
        secrets: SignInSecrets,
        reference: str | None,
        callback: WebUrl,
    ) -> Identified:
        """Redeem the code that the browser brought back, and read the ID token.

        Raises:
            IdentityDeclined: the citizen broke off, or the provider refused.
            IdentityAnswerInvalid: the answer is not this sign-in's, or not to be believed.
            IdentityUnavailable: the provider does not answer.
        """
        metadata = await self._provider()
        try:
            response = parse_authorization_response(
                answer, issuer=metadata.issuer, state=secrets.state, names_issuer=metadata.names_issuer
            )
            if isinstance(response, ErrorResponse):
                raise IdentityDeclined(response.error)
            token = await self._redeem(metadata, response.code, secrets, callback)
            verified = await self._verify(token, nonce=secrets.nonce)
            return Identified(citizen_id=self._citizen(verified))
        except ProtocolError as error:
            raise IdentityAnswerInvalid(type(error).__name__) from error

    async def _redeem(
        self, metadata: ProviderMetadata, code: str, secrets: SignInSecrets, callback: WebUrl
    ) -> str:
        request = CodeTokenRequest(
            code=code,
            code_verifier=secrets.code_verifier,
            redirect_uri=parse_redirect_uri(callback),
            client_id=self._party.client_id,
        )
        fields, headers = serialize_token_request(request), {"Accept": "application/json"}
        secret = self._party.client_secret
        if secret is not None and "client_secret_basic" in metadata.token_endpoint_auth_methods:
            headers["Authorization"] = _basic(self._party.client_id, secret)
        elif secret is not None:
            fields["client_secret"] = secret
        try:
            answered = await self._client.post_form(
                metadata.token_endpoint, fields, headers=headers, max_bytes=_MAX_ANSWER_BYTES
            )
        except OutboundError as error:
            raise IdentityUnavailable("token endpoint") from error
        if answered.status == 400:
            # A code that came another way, or was used before: nothing to believe.
            raise IdentityAnswerInvalid("the provider refuses the code")
        return parse_id_token_member(_read_object(answered))

    async def _verify(self, token: str, *, nonce: str) -> VerifiedIdToken:
        try:
            return self._verify_with(await self._provider_keys(_KNOWN_FOR), token, nonce)
        except IdTokenKeyUnknown:
            # The provider may have a new key since we looked.
            return self._verify_with(await self._provider_keys(_KEYS_AGAIN_AFTER), token, nonce)

    def _verify_with(self, keys: tuple[ProviderKey, ...], token: str, nonce: str) -> VerifiedIdToken:
        return verify_id_token(
            token,
            keys=keys,
            issuer=self._party.issuer,
            client_id=self._party.client_id,
            nonce=nonce,
            now=self._clock.now(),
            leeway=_LEEWAY,
        )

    def _citizen(self, verified: VerifiedIdToken) -> CitizenId:
        named = string_member(verified.claims, self._party.citizen_claim)
        return CitizenId(f"{self._party.citizen_prefix}{named}")

    async def _provider(self) -> ProviderMetadata:
        async with self._one_at_a_time:
            found = self._fresh(self._metadata, _KNOWN_FOR)
            if found is None:
                members = await self._fetch(provider_metadata_url(self._party.issuer))
                try:
                    found = parse_provider_metadata(members, issuer=self._party.issuer)
                except ProtocolError as error:
                    raise IdentityUnavailable(type(error).__name__) from error
                self._metadata = (self._clock.now(), found)
        return found

    async def _provider_keys(self, max_age: timedelta) -> tuple[ProviderKey, ...]:
        metadata = await self._provider()
        async with self._one_at_a_time:
            found = self._fresh(self._keys, max_age)
            if found is None:
                found = parse_jwk_set(await self._fetch(metadata.jwks_uri))
                self._keys = (self._clock.now(), found)
        return found

    def _fresh(self, known: tuple[datetime, _Known] | None, max_age: timedelta) -> _Known | None:
        return known[1] if known is not None and self._clock.now() - known[0] < max_age else None

    async def _fetch(self, url: WebUrl) -> JsonObject:
        try:
            answered = await self._client.get(url, accept="application/json", max_bytes=_MAX_ANSWER_BYTES)
        except OutboundError as error:
            raise IdentityUnavailable("metadata") from error
        return _read_object(answered)


def _read_object(answered: OutboundResponse) -> JsonObject:
    if answered.status != 200:
        raise IdentityUnavailable(f"status {answered.status}")
    try:
        return parse_json_object(answered.body, max_bytes=_MAX_ANSWER_BYTES)
    except ProtocolError as error:
        raise IdentityUnavailable(ErrorCode.INVALID_REQUEST.value) from error


def _basic(client_id: str, secret: str) -> str:
    """Spec: OAuth 2.0 Authorization Framework, Client Password."""
    credentials = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return f"Basic {base64.b64encode(credentials.encode()).decode()}"
