"""The list itself: bytes in which each credential has a few bits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self

from citywallet.protocol.statuslist.errors import (
    StatusBitsUnsupported,
    StatusIndexOutOfRange,
    StatusValueUnknown,
)

_SUPPORTED_BITS = (1, 2, 4, 8)


class CredentialStatus(IntEnum):
    """The states that we write and understand. Other values would tell why, which is nobody's business.

    Spec: Token Status List, Status Types Values.
    """

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


_MEANINGS = {status.value: status for status in CredentialStatus}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """An uncompressed list; the first entry is in the lowest bits of the first byte.

    Raises:
        StatusBitsUnsupported: `bits` is not 1, 2, 4 or 8.
    """

    bits: int
    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.bits not in _SUPPORTED_BITS:
            raise StatusBitsUnsupported(str(self.bits))

    @classmethod
    def empty(cls, *, bits: int, entries: int) -> Self:
        """A list in which all entries are valid.

        Raises:
            StatusBitsUnsupported: `bits` is not 1, 2, 4 or 8.
            ValueError: the entries do not fill whole bytes.
        """
        if bits not in _SUPPORTED_BITS:
            raise StatusBitsUnsupported(str(bits))
        if entries <= 0 or entries * bits % 8:
            raise ValueError("the entries must fill whole bytes")
        return cls(bits=bits, data=bytes(entries * bits // 8))

    @property
    def entries(self) -> int:
        """How many credentials the list has room for."""
        return len(self.data) * 8 // self.bits

    def value_at(self, index: int) -> int:
        """The bits of one entry as a number, whatever it means.

        Raises:
            StatusIndexOutOfRange: the list has no such entry.

        Spec: Token Status List, Compressed Byte Array.
        """
        bits = self.bits
        position = index * bits
        try:
            byte = self.data[position >> 3]
        except IndexError:
            raise StatusIndexOutOfRange from None
        if index < 0:
            raise StatusIndexOutOfRange
        return byte >> (position & 7) & (1 << bits) - 1

    def status_at(self, index: int) -> CredentialStatus:
        """The status of one credential; `index` counts entries, not bits.

        Raises:
            StatusIndexOutOfRange: the list has no such entry; treat as unknown, never as valid.
            StatusValueUnknown: the entry holds a value other than 0, 1 and 2; likewise.

        Spec: Token Status List, Validation Rules.
        """
        status = _MEANINGS.get(self.value_at(index))
        if status is None:
            raise StatusValueUnknown
        return status

    def with_statuses(self, changes: Mapping[int, CredentialStatus]) -> Self:
        """A copy with some entries changed.

        Raises:
            StatusIndexOutOfRange: the list has no such entry.
            StatusValueUnknown: the status does not fit in the list's bits.
        """
        data = bytearray(self.data)
        entries, bits = self.entries, self.bits
        mask = (1 << bits) - 1
        for index, status in changes.items():
            if not 0 <= index < entries:
                raise StatusIndexOutOfRange
            if status > mask:
                raise StatusValueUnknown("the status does not fit")
            position = index * bits
            byte, shift = position >> 3, position & 7
            data[byte] = data[byte] & ~(mask << shift) | status << shift
        return type(self)(bits=bits, data=bytes(data))
