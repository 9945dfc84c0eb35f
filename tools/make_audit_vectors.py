"""Writes tests/vectors/audit/log.json: a short log and its digests, as docs/specs/audit-log.md says.

Run it from the repository's root after a change of the format, which needs a new version in the tag. The test
that reads the vectors computes each of them a second time, without this package.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from issuer.domain.audit import EMPTY_LOG, AuditEvent, chain_event, serialize_time
from issuer.domain.callers import Actor

FILE = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "audit" / "log.json"
SOURCE = (
    "docs/specs/audit-log.md; made by tools/make_audit_vectors.py, checked by the second implementation in "
    "tests/unit/issuer/domain/test_audit.py"
)

# (microseconds, actor, role, act, subject, reason)
EVENTS: tuple[tuple[int, str, str, str, str | None, str | None], ...] = (
    (0, "client:officer", "client", "register.imported", "6f1d0c0b9a8e4d7c8b5a4f3e2d1c0b9a", None),
    (1, "kim.teller", "teller", "offer.created", "0123456789abcdef0123456789abcdef", None),
    (999_999, "lee.approver", "approver+teller", "credential.revoked", "00ff" * 8, "lost"),
    (0, "issuer", "issuer", "credential.revoked", 'a "quoted" \\ text\twith 한글', "other"),
    (0, "issuer", "issuer", "an act of a later version", None, None),
)


def main() -> None:
    """Write the file."""
    head, entries = EMPTY_LOG, []
    for second, (microsecond, actor, role, act, subject, reason) in enumerate(EVENTS):
        at = datetime(2026, 11, 28, 9, 0, second, microsecond, tzinfo=UTC)
        event = AuditEvent(at=at, actor=Actor(name=actor, role=role), act=act, subject=subject, reason=reason)
        entry = chain_event(head, event)
        entries.append(
            {
                "number": entry.number,
                "previous": head.digest.hex(),
                "at": serialize_time(at),
                "actor": actor,
                "role": role,
                "act": act,
                "subject": subject,
                "reason": reason,
                "digest": entry.digest.hex(),
            }
        )
        head = entry.head
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(
        json.dumps({"source": SOURCE, "entries": entries}, ensure_ascii=False, indent=2) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
