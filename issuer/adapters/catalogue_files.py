"""Reads the catalogue that is part of the package."""

from importlib.resources import files

from citywallet.protocol.encoding import JsonObject, parse_json_object
from citywallet.protocol.errors import ProtocolError
from issuer.domain.catalogue import Catalogue
from issuer.domain.catalogue_document import CatalogueInvalid, build_catalogue


def load_catalogue() -> Catalogue:
    """All types of `issuer/catalogue/*.json`.

    Raises:
        CatalogueInvalid: a file is no JSON, or breaks a rule of the catalogue.
    """
    folder = files("issuer").joinpath("catalogue")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    return build_catalogue((name, _parse(name, folder.joinpath(name).read_bytes())) for name in names)


def _parse(name: str, content: bytes) -> JsonObject:
    try:
        return parse_json_object(content)
    except ProtocolError as error:
        raise CatalogueInvalid(f"The catalogue file {name} cannot be read: {error}") from error
