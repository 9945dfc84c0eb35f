"""What can be wrong with a credential, the SD-JWT around it apart (see `sdjwt.errors`).

ProtocolError
├── CredentialMalformed
│   ├── ClaimNotDisclosable
│   ├── HolderKeyUnsupported
│   └── RegisteredClaimGiven
├── CredentialNotYetValid
└── CredentialExpired
    └── CredentialWithoutExpiry
"""

from citywallet.protocol.errors import ProtocolError


class CredentialMalformed(ProtocolError):
    """A claim that every credential has is absent or of the wrong type."""

    public = "The credential is malformed."


class ClaimNotDisclosable(CredentialMalformed):
    """A claim that must always be open came in, or goes into, a disclosure."""

    public = "The credential hides a claim that must always be visible."


class HolderKeyUnsupported(CredentialMalformed):
    """`cnf` names the holder's key by something else than a P-256 public key."""

    public = "The credential names its holder's key in a form that is not supported."


class RegisteredClaimGiven(CredentialMalformed):
    """A type's claims contain one that the credential itself sets."""

    public = "A claim of the credential type uses a registered name."


class CredentialNotYetValid(ProtocolError):
    """The time asked about is before the credential's issue or its `nbf`."""

    public = "The credential is not valid yet."


class CredentialExpired(ProtocolError):
    """The time asked about is at or past the credential's `exp`."""

    public = "The credential has expired."


class CredentialWithoutExpiry(CredentialExpired):
    """The credential names no end, so none can be held against a time."""

    public = "The credential does not say when it expires."
