"""Reads the catalogue: the types that are part of the package, and those of a folder beside them."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from citywallet.protocol.encoding import JsonObject, parse_json_object
from citywallet.protocol.errors import ProtocolError
from issuer.domain.catalogue import Catalogue
from issuer.domain.catalogue_document import CatalogueInvalid, build_catalogue


def load_catalogue(beside: Path | None = None) -> Catalogue:
    """All types of `issuer/catalogue/*.json`, and of the folder `beside`.

    Raises:
        CatalogueInvalid: a file cannot be read, is no JSON, or breaks a rule of the catalogue.
    """
    documents = list(_documents(files("issuer").joinpath("catalogue")))
    if beside is not None:
        try:
            documents += _documents(beside)
        except OSError as error:
            raise CatalogueInvalid(
                f"The catalogue folder {beside} cannot be read: {error.strerror}"
            ) from error
    return build_catalogue(documents)


def _documents(folder: Traversable) -> Iterator[tuple[str, JsonObject]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".json"):
            yield entry.name, _parse(entry.name, entry.read_bytes())


def _parse(name: str, content: bytes) -> JsonObject:
    try:
        return parse_json_object(content)
    except ProtocolError as error:
        raise CatalogueInvalid(f"The catalogue file {name} cannot be read: {error}") from error
