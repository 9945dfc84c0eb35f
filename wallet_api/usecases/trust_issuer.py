"""Trust an issuer that the city does not know."""

from dataclasses import dataclass

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oauth import parse_issuer_identifier
from citywallet.runtime.clock import Clock
from wallet_api.domain.errors import IssuerAddressUnfit
from wallet_api.ports.store import WalletStore


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustIssuer:
    """The explicit step that lets offers of one more issuer through the gate."""

    store: WalletStore
    clock: Clock

    async def __call__(self, *, credential_issuer: str) -> str:
        """Remember the issuer, exactly as written; its origin may be contacted from now on.

        Raises:
            IssuerAddressUnfit: not an https address without query and fragment (http only on this machine).
        """
        try:
            identifier = parse_issuer_identifier(credential_issuer)
        except ProtocolError as error:
            raise IssuerAddressUnfit(type(error).__name__) from error
        async with self.store.work() as records:
            await records.trust_issuer(identifier, at=self.clock.now())
        return identifier
