"""What can be wrong with a certificate chain, a key epoch or an accreditation: one class per cause."""

from citywallet.protocol.errors import ErrorCode, ProtocolError


class TrustError(ProtocolError):
    """Raised when a signer cannot be traced to someone we trust."""

    code = ErrorCode.INVALID_REQUEST
    public = "The signer could not be traced to a recognised office."


class CertificateUnreadable(TrustError):
    """Raised when bytes are not an X.509 certificate that we can read."""

    public = "A certificate could not be read."


class ChainMissing(TrustError):
    """Raised when no certificate was sent."""

    public = "A certificate chain is required."


class ChainTooLong(TrustError):
    """Raised when more certificates were sent than any chain of ours has."""

    public = "The certificate chain is too long."


class LeafSelfSigned(TrustError):
    """Raised when the signer's certificate vouches for itself."""

    public = "The signer's certificate may not be self-signed."


class TrustAnchorIncluded(TrustError):
    """Raised when the chain carries the trust anchor, which the reader must already have."""

    public = "The certificate chain may not contain the trust anchor."


class ChainOrderWrong(TrustError):
    """Raised when a certificate was not issued by the one that follows it."""

    public = "The certificates do not follow from each other."


class CertificateSignatureInvalid(TrustError):
    """Raised when a certificate names its issuer rightly but that issuer's key did not sign it."""

    public = "A certificate's signature does not verify."


class ChainNotAnchored(TrustError):
    """Raised when the chain does not end at one of the given trust anchors."""

    public = "The certificate chain does not lead to a trusted root."


class CertificateExpired(TrustError):
    """Raised when a certificate's time is over at the time asked about."""

    public = "A certificate has expired."


class CertificateNotYetValid(TrustError):
    """Raised when a certificate's time has not begun at the time asked about."""

    public = "A certificate is not valid yet."


class CertificateNotAuthority(TrustError):
    """Raised when a certificate that may not issue certificates stands as an issuer."""

    public = "A certificate was issued by one that may not issue certificates."


class PathTooLong(TrustError):
    """Raised when more authorities stand below one than its path length allows."""

    public = "The certificate chain is longer than its authority allows."


class LeafIsAuthority(TrustError):
    """Raised when the signer's certificate is one of an authority."""

    public = "The signer's certificate may not be one of an authority."


class CertificateUsageWrong(TrustError):
    """Raised when a certificate's key may not be used for what it signed."""

    public = "The certificate does not allow this use."


class CertificateExtensionUnknown(TrustError):
    """Raised when a certificate holds a critical extension that we do not process."""

    public = "A certificate has a critical extension that is not supported."


class CertificateAlgorithmUnsupported(TrustError):
    """Raised when a certificate's key or signature is not ECDSA with P-256 and SHA-256."""

    public = "A certificate uses an unsupported algorithm."


class KeyNotRegistered(TrustError):
    """Raised when the public directory has no such key for this issuer."""

    public = "The signing key is not in the public directory."


class KeyPurposeWrong(TrustError):
    """Raised when the directory registers the key for signing something else."""

    public = "The signing key is registered for another purpose."


class KeyOutsideEpoch(TrustError):
    """Raised when the key was not good at the time asked about."""

    public = "The signing key was not in use at that time."


class KeyCompromised(TrustError):
    """Raised when the key is known to be stolen and nothing proves that the signature is older."""

    public = "The signing key can no longer be trusted."


class IssuerNotAccredited(TrustError):
    """Raised when the directory never accredited this issuer for this credential type."""

    public = "The issuer is not accredited for this type of credential."


class AccreditationNotInForce(TrustError):
    """Raised when the issuer is accredited for this credential type, but was not at the time asked about."""

    public = "The issuer was not accredited for this type of credential at that time."


class DirectoryUnavailable(TrustError):
    """Raised when neither the public directory nor a recent reading of it can be had."""

    public = "The public directory cannot be reached."


class AttesterNotTrusted(TrustError):
    """Raised when an attestation names neither a certificate nor a key of a trusted wallet provider."""

    public = "The attester is not trusted here."
