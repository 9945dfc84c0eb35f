"""What the wallet service is told by its environment."""

from pathlib import Path

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

    @property
    def vault_key_bytes(self) -> bytes:
        """The vault key, decoded."""
        return key_bytes(self.vault_key)
