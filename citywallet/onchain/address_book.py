"""Where our contracts are, on which chain, and what their code must be."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citywallet.onchain.errors import AddressBookUnreadable

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedContract:
    """One contract: its address (20 bytes), Keccak-256 of its code, and the block that created it."""

    address: bytes
    code_hash: bytes
    deployed_block: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    """The contracts by name, and the chain that they are on."""

    chain_id: int
    genesis_hash: bytes
    contracts: Mapping[str, DeployedContract]

    def contract(self, name: str) -> DeployedContract:
        """The contract of this name.

        Raises:
            AddressBookUnreadable: the book does not have it.
        """
        try:
            return self.contracts[name]
        except KeyError:
            raise AddressBookUnreadable(f"the address book has no contract {name}") from None

    def save(self, path: Path) -> None:
        """Write the book; a reader sees the old file or the whole new one."""
        members = {
            "format": _FORMAT,
            "chain_id": self.chain_id,
            "genesis_hash": _hex(self.genesis_hash),
            "contracts": {
                name: {
                    "address": _hex(one.address),
                    "code_hash": _hex(one.code_hash),
                    "deployed_block": one.deployed_block,
                }
                for name, one in sorted(self.contracts.items())
            },
        }
        unfinished = path.with_name(f".{path.name}.unfinished")
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(json.dumps(members, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)

    @classmethod
    def load(cls, path: Path) -> "AddressBook":
        """Read a book.

        Raises:
            AddressBookUnreadable: there is none, or it is not in the form that `save` writes.
        """
        try:
            members = json.loads(path.read_text(encoding="utf-8"))
            return _parse(members)
        except FileNotFoundError:
            raise AddressBookUnreadable(f"there is no address book at {path}") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as cause:
            raise AddressBookUnreadable(f"the address book at {path} is not readable: {cause}") from cause


def _parse(members: dict[str, Any]) -> AddressBook:
    if members["format"] != _FORMAT:
        raise ValueError(f"its format is {members['format']}, not {_FORMAT}")
    return AddressBook(
        chain_id=_count(members["chain_id"]),
        genesis_hash=_octets(members["genesis_hash"], 32),
        contracts={name: _parse_contract(one) for name, one in members["contracts"].items()},
    )


def _parse_contract(members: dict[str, Any]) -> DeployedContract:
    return DeployedContract(
        address=_octets(members["address"], 20),
        code_hash=_octets(members["code_hash"], 32),
        deployed_block=_count(members["deployed_block"]),
    )


def _hex(octets: bytes) -> str:
    return "0x" + octets.hex()


def _octets(text: str, size: int) -> bytes:
    octets = bytes.fromhex(text.removeprefix("0x"))
    if len(octets) != size:
        raise ValueError(f"{text} has not {size} bytes")
    return octets


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is not a number of that kind")
    return value
