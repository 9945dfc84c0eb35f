"""The types of credential that this issuer knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from issuer.domain.identifiers import CredentialTypeId


class Fact(StrEnum):
    """What the citizen register can say about a person."""

    NAME = "name"
    BIRTHDATE = "birthdate"
    AGE_EQUAL_OR_OVER = "age_equal_or_over"
    DISTRICT = "district"
    LEGAL_DONG = "legal_dong"
    INCHEON_RESIDENT = "incheon_resident"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDescription:
    """One claim of a type: where it stands, which fact it states, and how people read it.

    `threshold` is in full years and set exactly for the fact `age_equal_or_over`.
    """

    path: tuple[str, ...]
    fact: Fact
    threshold: int | None
    disclosable: bool
    mandatory: bool
    labels: Mapping[str, str]


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
    """A type of credential. `eligibility` lists facts that must be true of whoever receives one."""

    id: CredentialTypeId
    version: int
    scope: str
    lifetime: timedelta
    eligibility: frozenset[Fact]
    display: tuple[TypeDisplay, ...]
    claims: tuple[ClaimDescription, ...]

    def vct(self, credential_issuer: str) -> str:
        """The credential's type identifier, below the issuer that defines it."""
        return f"{credential_issuer}/vct/{self.id}/{self.version}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All types, by identifier."""

    types: Mapping[CredentialTypeId, CredentialType]

    def find(self, type_id: str) -> CredentialType | None:
        """The type with this identifier, or None."""
        return self.types.get(CredentialTypeId(type_id))
