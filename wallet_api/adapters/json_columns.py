"""What the wallet keeps as JSON inside of a column, and back."""

from datetime import datetime
from typing import Any

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import WebUrl
from wallet_api.domain.cards import CardFace, ClaimLabel
from wallet_api.domain.identifiers import CardId
from wallet_api.domain.offers import CredentialTerms
from wallet_api.domain.presentations import ItemName, SelectedCard, VerifierName

Json = dict[str, Any]


def words_to_json(words: BilingualText) -> Json:
    """A text in two languages, as JSON."""
    return {"ko": words.ko, "en": words.en}


def words_from_json(stored: Json) -> BilingualText:
    """A text in two languages, read back."""
    return BilingualText(ko=stored["ko"], en=stored["en"])


def face_to_json(face: CardFace) -> Json:
    """The readable face of a card, as JSON."""
    return {
        "credential_issuer": face.credential_issuer,
        "issuer_name": words_to_json(face.issuer_name),
        "configuration_id": face.configuration_id,
        "vct": face.vct,
        "name": words_to_json(face.name),
        "labels": [{"path": list(label.path), "name": words_to_json(label.name)} for label in face.labels],
        "expires_at": None if face.expires_at is None else face.expires_at.isoformat(),
    }


def face_from_json(stored: Json) -> CardFace:
    """The readable face of a card, read back."""
    expires_at = stored["expires_at"]
    return CardFace(
        credential_issuer=stored["credential_issuer"],
        issuer_name=words_from_json(stored["issuer_name"]),
        configuration_id=stored["configuration_id"],
        vct=stored["vct"],
        name=words_from_json(stored["name"]),
        labels=tuple(
            ClaimLabel(path=tuple(label["path"]), name=words_from_json(label["name"]))
            for label in stored["labels"]
        ),
        expires_at=None if expires_at is None else datetime.fromisoformat(expires_at),
    )


def terms_to_json(terms: CredentialTerms) -> Json:
    """What is to be requested for one card, as JSON."""
    return {
        "face": face_to_json(terms.face),
        "credential_endpoint": terms.credential_endpoint,
        "nonce_endpoint": terms.nonce_endpoint,
        "credential_identifier": terms.credential_identifier,
    }


def terms_from_json(stored: Json) -> CredentialTerms:
    """What is to be requested for one card, read back."""
    return CredentialTerms(
        face=face_from_json(stored["face"]),
        credential_endpoint=WebUrl(stored["credential_endpoint"]),
        nonce_endpoint=None if stored["nonce_endpoint"] is None else WebUrl(stored["nonce_endpoint"]),
        credential_identifier=stored["credential_identifier"],
    )


def verifier_to_json(verifier: VerifierName) -> Json:
    """Who asked, as JSON."""
    return {"client_id": verifier.client_id, "name": words_to_json(verifier.name)}


def verifier_from_json(stored: Json) -> VerifierName:
    """Who asked, read back."""
    return VerifierName(client_id=stored["client_id"], name=words_from_json(stored["name"]))


def selected_to_json(selected: SelectedCard) -> Json:
    """A card and what of it was chosen, as JSON."""
    paths = [list(path) for path in selected.paths]
    return {"query_id": selected.query_id, "card_id": selected.card_id, "paths": paths}


def selected_from_json(stored: Json) -> SelectedCard:
    """A card and what of it was chosen, read back."""
    paths = tuple(tuple(path) for path in stored["paths"])
    return SelectedCard(query_id=stored["query_id"], card_id=CardId(stored["card_id"]), paths=paths)


def item_to_json(item: ItemName) -> Json:
    """The name of something shown, as JSON."""
    return {
        "card_name": words_to_json(item.card_name),
        "path": list(item.path),
        "name": words_to_json(item.name),
    }


def item_from_json(stored: Json) -> ItemName:
    """The name of something shown, read back."""
    return ItemName(
        card_name=words_from_json(stored["card_name"]),
        path=tuple(stored["path"]),
        name=words_from_json(stored["name"]),
    )
