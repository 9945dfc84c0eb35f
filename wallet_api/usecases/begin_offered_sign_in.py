"""Take up an offer for its citizen: who signs in at the issuer, and the state of the offer goes along."""

from dataclasses import dataclass

from wallet_api.domain.errors import GrantUnsupported
from wallet_api.domain.identifiers import WalletId
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.usecases.begin_sign_in import BeginSignIn, StartedSignIn
from wallet_api.usecases.read_offer import read_offer


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginOfferedSignIn:
    """Reads an offer and begins to sign in for it."""

    issuers: CredentialIssuers
    begin: BeginSignIn

    async def __call__(self, wallet_id: WalletId, *, link: str) -> StartedSignIn:
        """Begin to receive what the offer names.

        Raises:
            OfferUnreadable, OfferExpired: see `read_offer`.
            GrantUnsupported: the offer is not for those who sign in.
            WalletNotFound, ReceivingFailed: see `BeginSignIn`; the gate is the same.

        Spec: OpenID4VCI 1.0, Authorization Request.
        """
        offer = await read_offer(self.issuers, link)
        if offer.authorization_code is None:
            raise GrantUnsupported("not for those who sign in")
        return await self.begin(
            wallet_id,
            credential_issuer=offer.credential_issuer,
            configuration_ids=offer.credential_configuration_ids,
            offered=offer.authorization_code,
        )
