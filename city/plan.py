"""What is decided when a city is founded and never changes: its addresses and its invented people.

Public addresses enter certificates, credentials and the chain. A city that woke up under another address
would refuse its own cards, so a change is refused instead.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Self

from city.errors import CityHalfBuilt, PlanChanged
from city.ports import Addresses
from citywallet.runtime.files import write_whole

DEFAULT_SEED = "incheon"
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The frozen facts of one city."""

    issuer_url: str
    wallet_url: str
    verifier_url: str
    register_seed: str
    register_day: date

    @classmethod
    def of(cls, addresses: Addresses, *, day: date) -> Self:
        """The plan of a city that is founded on that day (of the city's calendar)."""
        return cls(
            issuer_url=addresses.issuer.url,
            wallet_url=addresses.wallet.url,
            verifier_url=addresses.verifier.url,
            register_seed=DEFAULT_SEED,
            register_day=day,
        )

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """Read the plan; None if the city was never founded.

        Raises:
            CityHalfBuilt: the file is there but not readable.
        """
        try:
            members = json.loads(path.read_text("utf-8"))
            if members.pop("format") != _FORMAT:
                raise ValueError("another format")
            day = date.fromisoformat(members.pop("register_day"))
            return cls(register_day=day, **members)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
            raise CityHalfBuilt(
                f"The city's plan {path} cannot be read: start afresh with `make up RESET=1`."
            ) from broken

    def save(self, path: Path) -> None:
        """Write the plan, whole or not at all."""
        members = {"format": _FORMAT, **asdict(self), "register_day": self.register_day.isoformat()}
        write_whole(path, json.dumps(members, indent=2).encode() + b"\n", mode=0o600)

    def require_same_addresses(self, addresses: Addresses) -> None:
        """Hold today's addresses against those of the founding.

        Raises:
            PlanChanged: one of them differs.
        """
        for service, frozen, now in (
            ("issuer", self.issuer_url, addresses.issuer.url),
            ("wallet", self.wallet_url, addresses.wallet.url),
            ("verifier", self.verifier_url, addresses.verifier.url),
        ):
            if frozen != now:
                raise PlanChanged(
                    f"The public address of the {service} was {frozen} when this city was founded and stands "
                    f"in its certificates and cards; it cannot become {now}: {_way_back(frozen, now)}, or "
                    "start afresh with `make up RESET=1`."
                )


def _way_back(frozen: str, now: str) -> str:
    if frozen.partition(":")[2] != now.partition(":")[2]:
        return "keep the old one"
    return f"start it {'with' if frozen.startswith('https:') else 'without'} TLS=1 (--tls)"
