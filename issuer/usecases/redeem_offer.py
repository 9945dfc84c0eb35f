"""A wallet exchanges an offer's code for an access token."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oauth import PreAuthorizedCodeRefused, PreAuthorizedTokenRequest, TokenResponse
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from issuer.domain.authorization_details import allowed_credentials
from issuer.domain.authorizations import Authorization
from issuer.domain.clients import Client
from issuer.domain.identifiers import AuthorizationId
from issuer.domain.offers import Offer, Redeemed, RefusedRedemption, digest_of, error_of, redeem
from issuer.domain.rate_limits import RateLimit
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.hand_out_tokens import HandOutTokens
from issuer.usecases.rate_limits import count_one, require_room


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemOffer:
    """Hand out one access token for a code, or count the failed attempt."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    hand_out_tokens: HandOutTokens
    guesses: RateLimit

    async def __call__(
        self, request: PreAuthorizedTokenRequest, *, client: Client, sender: str
    ) -> TokenResponse:
        """The token for an offer. Of many attempts at one time exactly one gets a token.

        Wrong transaction codes are counted per offer, and over all offers per address (`sender`).

        Raises:
            PreAuthorizedCodeRefused: unknown, used, locked or expired code, or a wrong transaction code.
            TxCodeMissing, TxCodeUnexpected: the transaction code's presence does not fit the offer.
            RateExceeded: too many wrong transaction codes came from the sender's address lately.
            AuthorizationDetailsInvalid: the wallet asks for another credential than was offered.

        Spec: OpenID4VCI 1.0, Token Request.
        """
        now = self.clock.now()
        # A guess at a code must not keep others from writing: unknown ones end here.
        async with self.units.reading() as records:
            await _find(records, request)
        failpoint("redeem.before_record")
        async with self.units.writing() as records:
            outcome = await self._redeem(records, request, sender, now)
            if isinstance(outcome, Redeemed):
                response = await self.hand_out_tokens.begin(
                    records,
                    _authorization(outcome, request, client=client, now=now),
                    code_digest=digest_of(request.pre_authorized_code),
                )
                await records.offers.save(outcome)
        failpoint("redeem.after_record")
        # The failed attempt is on record before the wallet hears of it: no guess goes uncounted.
        if isinstance(outcome, RefusedRedemption):
            raise error_of(outcome)
        return response

    async def _redeem(
        self, records: Records, request: PreAuthorizedTokenRequest, sender: str, now: datetime
    ) -> Redeemed | RefusedRedemption:
        offer = await _find(records, request)
        subject = f"tx-codes:{sender}"
        if offer.terms.tx_code_digest is not None:
            await require_room(records, subject, self.guesses, now=now)
        authorization_id = AuthorizationId(self.entropy.identifier())
        outcome = redeem(offer, request, authorization_id=authorization_id, now=now)
        if isinstance(outcome, RefusedRedemption):
            await records.offers.save(outcome.offer)
            if outcome.to_end is not None:
                await records.authorizations.end(outcome.to_end, now=now)
            if outcome.was_guess:
                await count_one(records, subject, self.guesses, now=now)
        return outcome


def _authorization(
    redeemed: Redeemed, request: PreAuthorizedTokenRequest, *, client: Client, now: datetime
) -> Authorization:
    terms = redeemed.terms
    return Authorization(
        id=redeemed.authorization_id,
        citizen_id=terms.citizen_id,
        client_id=client.id,
        instance_thumbprint=client.instance_thumbprint,
        credentials=allowed_credentials(request.authorization_details, offered=terms.configuration_ids),
        dpop_thumbprint=client.dpop_thumbprint,
        is_offered=True,
        granted_at=now,
        ended_at=None,
    )


async def _find(records: Records, request: PreAuthorizedTokenRequest) -> Offer:
    offer = await records.offers.find_by_code(digest_of(request.pre_authorized_code))
    if offer is None:
        raise PreAuthorizedCodeRefused("unknown")
    return offer
