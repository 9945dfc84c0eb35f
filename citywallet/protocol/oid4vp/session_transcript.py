"""What an mdoc's holder signs of the request: so that no other verifier can use the answer."""

from hashlib import sha256

from citywallet.protocol.encoding import CborValue, serialize_cbor
from citywallet.protocol.mdoc import SessionTranscript


def build_redirect_transcript(
    *, client_id: str, nonce: str, response_uri: str, encryption_key_thumbprint: bytes | None
) -> SessionTranscript:
    """The transcript of a request that came by link, QR code or redirect.

    `client_id` with its prefix; `response_uri` or, without one, the `redirect_uri`. The thumbprint is of the
    verifier's key to which the answer is encrypted, None where it is not.

    Spec: OpenID4VP 1.0, Invocation via Redirects.
    """
    return _transcript("OpenID4VPHandover", [client_id, nonce, encryption_key_thumbprint, response_uri])


def build_dc_api_transcript(
    *, origin: str, nonce: str, encryption_key_thumbprint: bytes | None
) -> SessionTranscript:
    """The transcript of a request that came by the Digital Credentials API; `origin` has no prefix.

    Spec: OpenID4VP 1.0, Invocation via the Digital Credentials API.
    """
    return _transcript("OpenID4VPDCAPIHandover", [origin, nonce, encryption_key_thumbprint])


def _transcript(kind: str, info: list[CborValue]) -> SessionTranscript:
    # No device engagement and no reader key: those belong to the way by radio.
    return [None, None, [kind, sha256(serialize_cbor(info)).digest()]]
