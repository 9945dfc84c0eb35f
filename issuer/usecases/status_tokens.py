"""Signing the tokens of a status list: one list, one sequence, in both encodings."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.anchoring import list_root
from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.statuslist import StatusList, build_status_list_cwt, build_status_list_token
from issuer.domain.status_lists import Publication, PublicationRhythm, RegisteredList
from issuer.ports import CertifiedKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a list says at one sequence."""

    status_list: RegisteredList
    content: StatusList
    sequence: int
    issued_at: datetime


def sign_status_tokens(
    edition: Edition, *, rhythm: PublicationRhythm, aggregation_uri: str, signer: CertifiedKey
) -> Publication:
    """Sign an edition as JWT and as CWT.

    A head commits to the JWT's digest and to the list's root, which both have.
    """
    expires_at = edition.issued_at + rhythm.lifetime
    token_input = build_status_list_token(
        uri=edition.status_list.uri,
        status_list=edition.content,
        issued_at=edition.issued_at,
        expires_at=expires_at,
        ttl=rhythm.time_to_live,
        sequence=edition.sequence,
        aggregation_uri=aggregation_uri,
        x5c=signer.chain,
    )
    cwt = build_status_list_cwt(
        uri=edition.status_list.uri,
        status_list=edition.content,
        issued_at=edition.issued_at,
        expires_at=expires_at,
        ttl=rhythm.time_to_live,
        sequence=edition.sequence,
        aggregation_uri=aggregation_uri,
        x5chain=signer.chain,
    )
    token = serialize_compact(token_input, signer.key.sign(token_input))
    return Publication(
        list_number=edition.status_list.number,
        sequence=edition.sequence,
        token=token,
        cwt=cwt.serialize(signer.key.sign(cwt.signing_input)),
        digest=hashlib.sha256(token.encode()).digest(),
        root=list_root(edition.content.data),
        published_at=edition.issued_at,
        expires_at=expires_at,
        anchored_at=None,
    )
