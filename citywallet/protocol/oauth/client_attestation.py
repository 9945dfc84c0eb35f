"""How a wallet proves who it is: its provider attests a key, and the wallet shows that it holds it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    numeric_date,
    numeric_date_member,
    object_member,
    optional_numeric_date_member,
    optional_string_member,
    string_member,
)
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import (
    Jws,
    build_signing_input,
    claims_of,
    parse_compact_jws,
    serialize_x5c,
    verify_jws,
)
from citywallet.protocol.keys import PublicJwk, parse_public_jwk, serialize_public_jwk
from citywallet.protocol.oauth.client_attestation_errors import (
    AttestationPopInvalid,
    AttesterUnknown,
    ClientAttestationKeyInvalid,
    ClientAttestationMalformed,
    ClientAttestationOfAnother,
    ClientAttestationOutOfTime,
    ClientAttestationSignatureInvalid,
    ClientAttestationTypeWrong,
)
from citywallet.protocol.statuslist import (
    StatusReference,
    StatusReferenceInvalid,
    optional_status_claim,
)
from citywallet.protocol.trust import TrustedAttesters, key_of_attester

CLIENT_ATTESTATION_TYP = "oauth-client-attestation+jwt"
CLIENT_ATTESTATION_POP_TYP = "oauth-client-attestation-pop+jwt"
CLIENT_ATTESTATION_ALGORITHMS = ("ES256",)
CHALLENGE_HEADER = "OAuth-Client-Attestation-Challenge"
ATTESTATION_AUTH_METHOD = "attest_jwt_client_auth"

_MAX_ATTESTATION_CHARS = 16_384
_MAX_ID_CHARS = 256
_MAX_CLIENT_ID_CHARS = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAttestation:
    """An attestation and its proof of possession as they came; nothing about them is verified."""

    attestation: str
    pop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAttestation:
    """What a wallet provider says: the client `client_id` holds `key`, until `expires_at`.

    Whether it was taken back since, which `status` tells where it is given, is still to be checked.
    """

    attester: str
    client_id: str
    key: PublicJwk
    expires_at: datetime
    status: StatusReference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedAttestationPop:
    """That the wallet holds the attested key.

    Whether `proof_id` (the claim `jti`) was seen before, and whether `challenge` is of this server, is still
    to be checked.
    """

    proof_id: str
    challenge: str | None
    issued_at: datetime


def build_client_attestation(
    attestation: ClientAttestation, *, chain: tuple[bytes, ...], now: datetime
) -> bytes:
    """Build what a wallet provider signs; `chain` are its certificates, its own first, without the root.

    Spec: OpenID4VCI 1.0, Wallet Attestations in JWT format.
    """
    header: JsonObject = {"typ": CLIENT_ATTESTATION_TYP, **serialize_x5c(chain)}
    claims: JsonObject = {
        "iss": attestation.attester,
        "sub": attestation.client_id,
        "iat": numeric_date(now),
        "exp": numeric_date(attestation.expires_at),
        "cnf": {"jwk": serialize_public_jwk(attestation.key)},
    }
    return build_signing_input(header, claims)


def build_attestation_pop(
    *, client_id: str, audience: str, proof_id: str, challenge: str | None, now: datetime
) -> bytes:
    """Build what the attested key signs; `audience` is the issuer identifier of the authorization server.

    Spec: Attestation-Based Client Authentication, Client Attestation PoP JWT.
    """
    claims: JsonObject = {"iss": client_id, "aud": audience, "jti": proof_id, "iat": numeric_date(now)}
    if challenge is not None:
        claims["challenge"] = challenge
    return build_signing_input({"typ": CLIENT_ATTESTATION_POP_TYP}, claims)


def verify_client_attestation(
    text: str, *, trusted: TrustedAttesters, now: datetime, leeway: timedelta
) -> ClientAttestation:
    """Verify what a wallet provider attests; its times may be off by `leeway`.

    Raises:
        ClientAttestationInvalid: one subclass per broken rule, in the order of the steps below.

    Spec: Attestation-Based Client Authentication, Verification and Processing.
    """
    jws, claims = _read(text, ClientAttestationMalformed)
    # (1) The attestation is typed as one, and the algorithm is ours, never the header's choice.
    if jws.header.get("typ") != CLIENT_ATTESTATION_TYP or jws.header.get("alg") != "ES256":
        raise ClientAttestationTypeWrong()
    # (2) Nothing that it must say is absent.
    attestation = _attestation(claims)
    # (3) Somebody whom we trust signed it.
    try:
        key = key_of_attester(jws, attester=attestation.attester, trusted=trusted, at=now)
    except ProtocolError as error:
        raise AttesterUnknown(type(error).__name__) from error
    try:
        verify_jws(jws, key=key, typ=CLIENT_ATTESTATION_TYP)
    except ProtocolError as error:
        raise ClientAttestationSignatureInvalid(type(error).__name__) from error
    # (4) It counts now.
    begins_at = _begins_at(claims)
    if now >= attestation.expires_at + leeway or (begins_at is not None and begins_at > now + leeway):
        raise ClientAttestationOutOfTime()
    return attestation


def verify_attestation_pop(
    text: str,
    attestation: ClientAttestation,
    *,
    audience: str,
    now: datetime,
    max_age: timedelta,
    leeway: timedelta,
) -> VerifiedAttestationPop:
    """Verify that the wallet holds the attested key. `iat` may lie up to `max_age` and `leeway` back.

    Raises:
        AttestationPopInvalid: it cannot be read, is not by this key, not for `audience`, or not of now.
        ClientAttestationOfAnother: it names another client than the attestation.

    Spec: Attestation-Based Client Authentication, Client Attestation PoP JWT.
    """
    jws, claims = _read(text, AttestationPopInvalid)
    # (1) The attested key signed it, as a proof of possession.
    if jws.header.get("typ") != CLIENT_ATTESTATION_POP_TYP:
        raise AttestationPopInvalid("typ")
    try:
        verify_jws(jws, key=attestation.key, typ=CLIENT_ATTESTATION_POP_TYP)
    except ProtocolError as error:
        raise AttestationPopInvalid(type(error).__name__) from error
    # (2) It was made by this client for this server.
    pop = _pop(claims)
    if claims.get("iss") != attestation.client_id:
        raise ClientAttestationOfAnother("iss of the proof")
    if claims.get("aud") not in (audience, [audience]):
        raise AttestationPopInvalid("aud")
    # (3) It was made just now.
    if not now - max_age - leeway <= pop.issued_at <= now + leeway:
        raise AttestationPopInvalid("iat")
    return pop


def serialize_attestation_challenge(challenge: str) -> JsonObject:
    """The JSON object of the challenge endpoint.

    Spec: Attestation-Based Client Authentication, Challenge Retrieval.
    """
    return {"attestation_challenge": challenge}


def parse_attestation_challenge(members: JsonObject) -> str:
    """Read the challenge; unknown members are ignored.

    Raises:
        MemberInvalid: there is none.

    Spec: Attestation-Based Client Authentication, Challenge Retrieval.
    """
    return string_member(members, "attestation_challenge")


def _read(text: str, error_class: type[ProtocolError]) -> tuple[Jws, JsonObject]:
    try:
        jws = parse_compact_jws(text, max_chars=_MAX_ATTESTATION_CHARS)
        return jws, claims_of(jws)
    except ProtocolError as error:
        raise error_class(type(error).__name__) from error


def _attestation(claims: JsonObject) -> ClientAttestation:
    try:
        attester, client_id = string_member(claims, "iss"), string_member(claims, "sub")
        expires_at = numeric_date_member(claims, "exp")
        members = object_member(object_member(claims, "cnf"), "jwk")
        status = optional_status_claim(claims)
    except (MemberInvalid, StatusReferenceInvalid) as error:
        raise ClientAttestationMalformed(error.detail) from error
    if len(client_id) > _MAX_CLIENT_ID_CHARS:
        raise ClientAttestationMalformed("sub is too long")
    try:
        key = parse_public_jwk(members)
    except ProtocolError as error:
        raise ClientAttestationKeyInvalid(type(error).__name__) from error
    return ClientAttestation(
        attester=attester, client_id=client_id, key=key, expires_at=expires_at, status=status
    )


def _begins_at(claims: JsonObject) -> datetime | None:
    """The later of the times from which the attestation counts."""
    try:
        times = [optional_numeric_date_member(claims, name) for name in ("nbf", "iat")]
    except MemberInvalid as error:
        raise ClientAttestationMalformed(error.detail) from error
    return max((time for time in times if time is not None), default=None)


def _pop(claims: JsonObject) -> VerifiedAttestationPop:
    try:
        proof_id, issued_at = string_member(claims, "jti"), numeric_date_member(claims, "iat")
        challenge = optional_string_member(claims, "challenge")
    except MemberInvalid as error:
        raise AttestationPopInvalid(error.detail) from error
    if len(proof_id) > _MAX_ID_CHARS or len(challenge or "") > _MAX_ID_CHARS:
        raise AttestationPopInvalid("jti or challenge is too long")
    return VerifiedAttestationPop(proof_id=proof_id, challenge=challenge, issued_at=issued_at)
