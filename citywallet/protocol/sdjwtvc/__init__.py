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
)
from citywallet.protocol.sdjwtvc.verification import (
    CREDENTIAL_TYP,
    SD_JWT_VC_FORMAT,
    VerifiedCredential,
    check_validity,
    holder_key_of,
    issuer_x5c,
    verify_credential,
)

__all__ = [
    "CREDENTIAL_TYP",
    "SD_JWT_VC_FORMAT",
    "ClaimNotDisclosable",
    "CredentialExpired",
    "CredentialMalformed",
    "CredentialNotYetValid",
    "CredentialWithoutExpiry",
    "HolderKeyUnsupported",
    "RegisteredClaimGiven",
    "VerifiedCredential",
    "build_credential",
    "check_validity",
    "holder_key_of",
    "issuer_x5c",
    "verify_credential",
]
