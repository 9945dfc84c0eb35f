"""A wallet shows its access token; it is looked at before anything else of its request."""

from dataclasses import dataclass

from citywallet.protocol.oauth import AccessToken
from citywallet.runtime.clock import Clock
from issuer.domain.access_tokens import TokenGrant, check_token
from issuer.domain.offers import digest_of
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAccessToken:
    """Find what a token allows."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, token: AccessToken) -> TokenGrant:
        """The grant behind a token.

        Raises:
            AccessTokenRefused: unknown, expired or revoked.
        """
        async with self.units.reading() as records:
            grant = await records.tokens.find(digest_of(token))
        return check_token(grant, now=self.clock.now())
