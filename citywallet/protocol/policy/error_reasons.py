"""From the error that a step raised to the reason that an officer reads. One not named refuses, too."""

from citywallet.protocol.dcql import CredentialFormatDiffers, CredentialTypeDiffers
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.policy.reasons import Reason
from citywallet.protocol.sdjwt import KeyBindingWrongAudience, KeyBindingWrongNonce
from citywallet.protocol.sdjwtvc import CredentialExpired, CredentialNotYetValid
from citywallet.protocol.trust.errors import (
    AccreditationNotInForce,
    CertificateExpired,
    CertificateNotYetValid,
    DirectoryUnavailable,
    KeyCompromised,
    KeyOutsideEpoch,
)

_CERTIFICATE_TIMES = (CertificateExpired, CertificateNotYetValid)


def reason_of_certificate_error(error: ProtocolError, *, about_the_past: bool) -> Reason:
    """Why the issuer's certificate does not count."""
    if isinstance(error, _CERTIFICATE_TIMES):
        return Reason.NOT_VALID_THEN if about_the_past else Reason.ISSUER_KEY_INVALID
    return Reason.ISSUER_NOT_TRUSTED


def reason_of_key_error(error: ProtocolError, *, about_the_past: bool) -> Reason:
    """Why the issuer's registered key does not count."""
    if isinstance(error, DirectoryUnavailable):
        return Reason.STATUS_UNKNOWN
    if isinstance(error, KeyOutsideEpoch):
        return Reason.NOT_VALID_THEN if about_the_past else Reason.ISSUER_KEY_INVALID
    return Reason.ISSUER_KEY_INVALID if isinstance(error, KeyCompromised) else Reason.ISSUER_NOT_TRUSTED


def reason_of_accreditation_error(error: ProtocolError, *, about_the_past: bool) -> Reason:
    """Why the issuer's accreditation does not count."""
    if isinstance(error, DirectoryUnavailable):
        return Reason.STATUS_UNKNOWN
    in_the_past = about_the_past and isinstance(error, AccreditationNotInForce)
    return Reason.NOT_VALID_THEN if in_the_past else Reason.ISSUER_NOT_TRUSTED


def reason_of_holder_error(error: ProtocolError) -> Reason:
    """Why the holder's signature does not count."""
    meant_for_another = isinstance(error, KeyBindingWrongAudience | KeyBindingWrongNonce)
    return Reason.NOT_FOR_US if meant_for_another else Reason.NOT_THE_HOLDER


def reason_of_validity_error(error: ProtocolError, *, about_the_past: bool) -> Reason:
    """Why the card is not in its period of validity."""
    if about_the_past:
        return Reason.NOT_VALID_THEN
    if isinstance(error, CredentialNotYetValid):
        return Reason.NOT_YET_VALID
    return Reason.EXPIRED if isinstance(error, CredentialExpired) else Reason.STATUS_UNKNOWN


def reason_of_items_error(error: ProtocolError) -> Reason:
    """Why the answer is not what was asked for."""
    another_card = isinstance(error, CredentialTypeDiffers | CredentialFormatDiffers)
    return Reason.WRONG_CARD if another_card else Reason.ITEM_MISSING
