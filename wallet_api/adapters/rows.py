"""Domain values as database rows and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from citywallet.protocol.oauth import WebUrl
from wallet_api.domain.cards import Card, CardFace, ClaimLabel
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.identifiers import (
    CardId,
    HistoryEntryId,
    KeyId,
    OfferId,
    PresentationId,
    Sealed,
    WalletId,
)
from wallet_api.domain.offers import AcceptedOffer, AuthorizedOffer, ClaimedOffer, CredentialTerms, Offer
from wallet_api.domain.presentations import (
    Answered,
    Answering,
    AwaitingConsent,
    ItemName,
    Outcome,
    Presentation,
    SelectedCard,
    VerifierName,
)
from wallet_api.domain.words import Words

Row = Mapping[Any, Any]
Values = dict[str, Any]


def card_to_row(card: Card) -> Values:
    """Write a card; only its face is readable."""
    return {
        "id": card.id,
        "wallet_id": card.wallet_id,
        "key_id": card.key_id,
        "face": _face_to_json(card.face),
        "sealed_credential": bytes(card.sealed_credential),
        "received_at": card.received_at,
    }


def card_from_row(row: Row) -> Card:
    """Read a card back."""
    return Card(
        id=CardId(row["id"]),
        wallet_id=WalletId(row["wallet_id"]),
        key_id=KeyId(row["key_id"]),
        face=_face_from_json(row["face"]),
        sealed_credential=Sealed(row["sealed_credential"]),
        received_at=row["received_at"],
    )


def offer_to_row(offer: Offer) -> Values:
    """Write an offer in its state; what a state does not have is empty."""
    row: Values = {"id": offer.id, "wallet_id": offer.wallet_id}
    row |= {"digest": offer.digest, "link_digest": offer.link_digest}
    row |= {"leased_until": None, "terms": None, "sealed_access_token": None, "card_ids": None}
    match offer:
        case ClaimedOffer():
            return row | {"state": "claimed", "leased_until": offer.leased_until}
        case AuthorizedOffer():
            return row | {
                "state": "authorized",
                "leased_until": offer.leased_until,
                "terms": [_terms_to_json(terms) for terms in offer.terms],
                "sealed_access_token": bytes(offer.sealed_access_token),
            }
        case AcceptedOffer():
            return row | {"state": "accepted", "card_ids": list(offer.card_ids)}
        case _:
            assert_never(offer)


def offer_from_row(row: Row) -> Offer:
    """Read an offer back into the class of its state."""
    offer_id, wallet_id = OfferId(row["id"]), WalletId(row["wallet_id"])
    digest, link_digest = bytes(row["digest"]), bytes(row["link_digest"])
    match row["state"]:
        case "claimed":
            return ClaimedOffer(
                id=offer_id,
                wallet_id=wallet_id,
                digest=digest,
                link_digest=link_digest,
                leased_until=row["leased_until"],
            )
        case "authorized":
            return AuthorizedOffer(
                id=offer_id,
                wallet_id=wallet_id,
                digest=digest,
                link_digest=link_digest,
                leased_until=row["leased_until"],
                terms=tuple(_terms_from_json(terms) for terms in row["terms"]),
                sealed_access_token=Sealed(row["sealed_access_token"]),
            )
        case _:
            return AcceptedOffer(
                id=offer_id,
                wallet_id=wallet_id,
                digest=digest,
                link_digest=link_digest,
                card_ids=tuple(CardId(card_id) for card_id in row["card_ids"]),
            )


def presentation_to_row(presentation: Presentation) -> Values:
    """Write a presentation; once it is answered nothing of the request remains."""
    row: Values = {"id": presentation.id, "wallet_id": presentation.wallet_id, "outcome": None}
    row |= dict.fromkeys(
        ("verifier", "purpose", "selected", "items", "sealed_request", "asked_at", "answer_until")
    )
    match presentation:
        case AwaitingConsent():
            return row | {
                "state": "awaiting",
                "verifier": _verifier_to_json(presentation.verifier),
                "purpose": presentation.purpose and _words_to_json(presentation.purpose),
                "selected": [_selected_to_json(selected) for selected in presentation.selected],
                "items": [_item_to_json(item) for item in presentation.items],
                "sealed_request": bytes(presentation.sealed_request),
                "asked_at": presentation.asked_at,
                "answer_until": presentation.answer_until,
            }
        case Answering():
            return row | {"state": "answering"}
        case Answered():
            return row | {"state": "answered", "outcome": presentation.outcome.value}
        case _:
            assert_never(presentation)


def presentation_from_row(row: Row) -> Presentation:
    """Read a presentation back into the class of its state."""
    presentation_id, wallet_id = PresentationId(row["id"]), WalletId(row["wallet_id"])
    match row["state"]:
        case "awaiting":
            return AwaitingConsent(
                id=presentation_id,
                wallet_id=wallet_id,
                verifier=_verifier_from_json(row["verifier"]),
                purpose=row["purpose"] and _words_from_json(row["purpose"]),
                selected=tuple(_selected_from_json(selected) for selected in row["selected"]),
                items=tuple(_item_from_json(item) for item in row["items"]),
                sealed_request=Sealed(row["sealed_request"]),
                asked_at=row["asked_at"],
                answer_until=row["answer_until"],
            )
        case "answering":
            return Answering(id=presentation_id, wallet_id=wallet_id)
        case _:
            return Answered(id=presentation_id, wallet_id=wallet_id, outcome=Outcome(row["outcome"]))


def history_to_row(entry: HistoryEntry) -> Values:
    """Write an entry of the history."""
    return {
        "id": entry.id,
        "wallet_id": entry.wallet_id,
        "at": entry.at,
        "verifier": None if entry.verifier is None else _verifier_to_json(entry.verifier),
        "items": [_item_to_json(item) for item in entry.items],
        "outcome": entry.outcome.value,
        "reason": entry.reason,
    }


def history_from_row(row: Row) -> HistoryEntry:
    """Read an entry back."""
    return HistoryEntry(
        id=HistoryEntryId(row["id"]),
        wallet_id=WalletId(row["wallet_id"]),
        at=row["at"],
        verifier=None if row["verifier"] is None else _verifier_from_json(row["verifier"]),
        items=tuple(_item_from_json(item) for item in row["items"]),
        outcome=Outcome(row["outcome"]),
        reason=row["reason"],
    )


def _words_to_json(words: Words) -> Values:
    return {"ko": words.ko, "en": words.en}


def _words_from_json(row: Row) -> Words:
    return Words(ko=row["ko"], en=row["en"])


def _face_to_json(face: CardFace) -> Values:
    return {
        "credential_issuer": face.credential_issuer,
        "issuer_name": _words_to_json(face.issuer_name),
        "configuration_id": face.configuration_id,
        "vct": face.vct,
        "name": _words_to_json(face.name),
        "labels": [{"path": list(label.path), "name": _words_to_json(label.name)} for label in face.labels],
        "expires_at": None if face.expires_at is None else face.expires_at.isoformat(),
    }


def _face_from_json(row: Row) -> CardFace:
    expires_at = row["expires_at"]
    return CardFace(
        credential_issuer=row["credential_issuer"],
        issuer_name=_words_from_json(row["issuer_name"]),
        configuration_id=row["configuration_id"],
        vct=row["vct"],
        name=_words_from_json(row["name"]),
        labels=tuple(
            ClaimLabel(path=tuple(label["path"]), name=_words_from_json(label["name"]))
            for label in row["labels"]
        ),
        expires_at=None if expires_at is None else datetime.fromisoformat(expires_at),
    )


def _terms_to_json(terms: CredentialTerms) -> Values:
    return {
        "face": _face_to_json(terms.face),
        "credential_endpoint": terms.credential_endpoint,
        "nonce_endpoint": terms.nonce_endpoint,
        "credential_identifier": terms.credential_identifier,
    }


def _terms_from_json(row: Row) -> CredentialTerms:
    return CredentialTerms(
        face=_face_from_json(row["face"]),
        credential_endpoint=WebUrl(row["credential_endpoint"]),
        nonce_endpoint=None if row["nonce_endpoint"] is None else WebUrl(row["nonce_endpoint"]),
        credential_identifier=row["credential_identifier"],
    )


def _verifier_to_json(verifier: VerifierName) -> Values:
    return {"client_id": verifier.client_id, "name": _words_to_json(verifier.name)}


def _verifier_from_json(row: Row) -> VerifierName:
    return VerifierName(client_id=row["client_id"], name=_words_from_json(row["name"]))


def _selected_to_json(selected: SelectedCard) -> Values:
    paths = [list(path) for path in selected.paths]
    return {"query_id": selected.query_id, "card_id": selected.card_id, "paths": paths}


def _selected_from_json(row: Row) -> SelectedCard:
    paths = tuple(tuple(path) for path in row["paths"])
    return SelectedCard(query_id=row["query_id"], card_id=CardId(row["card_id"]), paths=paths)


def _item_to_json(item: ItemName) -> Values:
    return {
        "card_name": _words_to_json(item.card_name),
        "path": list(item.path),
        "name": _words_to_json(item.name),
    }


def _item_from_json(row: Row) -> ItemName:
    return ItemName(
        card_name=_words_from_json(row["card_name"]),
        path=tuple(row["path"]),
        name=_words_from_json(row["name"]),
    )
