"""A credential as an SD-JWT VC, up to the signature."""

from collections.abc import Callable

from citywallet.protocol.sdjwt import UnsignedSdJwt, salts_from
from citywallet.protocol.sdjwtvc import build_credential
from issuer.domain.claims import build_claims, disclosable_paths
from issuer.domain.credential_subject import CredentialCopy, CredentialSubject
from issuer.domain.signatory import Signatory, key_id_of


def build_sd_jwt_credential(
    subject: CredentialSubject,
    copy: CredentialCopy,
    *,
    signatory: Signatory,
    random_bytes: Callable[[int], bytes],
) -> UnsignedSdJwt:
    """One copy of a credential.

    A claim that the source does not know is replaced by a digest that stands for nothing, so that its
    absence is not seen.
    """
    claims = build_claims(subject.facts, subject.type, on=subject.day)
    disclosable = disclosable_paths(claims, subject.type)
    possible = [claim for claim in subject.type.claims if claim.disclosable]
    return build_credential(
        vct=subject.type.vct(signatory.issuer),
        issuer=signatory.issuer,
        x5c=signatory.chain,
        key_id=key_id_of(signatory.key),
        holder_key=copy.holder_key,
        issued_at=subject.issued_at,
        expires_at=subject.expires_at,
        status=copy.status,
        claims=claims,
        disclosable=disclosable,
        salts=salts_from(random_bytes),
        decoys=len(possible) - len(disclosable),
    )
