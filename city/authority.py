"""The certificate authority of a development city: its key, its root, and the certificates it gives."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from city.errors import CityHalfBuilt
from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import EcSigningKey, PublicJwk
from citywallet.protocol.trust import (
    CertificateTerms,
    CertificateUsage,
    build_leaf_certificate,
    build_root_certificate,
    parse_pem_certificates,
    serialize_pem_certificates,
)
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.files import write_whole

CITY_OFFICE: Final = BilingualText(ko="인천광역시 (시연용)", en="Incheon Metropolitan City (demonstration)")
CITY_DESK: Final = BilingualText(ko="인천광역시 민원창구 (시연용)", en="Incheon city desk (demonstration)")
_ROOT_LIFETIME: Final = timedelta(days=3650)
_LEAF_LIFETIME: Final = timedelta(days=1825)
_BEFORE_NOW: Final = timedelta(hours=1)
_KEY_FILE: Final = "root.key.pem"
_ANCHORS_FILE: Final = "trust-anchors.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The city's root; real cities are certified by an authority of their own."""

    key: EcSigningKey
    certificate: bytes

    @classmethod
    def make(cls, folder: Path, *, entropy: Entropy, now: datetime) -> Self:
        """Make the authority and keep it in the folder."""
        key = new_key(entropy)
        certificate = build_root_certificate(
            key,
            organization=CITY_OFFICE,
            common_name="citywallet development authority",
            terms=certificate_terms(entropy, now=now, lifetime=_ROOT_LIFETIME),
        )
        write_whole(folder / _KEY_FILE, key.to_pem(), mode=0o600)
        write_whole(folder / _ANCHORS_FILE, serialize_pem_certificates((certificate,)), mode=0o600)
        return cls(key=key, certificate=certificate)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the authority from the folder.

        Raises:
            CityHalfBuilt: it is missing or damaged.
        """
        try:
            (certificate,) = parse_pem_certificates((folder / _ANCHORS_FILE).read_bytes())
            return cls(key=EcSigningKey.from_pem((folder / _KEY_FILE).read_bytes()), certificate=certificate)
        except (OSError, ValueError, ProtocolError) as broken:
            raise CityHalfBuilt(
                f"The keys in {folder} are missing or damaged: start afresh with `make up RESET=1`."
            ) from broken

    def certify(
        self,
        key: PublicJwk,
        *,
        usage: CertificateUsage,
        office: BilingualText,
        name: str,
        url: str,
        entropy: Entropy,
        now: datetime,
    ) -> bytes:
        """A certificate for a key of the part at `url`; `name` says what the key is for."""
        return build_leaf_certificate(
            key,
            usage=usage,
            issuer_certificate=self.certificate,
            issuer_key=self.key,
            organization=office,
            common_name=f"{office.en}: {name}",
            dns_names=(urlsplit(url).hostname or "localhost",),
            uris=(url,),
            terms=certificate_terms(entropy, now=now, lifetime=_LEAF_LIFETIME),
        )


def new_key(entropy: Entropy) -> EcSigningKey:
    """A new P-256 key."""
    return EcSigningKey.from_secret(entropy.token_bytes(48))


def certificate_terms(entropy: Entropy, *, now: datetime, lifetime: timedelta) -> CertificateTerms:
    """Serial and times of a new certificate; it begins an hour ago, for clocks that are behind."""
    start = now.replace(microsecond=0) - _BEFORE_NOW
    serial = int.from_bytes(entropy.token_bytes(16)) | 1
    return CertificateTerms(serial=serial, not_before=start, not_after=start + lifetime)
