"""The certificates by which a signer's key is looked up. They are not trusted for what they say."""

from citywallet.protocol.cose.errors import X5chainInvalid, X5chainMissing
from citywallet.protocol.cose.sign1 import CoseSign1
from citywallet.protocol.encoding import CborMap, CborValue

_X5CHAIN = 33
_MAX_CERTIFICATES = 8


def x5chain_of(message: CoseSign1) -> tuple[bytes, ...]:
    """Read the certificates of either header, in DER, the signer's first. They are not checked here.

    Raises:
        X5chainMissing: no header has them.
        X5chainInvalid: not one byte string, or a list of two to eight.

    Spec: COSE X.509, X.509 COSE Header Parameters.
    """
    headers = message.protected | message.unprotected
    if _X5CHAIN not in headers:
        raise X5chainMissing
    match headers[_X5CHAIN]:
        case bytes() as certificate:
            return (certificate,)
        case list() as chain if 2 <= len(chain) <= _MAX_CERTIFICATES:
            return tuple(_certificate(each) for each in chain)
        case _:
            raise X5chainInvalid("not one certificate or a list of two to eight")


def serialize_x5chain(chain: tuple[bytes, ...]) -> CborMap:
    """The header member for a chain of DER certificates, the signer's first.

    Spec: COSE X.509, X.509 COSE Header Parameters.
    """
    return {_X5CHAIN: chain[0] if len(chain) == 1 else list(chain)}


def _certificate(value: CborValue) -> bytes:
    if not isinstance(value, bytes):
        raise X5chainInvalid("a certificate is no byte string")
    return value
