"""Every failpoint of the shipped code, as its source names it."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Source, shipped

_SERVICE_OF_PACKAGE = {"issuer": "issuer", "wallet_api": "wallet", "verifier": "verifier"}


def failpoints() -> dict[str, tuple[str, ...]]:
    """The names by service."""
    found: dict[str, list[str]] = {service: [] for service in _SERVICE_OF_PACKAGE.values()}
    for source in shipped():
        service = _SERVICE_OF_PACKAGE.get(source.path.partition("/")[0])
        if service is not None:  # the city's commands have failpoints of their own, and tests of their own
            found[service] += _names_in(source)
    return {service: tuple(names) for service, names in found.items()}


def _names_in(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "failpoint":
            (name,) = node.args
            assert isinstance(name, ast.Constant), (
                f"{source.path}:{node.lineno}: a failpoint's name is written out"
            )
            assert isinstance(name.value, str)
            yield name.value
