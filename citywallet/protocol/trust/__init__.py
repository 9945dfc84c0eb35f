"""Whom we trust: certificate chains, key epochs and accreditations, each judged at a given time.

What the chain of certificates says and what the public directory says are two separate questions; a signer
must pass both. Nothing here fetches anything: the facts are handed in.
"""

from citywallet.protocol.trust.accreditation import Accreditation, Period, check_accreditation
from citywallet.protocol.trust.attesters import TrustedAttesters, key_of_attester
from citywallet.protocol.trust.authority import (
    CertificateTerms,
    build_authority_certificate,
    build_leaf_certificate,
    build_root_certificate,
)
from citywallet.protocol.trust.certificate import (
    CertificateUsage,
    parse_certificate,
    parse_pem_certificates,
    serialize_pem_certificates,
)
from citywallet.protocol.trust.chain import VerifiedLeaf, verify_chain
from citywallet.protocol.trust.errors import DirectoryUnavailable, TrustError
from citywallet.protocol.trust.identifiers import issuer_id, type_id
from citywallet.protocol.trust.key_epoch import KeyEpoch, KeyPurpose, check_key_epoch

__all__ = [
    "Accreditation",
    "CertificateTerms",
    "CertificateUsage",
    "DirectoryUnavailable",
    "KeyEpoch",
    "KeyPurpose",
    "Period",
    "TrustError",
    "TrustedAttesters",
    "VerifiedLeaf",
    "build_authority_certificate",
    "build_leaf_certificate",
    "build_root_certificate",
    "check_accreditation",
    "check_key_epoch",
    "issuer_id",
    "key_of_attester",
    "parse_certificate",
    "parse_pem_certificates",
    "serialize_pem_certificates",
    "type_id",
    "verify_chain",
]
