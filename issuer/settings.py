"""What the issuer is told by its environment; variables begin with `CITYWALLET_ISSUER_`."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from citywallet.protocol.oauth import IssuerIdentifier
from citywallet.runtime.settings import (
    ChainSettings,
    DatabaseUrl,
    PublicUrl,
    SecretKey,
    SecretText,
    ServiceSettings,
)
from issuer.domain.copy_secret import CopySecret
from issuer.domain.profile import Interoperability, IssuerProfile
from issuer.domain.quotas import Quotas
from issuer.domain.rate_limits import RateLimit
from issuer.domain.status_lists import PublicationRhythm
from issuer.identity_settings import IdentitySourceSettings, Wallet
from issuer.quota_settings import CLIENT_QUOTAS, STAFF_QUOTAS, QuotaSettings
from issuer.usecases.prepare_issuer import ListPlan

Seconds = Annotated[int, Field(ge=1)]
SourceKey = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]


class FileSource(BaseModel):
    """A data source that officers fill with files; what is not described otherwise is one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["file"]


class SqlViewSource(BaseModel):
    """A data source that is a view in another database, read with an account that may do nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["sql"]
    url: DatabaseUrl = Field(repr=False)
    view: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?$")
    timeout_seconds: Seconds = 5


class HttpSource(BaseModel):
    """A data source that is an authority's service; answers are kept no longer than `max_age_seconds`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["http"]
    url: PublicUrl
    key: SecretText
    timeout_seconds: Seconds = 5
    max_age_seconds: int = Field(default=60, ge=0, le=86_400)


SourceSettings = Annotated[FileSource | SqlViewSource | HttpSource, Field(discriminator="kind")]


class Settings(ServiceSettings, ChainSettings):
    """The settings of the issuer."""

    model_config = SettingsConfigDict(env_prefix="CITYWALLET_ISSUER_")

    # The list of the keys that sign credentials and status lists; their files lie beside it, encrypted by the
    # passphrase. Whoever steals one key can neither issue and publish nor anchor alone.
    signing_keys: Path
    key_passphrase: SecretText
    # Where keys lie in a token (HSM): the module that speaks to it, and its PIN.
    pkcs11_module: Path | None = None
    pkcs11_pin: SecretStr | None = None
    anchor_key_file: Path
    # The salts inside credentials are derived from it, so that a lost answer can be made again: keep it apart
    # from the database.
    salt_secret: SecretText
    # The key that wallets encrypt requests to, in an encrypted file; after a change the one before it goes on
    # opening what wallets that know older metadata send. Required encryption covers requests and responses.
    encryption_key_file: Path
    previous_encryption_key_file: Path | None = None
    encryption_required: bool = False

    # Who may use the office's API, and who may ask for status lists of the past.
    officer_key: SecretText
    auditor_key: SecretText
    # Lets the first administrators in; take it away when they are.
    founder_key: SecretText | None = None
    # Seals the secrets of authenticator apps.
    office_key: SecretKey
    # Revoking more credentials than this in one act takes two people.
    second_approver_above: int = Field(default=10, ge=0)
    # What one person, and one department's system, may do within an hour.
    staff_quotas: QuotaSettings = STAFF_QUOTAS
    client_quotas: QuotaSettings = CLIENT_QUOTAS

    # Further types of credential: a folder with a file for each. And where the facts behind types come from,
    # by the name that their files give the source; a source that is not described here is filled by files.
    catalogue: Path | None = None
    sources: dict[str, SourceSettings] = Field(default_factory=dict)

    # Wallets that may ask citizens for cards, by client id; how citizens sign in, by a name for the address.
    wallets: dict[str, Wallet] = Field(default_factory=dict)
    identity_sources: dict[SourceKey, IdentitySourceSettings] = Field(default_factory=dict)
    sign_in_seconds: int = Field(default=600, ge=60, le=3_600)
    # Every page says so, as long as this is not a city's real service.
    demonstration: bool = True

    name_ko: str = "인천광역시"
    name_en: str = "Incheon Metropolitan City"
    # Ages, days of expiry and "today" are those of this place.
    time_zone: str = "Asia/Seoul"

    # More lists may be added later. Large ones hide who was revoked among those who were not.
    status_lists: int = Field(default=2, ge=1, le=1_000)
    status_list_bits: Literal[1, 2] = 2
    status_list_entries: int = Field(default=2**20, ge=256, le=2**24, multiple_of=128)

    # A revocation waits this long for others to share its token.
    coalescing_seconds: int = Field(default=2, ge=0)
    # A head this often shows that silence means "nothing changed".
    heartbeat_seconds: Seconds = 600
    status_ttl_seconds: Seconds = 300
    # Longer than any outage of ours that verifiers shall bridge.
    status_lifetime_seconds: Seconds = 86_400

    # `haip` serves only wallets that a trusted provider attests; their tokens are bound to a key.
    interoperability: Interoperability = Field(
        default=Interoperability.OPEN, validation_alias="CITYWALLET_ISSUER_PROFILE"
    )
    # Whose attestations count: roots of wallet providers' certificates (PEM), JWK sets by their `iss` (JSON).
    wallet_provider_anchors: Path | None = None
    wallet_provider_keys: Path | None = None

    offer_lifetime_seconds: Seconds = 900
    # Bearer tokens of more than five minutes count as long-lived, and may not be handed out.
    token_lifetime_seconds: int = Field(default=300, ge=1, le=300)
    nonce_lifetime_seconds: Seconds = 300
    # A card whose successor was fetched lives on this long: a presentation may be under way.
    superseded_grace_seconds: int = Field(default=86_400, ge=0)
    # Then citizens must sign in or be offered again, also for cards that live longer.
    refresh_limit_days: int = Field(default=365, ge=1, le=3_660)
    # What an officer must approve waits so long, to be decided and to be collected; wallets are told to ask
    # no more often than this.
    application_lifetime_days: int = Field(default=30, ge=1, le=366)
    collection_interval_seconds: Seconds = 300
    # Wrong transaction codes from one address, and lists of the past for one auditor, within an hour.
    wrong_tx_codes_per_hour: int = Field(default=100, ge=1)
    past_lists_per_hour: int = Field(default=120, ge=1)
    # How many proxies of ours stand before the service and add to X-Forwarded-For.
    trusted_proxies: int = Field(default=0, ge=0, le=8)
    # The offers of a bulk job travel by post.
    bulk_offer_lifetime_days: int = Field(default=30, ge=1, le=366)
    register_max_bytes: int = Field(default=2**30, ge=1)

    @field_validator("time_zone")
    @classmethod
    def _check_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("must name a time zone, as Asia/Seoul does") from None
        return name

    @model_validator(mode="after")
    def _check_interoperability(self) -> Self:
        if self.interoperability is Interoperability.HAIP:
            if self.wallet_provider_anchors is None:
                raise ValueError(
                    "CITYWALLET_ISSUER_PROFILE=haip needs CITYWALLET_ISSUER_WALLET_PROVIDER_ANCHORS"
                )
            if self.wallet_provider_keys is not None:
                raise ValueError(
                    "CITYWALLET_ISSUER_PROFILE=haip knows wallet providers by certificates alone; "
                    "unset CITYWALLET_ISSUER_WALLET_PROVIDER_KEYS"
                )
        return self

    @property
    def profile(self) -> IssuerProfile:
        """The issuer's name, time zone and limits."""
        return IssuerProfile(
            credential_issuer=IssuerIdentifier(self.public_url),
            names={"ko": self.name_ko, "en": self.name_en},
            time_zone=ZoneInfo(self.time_zone),
            interoperability=self.interoperability,
            trusts_attesters=bool(self.wallet_provider_anchors or self.wallet_provider_keys),
            encryption_required=self.encryption_required,
            offer_lifetime=timedelta(seconds=self.offer_lifetime_seconds),
            token_lifetime=timedelta(seconds=self.token_lifetime_seconds),
            nonce_lifetime=timedelta(seconds=self.nonce_lifetime_seconds),
            proof_max_age=timedelta(seconds=self.nonce_lifetime_seconds),
            key_proof_max_age=timedelta(seconds=self.nonce_lifetime_seconds),
            clock_leeway=timedelta(seconds=60),
            superseded_grace=timedelta(seconds=self.superseded_grace_seconds),
            refresh_limit=timedelta(days=self.refresh_limit_days),
            application_lifetime=timedelta(days=self.application_lifetime_days),
            collection_interval=timedelta(seconds=self.collection_interval_seconds),
        )

    @property
    def tx_code_guesses(self) -> RateLimit:
        """How many wrong transaction codes may come from one address."""
        return RateLimit(per_hour=self.wrong_tx_codes_per_hour)

    @property
    def past_lists(self) -> RateLimit:
        """How many status lists of the past an auditor may have."""
        return RateLimit(per_hour=self.past_lists_per_hour)

    @property
    def quotas(self) -> Quotas:
        """How much one caller may do in the office within an hour."""
        return Quotas(of_person=self.staff_quotas.limits, of_system=self.client_quotas.limits)

    @property
    def bulk_offer_lifetime(self) -> timedelta:
        """How long the offers of a bulk job can be taken up."""
        return timedelta(days=self.bulk_offer_lifetime_days)

    @property
    def copy_secret(self) -> CopySecret:
        """What the salts inside credentials are derived from."""
        return CopySecret(self.salt_secret.get_secret_value())

    @property
    def rhythm(self) -> PublicationRhythm:
        """How often status lists are published."""
        return PublicationRhythm(
            coalescing=timedelta(seconds=self.coalescing_seconds),
            heartbeat=timedelta(seconds=self.heartbeat_seconds),
            time_to_live=timedelta(seconds=self.status_ttl_seconds),
            lifetime=timedelta(seconds=self.status_lifetime_seconds),
        )

    @property
    def list_plan(self) -> ListPlan:
        """How many status lists there are, and their form."""
        return ListPlan(count=self.status_lists, bits=self.status_list_bits, entries=self.status_list_entries)
