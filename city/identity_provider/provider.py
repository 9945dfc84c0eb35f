"""What the provider does: answers sign-ins with codes, and codes with ID tokens."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from city.identity_provider.clients import Clients
from city.identity_provider.sign_ins import SignIns
from city.identity_provider.signing_keys import (
    KEY_SECRET_BYTES,
    TokenKey,
    load_keys,
    save_keys,
    turn_keys,
)
from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.oauth import (
    AuthorizationCodeIssued,
    CodeTokenRequest,
    ErrorResponse,
    GrantTypeUnsupported,
    IssuerIdentifier,
    ResponseTarget,
    build_authorization_response,
    parse_token_request,
)
from citywallet.protocol.openid_connect import RequestedSignIn, serialize_jwk_set, sign_id_token
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy

_TOKEN_LIFETIME: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCupboard:
    """The file with the keys; a key that is too old is turned when it is next asked for."""

    path: Path
    passphrase: bytes
    clock: Clock
    entropy: Entropy

    def open(self) -> tuple[TokenKey, ...]:
        """The keys of now, the one that signs last.

        Raises:
            SettingsInvalid: the file is damaged.
        """
        kept = load_keys(self.path, passphrase=self.passphrase)
        keys = turn_keys(kept, secret=self.entropy.token_bytes(KEY_SECRET_BYTES), now=self.clock.now())
        if keys != kept:
            save_keys(self.path, keys, passphrase=self.passphrase)
        return keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider. `issuer` is its public address."""

    issuer: IssuerIdentifier
    clock: Clock
    entropy: Entropy
    clients: Clients
    cupboard: KeyCupboard
    sign_ins: SignIns

    def sign_in(self, request: RequestedSignIn, *, person_id: str) -> str:
        """The address to which the browser of somebody who has signed in is sent back."""
        code = self.entropy.token_urlsafe(32)
        self.sign_ins.add(code, request, person_id=person_id, now=self.clock.now())
        return self._answer(AuthorizationCodeIssued(code=code), request.target)

    def refuse(self, target: ResponseTarget, response: ErrorResponse) -> str:
        """The address to which a browser is sent back with an error; `target` is known as the client's."""
        return self._answer(response, target)

    async def redeem(self, fields: Mapping[str, str], *, authorization: str | None) -> JsonObject:
        """The token response for a code.

        Raises:
            RelyingPartyRefused: whoever asks is no client.
            ProtocolError: the request is none for a code; see `parse_token_request`.
            AuthorizationCodeRefused, CodeVerifierWrong: the code is not this client's.

        Spec: OpenID Connect Core, Successful Token Response.
        """
        client = self.clients.authenticated(authorization)
        request = parse_token_request(fields)
        if not isinstance(request, CodeTokenRequest):
            raise GrantTypeUnsupported()
        now = self.clock.now()
        signed_in = self.sign_ins.redeem(request, client_id=client.id, now=now)
        signing = (await asyncio.to_thread(self.cupboard.open))[-1]
        return {
            # It opens nothing: there is no more to learn about somebody who does not exist.
            "access_token": self.entropy.token_urlsafe(32),
            "token_type": "Bearer",
            "expires_in": int(_TOKEN_LIFETIME.total_seconds()),
            "id_token": sign_id_token(
                issuer=self.issuer,
                client_id=client.id,
                subject=signed_in.person_id,
                nonce=signed_in.request.nonce,
                now=now,
                lifetime=_TOKEN_LIFETIME,
                key_id=signing.id,
                key=signing.key,
            ),
        }

    async def jwk_set(self) -> JsonObject:
        """The public keys by which its tokens are believed."""
        keys = await asyncio.to_thread(self.cupboard.open)
        return serialize_jwk_set([(each.id, each.key.public) for each in keys])

    def _answer(self, response: AuthorizationCodeIssued | ErrorResponse, target: ResponseTarget) -> str:
        return build_authorization_response(response, target=target, issuer=self.issuer)
