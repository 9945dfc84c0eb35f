"""Who signs for the citizen: the browser one day, a local signer for wallets without one.

The interface carries what is needed to *judge*, never what is to be signed: a signer receives the signed
request and the exact SD-JWT, verifies both itself and builds header and payload from a closed template. It
has no method that takes bytes or a hash to sign.
"""

from dataclasses import dataclass
from typing import Protocol

from wallet_api.domain.identifiers import KeyId, WalletId
from wallet_api.domain.presentations import SignedRequestText


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyProofOrder:
    """A request to prove possession of a new key to one issuer; `nonce` is None where none is wanted."""

    credential_issuer: str
    nonce: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyProof:
    """A new holder key and the proof of possession of it."""

    key_id: KeyId
    jwt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationOrder:
    """A request to bind one SD-JWT, exactly as it will be sent, to one verifier's signed request."""

    key_id: KeyId
    request: SignedRequestText
    query_id: str
    sd_jwt: str


class HolderSigner(Protocol):
    """Holds the citizen's keys, one per credential copy, each for one issuer.

    Errors: `SigningRefused`, and nothing else of its own.
    """

    async def prove_new_key(self, wallet_id: WalletId, order: KeyProofOrder) -> KeyProof:
        """Make a key for one credential copy and prove possession of it (`openid4vci-proof+jwt`)."""
        ...

    async def bind_presentation(self, wallet_id: WalletId, order: PresentationOrder) -> str:
        """Verify request and SD-JWT, then sign a `kb+jwt` over exactly these; give the complete SD-JWT+KB.

        Raises:
            SigningRefused: the request is not a confirmed verifier's or is expired, or the SD-JWT opens more
                than it asks for, is altered, or is bound to another key.
        """
        ...

    async def forget_key(self, wallet_id: WalletId, key_id: KeyId) -> None:
        """Destroy a key whose card is gone; an unknown key is no error."""
        ...
