"""What the wallet service is told by its environment."""

from pathlib import Path

from pydantic import SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from citywallet.protocol.encoding import Base64UrlInvalid, decode_base64url
from citywallet.runtime.settings import PublicUrl, SecretText, ServiceSettings, TrustSettings

_VAULT_KEY_BYTES = 32


class Settings(ServiceSettings, TrustSettings):
    """The settings of the wallet service; variables begin with `CITYWALLET_WALLET_`."""

    model_config = SettingsConfigDict(env_prefix="CITYWALLET_WALLET_")

    # Whoever holds it may act for every wallet here: the city's own front end and command line.
    api_key: SecretText
    # 32 bytes in base64url. Whoever has it and the database can read the cards, but not present them.
    vault_key: SecretStr
    # Where the local signer keeps holder keys: outside the database, on a disk of its own if possible.
    keys_dir: Path
    # The issuer whose offers need no further trust.
    city_issuer: PublicUrl

    @field_validator("vault_key")
    @classmethod
    def _check_vault_key(cls, key: SecretStr) -> SecretStr:
        try:
            size_bytes = len(decode_base64url(key.get_secret_value()))
        except Base64UrlInvalid:
            size_bytes = 0
        if size_bytes != _VAULT_KEY_BYTES:
            raise ValueError("must be 32 bytes in base64url without padding")
        return key

    @property
    def vault_key_bytes(self) -> bytes:
        """The vault key, decoded."""
        return decode_base64url(self.vault_key.get_secret_value())
