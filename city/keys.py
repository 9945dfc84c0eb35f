"""The keys of a development city: its authority, its signers, and the API keys of its services.

They are made once, in a folder of their own that gets its name only when it is complete.
"""

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from chain_dev.accounts import private_key
from city.authority import CITY_DESK, Authority, new_key
from city.errors import CityHalfBuilt
from city.layout import Layout
from city.ports import Part
from city.signing_keys import USAGES, make_signing_key
from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.trust import CertificateUsage, serialize_pem_certificates
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.files import write_whole

_SECRETS_FILE: Final = "secrets.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Keys that are text: who may call which API, what opens signing keys, what seals cards and secrets."""

    officer_key: str
    auditor_key: str
    founder_key: str
    office_key: str
    key_passphrase: str
    salt_secret: str
    wallet_key: str
    verifier_key: str
    vault_key: str
    identity_secret: str
    identity_passphrase: str

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


def make_keys(layout: Layout, *, issuer: Part, verifier: Part, entropy: Entropy, now: datetime) -> None:
    """Make every key of the city, unless they are there already."""
    if layout.keys.exists():
        return
    unfinished = layout.keys.with_name(".keys.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    secrets, authority = _make_secrets(entropy), Authority.make(unfinished, entropy=entropy, now=now)
    for purpose in USAGES:
        make_signing_key(
            unfinished,
            purpose,
            authority=authority,
            issuer_url=issuer.url,
            passphrase=secrets.key_passphrase,
            entropy=entropy,
            now=now,
        )
    _make_access_key(unfinished, authority, verifier, entropy=entropy, now=now)
    encryption_key = new_key(entropy).to_encrypted_pem(passphrase=secrets.key_passphrase.encode())
    _write(unfinished / "encryption.key.pem", encryption_key)
    _write(unfinished / "anchor.key", private_key("issuer_anchor").encode() + b"\n")
    _write(unfinished / _SECRETS_FILE, json.dumps(asdict(secrets), indent=2).encode() + b"\n")
    unfinished.rename(layout.keys)


def _make_access_key(
    folder: Path, authority: Authority, verifier: Part, *, entropy: Entropy, now: datetime
) -> None:
    """The key under which the city's desk asks."""
    key = new_key(entropy)
    certificate = authority.certify(
        key.public,
        usage=CertificateUsage.VERIFIER_ACCESS,
        office=CITY_DESK,
        name="access",
        url=verifier.url,
        entropy=entropy,
        now=now,
    )
    _write(folder / "access.key.pem", key.to_pem())
    _write(folder / "access.chain.pem", serialize_pem_certificates((certificate,)))


def _make_secrets(entropy: Entropy) -> Secrets:
    return Secrets(
        officer_key=entropy.token_urlsafe(),
        auditor_key=entropy.token_urlsafe(),
        founder_key=entropy.token_urlsafe(),
        office_key=encode_base64url(entropy.token_bytes(32)),
        key_passphrase=entropy.token_urlsafe(),
        salt_secret=entropy.token_urlsafe(),
        wallet_key=entropy.token_urlsafe(),
        verifier_key=entropy.token_urlsafe(),
        vault_key=encode_base64url(entropy.token_bytes(32)),
        identity_secret=entropy.token_urlsafe(),
        identity_passphrase=entropy.token_urlsafe(),
    )


def _write(path: Path, content: bytes) -> None:
    write_whole(path, content, mode=0o600)
