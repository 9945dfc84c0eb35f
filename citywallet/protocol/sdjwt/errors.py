"""What can be wrong with an SD-JWT, the token around it apart (see `jose.errors`, `keys.errors`).

ProtocolError
├── SdJwtMalformed
│   ├── SdJwtTooLarge
│   ├── HashAlgorithmRefused
│   ├── ReservedName
│   ├── DigestRepeated
│   ├── DisclosureMalformed
│   ├── DisclosureMisplaced
│   ├── DisclosureRepeated
│   ├── DisclosureUnreferenced
│   ├── ClaimOverridden
│   └── KeyBindingUnexpected
├── ClaimNotFound
├── KeyBindingMissing
└── KeyBindingMalformed
    ├── KeyBindingWrongKey
    ├── KeyBindingWrongAudience
    ├── KeyBindingWrongNonce
    ├── KeyBindingWrongSdHash
    └── KeyBindingOutsideWindow
"""

from citywallet.protocol.errors import ProtocolError


class SdJwtMalformed(ProtocolError):
    """The text is not an SD-JWT."""

    public = "The selectively disclosable token is malformed."


class SdJwtTooLarge(SdJwtMalformed):
    """Too long, too many disclosures, or nested too deeply."""

    public = "The selectively disclosable token is too large."


class HashAlgorithmRefused(SdJwtMalformed):
    """`_sd_alg` names a hash that is unknown or weak, or stands below the top level."""

    public = "The hash algorithm of the disclosures is not supported."


class ReservedName(SdJwtMalformed):
    """`_sd`, `...` or `_sd_alg` is used for something else than its meaning."""

    public = "A claim uses a reserved name."


class DigestRepeated(SdJwtMalformed):
    """One digest stands at two places."""

    public = "A digest appears more than once."


class DisclosureMalformed(SdJwtMalformed):
    """A disclosure is not base64url of `[salt, value]` or `[salt, name, value]`."""

    public = "A disclosure is malformed."


class DisclosureMisplaced(SdJwtMalformed):
    """The disclosure of an array element is referenced by an object, or the reverse."""

    public = "A disclosure does not fit the place that refers to it."


class DisclosureRepeated(SdJwtMalformed):
    """The same disclosure was sent twice."""

    public = "A disclosure was sent more than once."


class DisclosureUnreferenced(SdJwtMalformed):
    """No digest refers to a disclosure that was sent."""

    public = "A disclosure does not belong to this token."


class ClaimOverridden(SdJwtMalformed):
    """A disclosed claim has the name of one that is already there."""

    public = "A disclosure repeats a claim that the token already has."


class KeyBindingUnexpected(SdJwtMalformed):
    """An SD-JWT with key binding came where one without is required."""

    public = "A token with key binding was sent where one without is expected."


class ClaimNotFound(ProtocolError):
    """The SD-JWT has no claim at the path that was asked for."""

    public = "The token has no such claim."


class KeyBindingMissing(ProtocolError):
    """The presentation is not bound to the holder's key."""

    public = "The presentation must be signed with the holder's key."


class KeyBindingMalformed(ProtocolError):
    """The key binding token is not what its specification says."""

    public = "The holder's signature over the presentation is malformed."


class KeyBindingWrongKey(KeyBindingMalformed):
    """Another key than the one in the credential signed."""

    public = "The presentation was not signed with the key that the credential names."


class KeyBindingWrongAudience(KeyBindingMalformed):
    """The presentation was made for another verifier."""

    public = "The presentation was made for another verifier."


class KeyBindingWrongNonce(KeyBindingMalformed):
    """The presentation was made for another request."""

    public = "The presentation does not answer this request."


class KeyBindingWrongSdHash(KeyBindingMalformed):
    """The holder signed for another credential or other disclosures."""

    public = "The holder's signature covers other disclosures than those sent."


class KeyBindingOutsideWindow(KeyBindingMalformed):
    """Signed too long ago, in the future, or outside its own `nbf` and `exp`."""

    public = "The presentation was not made at an acceptable time."
