"""Verifying a token: one algorithm, one type, a key that the verifier chose."""

from citywallet.protocol.jose.compact import Jws
from citywallet.protocol.jose.errors import AlgorithmRefused, CriticalHeaderUnknown, JwsTypeWrong
from citywallet.protocol.keys import PublicJwk, verify_signature


def verify_jws(jws: Jws, *, key: PublicJwk, typ: str) -> None:
    """Verify a token's signature and that it is of the type expected.

    The algorithm follows from the key, which is P-256. The header's `alg` must agree, and chooses nothing;
    `jwk`, `jku`, `x5u` and their like are never looked at. Times and claims are not checked.

    Raises:
        AlgorithmRefused: `alg` is not exactly ES256.
        CriticalHeaderUnknown: the header carries `crit`, or an unencoded payload.
        JwsTypeWrong: `typ` is absent or not exactly `typ`.
        SignatureMalformed: the signature is not a pair of numbers in range.
        SignatureInvalid: `key` did not sign this token.

    Spec: JSON Web Signature, Message Signature or MAC Validation.
    """
    header = jws.header
    # (1) The key fixes the algorithm; a header cannot talk us into `none` or into HMAC with a public key.
    if header.get("alg") != "ES256":
        raise AlgorithmRefused
    # (2) Nothing marked critical is understood here, so every `crit` is refused.
    if "crit" in header or header.get("b64", True) is not True:
        raise CriticalHeaderUnknown
    # (3) A token made for one place must not be used at another.
    if header.get("typ") != typ:
        raise JwsTypeWrong(f"expected {typ}")
    # (4) The signature covers header and payload as they were received.
    verify_signature(key, message=jws.signing_input, signature=jws.signature)
