"""The credential request: which credential, bound to which keys."""

from dataclasses import dataclass

from citywallet.protocol.encoding import JsonObject, JsonValue, MemberInvalid, optional_string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oid4vci.encryption import (
    ResponseEncryption,
    serialize_response_encryption,
    wanted_response_encryption,
)

JWT_PROOF_TYPE = "jwt"
ATTESTATION_PROOF_TYPE = "attestation"

_MAX_PROOF_CHARS = 65_536


class CredentialRequestMalformed(ProtocolError):
    """A member of the request is of the wrong type, or the request names no credential, or two."""

    code = ErrorCode.INVALID_CREDENTIAL_REQUEST
    public = "The credential request must name one credential_configuration_id or one credential_identifier."


class KeyProofsMissing(ProtocolError):
    """The credential is bound to a key and the request proves none."""

    code = ErrorCode.INVALID_PROOF
    public = "The credential request must carry key proofs in the parameter proofs."


class KeyProofsObsolete(ProtocolError):
    """The request uses the singular `proof` of older drafts."""

    code = ErrorCode.INVALID_PROOF
    public = "The parameter proof is not supported; key proofs go into proofs, as arrays by type."


class KeyProofsMalformed(ProtocolError):
    """`proofs` is not an object with exactly one filled array of texts."""

    code = ErrorCode.INVALID_PROOF
    public = "The parameter proofs must hold exactly one proof type with a filled array."


class KeyProofTypeUnsupported(ProtocolError):
    """The keys are proven neither by JWTs nor by an attestation of somebody whom the issuer trusts."""

    code = ErrorCode.INVALID_PROOF
    public = "This issuer does not support key proofs of this type."


class KeyProofsTooMany(ProtocolError):
    """More key proofs than the issuer's batch size."""

    code = ErrorCode.INVALID_PROOF
    public = "The request carries more key proofs than this issuer's batch size."


@dataclass(frozen=True, slots=True, kw_only=True)
class ByConfiguration:
    """The wallet names the credential by its configuration."""

    credential_configuration_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByIdentifier:
    """The wallet names the credential by an identifier that came with its access token."""

    credential_identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRequest:
    """A request; the key proofs are texts, of which nothing is verified yet. Empty means none was sent.

    `key_attestation` stands in their place where keys are attested and not proven. `response_encryption` is
    None where a plain answer is wanted.
    """

    requested: ByConfiguration | ByIdentifier
    key_proofs: tuple[str, ...]
    key_attestation: str | None = None
    response_encryption: ResponseEncryption | None = None


def parse_credential_request(members: JsonObject, *, batch_size: int) -> CredentialRequest:
    """Read a credential request with at most `batch_size` key proofs; unknown members are ignored.

    Raises:
        CredentialRequestMalformed: not exactly one credential named, or a member of the wrong type.
        EncryptionParametersInvalid: an encrypted answer is wanted, by other means than we have.
        KeyProofsObsolete: `proof` in place of `proofs`.
        KeyProofsMalformed: `proofs` is not one filled array of texts.
        KeyProofTypeUnsupported: another type than `jwt` and `attestation`.
        KeyProofsTooMany: more than `batch_size`.

    Spec: OpenID4VCI 1.0, Credential Request.
    """
    requested = _parse_requested(members)
    response_encryption = wanted_response_encryption(members)
    if "proof" in members and "proofs" not in members:
        raise KeyProofsObsolete()
    proof_type, proofs = _parse_proofs(members, batch_size=batch_size)
    if proof_type == ATTESTATION_PROOF_TYPE and len(proofs) != 1:
        raise KeyProofsMalformed("exactly one attestation is required")
    is_attested = proof_type == ATTESTATION_PROOF_TYPE
    return CredentialRequest(
        requested=requested,
        key_proofs=() if is_attested else proofs,
        key_attestation=proofs[0] if is_attested else None,
        response_encryption=response_encryption,
    )


def required_key_proofs(request: CredentialRequest) -> tuple[str, ...]:
    """The key proofs of a request for a credential that is bound to a key.

    Raises:
        KeyProofsMissing: there is none.

    Spec: OpenID4VCI 1.0, Credential Request Errors.
    """
    if not request.key_proofs:
        raise KeyProofsMissing()
    return request.key_proofs


def serialize_credential_request(request: CredentialRequest) -> JsonObject:
    """The JSON object of a credential request.

    Spec: OpenID4VCI 1.0, Credential Request.
    """
    members: JsonObject = (
        {"credential_configuration_id": request.requested.credential_configuration_id}
        if isinstance(request.requested, ByConfiguration)
        else {"credential_identifier": request.requested.credential_identifier}
    )
    if request.key_proofs:
        members["proofs"] = {JWT_PROOF_TYPE: list(request.key_proofs)}
    if request.key_attestation is not None:
        members["proofs"] = {ATTESTATION_PROOF_TYPE: [request.key_attestation]}
    if request.response_encryption is not None:
        members["credential_response_encryption"] = serialize_response_encryption(request.response_encryption)
    return members


def _parse_requested(members: JsonObject) -> ByConfiguration | ByIdentifier:
    try:
        configuration_id = optional_string_member(members, "credential_configuration_id")
        identifier = optional_string_member(members, "credential_identifier")
    except MemberInvalid as error:
        raise CredentialRequestMalformed(error.detail) from error
    if configuration_id is not None and identifier is None:
        return ByConfiguration(credential_configuration_id=configuration_id)
    if identifier is not None and configuration_id is None:
        return ByIdentifier(credential_identifier=identifier)
    raise CredentialRequestMalformed("exactly one credential must be named")


def _parse_proofs(members: JsonObject, *, batch_size: int) -> tuple[str, tuple[str, ...]]:
    """The type of the proofs, and the proofs; none where the request has none."""
    if "proofs" not in members:
        return JWT_PROOF_TYPE, ()
    value = members["proofs"]
    if not isinstance(value, dict) or len(value) != 1:
        raise KeyProofsMalformed("not an object with one member")
    ((proof_type, proofs),) = value.items()
    if proof_type not in (JWT_PROOF_TYPE, ATTESTATION_PROOF_TYPE):
        raise KeyProofTypeUnsupported()
    if not isinstance(proofs, list) or not proofs:
        raise KeyProofsMalformed("not a filled array")
    # The cap comes before anything looks at the proofs themselves: 10,000 of them cost nothing.
    if len(proofs) > batch_size:
        raise KeyProofsTooMany(f"{len(proofs)} of at most {batch_size}")
    return proof_type, tuple(_parse_proof(proof) for proof in proofs)


def _parse_proof(value: JsonValue) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_PROOF_CHARS:
        raise KeyProofsMalformed("a proof is no text of a sensible length")
    return value
