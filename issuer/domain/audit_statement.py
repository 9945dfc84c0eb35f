"""A signed statement of where the audit log has come to, to be kept where the office cannot reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.encoding import (
    MemberInvalid,
    integer_member,
    numeric_date,
    numeric_date_member,
    string_member,
)
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import (
    build_signing_input,
    claims_of,
    parse_compact_jws,
    serialize_x5c,
    verify_jws,
    x5c_of,
)
from citywallet.protocol.trust import CertificateUsage, verify_chain
from issuer.domain.audit import AuditHead

AUDIT_HEAD_TYPE = "citywallet-audit-head+jwt"


class AuditStatementForeign(ProtocolError):
    """The statement is of another issuer, or signed for another."""

    public = "The statement is not one of this issuer."


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedHead:
    """A head that the issuer stated, and when."""

    head: AuditHead
    stated_at: datetime


def build_audit_statement(stated: StatedHead, *, issuer: str, chain: tuple[bytes, ...]) -> bytes:
    """What is signed, with the status key whose certificates `chain` holds: docs/specs/audit-log.md."""
    return build_signing_input(
        {"alg": "ES256", "typ": AUDIT_HEAD_TYPE, **serialize_x5c(chain)},
        {
            "iss": issuer,
            "iat": numeric_date(stated.stated_at),
            "number": stated.head.number,
            "digest": stated.head.digest.hex(),
        },
    )


def verify_audit_statement(text: str, *, issuer: str, anchors: Sequence[bytes]) -> StatedHead:
    """What an issuer stated, if the statement is genuine. Certificates are judged at the time it names.

    Raises:
        TrustError: the certificates lead to none of `anchors`.
        AuditStatementForeign: it is of another issuer.
        ProtocolError: it is malformed or not signed by the certified key.
    """
    jws = parse_compact_jws(text)
    claims = claims_of(jws)
    stated_at = numeric_date_member(claims, "iat")
    leaf = verify_chain(x5c_of(jws), anchors=anchors, at=stated_at, usage=CertificateUsage.STATUS_SIGNER)
    verify_jws(jws, key=leaf.key, typ=AUDIT_HEAD_TYPE)
    if issuer not in leaf.uris or string_member(claims, "iss") != issuer:
        raise AuditStatementForeign()
    try:
        digest = bytes.fromhex(string_member(claims, "digest"))
    except ValueError as error:
        raise MemberInvalid("digest") from error
    return StatedHead(
        head=AuditHead(number=integer_member(claims, "number"), digest=digest), stated_at=stated_at
    )
