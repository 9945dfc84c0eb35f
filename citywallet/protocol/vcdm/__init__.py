"""Verifiable credentials of the W3C's data model 2.0, secured as JWTs."""

from citywallet.protocol.vcdm.build import (
    JWT_VC_FORMAT,
    VC_JWT_MEDIA_TYPE,
    VC_JWT_TYP,
    VC_TYPE,
    UnsignedVc,
    Validity,
    build_verifiable_credential,
)
from citywallet.protocol.vcdm.errors import VcExpired, VcMalformed, VcNotYetValid
from citywallet.protocol.vcdm.verification import (
    VerifiedVc,
    check_vc_validity,
    verify_verifiable_credential,
)

__all__ = [
    "JWT_VC_FORMAT",
    "VC_JWT_MEDIA_TYPE",
    "VC_JWT_TYP",
    "VC_TYPE",
    "UnsignedVc",
    "Validity",
    "VcExpired",
    "VcMalformed",
    "VcNotYetValid",
    "VerifiedVc",
    "build_verifiable_credential",
    "check_vc_validity",
    "verify_verifiable_credential",
]
