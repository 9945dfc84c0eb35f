"""The keys of a development city: its authority, its signers, and the API keys of its services.

They are made once, in a folder of their own that gets its name only when it is complete.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Self

from chain_dev.accounts import private_key
from city.errors import CityHalfBuilt
from city.files import write_whole
from city.layout import Layout
from city.ports import Part
from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.trust import (
    CertificateTerms,
    CertificateUsage,
    build_leaf_certificate,
    build_root_certificate,
    serialize_pem_certificates,
)
from citywallet.runtime.entropy import Entropy

CITY_OFFICE: Final = BilingualText(ko="인천광역시 (시연용)", en="Incheon Metropolitan City (demonstration)")
CITY_DESK: Final = BilingualText(ko="인천광역시 민원창구 (시연용)", en="Incheon city desk (demonstration)")
_ROOT_LIFETIME: Final = timedelta(days=3650)
_LEAF_LIFETIME: Final = timedelta(days=1825)
_BEFORE_NOW: Final = timedelta(hours=1)
_SECRETS_FILE: Final = "secrets.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Keys that are text: who may call which API, and what seals the wallets' cards."""

    officer_key: str
    auditor_key: str
    wallet_key: str
    verifier_key: str
    vault_key: str

    @classmethod
    def load(cls, layout: Layout) -> Self:
        """Read the secrets.

        Raises:
            CityHalfBuilt: they are missing or damaged.
        """
        try:
            return cls(**json.loads((layout.keys / _SECRETS_FILE).read_text("utf-8")))
        except (OSError, ValueError, TypeError) as broken:
            raise CityHalfBuilt(
                f"The keys in {layout.keys} are missing or damaged: start afresh with `make up RESET=1`."
            ) from broken


@dataclass(frozen=True, slots=True, kw_only=True)
class _Authority:
    key: EcSigningKey
    certificate: bytes


def make_keys(layout: Layout, *, issuer: Part, verifier: Part, entropy: Entropy, now: datetime) -> None:
    """Make every key of the city, unless they are there already."""
    if layout.keys.exists():
        return
    unfinished = layout.keys.with_name(".keys.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    root = _make_root(entropy, now=now)
    _write(unfinished / "root.key.pem", root.key.to_pem())
    _write(unfinished / "trust-anchors.pem", serialize_pem_certificates((root.certificate,)))
    for name, usage, office, part in (
        ("credential", CertificateUsage.CREDENTIAL_SIGNER, CITY_OFFICE, issuer),
        ("status", CertificateUsage.STATUS_SIGNER, CITY_OFFICE, issuer),
        ("access", CertificateUsage.VERIFIER_ACCESS, CITY_DESK, verifier),
    ):
        key = _make_key(entropy)
        certificate = build_leaf_certificate(
            key.public,
            usage=usage,
            issuer_certificate=root.certificate,
            issuer_key=root.key,
            organization=office,
            common_name=f"{office.en}: {name}",
            dns_names=(part.host,),
            uris=(part.url,),
            terms=_terms(entropy, now=now, lifetime=_LEAF_LIFETIME),
        )
        _write(unfinished / f"{name}.key.pem", key.to_pem())
        _write(unfinished / f"{name}.chain.pem", serialize_pem_certificates((certificate,)))
    _write(unfinished / "anchor.key", private_key("issuer_anchor").encode() + b"\n")
    _write(unfinished / _SECRETS_FILE, json.dumps(asdict(_make_secrets(entropy)), indent=2).encode() + b"\n")
    unfinished.rename(layout.keys)


def public_thumbprints(layout: Layout) -> Mapping[str, bytes]:
    """The thumbprints of the issuer's signing keys, by name: credential, status.

    Raises:
        CityHalfBuilt: a key is missing or damaged.
    """
    from citywallet.protocol.errors import ProtocolError
    from citywallet.protocol.keys import thumbprint

    try:
        return {
            name: thumbprint(EcSigningKey.from_pem((layout.keys / f"{name}.key.pem").read_bytes()).public)
            for name in ("credential", "status")
        }
    except (OSError, ValueError, ProtocolError) as broken:
        raise CityHalfBuilt(
            f"The keys in {layout.keys} are missing or damaged: start afresh with `make up RESET=1`."
        ) from broken


def _make_root(entropy: Entropy, *, now: datetime) -> _Authority:
    key = _make_key(entropy)
    certificate = build_root_certificate(
        key,
        organization=CITY_OFFICE,
        common_name="citywallet development authority",
        terms=_terms(entropy, now=now, lifetime=_ROOT_LIFETIME),
    )
    return _Authority(key=key, certificate=certificate)


def _make_key(entropy: Entropy) -> EcSigningKey:
    return EcSigningKey.from_secret(entropy.token_bytes(48))


def _terms(entropy: Entropy, *, now: datetime, lifetime: timedelta) -> CertificateTerms:
    start = now.replace(microsecond=0) - _BEFORE_NOW
    serial = int.from_bytes(entropy.token_bytes(16)) | 1
    return CertificateTerms(serial=serial, not_before=start, not_after=start + lifetime)


def _make_secrets(entropy: Entropy) -> Secrets:
    return Secrets(
        officer_key=entropy.token_urlsafe(),
        auditor_key=entropy.token_urlsafe(),
        wallet_key=entropy.token_urlsafe(),
        verifier_key=entropy.token_urlsafe(),
        vault_key=encode_base64url(entropy.token_bytes(32)),
    )


def _write(path: Path, content: bytes) -> None:
    write_whole(path, content, mode=0o600)
