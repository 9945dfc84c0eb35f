"""Choosing the form of an answer by what the client says it takes."""

from collections.abc import Sequence

from fastapi import Request

_MAX_HEADER_CHARS = 1_024


def preferred_media_type(request: Request, offered: Sequence[str]) -> str | None:
    """Of the media types that are offered, best first, the one that the client likes most; None if none.

    Without an `Accept` header, or with one that is too long to be meant, the first. Of equally liked ones the
    first, too. Parameters of media types other than `q` are ignored.
    """
    header = request.headers.get("accept", "")
    if not header.strip() or len(header) > _MAX_HEADER_CHARS:
        return offered[0]
    weights = dict(_parse(part) for part in header.split(","))
    best = max(offered, key=lambda media_type: _weight(media_type, weights))
    return best if _weight(best, weights) > 0 else None


def _parse(part: str) -> tuple[str, float]:
    media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return media_type, min(max(float(weight), 0.0), 1.0)
    except ValueError:
        return media_type, 0.0


def _weight(media_type: str, weights: dict[str, float]) -> float:
    """The weight of the most specific range that a media type falls in."""
    main_type = media_type.partition("/")[0]
    ranges = (media_type, f"{main_type}/*", "*/*")
    return next((weights[each] for each in ranges if each in weights), 0.0)
