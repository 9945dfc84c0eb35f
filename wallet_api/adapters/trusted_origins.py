"""The origins of issuers that were trusted by hand, for the guarded client."""

from citywallet.runtime.outbound import Origin, parse_origin
from wallet_api.ports.store import WalletStore


class TrustedOrigins:
    """Reads the origins from the store each time, so that every process knows a new one at once."""

    def __init__(self, store: WalletStore) -> None:
        self._store = store

    async def contains(self, origin: Origin) -> bool:
        """Whether an issuer at this exact origin was trusted by hand."""
        async with self._store.view() as records:
            trusted = await records.trusted_issuers()
        return origin in {parse_origin(issuer) for issuer in trusted}
