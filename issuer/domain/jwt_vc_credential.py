"""A credential of the W3C's data model, secured as a JWT, up to the signature."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from citywallet.protocol.bitstring import StatusPurpose, build_status_entry
from citywallet.protocol.encoding import JsonValue
from citywallet.protocol.vcdm import UnsignedVc, Validity, build_verifiable_credential
from issuer.domain.claims import build_claims
from issuer.domain.credential_subject import CredentialCopy, CredentialSubject
from issuer.domain.signatory import Signatory, key_id_of


def bitstring_uri(status_list_uri: str, purpose: StatusPurpose) -> str:
    """Where the list of one purpose is that says the same as a status list."""
    return f"{status_list_uri}/bitstring/{purpose}"


def build_jwt_vc_credential(
    subject: CredentialSubject,
    copy: CredentialCopy,
    *,
    signatory: Signatory,
    random_bytes: Callable[[int], bytes],
) -> UnsignedVc:
    """One copy of a credential. The holder shows it whole: this format hides nothing.

    Its type is the address of the type's document, which also gives the claims their meaning.
    """
    del random_bytes  # nothing here is salted
    vct = subject.type.vct(signatory.issuer)
    entries: list[JsonValue] = [
        build_status_entry(
            uri=bitstring_uri(copy.status.uri, purpose), index=copy.status.index, purpose=purpose
        )
        for purpose in StatusPurpose
    ]
    return build_verifiable_credential(
        {
            "credentialSubject": build_claims(subject.facts, subject.type, on=subject.day),
            "credentialStatus": entries,
        },
        types=[vct],
        vocabulary=f"{vct}#",
        issuer=signatory.issuer,
        validity=Validity(start=_midnight(subject), end=subject.expires_at),
        x5c=signatory.chain,
        key_id=key_id_of(signatory.key),
        holder_key=copy.holder_key,
    )


def _midnight(subject: CredentialSubject) -> datetime:
    """The start of the day, so that it tells nobody at which hour a card was fetched."""
    day, end = subject.day, subject.expires_at
    zone: tzinfo | None = subject.time_zone
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(end.tzinfo)
