"""A wallet asks for fresh tokens, under which it fetches what its cards should say now."""

from dataclasses import dataclass

from citywallet.protocol.oauth import RefreshTokenRequest, TokenResponse
from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from issuer.domain.clients import Client
from issuer.domain.offers import digest_of
from issuer.domain.refresh_tokens import Refreshed, RefusedRefresh, error_of_refresh, refresh
from issuer.ports import UnitsOfWork
from issuer.usecases.hand_out_tokens import HandOutTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTokens:
    """Exchange a refresh token for the next tokens, or end what is in two hands."""

    units: UnitsOfWork
    clock: Clock
    hand_out_tokens: HandOutTokens

    async def __call__(self, request: RefreshTokenRequest, *, client: Client) -> TokenResponse:
        """The next tokens of an authorization. Of many attempts at one time exactly one gets them.

        Raises:
            RefreshTokenRefused: unknown, used or expired, or bound to another client or key.

        Spec: OAuth 2.0 Authorization Framework, Refreshing an Access Token.
        """
        now, digest = self.clock.now(), digest_of(request.refresh_token)
        # A guess must not keep others from writing: unknown tokens end here.
        async with self.units.reading() as records:
            outcome = refresh(await records.refresh_tokens.find(digest), client=client, now=now)
        if isinstance(outcome, RefusedRefresh) and outcome.to_end is None:
            raise error_of_refresh(outcome)
        failpoint("refresh.before_record")
        async with self.units.writing() as records:
            outcome = refresh(await records.refresh_tokens.find(digest), client=client, now=now)
            if isinstance(outcome, Refreshed):
                await records.refresh_tokens.mark_used(digest, now=now)
                response = await self.hand_out_tokens.renew(records, outcome, now=now)
            elif outcome.to_end is not None:
                await records.authorizations.end(outcome.to_end, now=now)
        failpoint("refresh.after_record")
        # What is in two hands has ended before anybody hears of it.
        if isinstance(outcome, RefusedRefresh):
            raise error_of_refresh(outcome)
        return response
