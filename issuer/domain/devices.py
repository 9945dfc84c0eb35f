"""A citizen's device, as far as the issuer can tell one: a key that its tokens are bound to.

A wallet whose provider attests it proves the key of that instance each time it asks for tokens; another that
knows DPoP shows one key whenever it refreshes. Whatever was fetched with it came to one device. A wallet that
proves no key is told apart only by the authorization under which it fetches.
"""

from dataclasses import dataclass

from citywallet.protocol.encoding import Base64UrlInvalid, decode_base64url, encode_base64url
from issuer.domain.errors import UnknownRecord
from issuer.domain.identifiers import AuthorizationId

_KEY, _AUTHORIZATION = "key:", "authorization:"
_THUMBPRINT_BYTES = 32


class DeviceUnknown(UnknownRecord):
    """Raised when no credential ever went to a device."""

    code = "device_unknown"
    public = "No card ever went to this device."


@dataclass(frozen=True, slots=True)
class KeyDevice:
    """Whoever holds the key with this thumbprint (32 bytes)."""

    thumbprint: bytes


@dataclass(frozen=True, slots=True)
class BearerDevice:
    """Whoever holds the bearer tokens of one authorization."""

    authorization_id: AuthorizationId


Device = KeyDevice | BearerDevice


def device_of(authorization_id: AuthorizationId, key: bytes | None) -> Device:
    """The device to which an authorization belongs; `key` is the thumbprint that it is known by."""
    if key is None:
        return BearerDevice(authorization_id)
    return KeyDevice(key)


def serialize_device(device: Device) -> str:
    """How the office names a device."""
    match device:
        case KeyDevice(thumbprint):
            return f"{_KEY}{encode_base64url(thumbprint)}"
        case BearerDevice(authorization_id):
            return f"{_AUTHORIZATION}{authorization_id}"


def parse_device(text: str) -> Device:
    """The device that the office names.

    Raises:
        DeviceUnknown: no device is named like this.
    """
    if text.startswith(_AUTHORIZATION):
        return BearerDevice(AuthorizationId(text.removeprefix(_AUTHORIZATION)))
    if not text.startswith(_KEY):
        raise DeviceUnknown()
    try:
        thumbprint = decode_base64url(text.removeprefix(_KEY))
    except Base64UrlInvalid as error:
        raise DeviceUnknown() from error
    if len(thumbprint) != _THUMBPRINT_BYTES:
        raise DeviceUnknown()
    return KeyDevice(thumbprint)
