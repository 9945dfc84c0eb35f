"""The catalogue, for those who choose a type in the office."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from issuer.domain.catalogue import ClaimDescription, CredentialType
from issuer.http.acts import acts_of
from issuer.http.gate import SHOWN_BY_CALLERS

catalogue_routes = APIRouter(prefix="/api/v1/types", tags=["office"], dependencies=SHOWN_BY_CALLERS)


class Bilingual(BaseModel):
    """A text in both languages of the city."""

    ko: str
    en: str


class ClaimModel(BaseModel):
    """One claim of a type."""

    path: list[str]
    label: Bilingual
    disclosable: bool

    @classmethod
    def of(cls, claim: ClaimDescription) -> "ClaimModel":
        """Render a claim."""
        label = Bilingual(ko=claim.labels["ko"], en=claim.labels["en"])
        return cls(path=list(claim.path), label=label, disclosable=claim.disclosable)


class TypeModel(BaseModel):
    """A type of credential, as the office offers it."""

    id: str
    name: Bilingual
    description: Bilingual
    formats: list[str]
    batch_size: int
    approval: str
    lifetime_days: int
    claims: list[ClaimModel]

    @classmethod
    def of(cls, credential_type: CredentialType) -> "TypeModel":
        """Render a type."""
        by_language = {display.locale[:2]: display for display in credential_type.display}
        ko, en = by_language["ko"], by_language["en"]
        return cls(
            id=credential_type.id,
            name=Bilingual(ko=ko.name, en=en.name),
            description=Bilingual(ko=ko.description, en=en.description),
            formats=[each.value for each in credential_type.formats],
            batch_size=credential_type.batch_size,
            approval=credential_type.approval.value,
            lifetime_days=credential_type.lifetime.days,
            claims=[ClaimModel.of(claim) for claim in credential_type.claims],
        )


class TypesModel(BaseModel):
    """All types."""

    items: list[TypeModel]


@catalogue_routes.get("", summary="The types of credential")
async def types(request: Request) -> TypesModel:
    """List what this office issues."""
    catalogue = acts_of(request).catalogue
    return TypesModel(items=[TypeModel.of(each) for each in catalogue.types.values()])
