"""The ports and public addresses of a city's parts."""

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from city.errors import TlsMisfit
from citywallet.runtime.serve import LOOPBACK_HOSTS, listen
from citywallet.runtime.settings import PublicUrl

_TLS_HOSTS: Final = ("localhost", "127.0.0.1", "::1")


class CitySettings(BaseSettings):
    """What the environment may say about a whole city; each service's address is its own by default."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="CITYWALLET_")

    issuer_port: int = Field(default=8100, ge=1, le=65535)
    wallet_port: int = Field(default=8200, ge=1, le=65535)
    verifier_port: int = Field(default=8300, ge=1, le=65535)
    identity_port: int = Field(default=8500, ge=1, le=65535)
    chain_port: int = Field(default=8545, ge=1, le=65535)
    issuer_public_url: PublicUrl | None = None
    wallet_public_url: PublicUrl | None = None
    verifier_public_url: PublicUrl | None = None
    identity_public_url: PublicUrl | None = None
    # How many proxies of the operator stand before the issuer, which counts some things per client address.
    issuer_trusted_proxies: int = Field(default=0, ge=0, le=8)
    # The root certificate of a proxy that ends TLS before the city, where no public authority vouches for it.
    tls_authority: Path | None = None

    def addresses(self, *, tls: bool = False) -> "Addresses":
        """The addresses that follow; with `tls` the services themselves speak https.

        Raises:
            TlsMisfit: another setting contradicts `tls`.
        """
        if tls and self.tls_authority is not None:
            raise TlsMisfit(
                "With --tls the city has an authority of its own: unset CITYWALLET_TLS_AUTHORITY."
            )
        return Addresses(
            issuer=_service(self.issuer_port, self.issuer_public_url, tls=tls),
            wallet=_service(self.wallet_port, self.wallet_public_url, tls=tls),
            verifier=_service(self.verifier_port, self.verifier_public_url, tls=tls),
            identity=_service(self.identity_port, self.identity_public_url, tls=tls),
            chain=Part(port=self.chain_port, url=_local(self.chain_port, tls=False)),
            is_tls=tls,
            tls_authority=self.tls_authority and self.tls_authority.resolve(),
            issuer_trusted_proxies=self.issuer_trusted_proxies,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One listening part: the port on this machine, and the address under which others know it."""

    port: int
    url: str

    @property
    def origin(self) -> str:
        """Scheme, host and port of the public address."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """The host of the public address."""
        return urlsplit(self.url).hostname or "localhost"

    @property
    def path(self) -> str:
        """The path of the public address, empty or beginning with a slash."""
        return urlsplit(self.url).path


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Every part of one city. `identity` is the demo provider at which its citizens sign in.

    `is_tls` says that the services themselves speak https; `tls_authority` is the root of whoever does it for
    them, where no public authority vouches for it.
    """

    issuer: Part
    wallet: Part
    verifier: Part
    identity: Part
    chain: Part
    is_tls: bool = False
    tls_authority: Path | None = None
    issuer_trusted_proxies: int = 0

    def named(self) -> dict[str, Part]:
        """The parts by name, in the order in which they start."""
        return {
            "chain": self.chain,
            "issuer": self.issuer,
            "wallet": self.wallet,
            "verifier": self.verifier,
            "identity": self.identity,
        }

    def require_free(self) -> None:
        """Make sure that nobody listens on any of the ports.

        Raises:
            PortInUse: somebody does.
        """
        for part in self.named().values():
            for bound in listen(port=part.port):
                bound.close()


def free_addresses(*, tls: bool = False) -> Addresses:
    """Addresses on five ports that nobody uses, just now; with `tls` the services speak https."""
    held: list[socket.socket] = []
    parts = []
    for part_is_tls in (tls, tls, tls, tls, False):
        bound = listen(port=0, hosts=LOOPBACK_HOSTS)
        held += bound
        port = int(bound[0].getsockname()[1])
        parts.append(Part(port=port, url=_local(port, tls=part_is_tls)))
    for one in held:
        one.close()
    issuer, wallet, verifier, identity, chain = parts
    return Addresses(
        issuer=issuer, wallet=wallet, verifier=verifier, identity=identity, chain=chain, is_tls=tls
    )


def _service(port: int, public_url: str | None, *, tls: bool) -> Part:
    part = Part(port=port, url=public_url or _local(port, tls=tls))
    if tls and not (part.url.startswith("https://") and part.host in _TLS_HOSTS):
        raise TlsMisfit(
            f"With --tls the city's own authority vouches for https://localhost alone, not for {part.url}: "
            "let a proxy with a certificate of that name end TLS instead."
        )
    return part


def _local(port: int, *, tls: bool) -> str:
    return f"{'https' if tls else 'http'}://localhost:{port}"
