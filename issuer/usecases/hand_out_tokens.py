"""Where every grant ends: an authorization on record, and the tokens under it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.oauth import (
    AccessToken,
    AuthorizedCredential,
    RefreshToken,
    TokenResponse,
    TokenType,
)
from citywallet.runtime.entropy import Entropy
from issuer.domain.access_tokens import TokenGrant
from issuer.domain.authorizations import Authorization
from issuer.domain.catalogue import Catalogue
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.domain.refresh_tokens import Refreshed
from issuer.ports import Records
from issuer.usecases.require_issuing import require_issuing


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOutTokens:
    """Make an access token and a refresh token, within the unit of work that allows it."""

    entropy: Entropy
    profile: IssuerProfile
    catalogue: Catalogue

    async def begin(
        self, records: Records, authorization: Authorization, *, code_digest: bytes
    ) -> TokenResponse:
        """Record what a code led to, and hand out its first tokens.

        The database refuses a second authorization for one code, whatever the caller checked.

        Spec: OpenID4VCI 1.0, Successful Token Response.
        """
        await records.authorizations.add(authorization, code_digest=code_digest)
        return await self._hand_out(
            records,
            authorization,
            number=1,
            until=authorization.granted_at + self._refreshed_for(authorization),
            now=authorization.granted_at,
        )

    async def renew(self, records: Records, refreshed: Refreshed, *, now: datetime) -> TokenResponse:
        """Hand out the next tokens of an authorization; the family ends when it would have ended anyway.

        Spec: OAuth 2.0 Authorization Framework, Refreshing an Access Token.
        """
        return await self._hand_out(
            records,
            refreshed.token.authorization,
            number=refreshed.next_number,
            until=refreshed.token.expires_at,
            now=now,
        )

    def _refreshed_for(self, authorization: Authorization) -> timedelta:
        """As long as the longest-lived of its credentials lives, or would have; no longer than the limit.

        Spec: HAIP 1.0, Token Endpoint.
        """
        allowed = [self.catalogue.configuration(each.configuration_id) for each in authorization.credentials]
        longest = max((each.type.lifetime for each in allowed if each is not None), default=timedelta(0))
        return min(longest, self.profile.refresh_limit)

    async def _hand_out(
        self, records: Records, authorization: Authorization, *, number: int, until: datetime, now: datetime
    ) -> TokenResponse:
        await require_issuing(records)
        access_token = AccessToken(self.entropy.token_urlsafe(32))
        refresh_token = RefreshToken(self.entropy.token_urlsafe(32))
        lifetime = self.profile.token_lifetime
        grant = TokenGrant(authorization=authorization, issued_at=now, expires_at=now + lifetime)
        await records.tokens.add(grant, token_digest=digest_of(access_token))
        await records.refresh_tokens.add(
            authorization.id, number=number, token_digest=digest_of(refresh_token), expires_at=until
        )
        return TokenResponse(
            access_token=access_token,
            token_type=TokenType.BEARER if authorization.dpop_thumbprint is None else TokenType.DPOP,
            expires_in_seconds=int(lifetime.total_seconds()),
            refresh_token=refresh_token,
            authorized_credentials=_named(authorization),
        )


def _named(authorization: Authorization) -> tuple[AuthorizedCredential, ...]:
    return tuple(
        AuthorizedCredential(
            credential_configuration_id=allowed.configuration_id,
            credential_identifiers=(allowed.identifier,),
        )
        for allowed in authorization.credentials
        if allowed.identifier is not None
    )
