"""The ports and public addresses of a city's parts."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from citywallet.runtime.serve import LOOPBACK_HOSTS, listen
from citywallet.runtime.settings import PublicUrl


class CitySettings(BaseSettings):
    """What the environment may say about a whole city; each service's address is its own by default."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="CITYWALLET_")

    issuer_port: int = Field(default=8100, ge=1, le=65535)
    wallet_port: int = Field(default=8200, ge=1, le=65535)
    verifier_port: int = Field(default=8300, ge=1, le=65535)
    chain_port: int = Field(default=8545, ge=1, le=65535)
    issuer_public_url: PublicUrl | None = None
    wallet_public_url: PublicUrl | None = None
    verifier_public_url: PublicUrl | None = None

    def addresses(self) -> "Addresses":
        """The addresses that follow."""
        return Addresses(
            issuer=Part(port=self.issuer_port, url=self.issuer_public_url or _local(self.issuer_port)),
            wallet=Part(port=self.wallet_port, url=self.wallet_public_url or _local(self.wallet_port)),
            verifier=Part(
                port=self.verifier_port, url=self.verifier_public_url or _local(self.verifier_port)
            ),
            chain=Part(port=self.chain_port, url=_local(self.chain_port)),
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
    """Every part of one city."""

    issuer: Part
    wallet: Part
    verifier: Part
    chain: Part

    def named(self) -> dict[str, Part]:
        """The parts by name, in the order in which they start."""
        return {
            "chain": self.chain,
            "issuer": self.issuer,
            "wallet": self.wallet,
            "verifier": self.verifier,
        }

    def require_free(self) -> None:
        """Make sure that nobody listens on any of the ports.

        Raises:
            PortInUse: somebody does.
        """
        for part in self.named().values():
            for bound in listen(port=part.port):
                bound.close()


def free_addresses() -> Addresses:
    """Addresses on four ports that nobody uses, just now."""
    held: list[socket.socket] = []
    parts = []
    for _ in range(4):
        bound = listen(port=0, hosts=LOOPBACK_HOSTS)
        held += bound
        port = int(bound[0].getsockname()[1])
        parts.append(Part(port=port, url=_local(port)))
    for one in held:
        one.close()
    return Addresses(issuer=parts[0], wallet=parts[1], verifier=parts[2], chain=parts[3])


def _local(port: int) -> str:
    return f"http://localhost:{port}"
