"""A wallet sends a citizen's browser to the issuer, with a request or with the reference to one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oauth import (
    PushRequired,
    check_fields_beside,
    parse_authorization_request,
    parse_response_target,
)
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.authorization_sessions import SessionTerms, Started
from issuer.domain.catalogue import Catalogue
from issuer.domain.citizen_session_secrets import session_digest
from issuer.domain.identifiers import SessionId
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.domain.pushed_requests import PushTerms, open_pushed
from issuer.domain.wallet_clients import WalletClients, check_redirect_uri
from issuer.ports import UnitsOfWork
from issuer.usecases.authorization_answers import refused_address
from issuer.usecases.request_in_catalogue import request_in_catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted:
    """The citizen may begin; the browser alone keeps the secret."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """The request cannot be followed; the browser goes back to the wallet with the reason."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAuthorization:
    """Begin a citizen's session for one authorization request."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    profile: IssuerProfile
    clients: WalletClients
    session_lifetime: timedelta

    async def __call__(self, fields: Mapping[str, str]) -> SessionStarted | SentBack:
        """Begin, or send the browser back to the wallet, once it is sure that it is the wallet's address.

        Raises:
            ClientIdMissing, ClientUnknown: nobody knows who asks.
            RedirectUriMissing, RedirectUriInvalid, RedirectUriUnknown: the way back is not the wallet's.
            RequestUriUnknown: the reference is unknown, spent, past its time, or another client's.

        Spec: OAuth 2.0 Authorization Framework, Error Response.
        """
        if "request_uri" in fields:
            return await self._start_pushed(fields)
        target = parse_response_target(fields)
        client = self.clients.named(target.client_id)
        check_redirect_uri(client, target.redirect_uri)
        now = self.clock.now()
        try:
            if self.profile.requires_push:
                raise PushRequired()
            request = parse_authorization_request(fields)
            # As if it had been pushed a moment ago: from here on there is one way.
            push = PushTerms(client=client, request=request, pushed_at=now, expires_at=now)
            return await self._start(push, push_digest=None, now=now)
        except ProtocolError as error:
            return SentBack(address=refused_address(error, target=target, profile=self.profile))

    async def _start_pushed(self, fields: Mapping[str, str]) -> SessionStarted | SentBack:
        now = self.clock.now()
        digest = digest_of(fields["request_uri"])
        async with self.units.reading() as records:
            pushed = await records.pushed_requests.find(digest)
        push = open_pushed(pushed, client_id=fields.get("client_id", ""), now=now)
        try:
            check_fields_beside(fields, pushed=push.request)
            return await self._start(push, push_digest=digest, now=now)
        except ProtocolError as error:
            return SentBack(address=refused_address(error, target=push.request.target, profile=self.profile))

    async def _start(self, push: PushTerms, *, push_digest: bytes | None, now: datetime) -> SessionStarted:
        # A new secret each time: nobody can prepare a session and have a citizen sign in to it.
        secret = self.entropy.token_urlsafe(32)
        async with self.units.writing() as records:
            found = await request_in_catalogue(
                records, push.request, catalogue=self.catalogue, profile=self.profile, now=now
            )
            terms = SessionTerms(
                id=SessionId(self.entropy.identifier()),
                client=push.client,
                request=push.request,
                credentials=found.credentials,
                offer_id=found.offer_id,
                push_digest=push_digest,
                started_at=now,
                expires_at=now + self.session_lifetime,
            )
            await records.citizen_sessions.add(Started(terms=terms), secret_digest=session_digest(secret))
        return SessionStarted(secret=secret)
