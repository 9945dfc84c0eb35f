"""The compiled contracts that are part of this package."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from citywallet.onchain.errors import ArtifactUnknown

CONTRACTS = ("IssuerDirectory", "StatusAnchor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Immutable:
    """Bytes of the deployed code that the constructor fills in."""

    start: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One compiled contract: its interface in the JSON form of the ABI, and its code."""

    contract: str
    abi: tuple[dict[str, Any], ...]
    bytecode: bytes
    deployed_bytecode: bytes
    immutables: tuple[Immutable, ...]

    def matches_deployed(self, code: bytes) -> bool:
        """Whether `code` is this contract's, whatever its constructor filled in."""
        return self._without_immutables(code) == self._without_immutables(self.deployed_bytecode)

    def _without_immutables(self, code: bytes) -> bytes:
        blank = bytearray(code)
        for place in self.immutables:
            blank[place.start : place.start + place.length] = bytes(place.length)
        return bytes(blank)


@cache
def load_artifact(contract: str) -> Artifact:
    """Read one compiled contract by its name.

    Raises:
        ArtifactUnknown: this package has no such contract.
    """
    if contract not in CONTRACTS:
        raise ArtifactUnknown(f"there is no contract named {contract}; there are {', '.join(CONTRACTS)}")
    text = files("citywallet.onchain").joinpath("artifacts", f"{contract}.json").read_text(encoding="utf-8")
    members = json.loads(text)
    return Artifact(
        contract=contract,
        abi=tuple(members["abi"]),
        bytecode=bytes.fromhex(members["bytecode"][2:]),
        deployed_bytecode=bytes.fromhex(members["deployed_bytecode"][2:]),
        immutables=tuple(Immutable(**place) for place in members["immutables"]),
    )
