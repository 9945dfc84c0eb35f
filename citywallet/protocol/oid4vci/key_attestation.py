"""Key attestations: a wallet provider states which keys a wallet holds, and how they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    MemberInvalid,
    array_member,
    numeric_date,
    numeric_date_member,
    optional_numeric_date_member,
    optional_string_array_member,
    optional_string_member,
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
from citywallet.protocol.oid4vci.key_proof import KeyProofInvalid, KeyProofNonceMissing, KeyProofsRepeatKey
from citywallet.protocol.statuslist import (
    StatusReference,
    StatusReferenceInvalid,
    optional_status_claim,
)
from citywallet.protocol.trust import TrustedAttesters, key_of_attester

KEY_ATTESTATION_TYP = "key-attestation+jwt"

_MAX_ATTESTATION_CHARS = 65_536
_MAX_KEYS = 1_000


class KeyAttestationInvalid(KeyProofInvalid):
    """The root of what can be wrong with a key attestation."""

    public = "The key attestation is not valid."


class KeyAttestationMissing(KeyAttestationInvalid):
    """The credential goes to attested keys only, and the request attests none."""

    public = "This credential needs keys that a wallet provider attests."


class KeyAttestationMalformed(KeyAttestationInvalid):
    """It is no compact JWS with a JSON object inside, or a claim is absent or of the wrong type."""

    public = "The key attestation could not be read."


class KeyAttestationTypeWrong(KeyAttestationInvalid):
    """The header's `typ` or `alg` is not the one of key attestations: a token made for something else."""

    public = "The key attestation must be of the type key-attestation+jwt and signed with ES256."


class KeyAttesterUnknown(KeyAttestationInvalid):
    """Nobody whom this issuer trusts vouches for the signer."""

    public = "The attester of the keys is not trusted here."


class KeyAttestationSignatureInvalid(KeyAttestationInvalid):
    """The attestation is not signed by the attester that it names."""

    public = "The signature of the key attestation does not verify."


class KeyAttestationOutOfTime(KeyAttestationInvalid):
    """The attestation has expired, was made in the future, or does not end although it must."""

    public = "The key attestation has expired or is not valid yet."


class KeyAttestationRevoked(KeyAttestationInvalid):
    """The attester's status list says that it took the attestation back."""

    public = "The attester has taken the key attestation back."


class KeyNotAttested(KeyAttestationInvalid):
    """The key of the key proof is not among those that are attested."""

    public = "The key of a key proof must be among those that are attested."


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAttestation:
    """Keys that a wallet holds in one storage, as `attester` (None where it gives no name) states it.

    Whether `nonce` is of this issuer, and whether the attestation was taken back since, which `status` tells
    where it is given, is still to be checked.

    `key_ids` are the members `kid` of the keys, in their order, None where a key has none. `key_storage` and
    `user_authentication` say how hard the keys are to steal and to use; empty where nothing is said.
    """

    keys: tuple[PublicJwk, ...]
    key_ids: tuple[str | None, ...]
    nonce: str
    expires_at: datetime | None
    attester: str | None = None
    status: StatusReference | None = None
    key_storage: tuple[str, ...] = ()
    user_authentication: tuple[str, ...] = ()

    def key_named(self, key_id: str) -> PublicJwk | None:
        """The key with this `kid`, else the one at this place, counted from 0; None where there is none."""
        named: Mapping[str | None, PublicJwk] = dict(zip(self.key_ids, self.keys, strict=True))
        if key_id in named:
            return named[key_id]
        place = int(key_id) if key_id.isascii() and key_id.isdigit() and len(key_id) < 5 else len(self.keys)
        return self.keys[place] if place < len(self.keys) else None


def build_key_attestation(
    keys: Sequence[PublicJwk],
    *,
    attester: str,
    chain: tuple[bytes, ...],
    nonce: str,
    now: datetime,
    expires_at: datetime,
) -> bytes:
    """Build what a wallet provider signs; `chain` are its certificates, its own first, without the root.

    Spec: OpenID4VCI 1.0, Key Attestation in JWT format.
    """
    header: JsonObject = {"typ": KEY_ATTESTATION_TYP, **serialize_x5c(chain)}
    attested: list[JsonValue] = [serialize_public_jwk(key) for key in keys]
    claims: JsonObject = {
        "iss": attester,
        "iat": numeric_date(now),
        "exp": numeric_date(expires_at),
        "nonce": nonce,
        "attested_keys": attested,
    }
    return build_signing_input(header, claims)


def verify_key_attestation(
    text: str, *, trusted: TrustedAttesters, ends: bool, now: datetime, leeway: timedelta
) -> KeyAttestation:
    """Verify a key attestation; its times may be off by `leeway`. With `ends` it must say when it expires.

    Raises:
        KeyAttestationInvalid: one subclass per broken rule, in the order of the steps below.
        KeyProofNonceMissing: it answers no nonce, so it could have been made at any time.
        KeyProofsRepeatKey: it attests one key twice.

    Spec: OpenID4VCI 1.0, Key Attestation in JWT format.
    """
    jws, claims = _read(text)
    # (1) The attestation is typed as one, and the algorithm is ours, never the header's choice.
    if jws.header.get("typ") != KEY_ATTESTATION_TYP or jws.header.get("alg") != "ES256":
        raise KeyAttestationTypeWrong()
    # (2) Somebody whom we trust signed it.
    try:
        attester = optional_string_member(claims, "iss")
        key = key_of_attester(jws, attester=attester, trusted=trusted, at=now)
    except ProtocolError as error:
        raise KeyAttesterUnknown(type(error).__name__) from error
    try:
        verify_jws(jws, key=key, typ=KEY_ATTESTATION_TYP)
    except ProtocolError as error:
        raise KeyAttestationSignatureInvalid(type(error).__name__) from error
    # (3) It counts now.
    attestation, issued_at = _parse(claims)
    expires_at = attestation.expires_at
    if issued_at > now + leeway or (ends and expires_at is None):
        raise KeyAttestationOutOfTime()
    if expires_at is not None and now >= expires_at + leeway:
        raise KeyAttestationOutOfTime("expired")
    # (4) Its keys differ, and it answers a challenge, which the caller holds against those it handed out.
    if len(set(attestation.keys)) != len(attestation.keys):
        raise KeyProofsRepeatKey()
    return attestation


def _read(text: str) -> tuple[Jws, JsonObject]:
    try:
        jws = parse_compact_jws(text, max_chars=_MAX_ATTESTATION_CHARS)
        return jws, claims_of(jws)
    except ProtocolError as error:
        raise KeyAttestationMalformed(type(error).__name__) from error


def _parse(claims: JsonObject) -> tuple[KeyAttestation, datetime]:
    try:
        attested = array_member(claims, "attested_keys")
        nonce = optional_string_member(claims, "nonce")
        issued_at = numeric_date_member(claims, "iat")
        expires_at = optional_numeric_date_member(claims, "exp")
        key_storage = optional_string_array_member(claims, "key_storage")
        user_authentication = optional_string_array_member(claims, "user_authentication")
        key_ids = tuple(optional_string_member(_as_object(each), "kid") for each in attested)
        attester, status = optional_string_member(claims, "iss"), optional_status_claim(claims)
    except (MemberInvalid, StatusReferenceInvalid) as error:
        raise KeyAttestationMalformed(error.detail) from error
    if not 0 < len(attested) <= _MAX_KEYS:
        raise KeyAttestationMalformed("no keys, or too many")
    if nonce is None:
        raise KeyProofNonceMissing()
    attestation = KeyAttestation(
        keys=tuple(_parse_key(each) for each in attested),
        key_ids=key_ids,
        nonce=nonce,
        expires_at=expires_at,
        attester=attester,
        status=status,
        key_storage=key_storage,
        user_authentication=user_authentication,
    )
    return attestation, issued_at


def _parse_key(value: JsonValue) -> PublicJwk:
    try:
        return parse_public_jwk(_as_object(value))
    except ProtocolError as error:
        raise KeyAttestationMalformed(f"attested_keys: {type(error).__name__}") from error


def _as_object(value: JsonValue) -> JsonObject:
    if not isinstance(value, dict):
        raise MemberInvalid("attested_keys: an array of keys is required")
    return value
