"""Claims path pointers: which parts of a credential a path selects."""

from collections.abc import Sequence
from typing import TypeAlias

from citywallet.protocol.dcql.errors import ClaimsPathInvalid, DcqlTooLarge
from citywallet.protocol.encoding import JsonObject, JsonValue
from citywallet.protocol.sdjwt import ClaimPath

MAX_PATH_COMPONENTS = 32

Selected: TypeAlias = tuple[tuple[ClaimPath, JsonValue], ...]


def parse_claims_path(components: Sequence[JsonValue]) -> ClaimPath:
    """Read a claims path pointer: a filled array of texts, nulls and non-negative integers.

    Raises:
        ClaimsPathInvalid: empty, or with another component.
        DcqlTooLarge: longer than any credential is deep.

    Spec: OpenID4VP 1.0, Claims Path Pointer.
    """
    if not components:
        raise ClaimsPathInvalid("empty")
    if len(components) > MAX_PATH_COMPONENTS:
        raise DcqlTooLarge("claims path")
    return tuple(_parse_component(component) for component in components)


def select_claims(claims: JsonObject, path: ClaimPath) -> Selected:
    """The parts of a credential that `path` selects, each with its own path, in which no null is left.

    Nothing selected is an answer: the claim does not exist in this credential, or is of another shape.

    Spec: OpenID4VP 1.0, Semantics for JSON-based credentials.
    """
    selected: list[tuple[ClaimPath, JsonValue]] = [((), claims)]
    for component in path:
        if not all(_fits(value, component) for _, value in selected):
            return ()
        selected = [each for at, value in selected for each in _step(at, value, component)]
    return tuple(selected)


def _parse_component(component: JsonValue) -> str | int | None:
    # True and False are integers in Python, and no component of a path.
    if component is None or isinstance(component, str):
        return component
    if isinstance(component, int) and not isinstance(component, bool) and component >= 0:
        return component
    raise ClaimsPathInvalid("component")


def _fits(value: JsonValue, component: str | int | None) -> bool:
    return isinstance(value, dict if isinstance(component, str) else list)


def _step(at: ClaimPath, value: JsonValue, component: str | int | None) -> list[tuple[ClaimPath, JsonValue]]:
    if isinstance(value, dict) and isinstance(component, str):
        return [((*at, component), value[component])] if component in value else []
    if isinstance(value, list) and isinstance(component, int):
        return [((*at, component), value[component])] if component < len(value) else []
    if isinstance(value, list) and component is None:
        return [((*at, index), element) for index, element in enumerate(value)]
    return []
