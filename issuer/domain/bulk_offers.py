"""The secrets of a bulk job's offers: derived, so that the database need hold none of them."""

import hmac
from dataclasses import dataclass

from citywallet.protocol.encoding import encode_base64url
from issuer.domain.identifiers import BulkJobId
from issuer.domain.offers import TX_CODE_DIGITS

_SECRET_TAG = b"citywallet/bulk-offers/v1"
_REFERENCE_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSecrets:
    """The last part of an offer's address, and the transaction code that reaches the citizen another way."""

    reference: str
    tx_code: str


def bulk_secret(passphrase: str) -> bytes:
    """What the secrets of all bulk offers come from; like the passphrase it is not in the database."""
    return hmac.digest(passphrase.encode(), _SECRET_TAG, "sha256")


def offer_secrets(secret: bytes, *, job_id: BulkJobId, row: int) -> OfferSecrets:
    """The secrets of one row's offer: the same whenever they are asked for, so that no row has two offers."""
    derived = hmac.digest(secret, f"{job_id}/{row}".encode(), "sha512")
    number = int.from_bytes(derived[_REFERENCE_BYTES:], "big") % 10**TX_CODE_DIGITS
    return OfferSecrets(
        reference=encode_base64url(derived[:_REFERENCE_BYTES]), tx_code=f"{number:0{TX_CODE_DIGITS}d}"
    )
