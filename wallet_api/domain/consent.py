"""What a citizen reads before deciding: every item that would leave the wallet, in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonObject, JsonValue
from citywallet.protocol.sdjwt import ClaimPath, SdJwt
from citywallet.protocol.sdjwt.opening import open_sd_jwt
from citywallet.protocol.sdjwtvc.claims import REGISTERED
from wallet_api.domain.cards import CardFace
from wallet_api.domain.presentations import ItemName
from wallet_api.domain.words import clean_text, read_value_aloud

# Claims about the card itself, not about the person. They go with every presentation.
_ENVELOPE = REGISTERED | {"_sd_alg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """One item with its value, for the holder's own eyes: never stored, never logged."""

    path: ClaimPath
    name: BilingualText
    value: JsonValue
    spoken: BilingualText


def items_of(sd_jwt: SdJwt, *, face: CardFace) -> tuple[ShownItem, ...]:
    """List everything that this very SD-JWT shows of the person: what is disclosed and what was never hidden.

    It is read from the text that would be sent, not from what was asked, so that the list cannot be shorter
    than what leaves. An object that is only a container of hidden claims is listed by what shows of it.
    """
    opened = open_sd_jwt(sd_jwt)
    claims: JsonObject = {name: value for name, value in opened.claims.items() if name not in _ENVELOPE}
    containers = {path[:length] for path in opened.places for length in range(1, len(path))}
    items = [
        ShownItem(path=path, name=name_of(path, face=face), value=value, spoken=read_value_aloud(value))
        for path, value in _leaves((), claims, containers)
    ]
    # As the issuer lists them: the order within the token is a random one.
    order = {label.path: place for place, label in enumerate(face.labels)}
    return tuple(sorted(items, key=lambda item: order.get(item.path, len(order))))


def name_of(path: ClaimPath, *, face: CardFace) -> BilingualText:
    """What the issuer calls the claim at `path`, or else the claim's own name."""
    for label in face.labels:
        if label.path == path:
            return label.name
    plain = clean_text(".".join(str(step) for step in path if step is not None))
    return BilingualText(ko=plain, en=plain)


def without_values(items: tuple[ShownItem, ...], *, face: CardFace) -> tuple[ItemName, ...]:
    """The names of the items alone, for the history."""
    return tuple(ItemName(card_name=face.name, path=item.path, name=item.name) for item in items)


def _leaves(
    path: ClaimPath, value: JsonValue, containers: set[ClaimPath]
) -> Iterator[tuple[ClaimPath, JsonValue]]:
    if isinstance(value, dict) and (not path or path in containers or not value):
        for name, inner in value.items():
            yield from _leaves((*path, name), inner, containers)
        return
    yield path, value
