"""Every address of a city that strangers begin with, and a client as strict as theirs."""

import ssl
from pathlib import Path

import httpx

from city.ports import Addresses
from tests.support.stranger import well_known

ISSUER_DOCUMENTS = ("openid-credential-issuer", "oauth-authorization-server", "jwt-vc-issuer")


def well_knowns_of(addresses: Addresses) -> list[str]:
    """The metadata documents of the issuer, each at its own address."""
    return [well_known(addresses.issuer.url, name) for name in ISSUER_DOCUMENTS]


def healths_of(addresses: Addresses) -> list[str]:
    """Where each service says that it lives."""
    return [f"{part.url}/healthz" for part in (addresses.issuer, addresses.wallet, addresses.verifier)]


def a_strict_client(root: Path) -> httpx.Client:
    """A client that believes one root and nobody else, and holds certificates to RFC 5280."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.load_verify_locations(root)
    return httpx.Client(verify=context, trust_env=False, timeout=20)
