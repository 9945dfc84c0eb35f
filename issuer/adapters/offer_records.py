"""The table of offers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from citywallet.storage.errors import RowIncomplete
from citywallet.storage.rows import required, table_of
from issuer.adapters.tables import OfferRow
from issuer.domain.identifiers import AuthorizationId, CitizenId, CredentialConfigurationId, OfferId
from issuer.domain.offers import Locked, NewOffer, Offer, Offered, OfferGrant, OfferTerms, Redeemed

_offers = table_of(OfferRow)


class SqlOfferRecords:
    """Offers in the issuer's database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, offer: NewOffer) -> None:
        """Record a new offer."""
        await self.add_all((offer,))

    async def add_all(self, offers: Sequence[NewOffer]) -> None:
        """Record new offers at one time."""
        if offers:
            connection = await self._session.connection()
            await connection.execute(insert(_offers), [_new(offer) for offer in offers])

    async def find_by_reference(self, reference_digest: bytes) -> Offer | None:
        """The offer behind an address, or None."""
        return await self._find(select(OfferRow).where(OfferRow.reference_digest == reference_digest))

    async def find_by_code(self, code_digest: bytes) -> Offer | None:
        """The offer behind a pre-authorized code, or None."""
        return await self._find(select(OfferRow).where(OfferRow.code_digest == code_digest))

    async def find_by_issuer_state(self, issuer_state_digest: bytes) -> Offer | None:
        """The offer to which an authorization request refers, or None."""
        return await self._find(select(OfferRow).where(OfferRow.issuer_state_digest == issuer_state_digest))

    async def find(self, offer_id: OfferId) -> Offer | None:
        """The offer with this identifier, or None."""
        return await self._find(select(OfferRow).where(OfferRow.id == offer_id))

    async def save(self, offer: Offer) -> None:
        """Record the offer's new state."""
        mine = col(OfferRow.id) == offer.terms.id
        await self._session.exec(update(OfferRow).where(mine).values(**_state(offer)))

    async def _find(self, query: SelectOfScalar[OfferRow]) -> Offer | None:
        row = (await self._session.exec(query)).first()
        return None if row is None else _offer(row)


def _new(offer: NewOffer) -> dict[str, Any]:
    terms = offer.terms
    return {
        "id": terms.id,
        "reference_digest": offer.reference_digest,
        "code_digest": offer.code_digest,
        "issuer_state_digest": offer.issuer_state_digest,
        "grants": sorted(terms.grants),
        "configuration_ids": list(terms.configuration_ids),
        "citizen_id": terms.citizen_id,
        "tx_code_digest": terms.tx_code_digest,
        "created_at": terms.created_at,
        "expires_at": terms.expires_at,
    } | _state(Offered(terms=terms))


def _state(offer: Offer) -> dict[str, Any]:
    match offer:
        case Offered():
            return {"state": "offered", "wrong_tx_codes": offer.wrong_tx_codes, "authorization_id": None}
        case Locked():
            return {"state": "locked", "wrong_tx_codes": 0, "authorization_id": None}
        case Redeemed():
            return {"state": "redeemed", "wrong_tx_codes": 0, "authorization_id": offer.authorization_id}


def _offer(row: OfferRow) -> Offer:
    terms = OfferTerms(
        id=OfferId(row.id),
        grants=frozenset(OfferGrant(each) for each in row.grants),
        configuration_ids=tuple(CredentialConfigurationId(each) for each in row.configuration_ids),
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
        case "redeemed":
            return Redeemed(terms=terms, authorization_id=AuthorizationId(required(row.authorization_id)))
    raise RowIncomplete("an offer in a state that is not known")
