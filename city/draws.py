"""Numbers that look random and are the same for the same seed, on every machine and in every version."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_TAG = b"citywallet/fictional-register/v1"


class Draws:
    """An endless stream of numbers for one person of one seed: SHA-256 over a counter.

    Not for keys or anything that must not be guessed.
    """

    def __init__(self, *, seed: str, person: int) -> None:
        self._start = hashlib.sha256(
            _TAG + hashlib.sha256(seed.encode()).digest() + person.to_bytes(8)
        ).digest()
        self._counter = 0
        self._pool = 0
        self._pool_bits = 0

    def octets(self, count: int) -> bytes:
        """The next `count` bytes of a block of their own; at most 32."""
        self._counter += 1
        return hashlib.sha256(self._start + self._counter.to_bytes(4)).digest()[:count]

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1, each equally likely."""
        bits = limit.bit_length()
        while True:
            if self._pool_bits < bits:
                self._pool, self._pool_bits = int.from_bytes(self.octets(32)), 256
            number = self._pool & ((1 << bits) - 1)
            self._pool >>= bits
            self._pool_bits -= bits
            if number < limit:
                return number

    def pick(self, choices: Sequence[str]) -> str:
        """One of the choices, each equally likely."""
        return choices[self.below(len(choices))]


class Shares:
    """Picks a place in a list by given weights."""

    def __init__(self, weights: Sequence[int]) -> None:
        self._sums = list(accumulate(weights))

    def pick(self, draws: Draws) -> int:
        """The index of one weight, as likely as its share of the whole."""
        return bisect_right(self._sums, draws.below(self._sums[-1]))
