"""What the wallet service is told by its environment."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from citywallet.runtime.settings import (
    PublicUrl,
    SecretKey,
    SecretText,
    ServiceSettings,
    TrustSettings,
    key_bytes,
)


class Settings(ServiceSettings, TrustSettings):
    """The settings of the wallet service; variables begin with `CITYWALLET_WALLET_`."""

    model_config = SettingsConfigDict(env_prefix="CITYWALLET_WALLET_")

    # Whoever holds it may act for every wallet here: the city's own front end and command line.
    api_key: SecretText
    # Whoever has it and the database can read the cards, but not present them.
    vault_key: SecretKey
    # Where the local signer keeps holder keys: outside the database, on a disk of its own if possible.
    keys_dir: Path
    # The issuer whose offers need no further trust.
    city_issuer: PublicUrl
    # How old a card grows before the wallet, when it is opened, asks for a newer one.
    refresh_after_seconds: int = Field(default=3_600, ge=60)

    @property
    def vault_key_bytes(self) -> bytes:
        """The vault key, decoded."""
        return key_bytes(self.vault_key)

    @property
    def refresh_rhythm(self) -> timedelta:
        """The time between two refreshes of a card."""
        return timedelta(seconds=self.refresh_after_seconds)
