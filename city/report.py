"""How whoever starts a city hears what happens."""

from collections.abc import Callable

Report = Callable[[str], None]
"""Takes one short sentence about what happens next."""
