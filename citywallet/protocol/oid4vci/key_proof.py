"""The key proof: a wallet shows that it holds the key a credential will be bound to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    numeric_date,
    numeric_date_member,
    optional_string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.jose import (
    Jws,
    build_signing_input,
    claims_of,
    key_id_of,
    parse_compact_jws,
    verify_jws,
)
from citywallet.protocol.keys import PrivateKeyExposed, PublicJwk, parse_public_jwk, serialize_public_jwk

KeyFinder = Callable[[str], PublicJwk | None]

KEY_PROOF_TYP = "openid4vci-proof+jwt"

_MAX_PROOF_CHARS = 65_536  # a key attestation of many keys may be inside
_KEY_PARAMETERS = ("jwk", "kid", "x5c")


class KeyProofInvalid(ProtocolError):
    """The root of what can be wrong with a key proof."""

    code = ErrorCode.INVALID_PROOF
    public = "A key proof is not valid."


class KeyProofMalformed(KeyProofInvalid):
    """The proof is no compact JWS with a JSON object inside, or a claim is of the wrong type."""

    public = "A key proof could not be read."


class KeyProofTypeWrong(KeyProofInvalid):
    """The header's `typ` is not the one of key proofs: a token made for something else."""

    public = "The typ of a key proof must be openid4vci-proof+jwt."


class KeyProofAlgorithmUnsupported(KeyProofInvalid):
    """The header names another algorithm than ES256."""

    public = "Key proofs must be signed with ES256."


class KeyProofKeyAmbiguous(KeyProofInvalid):
    """The header carries none, or several, of `jwk`, `kid` and `x5c`."""

    public = "A key proof must name its key in exactly one way."


class KeyProofKeyReferenceUnsupported(KeyProofInvalid):
    """The key is named by `kid` or `x5c`, not contained as `jwk`."""

    public = "A key proof must carry its key in the header parameter jwk."


class KeyProofKeyInvalid(KeyProofInvalid):
    """The `jwk` is not a P-256 public key."""

    public = "The key of a key proof must be a public key on P-256."


class KeyProofExposesPrivateKey(KeyProofInvalid):
    """The `jwk` contains the private key, which is no longer private."""

    public = "A key proof must not contain a private key."


class KeyProofSignatureInvalid(KeyProofInvalid):
    """The proof is not signed by the key it carries."""

    public = "The signature of a key proof does not verify with its key."


class KeyProofWrongAudience(KeyProofInvalid):
    """The proof was made for another issuer."""

    public = "The aud of a key proof must be this credential issuer."


class KeyProofWrongClient(KeyProofInvalid):
    """The proof names another client than the one that got the access token."""

    public = "The iss of a key proof must be the client that got the access token."


class KeyProofNonceMissing(KeyProofInvalid):
    """The proof has no nonce, so it could have been made at any time."""

    public = "A key proof must contain a nonce from this issuer's nonce endpoint."


class KeyProofOutOfTime(KeyProofInvalid):
    """`iat` is too old, or in the future."""

    public = "A key proof must have been made just now."


class KeyProofsRepeatKey(KeyProofInvalid):
    """Two proofs of one request are of the same key; each credential needs its own."""

    public = "Each key proof of a request must be of another key."


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedKeyProof:
    """A key that the wallet holds. Whether `nonce` was handed out, and is unused, is still to be checked."""

    key: PublicJwk
    nonce: str
    issued_at: datetime


def build_key_proof(
    *, key: PublicJwk, audience: str, nonce: str | None, now: datetime, client_id: str | None = None
) -> bytes:
    """Build what the holder key signs: a closed template, so that nothing else can be slipped in.

    `audience` is the credential issuer's identifier; `client_id` stays None where the token was fetched
    anonymously; `nonce` is None only for an issuer without a nonce endpoint.

    Spec: OpenID4VCI 1.0, `jwt` Proof Type.
    """
    header: JsonObject = {"typ": KEY_PROOF_TYP, "jwk": serialize_public_jwk(key)}
    claims: JsonObject = {"aud": audience, "iat": numeric_date(now)}
    if nonce is not None:
        claims["nonce"] = nonce
    if client_id is not None:
        claims["iss"] = client_id
    return build_signing_input(header, claims)


def verify_key_proofs(
    proofs: Sequence[str],
    *,
    audience: str,
    client_id: str | None,
    now: datetime,
    max_age: timedelta,
    leeway: timedelta,
) -> tuple[VerifiedKeyProof, ...]:
    """Verify all proofs of one request, which must be of different keys.

    Raises:
        KeyProofsRepeatKey: one key twice.
        KeyProofInvalid: as `verify_key_proof`, for the first proof that fails.

    Spec: OpenID4VCI 1.0, Verifying Proof.
    """
    verified = tuple(
        verify_key_proof(
            proof, audience=audience, client_id=client_id, now=now, max_age=max_age, leeway=leeway
        )
        for proof in proofs
    )
    if len({proof.key for proof in verified}) != len(verified):
        raise KeyProofsRepeatKey()
    return verified


def verify_key_proof(
    proof: str,
    *,
    audience: str,
    client_id: str | None,
    now: datetime,
    max_age: timedelta,
    leeway: timedelta,
    key_named: KeyFinder | None = None,
) -> VerifiedKeyProof:
    """Verify one key proof for the issuer `audience`; the caller then consumes its nonce.

    `client_id` is the client that got the access token, None where it is unknown; then `iss` is ignored.
    `iat` may lie between `now - max_age - leeway` and `now + leeway`. `key_named` finds a key by `kid`, where
    somebody attested the keys that are meant.

    Raises:
        KeyProofInvalid: one subclass per broken rule, in the order of the steps below.

    Spec: OpenID4VCI 1.0, Verifying Proof.
    """
    jws, claims = _read(proof)
    # (1) The proof is typed as one, so that no other token of the wallet can pass for it.
    if jws.header.get("typ") != KEY_PROOF_TYP:
        raise KeyProofTypeWrong()
    # (2) The algorithm is ours, never the header's choice.
    if jws.header.get("alg") != "ES256":
        raise KeyProofAlgorithmUnsupported()
    # (3) Exactly one key, contained in the header, without its private part, signed the proof.
    key = _key_of(jws, key_named)
    try:
        verify_jws(jws, key=key, typ=KEY_PROOF_TYP)
    except ProtocolError as error:
        raise KeyProofSignatureInvalid(type(error).__name__) from error
    # (4) It was made for this issuer, by the client that asks.
    if claims.get("aud") != audience:
        raise KeyProofWrongAudience()
    _check_client(claims, client_id)
    # (5) It was made just now.
    issued_at = _issued_at(claims)
    if not now - max_age - leeway <= issued_at <= now + leeway:
        raise KeyProofOutOfTime()
    # (6) It answers a challenge, which the caller holds against those it handed out.
    return VerifiedKeyProof(key=key, nonce=_nonce(claims), issued_at=issued_at)


def _read(proof: str) -> tuple[Jws, JsonObject]:
    try:
        jws = parse_compact_jws(proof, max_chars=_MAX_PROOF_CHARS)
        return jws, claims_of(jws)
    except ProtocolError as error:
        raise KeyProofMalformed(type(error).__name__) from error


def _key_of(jws: Jws, key_named: KeyFinder | None) -> PublicJwk:
    named = [name for name in _KEY_PARAMETERS if name in jws.header]
    if len(named) != 1:
        raise KeyProofKeyAmbiguous(f"{len(named)} key parameters")
    if named == ["kid"] and key_named is not None:
        return _named_key(jws, key_named)
    if named != ["jwk"]:
        raise KeyProofKeyReferenceUnsupported(named[0])
    members = jws.header["jwk"]
    if not isinstance(members, dict):
        raise KeyProofKeyInvalid("not an object")
    try:
        return parse_public_jwk(members)
    except PrivateKeyExposed as error:
        raise KeyProofExposesPrivateKey() from error
    except ProtocolError as error:
        raise KeyProofKeyInvalid(type(error).__name__) from error


def _named_key(jws: Jws, key_named: KeyFinder) -> PublicJwk:
    try:
        key = key_named(key_id_of(jws) or "")
    except ProtocolError as error:
        raise KeyProofKeyInvalid(type(error).__name__) from error
    if key is None:
        raise KeyProofKeyInvalid("no attested key has this kid")
    return key


def _check_client(claims: JsonObject, client_id: str | None) -> None:
    if client_id is not None and claims.get("iss", client_id) != client_id:
        raise KeyProofWrongClient()


def _issued_at(claims: JsonObject) -> datetime:
    try:
        return numeric_date_member(claims, "iat")
    except MemberInvalid as error:
        raise KeyProofMalformed(error.detail) from error


def _nonce(claims: JsonObject) -> str:
    try:
        nonce = optional_string_member(claims, "nonce")
    except MemberInvalid as error:
        raise KeyProofMalformed(error.detail) from error
    if nonce is None:
        raise KeyProofNonceMissing()
    return nonce
