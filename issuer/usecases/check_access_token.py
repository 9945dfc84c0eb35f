"""A wallet shows its access token; it is looked at before anything else of its request."""

from dataclasses import dataclass

from citywallet.protocol.oauth import (
    AccessToken,
    DpopKeyOfAnother,
    DpopProofMissing,
    ProvenRequest,
    ShownToken,
    TokenType,
)
from citywallet.runtime.clock import Clock
from issuer.domain.access_tokens import TokenBoundToKey, TokenBoundToNoKey, TokenGrant, check_token
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.ports import UnitsOfWork
from issuer.usecases.accept_dpop_proof import AcceptDpopProof


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAccessToken:
    """Find what a token allows to who shows it."""

    units: UnitsOfWork
    clock: Clock
    profile: IssuerProfile
    accept_dpop_proof: AcceptDpopProof

    async def __call__(self, shown: ShownToken, *, proof: str | None, address: str) -> TokenGrant:
        """The grant behind a token that is shown in a POST to `address`, with a DPoP proof or without one.

        Raises:
            AccessTokenRefused: unknown, expired, or of an authorization that was ended.
            TokenBoundToKey: a token that is bound to a key is shown alone.
            TokenBoundToNoKey: one that is bound to none, where the profile knows no such tokens.
            DpopKeyOfAnother: the proof is of another key than the token's, or the token has none.
            DpopProofInvalid, DpopNonceWanted: see `AcceptDpopProof`.
        """
        async with self.units.reading() as records:
            grant = check_token(await records.tokens.find(digest_of(shown.token)), now=self.clock.now())
        bound_to = grant.authorization.dpop_thumbprint
        if shown.type is TokenType.BEARER:
            if bound_to is not None:
                raise TokenBoundToKey()
            if self.profile.requires_dpop:
                raise TokenBoundToNoKey()
            return grant
        if await self._proven_key(shown.token, proof, address) != bound_to:
            raise DpopKeyOfAnother()
        return grant

    async def _proven_key(self, token: AccessToken, proof: str | None, address: str) -> bytes:
        if proof is None:
            raise DpopProofMissing()
        request = ProvenRequest(method="POST", address=address, access_token=token)
        return await self.accept_dpop_proof(proof, request)
