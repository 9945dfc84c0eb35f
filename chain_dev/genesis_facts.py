"""What others need to know of the chain without loading it."""

from typing import Final

CHAIN_ID: Final = 20_260_701
"""The day on which the districts of the city changed; no public network has this number."""
