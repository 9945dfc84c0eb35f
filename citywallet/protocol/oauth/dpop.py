"""DPoP: a signature with each request shows that who sends a token holds the key it is bound to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    encode_base64url,
    numeric_date,
    numeric_date_member,
    optional_string_member,
    string_member,
)
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import Jws, build_signing_input, claims_of, parse_compact_jws, verify_jws
from citywallet.protocol.keys import PrivateKeyExposed, PublicJwk, parse_public_jwk, serialize_public_jwk
from citywallet.protocol.oauth.bearer import AccessToken
from citywallet.protocol.oauth.dpop_errors import (
    DpopAccessTokenWrong,
    DpopAlgorithmUnsupported,
    DpopExposesPrivateKey,
    DpopKeyInvalid,
    DpopMethodWrong,
    DpopOutOfTime,
    DpopProofMalformed,
    DpopSignatureInvalid,
    DpopTargetWrong,
    DpopTypeWrong,
)
from citywallet.protocol.oauth.target_uri import normalize_target_uri

DPOP_PROOF_TYP = "dpop+jwt"
DPOP_SIGNING_ALGORITHMS = ("ES256",)

_MAX_PROOF_CHARS = 8_192
_MAX_ID_CHARS = 256
_MAX_NONCE_CHARS = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenRequest:
    """The request that a proof comes with. `access_token` is None at the token endpoint.

    `address` is the public one, as wallets know it: behind a proxy it differs from where we listen.
    """

    method: str
    address: str
    access_token: AccessToken | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DpopProof:
    """A proof taken apart; nothing about it is verified."""

    jws: Jws
    key: PublicJwk
    claims: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedDpopProof:
    """A key that the sender holds.

    Whether `proof_id` (the claim `jti`) was seen before, and whether `nonce` is of this server, is still to
    be checked.
    """

    key: PublicJwk
    proof_id: str
    nonce: str | None
    issued_at: datetime


def access_token_hash(token: AccessToken) -> str:
    """The claim `ath` for a token.

    Spec: DPoP, DPoP Proof JWT Syntax.
    """
    return encode_base64url(sha256(token.encode("ascii")).digest())


def build_dpop_proof(
    request: ProvenRequest, *, key: PublicJwk, proof_id: str, nonce: str | None, now: datetime
) -> bytes:
    """Build what the key signs for one request; `proof_id` is random, and new for each.

    Spec: DPoP, DPoP Proof JWT Syntax.
    """
    header: JsonObject = {"typ": DPOP_PROOF_TYP, "jwk": serialize_public_jwk(key)}
    claims: JsonObject = {
        "jti": proof_id,
        "htm": request.method,
        "htu": normalize_target_uri(request.address),
        "iat": numeric_date(now),
    }
    if request.access_token is not None:
        claims["ath"] = access_token_hash(request.access_token)
    if nonce is not None:
        claims["nonce"] = nonce
    return build_signing_input(header, claims)


def parse_dpop_proof(text: str) -> DpopProof:
    """Read a proof from the header field `DPoP`.

    Raises:
        DpopProofMalformed: no compact JWS with a JSON object inside.
        DpopKeyInvalid: no public key on P-256 in `jwk`.
        DpopExposesPrivateKey: its private half came along.

    Spec: DPoP, DPoP Proof JWT Syntax.
    """
    try:
        jws = parse_compact_jws(text, max_chars=_MAX_PROOF_CHARS)
        claims = claims_of(jws)
    except ProtocolError as error:
        raise DpopProofMalformed(type(error).__name__) from error
    return DpopProof(jws=jws, key=_key_of(jws), claims=claims)


def verify_dpop_proof(
    proof: DpopProof, request: ProvenRequest, *, now: datetime, max_age: timedelta, leeway: timedelta
) -> VerifiedDpopProof:
    """Verify that a proof was made for this request, just now, by the key it carries.

    `iat` may lie between `now - max_age - leeway` and `now + leeway`. The caller then holds `nonce` and
    `proof_id` against what it handed out and has seen, and the key against the token's.

    Raises:
        DpopProofInvalid: one subclass per broken rule, in the order of the steps below.

    Spec: DPoP, Checking DPoP Proofs.
    """
    # (1) The proof is typed as one, so that no other token of the client can pass for it.
    if proof.jws.header.get("typ") != DPOP_PROOF_TYP:
        raise DpopTypeWrong()
    # (2) The algorithm is ours, never the header's choice.
    if proof.jws.header.get("alg") != "ES256":
        raise DpopAlgorithmUnsupported()
    # (3) The key that it carries signed it.
    try:
        verify_jws(proof.jws, key=proof.key, typ=DPOP_PROOF_TYP)
    except ProtocolError as error:
        raise DpopSignatureInvalid(type(error).__name__) from error
    # (4) It was made for this method and this address, and nothing that it must say is absent.
    verified = _read(proof)
    _check_target(proof.claims, request)
    # (5) It was made just now.
    if not now - max_age - leeway <= verified.issued_at <= now + leeway:
        raise DpopOutOfTime()
    # (6) It covers the token that it comes with: a token and a proof of two requests do not make a third.
    if request.access_token is not None and proof.claims.get("ath") != access_token_hash(
        request.access_token
    ):
        raise DpopAccessTokenWrong()
    return verified


def _key_of(jws: Jws) -> PublicJwk:
    members = jws.header.get("jwk")
    if not isinstance(members, dict):
        raise DpopKeyInvalid("not an object")
    try:
        return parse_public_jwk(members)
    except PrivateKeyExposed as error:
        raise DpopExposesPrivateKey() from error
    except ProtocolError as error:
        raise DpopKeyInvalid(type(error).__name__) from error


def _read(proof: DpopProof) -> VerifiedDpopProof:
    claims = proof.claims
    try:
        proof_id = string_member(claims, "jti")
        nonce = optional_string_member(claims, "nonce")
        issued_at = numeric_date_member(claims, "iat")
    except MemberInvalid as error:
        raise DpopProofMalformed(error.detail) from error
    if len(proof_id) > _MAX_ID_CHARS or len(nonce or "") > _MAX_NONCE_CHARS:
        raise DpopProofMalformed("jti or nonce is too long")
    return VerifiedDpopProof(key=proof.key, proof_id=proof_id, nonce=nonce, issued_at=issued_at)


def _check_target(claims: JsonObject, request: ProvenRequest) -> None:
    try:
        method, address = string_member(claims, "htm"), string_member(claims, "htu")
    except MemberInvalid as error:
        raise DpopProofMalformed(error.detail) from error
    if method != request.method:
        raise DpopMethodWrong()
    try:
        target = normalize_target_uri(address)
    except ProtocolError as error:
        raise DpopTargetWrong("no address") from error
    if target != normalize_target_uri(request.address):
        raise DpopTargetWrong()
