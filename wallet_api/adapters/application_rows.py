"""Applications as rows."""

from datetime import datetime

from citywallet.storage.errors import RowIncomplete
from citywallet.storage.rows import required
from wallet_api.adapters.json_columns import (
    Json,
    face_from_json,
    face_to_json,
    words_from_json,
    words_to_json,
)
from wallet_api.adapters.tables import ApplicationRow
from wallet_api.domain.applications import (
    Application,
    AppliedCard,
    ClosedApplication,
    OpenApplication,
    RefusedCard,
)
from wallet_api.domain.identifiers import ApplicationId, KeyId, Sealed, WalletId


def application_to_row(application: Application) -> ApplicationRow:
    """Write an application; a closed one keeps no tokens."""
    row = ApplicationRow(
        id=application.id,
        wallet_id=application.wallet_id,
        applied_at=application.applied_at,
        state="closed",
        refused=[
            {"face": face_to_json(each.face), "reason": words_to_json(each.reason)}
            for each in application.refused
        ],
    )
    if isinstance(application, OpenApplication):
        row.state, row.leased_until = "open", application.leased_until
        row.waiting = [_applied_to_json(each) for each in application.waiting]
        row.sealed_session = bytes(application.sealed_session)
    return row


def application_from_row(row: ApplicationRow) -> Application:
    """Read an application back into the class of its state.

    Raises:
        RowIncomplete: its state is not known, or something is empty that its state has.
    """
    application_id, wallet_id = ApplicationId(row.id), WalletId(row.wallet_id)
    refused = tuple(
        RefusedCard(face=face_from_json(each["face"]), reason=words_from_json(each["reason"]))
        for each in row.refused
    )
    match row.state:
        case "open":
            return OpenApplication(
                id=application_id,
                wallet_id=wallet_id,
                applied_at=row.applied_at,
                leased_until=required(row.leased_until),
                waiting=tuple(_applied_from_json(each) for each in required(row.waiting)),
                refused=refused,
                sealed_session=Sealed(required(row.sealed_session)),
            )
        case "closed":
            return ClosedApplication(
                id=application_id, wallet_id=wallet_id, applied_at=row.applied_at, refused=refused
            )
    raise RowIncomplete("an application in a state that is not known")


def _applied_to_json(applied: AppliedCard) -> Json:
    return {
        "face": face_to_json(applied.face),
        "key_id": applied.key_id,
        "transaction_id": applied.transaction_id,
        "ask_at": applied.ask_at.isoformat(),
    }


def _applied_from_json(stored: Json) -> AppliedCard:
    return AppliedCard(
        face=face_from_json(stored["face"]),
        key_id=KeyId(stored["key_id"]),
        transaction_id=stored["transaction_id"],
        ask_at=datetime.fromisoformat(stored["ask_at"]),
    )
