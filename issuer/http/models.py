"""What the office's API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from citywallet.protocol.oid4vci import NotificationEvent
from issuer.domain.citizens import Citizen
from issuer.domain.credential_states import Revoked, Suspended, Valid
from issuer.domain.devices import serialize_device
from issuer.domain.issued_credentials import CredentialRecord
from issuer.domain.notifications import ReportedCredential
from issuer.usecases.create_offer import CreatedOffer
from issuer.usecases.list_status_lists import StatusListProgress
from issuer.usecases.row_import import ImportReport

Grant = Literal["pre_authorized_code", "authorization_code"]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]


class Place(BaseModel):
    """A legal dong."""

    name: str
    code: str | None


class DistrictPlace(Place):
    """A district."""

    id: str


class CitizenModel(BaseModel):
    """A citizen of the register."""

    id: str
    name: str
    birthdate: date
    district: DistrictPlace
    legal_dong: Place | None
    incheon_resident: bool

    @classmethod
    def of(cls, citizen: Citizen) -> "CitizenModel":
        """Render a citizen."""
        district, dong = citizen.district, citizen.legal_dong
        return cls(
            id=citizen.id,
            name=citizen.name,
            birthdate=citizen.birthdate,
            district=DistrictPlace(id=district.id, name=district.name, code=district.code),
            legal_dong=None if dong is None else Place(name=dong.name, code=dong.code),
            incheon_resident=citizen.incheon_resident,
        )


class OfferRequest(BaseModel):
    """Which credential, or which several, to offer to whom.

    With `tx_code`, the citizen must also be told six digits. `grants` says how the offer may be taken up:
    by the code that it carries, or by signing in at the issuer.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    type: Identifier | Annotated[list[Identifier], Field(min_length=1, max_length=20)]
    citizen: Identifier
    tx_code: bool = False
    grants: Annotated[list[Grant], Field(min_length=1, max_length=2)] = ["pre_authorized_code"]


class OfferModel(BaseModel):
    """An offer as links, by reference and by value; they and the transaction code are shown this once."""

    id: str
    credential_offer_uri: str
    credential_offer: str
    tx_code: str | None
    expires_at: datetime

    @classmethod
    def of(cls, offer: CreatedOffer) -> "OfferModel":
        """Render a created offer."""
        return cls(
            id=offer.id,
            credential_offer_uri=offer.link,
            credential_offer=offer.link_by_value,
            tx_code=offer.tx_code,
            expires_at=offer.expires_at,
        )


class StatusChangeRequest(BaseModel):
    """Why a status is changed, for the office's own record; never published."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Annotated[str, Field(max_length=500)] | None = None


class StatusChangeModel(BaseModel):
    """How far the newest change has come: published with `sequence`, on the chain since `anchored_at`."""

    requested_at: datetime
    sequence: int | None
    anchored_at: datetime | None


class NotificationModel(BaseModel):
    """What the wallet reported of the issuance that the credential came with, in its own words."""

    event: NotificationEvent
    description: str | None
    at: datetime


class CredentialModel(BaseModel):
    """A credential as the office records it; `signed` is false for one that may never have been delivered."""

    id: str
    type: str
    citizen: str
    device: str
    state: Literal["valid", "suspended", "revoked"]
    signed: bool
    issued_at: datetime
    expires_at: datetime
    status_list: int
    status_change: StatusChangeModel | None
    notifications: list[NotificationModel]

    @classmethod
    def of(cls, reported: ReportedCredential) -> "CredentialModel":
        """Render a record, with what the wallet reported."""
        record = reported.record
        intent, change = record.intent, record.last_change
        return cls(
            id=intent.id,
            type=intent.type_id,
            citizen=intent.citizen_id,
            device=serialize_device(record.device),
            state=_state(record),
            signed=record.signed_at is not None,
            issued_at=intent.issued_at,
            expires_at=intent.expires_at,
            status_list=intent.place.list_number,
            status_change=None
            if change is None
            else StatusChangeModel(
                requested_at=change.requested_at,
                sequence=change.sequence,
                anchored_at=change.anchored_at,
            ),
            notifications=[
                NotificationModel(event=each.event, description=each.description, at=each.received_at)
                for each in reported.notifications
            ],
        )


class RefusedRow(BaseModel):
    """A row that was not taken; `row` counts lines from 1."""

    row: int
    column: str | None
    fault: str


class ImportModel(BaseModel):
    """What became of a file; `refused_rows` holds the first thousand."""

    id: str
    encoding: str
    new: int
    changed: int
    unchanged: int
    forgotten: int
    refused: int
    refused_rows: list[RefusedRow]

    @classmethod
    def of(cls, report: ImportReport) -> "ImportModel":
        """Render a report."""
        return cls(
            id=report.id,
            encoding=report.encoding,
            new=report.new,
            changed=report.changed,
            unchanged=report.unchanged,
            forgotten=report.forgotten,
            refused=report.refused,
            refused_rows=[
                RefusedRow(row=row.row, column=row.column, fault=row.fault.value)
                for row in report.refused_rows
            ],
        )


class StatusListModel(BaseModel):
    """How far a status list is: its newest token, and the newest whose head the chain holds."""

    number: int
    uri: str
    bits: int
    entries: int
    published_sequence: int | None
    published_at: datetime | None
    anchored_sequence: int | None
    anchored_at: datetime | None
    pending_changes: int

    @classmethod
    def of(cls, progress: StatusListProgress) -> "StatusListModel":
        """Render a list's progress."""
        published, anchored = progress.published, progress.anchored
        return cls(
            number=progress.status_list.number,
            uri=progress.status_list.uri,
            bits=progress.status_list.bits,
            entries=progress.status_list.entries,
            published_sequence=None if published is None else published.sequence,
            published_at=None if published is None else published.published_at,
            anchored_sequence=None if anchored is None else anchored.sequence,
            anchored_at=None if anchored is None else anchored.anchored_at,
            pending_changes=progress.pending_changes,
        )


def _state(record: CredentialRecord) -> Literal["valid", "suspended", "revoked"]:
    match record.state:
        case Revoked():
            return "revoked"
        case Suspended():
            return "suspended"
        case Valid():
            return "valid"
