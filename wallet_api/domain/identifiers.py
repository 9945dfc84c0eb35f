"""Identifiers of the wallet: opaque random text, so that nobody can count wallets or guess a neighbour's."""

from typing import NewType

WalletId = NewType("WalletId", str)
CardId = NewType("CardId", str)
OfferId = NewType("OfferId", str)
PresentationId = NewType("PresentationId", str)
HistoryEntryId = NewType("HistoryEntryId", str)

KeyId = NewType("KeyId", str)
"""A holder key: the base64url SHA-256 JWK thumbprint of its public half."""

Sealed = NewType("Sealed", bytes)
"""Bytes that only the vault can open."""

IDENTIFIER_BYTES = 16


def new_identifier(random: bytes) -> str:
    """Write `IDENTIFIER_BYTES` random bytes as an identifier: hexadecimal, safe in paths and commands.

    Raises:
        ValueError: there are more or fewer.
    """
    if len(random) != IDENTIFIER_BYTES:
        raise ValueError("an identifier is made of 16 random bytes")
    return random.hex()
