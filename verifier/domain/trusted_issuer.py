"""The one issuer whose cards and status lists this verifier reads."""

import re
from dataclasses import dataclass

from citywallet.protocol.trust import VerifiedLeaf, issuer_id

_LIST_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedIssuer:
    """The city's issuer: its credential issuer identifier and the roots (DER) its certificates lead to."""

    credential_issuer: str
    anchors: tuple[bytes, ...]

    @property
    def issuer_id(self) -> bytes:
        """Its name on chain."""
        return issuer_id(self.credential_issuer)

    def owns_list(self, uri: str) -> bool:
        """Whether a status list is the issuer's own.

        The address stands in the credential, so whoever writes one could send us anywhere: nothing else than
        `{issuer}/status/{name}` is ever fetched.
        """
        prefix = f"{self.credential_issuer}/status/"
        return uri.startswith(prefix) and _LIST_NAME.fullmatch(uri.removeprefix(prefix)) is not None

    def is_named_by(self, leaf: VerifiedLeaf) -> bool:
        """Whether a certificate was issued to this issuer."""
        return self.credential_issuer in leaf.uris
