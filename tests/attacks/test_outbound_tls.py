"""The address is pinned, and yet the name is what TLS proves."""

import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from citywallet.runtime.outbound import FailureCause, OutboundClient, OutboundFailed
from tests.support.resolver import FakeResolver
from tests.support.web_server import WebServer, a_web_server, answering

pytestmark = pytest.mark.threat(43)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of desk.example that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk.example")])
    today = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("desk.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "desk.pem"
    key_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(built.public_bytes(serialization.Encoding.PEM) + key_pem)
    return path


@asynccontextmanager
async def a_tls_server(certificate: Path) -> AsyncIterator[tuple[WebServer, list[str | None]]]:
    """The server, and the names that clients asked it for (SNI)."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    async with a_web_server(answering(), tls=context) as server:
        yield server, names


async def fetch(server: WebServer, host: str, *, trusting: Path | None) -> int:
    origin = f"https://{host}:{server.port}"
    tls = ssl.create_default_context(cafile=trusting) if trusting else None
    client = OutboundClient(
        allowed_origins=[origin],
        resolver=FakeResolver(desk_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]]),
        tls=tls,
    )
    try:
        return (await client.get(origin, accept="application/json")).status
    finally:
        await client.close()


async def test_the_pinned_connection_names_the_host_in_tls_and_in_http(certificate: Path) -> None:
    async with a_tls_server(certificate) as (server, names):
        assert await fetch(server, "desk.example", trusting=certificate) == 200
    assert names == ["desk.example"]
    assert f"Host: desk.example:{server.port}\r\n".encode() in server.requests[0]


async def test_a_certificate_of_another_name_is_refused(certificate: Path) -> None:
    async with a_tls_server(certificate) as (server, _):
        with pytest.raises(OutboundFailed) as failed:
            await fetch(server, "other.example", trusting=certificate)
    assert failed.value.cause is FailureCause.UNREACHABLE
    assert server.requests == []


async def test_a_certificate_that_nobody_trusts_is_refused_even_for_an_allowed_origin(
    certificate: Path,
) -> None:
    async with a_tls_server(certificate) as (server, _):
        with pytest.raises(OutboundFailed):
            await fetch(server, "desk.example", trusting=None)
    assert server.requests == []
