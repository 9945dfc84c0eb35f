"""The types of credential that this issuer knows, and the formats in which it offers each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from issuer.domain.facts import FactType, FactTypes
from issuer.domain.identifiers import CredentialConfigurationId, CredentialTypeId, FactName, SourceName
from issuer.domain.predicates import Predicate


class CredentialFormat(StrEnum):
    """How a credential is written down and signed."""

    SD_JWT_VC = "dc+sd-jwt"
    MDOC = "mso_mdoc"
    JWT_VC = "jwt_vc_json"


class Approval(StrEnum):
    """Who says yes to a citizen who applies without an offer."""

    NONE = "none"
    OFFICER = "officer"


class KeyAttestation(StrEnum):
    """Whether a wallet must show that the holder's key is kept as the city wants it."""

    NOT_REQUIRED = "not_required"
    REQUIRED = "required"


# What stands behind the type in the identifier of a configuration; types have no dot in theirs.
_SUFFIXES: Mapping[CredentialFormat, str] = {
    CredentialFormat.SD_JWT_VC: "",
    CredentialFormat.MDOC: ".mdoc",
    CredentialFormat.JWT_VC: ".jwt_vc",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDescription:
    """One claim of a type: where it stands, which fact it is about, and how people read it.

    With a predicate the claim says yes or no, without one it is the fact itself.
    """

    path: tuple[str, ...]
    fact: FactName
    predicate: Predicate | None
    disclosable: bool
    mandatory: bool
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must be so of a citizen; a fact that is not known fulfils none."""

    fact: FactName
    predicate: Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDisplay:
    """How a type presents itself in one language."""

    locale: str
    name: str
    description: str
    background_color: str
    text_color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialType:
    """A type of credential: `facts` is all that its source is asked, `eligibility` what must hold.

    `batch_size` is how many copies, each with a key of its own, a citizen may have at a time.
    `doctype` is its name as an mdoc, None where it is issued as none.
    """

    id: CredentialTypeId
    version: int
    scope: str
    source: SourceName
    formats: tuple[CredentialFormat, ...]
    lifetime: timedelta
    batch_size: int
    approval: Approval
    key_attestation: KeyAttestation
    doctype: str | None
    facts: FactTypes
    eligibility: tuple[Condition, ...]
    display: tuple[TypeDisplay, ...]
    claims: tuple[ClaimDescription, ...]

    def vct(self, credential_issuer: str) -> str:
        """The credential's type identifier, below the issuer that defines it."""
        return f"{credential_issuer}/vct/{self.id}/{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A type in one of its formats, as wallets ask for it: `citizen-id`, `citizen-id.mdoc`."""

    type: CredentialType
    format: CredentialFormat

    @property
    def id(self) -> CredentialConfigurationId:
        """Its name in metadata, offers and requests."""
        return CredentialConfigurationId(f"{self.type.id}{_SUFFIXES[self.format]}")

    @property
    def scope(self) -> str:
        """What a wallet may write into `scope` to ask for it; no two configurations share one."""
        return f"{self.type.scope}{_SUFFIXES[self.format]}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All types, by identifier."""

    types: Mapping[CredentialTypeId, CredentialType]

    def find(self, type_id: str) -> CredentialType | None:
        """The type with this identifier, or None."""
        return self.types.get(CredentialTypeId(type_id))

    @property
    def largest_batch(self) -> int:
        """How many copies a citizen may have at a time of the type that allows the most."""
        return max((each.batch_size for each in self.types.values()), default=1)

    def sources(self) -> frozenset[SourceName]:
        """The data sources that the types name."""
        return frozenset(credential_type.source for credential_type in self.types.values())

    def facts_of_source(self, source: SourceName) -> FactTypes:
        """All that the types want to know from one source."""
        facts: dict[FactName, FactType] = {}
        for credential_type in self.types.values():
            if credential_type.source == source:
                facts |= credential_type.facts
        return facts

    def configurations(self) -> Iterator[Configuration]:
        """Every type in each of its formats."""
        for credential_type in self.types.values():
            for credential_format in credential_type.formats:
                yield Configuration(type=credential_type, format=credential_format)

    def configuration(self, configuration_id: str) -> Configuration | None:
        """The configuration with this identifier, or None."""
        type_id, dot, suffix = configuration_id.partition(".")
        credential_type = self.find(type_id)
        if credential_type is None:
            return None
        return next(
            (
                Configuration(type=credential_type, format=each)
                for each in credential_type.formats
                if _SUFFIXES[each] == dot + suffix
            ),
            None,
        )
