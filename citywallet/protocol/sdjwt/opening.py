"""Putting the disclosed claims back where their digests stand, and refusing whatever does not fit."""

from dataclasses import dataclass, field

from citywallet.protocol.encoding import JsonObject, JsonValue
from citywallet.protocol.sdjwt.disclosure import RESERVED_NAMES, ClaimPath, Disclosure
from citywallet.protocol.sdjwt.errors import (
    ClaimOverridden,
    DigestRepeated,
    DisclosureMisplaced,
    DisclosureUnreferenced,
    HashAlgorithmRefused,
    ReservedName,
    SdJwtTooLarge,
)
from citywallet.protocol.sdjwt.serialization import SdJwt

_MAX_DEPTH = 32
_CONTAINERS = (dict, list)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSdJwt:
    """The claims with every disclosure in its place, and where each disclosure went."""

    claims: JsonObject
    places: dict[ClaimPath, Disclosure]


def open_sd_jwt(sd_jwt: SdJwt) -> OpenedSdJwt:
    """Process the disclosures of an SD-JWT whose signature is verified elsewhere.

    Paths count array elements as they stand in the result, where hidden elements and decoys are gone.

    Raises:
        DigestRepeated, DisclosureMisplaced, DisclosureUnreferenced, ClaimOverridden, ReservedName,
        HashAlgorithmRefused, SdJwtTooLarge: the rule of the same name is broken.

    Spec: SD-JWT, Verification of the SD-JWT.
    """
    opening = _Opening(disclosures={d.digest: d for d in sd_jwt.disclosures})
    claims = opening.open_object(sd_jwt.payload, (), top=True)
    # Each disclosure is inserted at most once, so a count tells whether all of them were.
    if len(opening.places) != len(sd_jwt.disclosures):
        raise DisclosureUnreferenced
    return OpenedSdJwt(claims=claims, places=opening.places)


@dataclass(slots=True, kw_only=True)
class _Opening:
    """The state of one walk through a payload; it lives no longer than `open_sd_jwt`."""

    disclosures: dict[str, Disclosure]
    digests: set[str] = field(default_factory=set)
    places: dict[ClaimPath, Disclosure] = field(default_factory=dict)

    def open_value(self, value: JsonValue, path: ClaimPath) -> JsonValue:
        if isinstance(value, dict):
            return self.open_object(value, path)
        if isinstance(value, list):
            return self._open_array(value, path)
        return value

    def open_object(self, members: JsonObject, path: ClaimPath, *, top: bool = False) -> JsonObject:
        if len(path) > _MAX_DEPTH:
            raise SdJwtTooLarge(f"nested deeper than {_MAX_DEPTH} levels")
        opened: JsonObject = {}
        for name, value in members.items():
            if name not in RESERVED_NAMES:
                nested = isinstance(value, _CONTAINERS)
                opened[name] = self.open_value(value, (*path, name)) if nested else value
            elif name == "...":
                raise ReservedName("... in an object")
            elif name == "_sd_alg" and not top:
                raise HashAlgorithmRefused("_sd_alg below the top level")
        if "_sd" in members:
            self._insert_claims(members["_sd"], opened, path)
        return opened

    def _insert_claims(self, digests: JsonValue, opened: JsonObject, path: ClaimPath) -> None:
        if not isinstance(digests, list):
            raise ReservedName("_sd is not an array")
        for disclosure in self._referenced_by(digests):
            name = disclosure.name
            if name is None:
                raise DisclosureMisplaced("an array element in an object")
            if name in RESERVED_NAMES:
                raise ReservedName("a disclosed claim")
            if name in opened:
                raise ClaimOverridden
            place = (*path, name)
            self.places[place] = disclosure
            opened[name] = self.open_value(disclosure.value, place)

    def _open_array(self, elements: list[JsonValue], path: ClaimPath) -> list[JsonValue]:
        if len(path) > _MAX_DEPTH:
            raise SdJwtTooLarge(f"nested deeper than {_MAX_DEPTH} levels")
        opened: list[JsonValue] = []
        for element in elements:
            place = (*path, len(opened))
            if not isinstance(element, dict) or "..." not in element:
                opened.append(self.open_value(element, place))
                continue
            if len(element) != 1:
                raise ReservedName("... beside other members")
            for disclosure in self._referenced_by([element["..."]]):
                if disclosure.name is not None:
                    raise DisclosureMisplaced("an object member in an array")
                self.places[place] = disclosure
                opened.append(self.open_value(disclosure.value, place))
        return opened

    def _referenced_by(self, digests: list[JsonValue]) -> list[Disclosure]:
        """The disclosures that digests stand for; hidden claims and decoys have none."""
        referenced: list[Disclosure] = []
        for digest in digests:
            if not isinstance(digest, str):
                raise ReservedName("a digest is not a string")
            if digest in self.digests:
                raise DigestRepeated
            self.digests.add(digest)
            if digest in self.disclosures:
                referenced.append(self.disclosures[digest])
        return referenced
