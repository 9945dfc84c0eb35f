"""Whose attestations count: wallet providers, known by the roots of their certificates or by their keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from citywallet.protocol.jose import Jws, key_id_of, x5c_of
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.trust.chain import verify_chain
from citywallet.protocol.trust.errors import AttesterNotTrusted


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedAttesters:
    """Roots (DER) to which the certificates of attesters lead, and keys by attester and key id.

    The roots are trusted for nothing else, so that the certificates below them need no usage of ours.
    """

    anchors: tuple[bytes, ...] = ()
    keys: Mapping[str, Mapping[str, PublicJwk]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is trusted."""
        return not self.anchors and not self.keys


def key_of_attester(jws: Jws, *, attester: str | None, trusted: TrustedAttesters, at: datetime) -> PublicJwk:
    """The key that must have signed an attestation: from its certificates, else by its key id.

    `attester` is the claim `iss`. A key in the header itself proves nothing and is not looked at.

    Raises:
        AttesterNotTrusted: neither a certificate nor a key that we know.
        TrustError: the certificates lead to none of the roots.

    Spec: HAIP 1.0, Wallet Attestation.
    """
    if "x5c" in jws.header:
        return verify_chain(x5c_of(jws), anchors=trusted.anchors, at=at, usage=None).key
    keys = {} if attester is None else trusted.keys.get(attester, {})
    key_id = key_id_of(jws)
    if key_id is None and len(keys) == 1:
        return next(iter(keys.values()))
    key = None if key_id is None else keys.get(key_id)
    if key is None:
        raise AttesterNotTrusted("no such key")
    return key
