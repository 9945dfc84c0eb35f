"""What must hold of a credential before the wallet keeps it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import key_id_of
from citywallet.protocol.keys import PublicJwk, thumbprint
from citywallet.protocol.oid4vci import CredentialConfiguration, Display, IssuerMetadata
from citywallet.protocol.sdjwt import SdJwt, refuse_key_binding
from citywallet.protocol.sdjwtvc import (
    CredentialWithoutExpiry,
    VerifiedCredential,
    check_validity,
    issuer_x5c,
    verify_credential,
)
from citywallet.protocol.trust import CertificateUsage, verify_chain
from wallet_api.domain.cards import CardFace, ClaimLabel
from wallet_api.domain.errors import CredentialUnacceptable
from wallet_api.domain.identifiers import KeyId
from wallet_api.domain.words import words_from_locales

CLOCK_LEEWAY = timedelta(seconds=60)


class CertificateOfAnother(ProtocolError):
    """Raised when the signer's certificate does not name the issuer that offered the credential."""

    public = "The credential was signed for another issuer."


def face_of(
    metadata: IssuerMetadata, configuration_id: str, configuration: CredentialConfiguration
) -> CardFace:
    """What the issuer promises and how it calls things; the expiry is known once the card is here."""
    return CardFace(
        credential_issuer=metadata.credential_issuer,
        issuer_name=_words(metadata.display, fallback=metadata.credential_issuer),
        configuration_id=configuration_id,
        vct=configuration.vct or "",
        name=_words(configuration.display, fallback=configuration_id),
        labels=tuple(
            ClaimLabel(path=claim.path, name=_words(claim.display, fallback=str(claim.path[-1])))
            for claim in configuration.claims
        ),
        expires_at=None,
    )


def anchored_key(
    sd_jwt: SdJwt, *, credential_issuer: str, anchors: Sequence[bytes], at: datetime
) -> PublicJwk:
    """The key of a credential whose certificate chain leads to a trust anchor and names this very issuer.

    Raises:
        ProtocolError: no chain, one that does not verify, or one of another issuer.

    Spec: SD-JWT VC, Issuer Signature Mechanisms.
    """
    leaf = verify_chain(issuer_x5c(sd_jwt), anchors=anchors, at=at, usage=CertificateUsage.CREDENTIAL_SIGNER)
    if credential_issuer not in leaf.uris:
        raise CertificateOfAnother
    return leaf.key


def published_key(sd_jwt: SdJwt, *, keys: Mapping[str, PublicJwk]) -> PublicJwk:
    """The key of a credential among those that its issuer publishes, found by `kid` alone.

    Raises:
        CredentialUnacceptable: the header names no key, or none of these.
    """
    try:
        key_id = key_id_of(sd_jwt.jws)
    except ProtocolError as error:
        raise CredentialUnacceptable(type(error).__name__) from error
    if key_id is None or key_id not in keys:
        raise CredentialUnacceptable("no published key has this kid")
    return keys[key_id]


def verify_received(
    sd_jwt: SdJwt, *, key: PublicJwk, face: CardFace, holder_key: KeyId, now: datetime
) -> VerifiedCredential:
    """Hold a received credential against the offer, our key and the clock.

    Raises:
        CredentialUnacceptable: one of the checks below fails; the detail names it.
    """
    # (1) Signature and form; every disclosure belongs to it; nobody has bound it to a request yet.
    try:
        refuse_key_binding(sd_jwt)
        credential = verify_credential(sd_jwt, key=key)
        # (2) It is valid now; a card that begins later would only be refused everywhere.
        _check_times(credential, now=now)
    except ProtocolError as error:
        raise CredentialUnacceptable(type(error).__name__) from error
    # (3) It is what was offered, by the issuer that offered it.
    if credential.vct != face.vct:
        raise CredentialUnacceptable("another vct than offered")
    if credential.issuer is not None and credential.issuer != face.credential_issuer:
        raise CredentialUnacceptable("iss is another issuer")
    # (4) It is bound to the key that we just proved: else somebody else could show it, or we could not.
    if credential.holder_key is None or key_id_of_jwk(credential.holder_key) != holder_key:
        raise CredentialUnacceptable("cnf is not our key")
    return credential


def key_id_of_jwk(jwk: PublicJwk) -> KeyId:
    """The name of a holder key: its thumbprint in base64url."""
    return KeyId(encode_base64url(thumbprint(jwk)))


def _check_times(credential: VerifiedCredential, *, now: datetime) -> None:
    try:
        check_validity(credential, at=now, leeway=CLOCK_LEEWAY)
    except CredentialWithoutExpiry:
        return  # an issuer from elsewhere may issue for good; each verifier decides what it takes


def _words(display: Sequence[Display], *, fallback: str) -> BilingualText:
    names = {each.locale or "": each.name for each in display if each.name is not None}
    return words_from_locales(names, fallback=fallback)
