"""A wallet exchanges the code that a citizen's consent gave it for an access token."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oauth import AuthorizationCodeRefused, CodeTokenRequest, TokenResponse
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.authorization_codes import CodeRedeemed, IssuedCode, redeem_code
from issuer.domain.authorization_details import narrowed_credentials
from issuer.domain.authorizations import Authorization
from issuer.domain.clients import Client
from issuer.domain.identifiers import AuthorizationId
from issuer.domain.offers import digest_of, take_up_signed_in
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.hand_out_tokens import HandOutTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemAuthorizationCode:
    """Hand out one access token for a code; a second use ends what the first one led to."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    hand_out_tokens: HandOutTokens

    async def __call__(self, request: CodeTokenRequest, *, client: Client) -> TokenResponse:
        """The token for a code of `client`. Of many attempts at one time exactly one gets a token.

        Raises:
            AuthorizationCodeRefused: unknown, used, expired or another's code, or its offer is taken up.
            CodeVerifierWrong: somebody else began the flow.
            AuthorizationDetailsInvalid: the wallet asks for more than the citizen agreed to.

        Spec: OAuth 2.0 Authorization Framework, Access Token Request.
        """
        now = self.clock.now()
        # A guess at a code must not keep others from writing: unknown ones end here.
        async with self.units.reading() as records:
            await _find(records, request)
        async with self.units.writing() as records:
            outcome = redeem_code(
                await _find(records, request),
                request,
                client=client,
                authorization_id=AuthorizationId(self.entropy.identifier()),
                now=now,
            )
            if isinstance(outcome, CodeRedeemed):
                return await self._redeem(records, outcome, request, client=client, now=now)
            if outcome.to_end is not None:
                await records.authorizations.end(outcome.to_end, now=now)
        # What the reuse ended is on record before the wallet hears of it.
        raise outcome.error

    async def _redeem(
        self,
        records: Records,
        redeemed: CodeRedeemed,
        request: CodeTokenRequest,
        *,
        client: Client,
        now: datetime,
    ) -> TokenResponse:
        code_digest = digest_of(request.code)
        response = await self.hand_out_tokens.begin(
            records,
            _authorization(redeemed, request, client=client, now=now),
            code_digest=code_digest,
        )
        await records.codes.save(redeemed, code_digest=code_digest)
        await _take_up_offer(records, redeemed)
        return response


def _authorization(
    redeemed: CodeRedeemed, request: CodeTokenRequest, *, client: Client, now: datetime
) -> Authorization:
    terms = redeemed.terms
    return Authorization(
        id=redeemed.authorization_id,
        citizen_id=terms.citizen_id,
        client_id=terms.client_id,
        credentials=narrowed_credentials(request.authorization_details, allowed=terms.credentials),
        instance_thumbprint=client.instance_thumbprint,
        dpop_thumbprint=client.dpop_thumbprint,
        is_offered=terms.offer_id is not None,
        granted_at=now,
        ended_at=None,
    )


async def _take_up_offer(records: Records, redeemed: CodeRedeemed) -> None:
    """An offer is good once, by whichever grant; the other one may have been quicker."""
    if redeemed.terms.offer_id is None:
        return
    offer = await records.offers.find(redeemed.terms.offer_id)
    taken_up = take_up_signed_in(offer, authorization_id=redeemed.authorization_id)
    if taken_up is None:
        raise AuthorizationCodeRefused("the offer is taken up")
    await records.offers.save(taken_up)


async def _find(records: Records, request: CodeTokenRequest) -> IssuedCode:
    code = await records.codes.find(digest_of(request.code))
    if code is None:
        raise AuthorizationCodeRefused("unknown")
    return code
