"""The one place that reads the environment.

Each service declares one frozen class on `ServiceSettings` and reads it once with `load`. A class that also
needs the chain or the certificates the city trusts adds `ChainSettings` or `TrustSettings` as a further base.
"""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from citywallet.protocol.encoding import Base64UrlInvalid, decode_base64url

_KEY_BYTES = 32
DEFAULT_CITY_FILE = Path("var/city.json")


class SettingsInvalid(Exception):
    """Raised when a setting is missing or unusable; the message is one sentence that names the variable."""


def _check_public_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a complete http or https address")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must have no query, fragment or user name")
    if url.endswith("/"):
        raise ValueError("must have no slash at its end")
    return url


PublicUrl = Annotated[str, AfterValidator(_check_public_url)]
"""An http(s) address without query, fragment and closing slash; it may have a path."""


def _check_database_url(url: str) -> str:
    if not url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
    return url


DatabaseUrl = Annotated[str, AfterValidator(_check_database_url)]
"""The address of a database, with its asynchronous driver."""

SecretText = Annotated[SecretStr, Field(min_length=16)]
"""A key or password of at least 16 characters; never shown when printed."""


def _check_key32(key: SecretStr) -> SecretStr:
    try:
        size_bytes = len(key_bytes(key))
    except Base64UrlInvalid:
        size_bytes = 0
    if size_bytes != _KEY_BYTES:
        raise ValueError("must be 32 bytes in base64url without padding")
    return key


SecretKey = Annotated[SecretStr, AfterValidator(_check_key32)]
"""A key of 32 bytes in base64url; never shown when printed."""


def key_bytes(key: SecretStr) -> bytes:
    """The bytes of a `SecretKey`."""
    return decode_base64url(key.get_secret_value())


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )


class ChainSettings(_Settings):
    """Where the chain answers and which contracts on it are the city's."""

    chain_rpc_url: str = Field(validation_alias="CITYWALLET_CHAIN_RPC_URL")
    address_book: Path = Field(validation_alias="CITYWALLET_ADDRESS_BOOK")


class TrustSettings(_Settings):
    """The file with the certificates (PEM) that this service trusts as roots."""

    trust_anchors: Path = Field(validation_alias="CITYWALLET_TRUST_ANCHORS")


class ServerSettings(_Settings):
    """What whoever serves is told. A service sets its prefix: `env_prefix="CITYWALLET_ISSUER_"`."""

    public_url: PublicUrl
    port: int = Field(ge=1, le=65535)
    # One file (PEM) with the private key and the certificates, the server's own first. Without it the service
    # speaks plain http: on loopback, or behind a proxy that ends TLS.
    tls_identity_file: Path | None = None


class ServiceSettings(ServerSettings):
    """What every service with a database is told."""

    database_url: DatabaseUrl
    # Exact origins that may be contacted although they are loopback, private or without TLS.
    outbound_allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), validation_alias="CITYWALLET_OUTBOUND_ALLOWED_ORIGINS"
    )

    # Further root certificates (PEM) to believe servers by, beside the public ones.
    tls_authority: Path | None = Field(default=None, validation_alias="CITYWALLET_TLS_AUTHORITY")

    @field_validator("outbound_allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("outbound_allowed_origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if urlsplit(_check_public_url(origin)).path:
                raise ValueError("must be origins without a path, separated by commas")
        return origins


class FailpointAct(StrEnum):
    """What a process does at the failpoint that was named to it."""

    KILL = "kill"
    RAISE = "raise"
    SLEEP = "sleep"


class FailpointSettings(_Settings):
    """Where a test wants this process to fail; see `citywallet.runtime.failpoint`."""

    name: str | None = Field(default=None, validation_alias="CITYWALLET_FAILPOINT")
    act: FailpointAct = Field(default=FailpointAct.KILL, validation_alias="CITYWALLET_FAILPOINT_ACT")
    at: int = Field(default=1, ge=1, validation_alias="CITYWALLET_FAILPOINT_AT")
    record: Path | None = Field(default=None, validation_alias="CITYWALLET_FAILPOINT_RECORD")

    @property
    def asks_for_anything(self) -> bool:
        """Whether there is anything to do at any failpoint."""
        return self.name is not None or self.record is not None


SettingsType = TypeVar("SettingsType", bound=BaseSettings)


def load(cls: type[SettingsType]) -> SettingsType:
    """Read the settings of one service from the environment.

    Raises:
        SettingsInvalid: a variable is missing or unusable; the sentence names it and never shows its value.
    """
    try:
        return cls()
    except ValidationError as error:
        raise SettingsInvalid(_sentence(cls, error)) from None


def _sentence(cls: type[BaseSettings], error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    name = _variable_name(cls, str(first["loc"][0])) if first["loc"] else "The environment"
    if first["type"] == "missing":
        return f"The setting {name} is missing; set it in the environment."
    reason = first["msg"].removeprefix("Value error, ")
    return f"The setting {name} cannot be used: {reason[:1].lower()}{reason[1:]}."


def _variable_name(cls: type[BaseSettings], location: str) -> str:
    field = cls.model_fields.get(location)
    if field is None:  # the location is already the variable's own name
        return location
    if isinstance(field.validation_alias, str):
        return field.validation_alias
    return f"{cls.model_config.get('env_prefix', '')}{location}".upper()


def city_file_path() -> Path:
    """Where the running city wrote addresses and keys: `CITYWALLET_CITY_FILE`, else `var/city.json`."""
    return Path(os.environ.get("CITYWALLET_CITY_FILE") or DEFAULT_CITY_FILE)


def child_environment(additions: Mapping[str, str]) -> dict[str, str]:
    """The environment for a child process: ours without any CITYWALLET_ variable, and `additions`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CITYWALLET_")}
    return inherited | dict(additions)
