"""Identifiers of the wallet: opaque random text, so that nobody can count wallets or guess a neighbour's."""

from typing import NewType

WalletId = NewType("WalletId", str)
CardId = NewType("CardId", str)
OfferId = NewType("OfferId", str)
SignInId = NewType("SignInId", str)
ApplicationId = NewType("ApplicationId", str)
PresentationId = NewType("PresentationId", str)
AuthorizationId = NewType("AuthorizationId", str)
HistoryEntryId = NewType("HistoryEntryId", str)

KeyId = NewType("KeyId", str)
"""A holder key: the base64url SHA-256 JWK thumbprint of its public half."""

Sealed = NewType("Sealed", bytes)
"""Bytes that only the vault can open."""
