"""Where a city keeps its things: one folder, `var/` by default."""

import shutil
from dataclasses import dataclass
from pathlib import Path

SERVICES = ("issuer", "wallet", "verifier")


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths inside one city's folder."""

    root: Path

    @property
    def plan(self) -> Path:
        """What was decided when the city was founded; see `city.plan`."""
        return self.root / "plan.json"

    @property
    def keys(self) -> Path:
        """Private keys, certificates and API keys; readable by the owner alone."""
        return self.root / "keys"

    @property
    def staff(self) -> Path:
        """How to sign in to the office as the people whom the city invented."""
        return self.keys / "staff.json"

    @property
    def holder_keys(self) -> Path:
        """The keys of wallets that have no browser."""
        return self.root / "holder-keys"

    @property
    def trust_anchors(self) -> Path:
        """The root certificates that the city's services trust."""
        return self.keys / "trust-anchors.pem"

    @property
    def tls(self) -> Path:
        """The TLS authority of a city that serves https; see `city.tls`."""
        return self.root / "tls"

    @property
    def tls_authority(self) -> Path:
        """The root certificate that browsers and wallets must trust to reach the city by https."""
        return self.tls / "authority.pem"

    @property
    def tls_authority_key(self) -> Path:
        """The private key of the TLS authority."""
        return self.tls / "authority.key.pem"

    @property
    def tls_identity(self) -> Path:
        """The private key and certificate that the city's servers show."""
        return self.tls / "server.pem"

    @property
    def identity(self) -> Path:
        """The demo provider's people and keys; see `city.identity_provider`."""
        return self.root / "identity"

    @property
    def people(self) -> Path:
        """The invented people who can be chosen at the demo provider."""
        return self.identity / "people.json"

    @property
    def address_book(self) -> Path:
        """Where the contracts are."""
        return self.root / "address-book.json"

    @property
    def city_file(self) -> Path:
        """Addresses and API keys for the command line; readable by the owner alone."""
        return self.root / "city.json"

    @property
    def founded(self) -> Path:
        """The marker that is written last: from then on everything above must be there."""
        return self.root / "founded.json"

    @property
    def lock(self) -> Path:
        """Held by the process that runs the city."""
        return self.root / ".lock"

    @property
    def chain_database(self) -> Path:
        """The chain's file."""
        return self.root / "chain.sqlite3"

    def database(self, service: str) -> Path:
        """A service's database file."""
        return self.root / f"{service}.sqlite3"

    def database_url(self, service: str) -> str:
        """A service's database as SQLAlchemy names it."""
        return f"sqlite+aiosqlite:///{self.database(service).resolve()}"

    def log(self, part: str) -> Path:
        """What a part of the city says."""
        return self.root / "log" / f"{part}.log"

    def clear(self) -> None:
        """Remove the city, but nothing else that lies in the folder. Hold the lock."""
        for folder in (self.keys, self.tls, self.holder_keys, self.identity, self.root / "log"):
            shutil.rmtree(folder, ignore_errors=True)
        databases = [self.chain_database, *(self.database(service) for service in SERVICES)]
        journals = [Path(f"{one}{ending}") for one in databases for ending in ("-wal", "-shm", "-journal")]
        for file in (self.founded, self.city_file, self.address_book, self.plan, *databases, *journals):
            file.unlink(missing_ok=True)
