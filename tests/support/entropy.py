"""Randomness that is the same in every run."""

import base64
import hashlib


class SeededEntropy:
    """A SHA-256 counter stream from a seed. Predictable: for tests alone."""

    def __init__(self, seed: str = "citywallet") -> None:
        self._seed = seed.encode()
        self._counter = 0

    def token_bytes(self, size_bytes: int) -> bytes:
        stream = b""
        while len(stream) < size_bytes:
            self._counter += 1
            stream += hashlib.sha256(self._seed + b"/" + str(self._counter).encode()).digest()
        return stream[:size_bytes]

    def token_urlsafe(self, size_bytes: int = 32) -> str:
        return base64.urlsafe_b64encode(self.token_bytes(size_bytes)).rstrip(b"=").decode()

    def identifier(self) -> str:
        return self.token_bytes(16).hex()

    def below(self, bound: int) -> int:
        return int.from_bytes(self.token_bytes(32), "big") % bound

    def digits(self, count: int) -> str:
        return f"{self.below(10**count):0{count}d}"
