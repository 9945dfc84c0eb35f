"""A statement of the audit log's head counts only if the issuer signed it with its status key."""

from typing import Any

import pytest

from citywallet.protocol.encoding import MemberInvalid
from citywallet.protocol.jose import JwsTypeWrong, serialize_compact, serialize_x5c, sign_jws
from citywallet.protocol.keys import EcSigningKey, SignatureInvalid
from citywallet.protocol.trust import CertificateUsage
from citywallet.protocol.trust.errors import CertificateUsageWrong, ChainNotAnchored
from issuer.domain.audit import AuditHead
from issuer.domain.audit_statement import (
    AUDIT_HEAD_TYPE,
    AuditStatementForeign,
    StatedHead,
    build_audit_statement,
    verify_audit_statement,
)
from tests.support.certificates import ISSUER_URL, a_leaf, a_root, an_authority
from tests.support.keys import ATTACKER, STATUS, a_signing_key
from tests.support.sd_jwts import NOW

KEY = a_signing_key(STATUS)
STATED = StatedHead(head=AuditHead(number=7, digest=bytes(range(32))), stated_at=NOW)
CLAIMS = {"iss": ISSUER_URL, "iat": int(NOW.timestamp()), "number": 7, "digest": bytes(range(32)).hex()}


def a_chain(usage: CertificateUsage = CertificateUsage.STATUS_SIGNER, **changes: Any) -> tuple[bytes, ...]:
    return a_leaf(usage, KEY, **changes), an_authority()


def a_statement(
    *,
    chain: tuple[bytes, ...] | None = None,
    key: EcSigningKey = KEY,
    typ: str = AUDIT_HEAD_TYPE,
    **changes: Any,
) -> str:
    header = {"alg": "ES256", "typ": typ, **serialize_x5c(chain or a_chain())}
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    return sign_jws(header, claims, key=key)


def verified(statement: str) -> StatedHead:
    return verify_audit_statement(statement, issuer=ISSUER_URL, anchors=[a_root()])


def test_what_was_stated_is_read_again() -> None:
    signing_input = build_audit_statement(STATED, issuer=ISSUER_URL, chain=a_chain())
    assert verified(serialize_compact(signing_input, KEY.sign(signing_input))) == STATED
    assert verified(a_statement()) == STATED


@pytest.mark.threat(83)
def test_a_statement_that_another_key_signed_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        verified(a_statement(key=a_signing_key(ATTACKER)))


@pytest.mark.threat(6)
def test_a_token_of_another_type_is_no_statement() -> None:
    with pytest.raises(JwsTypeWrong):
        verified(a_statement(typ="statuslist+jwt"))


@pytest.mark.threat(8)
def test_a_certificate_for_another_use_or_from_elsewhere_is_refused() -> None:
    with pytest.raises(CertificateUsageWrong):
        verified(a_statement(chain=a_chain(CertificateUsage.CREDENTIAL_SIGNER)))
    with pytest.raises(ChainNotAnchored):
        verify_audit_statement(a_statement(), issuer=ISSUER_URL, anchors=[a_root(92, common_name="other")])


def test_a_statement_of_another_issuer_is_refused() -> None:
    with pytest.raises(AuditStatementForeign):
        verified(a_statement(iss="https://other.example"))
    with pytest.raises(AuditStatementForeign):
        verified(a_statement(chain=a_chain(uris=("https://other.example",))))


@pytest.mark.parametrize(
    "change",
    [{"iat": None}, {"iss": None}, {"number": "7"}, {"number": None}, {"digest": "xy"}, {"digest": 7}],
)
def test_a_statement_that_lacks_something_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(MemberInvalid):
        verified(a_statement(**change))
