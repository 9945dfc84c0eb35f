"""Where a service's routes lie when its public address has a path."""

from urllib.parse import urlsplit


def base_path(public_url: str) -> str:
    """The path of the public address, without closing slash; empty when it has none.

    Every route of the service, but the well-known ones, lies under it.
    """
    return urlsplit(public_url).path.rstrip("/")


def well_known_path(public_url: str, name: str) -> str:
    """The path of a metadata document: `/.well-known/{name}` stands before the path of the public address.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Retrieval.
    """
    return f"/.well-known/{name}{base_path(public_url)}"
