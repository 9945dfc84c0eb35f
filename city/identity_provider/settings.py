"""What the demo provider is told by its environment; variables begin with `CITYWALLET_IDENTITY_`."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from citywallet.runtime.settings import SecretText, ServerSettings


class RelyingParty(BaseModel):
    """A service at which people sign in by this provider, and the exact addresses its answers go to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    secret: SecretText
    redirect_uris: tuple[str, ...] = Field(min_length=1)


class Settings(ServerSettings):
    """The settings of the demo provider."""

    model_config = SettingsConfigDict(env_prefix="CITYWALLET_IDENTITY_")

    # The invented people on the sign-in page, and the keys that sign ID tokens, which are made when missing.
    people_file: Path
    keys_file: Path
    keys_passphrase: SecretStr = Field(min_length=16)
    clients: dict[str, RelyingParty]
