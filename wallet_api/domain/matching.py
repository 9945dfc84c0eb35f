"""Which cards answer a verifier's question, and exactly what of them would be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.dcql import (
    Candidate,
    CredentialMatch,
    DcqlQuery,
    Unsatisfiable,
    authority_key_identifiers,
    match_query,
)
from citywallet.protocol.encoding import string_member
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.sdjwt import ClaimPath, SdJwt, select_disclosures
from citywallet.protocol.sdjwt.opening import open_sd_jwt
from citywallet.protocol.sdjwtvc import SD_JWT_VC_FORMAT, issuer_x5c
from wallet_api.domain.cards import Card
from wallet_api.domain.errors import CardMissing
from wallet_api.domain.identifiers import CardId


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCard:
    """A card, unsealed: for as long as one request takes."""

    card: Card
    sd_jwt: SdJwt


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenCard:
    """A card that answers one credential query; `sd_jwt` is exactly what would be bound and sent."""

    query_id: str
    card: Card
    paths: tuple[ClaimPath, ...]
    sd_jwt: SdJwt


def choose_cards(query: DcqlQuery, held: Sequence[HeldCard], *, now: datetime) -> tuple[ChosenCard, ...]:
    """Choose one card per credential query, with as few claims as answer it.

    The card received last is preferred, and one that has not expired to one that has. Optional sets are
    answered only where nothing is required: what the verifier can do without stays here.

    Raises:
        CardMissing: something required cannot be delivered; then nothing may be sent.

    Spec: OpenID4VP 1.0, Selecting Credentials.
    """
    preferred = sorted(held, key=lambda each: each.card.received_at, reverse=True)
    preferred.sort(key=lambda each: _is_expired(each.card, now))
    try:
        match = match_query(
            query, [candidate_of(each.sd_jwt, candidate_id=each.card.id) for each in preferred]
        )
    except Unsatisfiable as error:
        raise CardMissing from error
    by_id = {each.card.id: each for each in held}
    return tuple(_chosen(each, by_id) for each in match.required or match.optional[0])


def candidate_of(sd_jwt: SdJwt, *, candidate_id: str) -> Candidate:
    """What queries are held against: everything that this SD-JWT, in the form given, can show.

    Raises:
        ProtocolError: its disclosures do not belong to it.
    """
    opened = open_sd_jwt(sd_jwt)
    return Candidate(
        id=candidate_id,
        format=SD_JWT_VC_FORMAT,
        vct=string_member(opened.claims, "vct"),
        claims=opened.claims,
        disclosable=frozenset(opened.places),
        is_bound=True,
        authority_key_identifiers=_authorities(sd_jwt),
    )


def _authorities(sd_jwt: SdJwt) -> frozenset[str]:
    try:
        return authority_key_identifiers(issuer_x5c(sd_jwt))
    except ProtocolError:
        return frozenset()


def _chosen(match: CredentialMatch, held: Mapping[CardId, HeldCard]) -> ChosenCard:
    each = held[CardId(match.candidate_id)]
    paths = tuple(sorted(match.disclosures, key=str))
    return ChosenCard(
        query_id=match.query_id,
        card=each.card,
        paths=paths,
        sd_jwt=select_disclosures(each.sd_jwt, paths=paths),
    )


def _is_expired(card: Card, now: datetime) -> bool:
    return card.face.expires_at is not None and card.face.expires_at <= now
