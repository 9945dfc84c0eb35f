"""A wallet exchanges an offer's code for an access token."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oauth import (
    AccessToken,
    AuthorizedCredential,
    PreAuthorizedCodeRefused,
    TokenRequest,
    TokenResponse,
)
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from issuer.domain.access_tokens import TokenGrant
from issuer.domain.authorization_details import asks_for_identifier
from issuer.domain.identifiers import TokenId
from issuer.domain.offers import Offer, Redeemed, RefusedRedemption, digest_of, error_of, redeem
from issuer.domain.profile import IssuerProfile
from issuer.ports import Records, UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemOffer:
    """Hand out one access token for a code, or count the failed attempt."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    profile: IssuerProfile

    async def __call__(self, request: TokenRequest) -> TokenResponse:
        """The token for an offer. Of many attempts at one time exactly one gets a token.

        Raises:
            PreAuthorizedCodeRefused: unknown, used, locked or expired code, or a wrong transaction code.
            TxCodeMissing, TxCodeUnexpected: the transaction code's presence does not fit the offer.
            AuthorizationDetailsInvalid: the wallet asks for another credential than was offered.

        Spec: OpenID4VCI 1.0, Token Request.
        """
        now = self.clock.now()
        # A guess at a code must not keep others from writing: unknown ones end here.
        async with self.units.reading() as records:
            await _find(records, request)
        token = AccessToken(self.entropy.token_urlsafe(32))
        failpoint("redeem.before_record")
        async with self.units.writing() as records:
            outcome = await self._redeem(records, request, now)
            if isinstance(outcome, Redeemed):
                grant = self._grant(outcome, request, now)
                await records.offers.save(outcome)
                await records.tokens.add(grant, token_digest=digest_of(token), offer_id=outcome.terms.id)
        failpoint("redeem.after_record")
        # The failed attempt is on record before the wallet hears of it: no guess goes uncounted.
        if isinstance(outcome, RefusedRedemption):
            raise error_of(outcome)
        return self._response(token, grant)

    async def _redeem(
        self, records: Records, request: TokenRequest, now: datetime
    ) -> Redeemed | RefusedRedemption:
        offer = await _find(records, request)
        token_id = TokenId(self.entropy.identifier())
        outcome = redeem(offer, request, token_id=token_id, now=now)
        if isinstance(outcome, RefusedRedemption):
            await records.offers.save(outcome.offer)
            if outcome.token_to_revoke is not None:
                await records.tokens.revoke(outcome.token_to_revoke, now=now)
        return outcome

    def _grant(self, redeemed: Redeemed, request: TokenRequest, now: datetime) -> TokenGrant:
        terms = redeemed.terms
        named = asks_for_identifier(request.authorization_details, offered=terms.type_id)
        return TokenGrant(
            id=redeemed.token_id,
            type_id=terms.type_id,
            citizen_id=terms.citizen_id,
            credential_identifier=f"{terms.type_id}.register" if named else None,
            issued_at=now,
            expires_at=now + self.profile.token_lifetime,
            revoked_at=None,
        )

    def _response(self, token: AccessToken, grant: TokenGrant) -> TokenResponse:
        authorized: tuple[AuthorizedCredential, ...] = ()
        if grant.credential_identifier is not None:
            authorized = (
                AuthorizedCredential(
                    credential_configuration_id=grant.type_id,
                    credential_identifiers=(grant.credential_identifier,),
                ),
            )
        return TokenResponse(
            access_token=token,
            expires_in_seconds=int(self.profile.token_lifetime.total_seconds()),
            authorized_credentials=authorized,
        )


async def _find(records: Records, request: TokenRequest) -> Offer:
    offer = await records.offers.find_by_code(digest_of(request.pre_authorized_code))
    if offer is None:
        raise PreAuthorizedCodeRefused("unknown")
    return offer
