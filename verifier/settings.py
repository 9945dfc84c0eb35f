"""What the verifier is told at its start."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from citywallet.runtime.settings import ChainSettings, PublicUrl, SecretText, ServiceSettings, TrustSettings


class Settings(ServiceSettings, ChainSettings, TrustSettings):
    """Read once, by `load(Settings)`, from CITYWALLET_VERIFIER_… and the common variables."""

    model_config = SettingsConfigDict(env_prefix="CITYWALLET_VERIFIER_")

    # The key that signs requests (PEM), and its certificates, leaf first, without the root.
    access_key_file: Path
    access_chain_file: Path
    # Desks show this key to our own API.
    api_key: SecretText
    # Shown to the issuer for status lists of past times, and for nothing else.
    auditor_key: SecretText
    # The one issuer whose cards and status lists are read.
    credential_issuer: PublicUrl
    # How long a QR code may be answered.
    request_lifetime_seconds: int = Field(default=120, ge=10, le=3600)
    # How often heads are published at least; no policy's age limit may be less than two of these.
    heartbeat_seconds: int = Field(default=600, ge=1)
    # How often the chain is read while nobody asks, so that its last word is known when it goes down.
    watch_interval_seconds: float = Field(default=5, ge=0.1)
    # How old the head may be where a card is checked by itself, without a question's policy.
    check_max_age_seconds: int = Field(default=3600, ge=1)

    @property
    def request_lifetime(self) -> timedelta:
        """How long a request stands open."""
        return timedelta(seconds=self.request_lifetime_seconds)

    @property
    def heartbeat(self) -> timedelta:
        """The longest time between two heads."""
        return timedelta(seconds=self.heartbeat_seconds)

    @property
    def check_max_age(self) -> timedelta:
        """The age limit of `check`."""
        return timedelta(seconds=self.check_max_age_seconds)
