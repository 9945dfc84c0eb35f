"""Authorizations as rows."""

from typing import Any, assert_never

from citywallet.storage.errors import RowIncomplete
from citywallet.storage.rows import required
from wallet_api.adapters.tables import AuthorizationRow
from wallet_api.domain.authorizations import (
    Authorization,
    EndedAuthorization,
    FetchedCard,
    StandingAuthorization,
)
from wallet_api.domain.identifiers import AuthorizationId, CardId, Sealed, WalletId


def authorization_to_row(authorization: Authorization) -> AuthorizationRow:
    """Write an authorization in its state; what a state does not have is empty."""
    row = AuthorizationRow(
        id=authorization.id,
        wallet_id=authorization.wallet_id,
        credential_issuer=authorization.credential_issuer,
        cards=[_card_to_json(card) for card in authorization.cards],
        reason=authorization.reason,
        state="",
    )
    match authorization:
        case StandingAuthorization():
            row.state, row.sealed_session = "standing", bytes(authorization.sealed_session)
            row.asked_at, row.due_at = authorization.asked_at, authorization.due_at
            row.failures = authorization.failures
        case EndedAuthorization():
            row.state = "ended"
        case _:
            assert_never(authorization)
    return row


def authorization_from_row(row: AuthorizationRow) -> Authorization:
    """Read an authorization back into the class of its state.

    Raises:
        RowIncomplete: its state is not known, or something is empty that its state has.
    """
    cards = tuple(_card_from_json(card) for card in row.cards)
    match row.state:
        case "standing":
            return StandingAuthorization(
                id=AuthorizationId(row.id),
                wallet_id=WalletId(row.wallet_id),
                credential_issuer=row.credential_issuer,
                cards=cards,
                sealed_session=Sealed(required(row.sealed_session)),
                asked_at=row.asked_at,
                due_at=required(row.due_at),
                failures=row.failures,
                reason=row.reason,
            )
        case "ended":
            return EndedAuthorization(
                id=AuthorizationId(row.id),
                wallet_id=WalletId(row.wallet_id),
                credential_issuer=row.credential_issuer,
                cards=cards,
                reason=required(row.reason),
            )
    raise RowIncomplete("an authorization in a state that is not known")


def _card_to_json(card: FetchedCard) -> dict[str, Any]:
    return {
        "card_id": card.card_id,
        "configuration_id": card.configuration_id,
        "credential_identifier": card.credential_identifier,
    }


def _card_from_json(stored: dict[str, Any]) -> FetchedCard:
    return FetchedCard(
        card_id=CardId(stored["card_id"]),
        configuration_id=stored["configuration_id"],
        credential_identifier=stored["credential_identifier"],
    )
