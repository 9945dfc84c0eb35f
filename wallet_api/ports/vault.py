"""The vault: what the citizen's secrets are sealed with at rest."""

from typing import Protocol

from wallet_api.domain.errors import WalletError
from wallet_api.domain.identifiers import Sealed, WalletId


class SealBroken(WalletError):
    """Raised when sealed bytes do not open: altered, of another place, or sealed with another key."""

    code = "vault_unreadable"
    korean = "보관된 내용을 열 수 없어요. 도움말의 번호로 전화해 주세요."
    english = "What is stored cannot be opened. Please call the help line."


class Vault(Protocol):
    """Seals bytes to one wallet and one place in it.

    `place` names what is sealed (a card id, an offer id). The same `wallet_id` and `place` must be given to
    open, so that sealed bytes moved to another row or another wallet do not open. A vault that only the
    citizen's unlock opens meets the same interface.
    """

    def seal(self, plaintext: bytes, *, wallet_id: WalletId, place: str) -> Sealed:
        """Encrypt and authenticate `plaintext`; sealing twice gives different bytes."""
        ...

    def open(self, sealed: Sealed, *, wallet_id: WalletId, place: str) -> bytes:
        """Give back what was sealed for this wallet and place.

        Raises:
            SealBroken: the bytes are not what `seal` gave for exactly this wallet and place.
        """
        ...
