"""Building a credential for a citizen, up to the signature."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.keys import PublicJwk, thumbprint
from citywallet.protocol.sdjwt import UnsignedSdJwt
from citywallet.protocol.sdjwtvc import build_credential
from citywallet.protocol.statuslist import StatusReference
from issuer.domain.catalogue import CredentialType
from issuer.domain.claims import build_claims, disclosable_paths, expiry_of
from issuer.domain.facts import Facts
from issuer.domain.profile import IssuerProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialSubject:
    """What is known of whom a credential is about, of which type it is, and when it is issued."""

    facts: Facts
    type: CredentialType
    issued_at: datetime


def key_id_of(key: PublicJwk) -> str:
    """How we name a signing key: its thumbprint in base64url."""
    return encode_base64url(thumbprint(key))


def build_unsigned_credential(
    subject: CredentialSubject,
    *,
    holder_key: PublicJwk,
    status: StatusReference,
    signing_key: PublicJwk,
    chain: Sequence[bytes],
    profile: IssuerProfile,
    salts: Iterator[str],
) -> tuple[UnsignedSdJwt, datetime]:
    """One copy of a credential, bound to one key and one status index; and when it expires.

    Ages are stated as of the city's day. A claim that the source does not know is replaced by a digest that
    stands for nothing, so that its absence is not seen.
    """
    day = subject.issued_at.astimezone(profile.time_zone).date()
    claims = build_claims(subject.facts, subject.type, on=day)
    disclosable = disclosable_paths(claims, subject.type)
    possible = [claim for claim in subject.type.claims if claim.disclosable]
    expires_at = expiry_of(subject.type, issued_at=subject.issued_at, time_zone=profile.time_zone)
    unsigned = build_credential(
        vct=subject.type.vct(profile.credential_issuer),
        issuer=profile.credential_issuer,
        x5c=tuple(chain),
        key_id=key_id_of(signing_key),
        holder_key=holder_key,
        issued_at=subject.issued_at,
        expires_at=expires_at,
        status=status,
        claims=claims,
        disclosable=disclosable,
        salts=salts,
        decoys=len(possible) - len(disclosable),
    )
    return unsigned, expires_at
