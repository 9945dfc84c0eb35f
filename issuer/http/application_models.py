"""What the office's API takes and gives of applications."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from citywallet.protocol.bilingual import BilingualText
from issuer.domain.application_checks import ApplicationCheck, CheckOutcome
from issuer.domain.applications import (
    Application,
    Approved,
    Collected,
    Refused,
    StateName,
    name_of,
    state_at,
)
from issuer.domain.catalogue import Catalogue
from issuer.domain.masking import mask_name
from issuer.domain.stated_facts import StatedFact
from issuer.usecases.list_applications import PAGE_APPLICATIONS, ListedApplication
from issuer.usecases.read_application import OpenedApplication

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class ReasonInTwoLanguages(BaseModel):
    """A reason in both languages of the city."""

    model_config = ConfigDict(extra="forbid", strict=True)

    ko: Reason
    en: Reason


class RefusalRequest(BaseModel):
    """Why an application is refused, in words for the citizen: one text, or one in each language."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Reason | ReasonInTwoLanguages

    def text(self) -> BilingualText:
        """The reason as it is kept."""
        if isinstance(self.reason, str):
            return BilingualText(ko=self.reason, en=self.reason)
        return BilingualText(ko=self.reason.ko, en=self.reason.en)


class TextModel(BaseModel):
    """A text for people."""

    ko: str
    en: str

    @classmethod
    def of(cls, text: BilingualText) -> "TextModel":
        """Render a text."""
        return cls(ko=text.ko, en=text.en)


class ApplicationModel(BaseModel):
    """An application; `reason` is there where it was refused, who decided where somebody has."""

    id: str
    type_id: str
    type_name: TextModel
    citizen_masked: str
    submitted_at: datetime
    expires_at: datetime
    state: StateName
    reason: TextModel | None
    decided_by: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, listed: ListedApplication | OpenedApplication, catalogue: Catalogue) -> "ApplicationModel":
        """Render an application."""
        name = listed.citizen.name if isinstance(listed, OpenedApplication) else listed.citizen_name
        application, state = listed.application, state_at(listed.application, listed.seen_at)
        decision = state.decision if isinstance(state, Approved | Refused | Collected) else None
        return cls(
            id=application.id,
            type_id=application.configuration_id,
            type_name=_type_name(application, catalogue),
            citizen_masked=mask_name(name),
            submitted_at=application.submitted_at,
            expires_at=application.expires_at,
            state=name_of(state),
            reason=TextModel.of(state.reason) if isinstance(state, Refused) else None,
            decided_by=None if decision is None else decision.by,
            decided_at=None if decision is None else decision.at,
        )


class ApplicationsModel(BaseModel):
    """A page of applications; `next` is the cursor of the page behind it."""

    items: list[ApplicationModel]
    next: str | None

    @classmethod
    def of(cls, listed: Sequence[ListedApplication], catalogue: Catalogue) -> "ApplicationsModel":
        """Render a page."""
        return cls(
            items=[ApplicationModel.of(each, catalogue) for each in listed],
            next=str(listed[-1].number) if len(listed) == PAGE_APPLICATIONS else None,
        )


class MaskedFactModel(BaseModel):
    """A fact as it looks before somebody reveals it."""

    label: TextModel
    value_masked: TextModel

    @classmethod
    def of(cls, fact: StatedFact) -> "MaskedFactModel":
        """Render a fact."""
        return cls(label=TextModel.of(fact.label), value_masked=TextModel.of(fact.masked))


class CheckModel(BaseModel):
    """Something to know before deciding."""

    label: TextModel
    outcome: CheckOutcome
    sentence: TextModel

    @classmethod
    def of(cls, check: ApplicationCheck) -> "CheckModel":
        """Render a check."""
        return cls(
            label=TextModel.of(check.label),
            outcome=check.outcome,
            sentence=TextModel.of(check.sentence),
        )


class OpenedApplicationModel(ApplicationModel):
    """An application with what an officer decides by."""

    facts: list[MaskedFactModel]
    checks: list[CheckModel]

    @classmethod
    def opened(cls, opened: OpenedApplication, catalogue: Catalogue) -> "OpenedApplicationModel":
        """Render an opened application."""
        return cls(
            **ApplicationModel.of(opened, catalogue).model_dump(),
            facts=[MaskedFactModel.of(fact) for fact in opened.facts],
            checks=[CheckModel.of(check) for check in opened.checks],
        )


class FactModel(BaseModel):
    """A fact in full."""

    label: TextModel
    value: TextModel


class RevealedModel(BaseModel):
    """What was masked."""

    facts: list[FactModel]

    @classmethod
    def of(cls, facts: Sequence[StatedFact]) -> "RevealedModel":
        """Render facts."""
        return cls(
            facts=[
                FactModel(label=TextModel.of(fact.label), value=TextModel.of(fact.value)) for fact in facts
            ]
        )


def _type_name(application: Application, catalogue: Catalogue) -> TextModel:
    configuration = catalogue.configuration(application.configuration_id)
    if configuration is None:  # taken out of the catalogue since
        return TextModel(ko=application.configuration_id, en=application.configuration_id)
    names = {display.locale[:2]: display.name for display in configuration.type.display}
    return TextModel(ko=names["ko"], en=names["en"])
