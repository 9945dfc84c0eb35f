"""The directory contract's word on the keys of one issuer, through the typed client."""

from citywallet.onchain.errors import ChainError
from citywallet.onchain.issuer_directory import IssuerDirectory
from citywallet.protocol.trust import KeyEpoch
from issuer.ports import ChainUnavailable


class ContractKeyDirectory:
    """Key epochs of one issuer."""

    def __init__(self, *, issuer_id: bytes, directory: IssuerDirectory) -> None:
        self._issuer_id = issuer_id
        self._directory = directory

    async def epoch_of(self, thumbprint: bytes) -> KeyEpoch | None:
        """The epoch of a key; None if it is not registered."""
        try:
            return await self._directory.key_epoch(self._issuer_id, thumbprint)
        except ChainError as error:
            raise ChainUnavailable(type(error).__name__) from error
