"""How names look to those who need not know them."""

_HIDDEN = "*"


def mask_name(name: str) -> str:
    """A name of which enough is left to tell it from its neighbour in a list: 김*자, Nguyen ***."""
    first, *others = name.split() or [""]
    if others:
        return f"{first} {_HIDDEN * 3}"
    if len(first) < 3:
        return first[:1] + _HIDDEN
    return first[0] + _HIDDEN * (len(first) - 2) + first[-1]
