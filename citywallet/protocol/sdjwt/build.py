"""Building an SD-JWT: claims in, the text to sign and its disclosures out."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from citywallet.protocol.encoding import JsonObject, JsonValue, encode_base64url, serialize_json
from citywallet.protocol.jose import ProtectedHeader, build_signing_input, serialize_compact
from citywallet.protocol.sdjwt.disclosure import DEFAULT_HASH_ALGORITHM, RESERVED_NAMES, ClaimPath
from citywallet.protocol.sdjwt.errors import ClaimNotFound, ReservedName
from citywallet.protocol.sdjwt.serialization import SdJwt, parse_sd_jwt

_CONTAINERS = (dict, list)
_MINIMUM_SALT_CHARS = 22  # 128 bits in base64url
_SALT_CHARS = 24  # 144 bits, the next size that base64url fills without a rest
_SALTS_AT_ONCE = 16
_DIGEST_CHARS = 43


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedSdJwt:
    """An SD-JWT that waits for its signature over `signing_input`."""

    signing_input: bytes = field(repr=False)
    disclosures: tuple[str, ...] = field(repr=False)

    def serialize(self, signature: bytes) -> str:
        """The compact form with its signature; the fast way to what is delivered."""
        return "~".join((serialize_compact(self.signing_input, signature), *self.disclosures, ""))

    def signed(self, signature: bytes) -> SdJwt:
        """The SD-JWT with its signature, taken apart."""
        return parse_sd_jwt(self.serialize(signature))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Which parts of a value are hidden: `hidden` itself, and the plans of its members or elements."""

    hidden: bool
    parts: Mapping[str | int | None, "_Plan"]


def build_sd_jwt(
    header: JsonObject | ProtectedHeader,
    claims: JsonObject,
    *,
    disclosable: Collection[ClaimPath],
    salts: Iterator[str],
    decoys: int,
) -> UnsignedSdJwt:
    """Build an SD-JWT with SHA-256 digests in which the claims at `disclosable` can be shown one by one.

    A path may lead into a claim that is itself disclosable: then both are (a recursive disclosure). None
    in a path means every element of an array. `salts` yields a fresh random text of at least 128 bits each
    time, one for each disclosure and decoy. `decoys` digests that stand for nothing are added at the top
    level.

    Raises:
        ClaimNotFound: there is no claim at one of the paths.
        ReservedName: a claim is named `_sd`, `...` or `_sd_alg`.
        ValueError: a salt is too short, a path is empty, or `decoys` is negative.

    Spec: SD-JWT, Issuer-signed JWT.
    """
    if decoys < 0:
        raise ValueError("decoys must not be negative")
    writer = _Writer(salts)
    payload = writer.hide_members(claims, _plan_of(frozenset(disclosable)).parts, decoys=decoys)
    if writer.disclosures or decoys:
        payload["_sd_alg"] = DEFAULT_HASH_ALGORITHM
    return UnsignedSdJwt(
        signing_input=build_signing_input(header, payload), disclosures=tuple(writer.disclosures)
    )


def salts_from(draw: Callable[[int], bytes]) -> Iterator[str]:
    """Salts of 144 bits without end, from a source that gives as many random bytes as it is asked for.

    Several are drawn at once: asking the system costs as much as writing a disclosure.
    """
    while True:
        drawn = encode_base64url(draw(_SALTS_AT_ONCE * _SALT_CHARS * 3 // 4))
        for start in range(0, len(drawn), _SALT_CHARS):
            yield drawn[start : start + _SALT_CHARS]


class _Writer:
    """Collects the disclosures of one SD-JWT while its payload is built."""

    __slots__ = ("_salts", "disclosures")

    def __init__(self, salts: Iterator[str]) -> None:
        self._salts = salts
        self.disclosures: list[str] = []

    def hide_members(
        self, members: JsonObject, plans: Mapping[str | int | None, _Plan], *, decoys: int = 0
    ) -> JsonObject:
        payload: JsonObject = {}
        hidden = [self._salt() for _ in range(decoys)]
        met = 0
        for name, value in members.items():
            if name in RESERVED_NAMES:
                raise ReservedName(name)
            plan = plans.get(name)
            nested = isinstance(value, _CONTAINERS)
            if plan is None:
                payload[name] = _checked(value) if nested else value
                continue
            met += 1
            if nested or plan.parts:
                value = self._hide_inside(value, plan)
            if plan.hidden:
                hidden.append(self._disclose([self._salt(), name, value]))
            else:
                payload[name] = value
        if met != len(plans):
            raise ClaimNotFound
        if hidden:
            # Sorted, so that the order says nothing of the claims.
            payload["_sd"] = [*sorted(_digests_of(hidden))]
        return payload

    def _hide_inside(self, value: JsonValue, plan: _Plan) -> JsonValue:
        if not plan.parts:
            return _checked(value)
        if isinstance(value, dict):
            return self.hide_members(value, plan.parts)
        if isinstance(value, list):
            return self._hide_elements(value, plan.parts)
        raise ClaimNotFound

    def _hide_elements(
        self, elements: list[JsonValue], plans: Mapping[str | int | None, _Plan]
    ) -> list[JsonValue]:
        if any(not (step is None or (isinstance(step, int) and 0 <= step < len(elements))) for step in plans):
            raise ClaimNotFound
        payload: list[JsonValue] = []
        for index, element in enumerate(elements):
            plan = plans.get(index, plans.get(None))
            if plan is None:
                payload.append(_checked(element))
                continue
            inner = self._hide_inside(element, plan)
            if plan.hidden:
                inner = {"...": _digests_of([self._disclose([self._salt(), inner])])[0]}
            payload.append(inner)
        return payload

    def _disclose(self, elements: list[JsonValue]) -> str:
        text = encode_base64url(serialize_json(elements))
        self.disclosures.append(text)
        return text

    def _salt(self) -> str:
        salt = next(self._salts)
        if len(salt) < _MINIMUM_SALT_CHARS:
            raise ValueError("a salt of at least 128 bits is required")
        return salt


def _digests_of(texts: Sequence[str]) -> list[str]:
    """Digests in base64url, all encoded at once: with a zero byte after it each fills 44 characters."""
    digests = b"\0".join([sha256(text.encode()).digest() for text in texts])
    encoded = encode_base64url(digests)
    return [encoded[start : start + _DIGEST_CHARS] for start in range(0, len(encoded), _DIGEST_CHARS + 1)]


def _checked(value: JsonValue) -> JsonValue:
    """Refuse reserved names inside a value that is taken over as it is."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in RESERVED_NAMES:
                raise ReservedName(name)
            if isinstance(inner, _CONTAINERS):
                _checked(inner)
    elif isinstance(value, list):
        for inner in value:
            _checked(inner)
    return value


@lru_cache(maxsize=256)
def _plan_of(paths: frozenset[ClaimPath]) -> _Plan:
    """The tree of a set of paths; the same for every credential of a type."""
    if any(not path for path in paths):
        raise ValueError("an empty path names no claim")
    steps = {path[0] for path in paths}
    parts = {}
    for step in steps:
        below = [path[1:] for path in paths if path[0] == step]
        inner = _plan_of(frozenset(path for path in below if path))
        parts[step] = _Plan(hidden=() in below, parts=inner.parts)
    return _Plan(hidden=False, parts=parts)
