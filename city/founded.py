"""The mark of a city that is complete: written last, and from then on nothing of it is made anew."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from city.errors import CityHalfBuilt
from citywallet.runtime.files import write_whole

DEFAULT_CITIZENS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """That the city was completed, and how many people its register has."""

    citizens: int

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """Read the mark; None where the city was never completed.

        Raises:
            CityHalfBuilt: it is there but not readable.
        """
        try:
            members = json.loads(path.read_text("utf-8"))
            return cls(citizens=int(members["citizens"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as broken:
            raise CityHalfBuilt(
                f"The file {path} cannot be read: restore it, or start afresh with `make up RESET=1`."
            ) from broken

    def save(self, path: Path) -> None:
        """Write the mark, whole or not at all."""
        write_whole(path, json.dumps(asdict(self)).encode() + b"\n", mode=0o600)


def register_size(founded: Founded | None, *, wanted: int | None) -> int:
    """How many people the register shall have: a register never shrinks."""
    if founded is None:
        return DEFAULT_CITIZENS if wanted is None else wanted
    return founded.citizens if wanted is None else max(founded.citizens, wanted)
