"""A P-256 public key, in and out of a COSE_Key."""

from citywallet.protocol.encoding import CborKey, CborMap
from citywallet.protocol.keys import JwkMalformed, KeyUnsupported, PrivateKeyExposed, PublicJwk

_KTY, _ALG, _CRV, _X, _Y, _D = 1, 3, -1, -2, -3, -4
_EC2 = 2
_P_256 = 1
_ES256 = -7


def parse_cose_key(members: CborMap) -> PublicJwk:
    """Read the P-256 public key from a COSE_Key; members that say nothing of the key are ignored.

    Raises:
        PrivateKeyExposed: the private half came along.
        KeyUnsupported: another key type, curve, algorithm, or a compressed point.
        JwkMalformed: a coordinate is absent or not 32 bytes long.
        KeyNotOnCurve: the coordinates are not a point of the curve.

    Spec: COSE, COSE Key Common Parameters.
    """
    if _D in members:
        raise PrivateKeyExposed
    if members.get(_KTY) != _EC2 or members.get(_CRV) != _P_256 or members.get(_ALG, _ES256) != _ES256:
        raise KeyUnsupported("kty, crv or alg")
    if isinstance(members.get(_Y), bool):
        raise KeyUnsupported("a compressed point")
    return PublicJwk(x=_coordinate(members, _X), y=_coordinate(members, _Y))


def serialize_cose_key(key: PublicJwk) -> CborMap:
    """The COSE_Key of a public key, with the required members only.

    Spec: COSE, COSE Key Common Parameters.
    """
    return {_KTY: _EC2, _CRV: _P_256, _X: key.x, _Y: key.y}


def _coordinate(members: CborMap, label: CborKey) -> bytes:
    value = members.get(label)
    if not isinstance(value, bytes):
        raise JwkMalformed(f"{label}: a byte string is required")
    return value
