"""The random values inside a credential, derived, so that the same credential can be made again.

A salt hides a claim from whoever sees a digest. It is not stored: only who has the credential, or this secret
beside the database, can find it.
"""

import hashlib
from collections.abc import Callable

from issuer.domain.identifiers import CredentialId

_TAG = b"citywallet/credential-salts/v1"


class CopySecret:
    """Gives each credential random bytes of its own: by its id, the same each time."""

    __slots__ = ("_key",)

    def __init__(self, text: str) -> None:
        self._key = hashlib.sha256(text.encode()).digest()

    def random_bytes_for(self, credential_id: CredentialId) -> Callable[[int], bytes]:
        """A source that gives as many bytes as it is asked for, and different ones at each draw.

        SHAKE256 under a secret of fixed length is a pseudorandom function; it cannot be extended.
        """
        prefix, draws = _TAG + self._key, iter(range(2**32))
        name = credential_id.encode()

        def draw(size_bytes: int) -> bytes:
            number = next(draws).to_bytes(4, "big")
            return hashlib.shake_256(prefix + number + name).digest(size_bytes)

        return draw

    def __repr__(self) -> str:
        return "CopySecret()"
