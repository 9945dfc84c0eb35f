"""SD-JWT VC: verifiable credentials as SD-JWTs, with a type, a lifetime, a holder key and a status."""

from citywallet.protocol.sdjwtvc.build import build_credential
from citywallet.protocol.sdjwtvc.errors import (
    ClaimNotDisclosable,
    CredentialExpired,
    CredentialMalformed,
    CredentialNotYetValid,
    CredentialWithoutExpiry,
    HolderKeyUnsupported,
    RegisteredClaimGiven,
    StatusReferenceInvalid,
)
from citywallet.protocol.sdjwtvc.status_reference import (
    StatusReference,
    parse_status_claim,
    serialize_status_claim,
)
from citywallet.protocol.sdjwtvc.verification import (
    CREDENTIAL_TYP,
    VerifiedCredential,
    check_validity,
    issuer_x5c,
    verify_credential,
)

__all__ = [
    "CREDENTIAL_TYP",
    "ClaimNotDisclosable",
    "CredentialExpired",
    "CredentialMalformed",
    "CredentialNotYetValid",
    "CredentialWithoutExpiry",
    "HolderKeyUnsupported",
    "RegisteredClaimGiven",
    "StatusReference",
    "StatusReferenceInvalid",
    "VerifiedCredential",
    "build_credential",
    "check_validity",
    "issuer_x5c",
    "parse_status_claim",
    "serialize_status_claim",
    "verify_credential",
]
