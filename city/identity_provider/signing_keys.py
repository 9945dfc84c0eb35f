"""The keys that sign ID tokens: a new one every week, while its predecessor verifies what was just signed."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import EcSigningKey, thumbprint
from citywallet.runtime.files import write_whole
from citywallet.runtime.settings import SettingsInvalid

SIGNS_FOR: Final = timedelta(days=7)
VERIFIES_AFTERWARDS: Final = timedelta(days=1)
KEY_SECRET_BYTES: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKey:
    """One key and when it was made."""

    key: EcSigningKey
    made_at: datetime

    @property
    def id(self) -> str:
        """The name by which tokens refer to it."""
        return encode_base64url(thumbprint(self.key.public))


def turn_keys(keys: tuple[TokenKey, ...], *, secret: bytes, now: datetime) -> tuple[TokenKey, ...]:
    """The keys as they should be now, the one that signs last: turned if it is old, made if there is none.

    `secret` is `KEY_SECRET_BYTES` random bytes, which become the new key if one is due.
    """
    published = tuple(key for key in keys if now - key.made_at < SIGNS_FOR + VERIFIES_AFTERWARDS)
    if published and now - published[-1].made_at < SIGNS_FOR:
        return published
    return (*published, TokenKey(key=EcSigningKey.from_secret(secret), made_at=now))


def save_keys(path: Path, keys: tuple[TokenKey, ...], *, passphrase: bytes) -> None:
    """Write the keys, each encrypted by the passphrase."""
    listed = [
        {
            "made_at": each.made_at.isoformat(),
            "pem": each.key.to_encrypted_pem(passphrase=passphrase).decode("ascii"),
        }
        for each in keys
    ]
    write_whole(path, json.dumps(listed, indent=2).encode() + b"\n", mode=0o600)


def load_keys(path: Path, *, passphrase: bytes) -> tuple[TokenKey, ...]:
    """Read the keys; none where there is no file yet.

    Raises:
        SettingsInvalid: the file is damaged, or the passphrase is another.
    """
    try:
        return tuple(
            TokenKey(
                key=EcSigningKey.from_encrypted_pem(members["pem"].encode("ascii"), passphrase=passphrase),
                made_at=datetime.fromisoformat(members["made_at"]),
            )
            for members in json.loads(path.read_text("utf-8"))
        )
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ProtocolError) as broken:
        raise SettingsInvalid(f"The keys in {path} cannot be read.") from broken
