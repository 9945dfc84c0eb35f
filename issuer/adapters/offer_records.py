"""The table of offers."""

from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from issuer.adapters.tables import offers
from issuer.domain.identifiers import CitizenId, CredentialTypeId, OfferId, TokenId
from issuer.domain.offers import Locked, Offer, Offered, OfferTerms, Redeemed


class SqlOfferRecords:
    """Offers in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, terms: OfferTerms, *, reference_digest: bytes, code_digest: bytes) -> None:
        """Record a new offer."""
        values = {
            "id": terms.id,
            "reference_digest": reference_digest,
            "code_digest": code_digest,
            "type_id": terms.type_id,
            "citizen_id": terms.citizen_id,
            "tx_code_digest": terms.tx_code_digest,
            "created_at": terms.created_at,
            "expires_at": terms.expires_at,
        }
        await self._connection.execute(insert(offers).values(**values, **_state(Offered(terms=terms))))

    async def find_by_reference(self, reference_digest: bytes) -> Offer | None:
        """The offer behind an address, or None."""
        return await self._find(offers.c.reference_digest == reference_digest)

    async def find_by_code(self, code_digest: bytes) -> Offer | None:
        """The offer behind a pre-authorized code, or None."""
        return await self._find(offers.c.code_digest == code_digest)

    async def save(self, offer: Offer) -> None:
        """Record the offer's new state."""
        statement = update(offers).where(offers.c.id == offer.terms.id).values(**_state(offer))
        await self._connection.execute(statement)

    async def _find(self, condition: ColumnElement[bool]) -> Offer | None:
        row = (await self._connection.execute(select(offers).where(condition))).first()
        return None if row is None else _offer(row)


def _state(offer: Offer) -> dict[str, Any]:
    match offer:
        case Offered():
            return {"state": "offered", "wrong_tx_codes": offer.wrong_tx_codes, "token_id": None}
        case Locked():
            return {"state": "locked", "wrong_tx_codes": 0, "token_id": None}
        case Redeemed():
            return {"state": "redeemed", "wrong_tx_codes": 0, "token_id": offer.token_id}


def _offer(row: Row[Any]) -> Offer:
    terms = OfferTerms(
        id=OfferId(row.id),
        type_id=CredentialTypeId(row.type_id),
        citizen_id=CitizenId(row.citizen_id),
        tx_code_digest=row.tx_code_digest,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
    match row.state:
        case "offered":
            return Offered(terms=terms, wrong_tx_codes=row.wrong_tx_codes)
        case "locked":
            return Locked(terms=terms)
        case _:
            return Redeemed(terms=terms, token_id=TokenId(row.token_id))
