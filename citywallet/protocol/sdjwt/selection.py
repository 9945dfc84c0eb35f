"""What the holder may show, and a copy that shows only what was chosen."""

from collections.abc import Collection
from dataclasses import replace

from citywallet.protocol.encoding import JsonValue
from citywallet.protocol.sdjwt.disclosure import ClaimPath
from citywallet.protocol.sdjwt.errors import ClaimNotFound
from citywallet.protocol.sdjwt.opening import open_sd_jwt
from citywallet.protocol.sdjwt.serialization import SdJwt


def disclosable_paths(sd_jwt: SdJwt) -> frozenset[ClaimPath]:
    """The claims that the holder may show or keep back, each by its path in the full claims.

    Raises:
        SdJwtMalformed: as `open_sd_jwt`.
    """
    return frozenset(open_sd_jwt(sd_jwt).places)


def select_disclosures(sd_jwt: SdJwt, *, paths: Collection[ClaimPath]) -> SdJwt:
    """A copy that discloses the claims at `paths`, the claims they stand in, and nothing else.

    Paths are those of the full claims; None in a path means every element of an array. A claim that the
    issuer signed openly needs no disclosure and may be named. The copy has no key binding.

    Raises:
        ClaimNotFound: there is no claim at one of the paths.
        SdJwtMalformed: as `open_sd_jwt`.

    Spec: SD-JWT, Processing by the Holder.
    """
    opened = open_sd_jwt(sd_jwt)
    wanted: set[str] = set()
    for path in paths:
        for place in _places_at(opened.claims, path):
            for length in range(1, len(place) + 1):
                disclosure = opened.places.get(place[:length])
                if disclosure is not None:
                    wanted.add(disclosure.digest)
    kept = tuple(disclosure for disclosure in sd_jwt.disclosures if disclosure.digest in wanted)
    return replace(sd_jwt, disclosures=kept, key_binding=None)


def _places_at(claims: JsonValue, path: ClaimPath) -> list[ClaimPath]:
    """Every concrete place that a path names."""
    found: list[tuple[ClaimPath, JsonValue]] = [((), claims)]
    for step in path:
        found = [((*place, key), value) for place, parent in found for key, value in _children(parent, step)]
    if not found:
        raise ClaimNotFound
    return [place for place, _ in found]


def _children(parent: JsonValue, step: str | int | None) -> list[tuple[str | int, JsonValue]]:
    if isinstance(step, str):
        return [(step, parent[step])] if isinstance(parent, dict) and step in parent else []
    if not isinstance(parent, list):
        return []
    if step is None:
        return list(enumerate(parent))
    return [(step, parent[step])] if 0 <= step < len(parent) else []
