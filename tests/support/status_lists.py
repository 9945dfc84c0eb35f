"""Status list tokens: valid ones, and forged ones that break a single rule."""

from datetime import datetime, timedelta
from typing import Any

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import claims_of, parse_compact_jws, serialize_compact, sign_jws
from citywallet.protocol.keys import SigningKey
from citywallet.protocol.statuslist import CredentialStatus, StatusList, build_status_list_token
from tests.support.keys import STATUS, a_signing_key
from tests.support.sd_jwts import NOW

LIST_URI = "http://localhost:8100/status/1"
AGGREGATION_URI = "http://localhost:8100/status-lists"


def a_status_list(changes: dict[int, CredentialStatus] | None = None, *, bits: int = 2) -> StatusList:
    """A small list in which all are valid but those named."""
    return StatusList.empty(bits=bits, entries=4096).with_statuses(changes or {})


def a_status_list_token(
    status_list: StatusList | None = None,
    *,
    uri: str = LIST_URI,
    issued_at: datetime = NOW,
    expires_at: datetime = NOW + timedelta(hours=24),
    ttl: timedelta = timedelta(minutes=5),
    sequence: int = 1,
    x5c: tuple[bytes, ...] = (b"leaf certificate", b"intermediate certificate"),
    key: SigningKey | None = None,
) -> str:
    """A signed status list token; its certificates are placeholders."""
    signing_input = build_status_list_token(
        uri=uri,
        status_list=a_status_list() if status_list is None else status_list,
        issued_at=issued_at,
        expires_at=expires_at,
        ttl=ttl,
        sequence=sequence,
        aggregation_uri=AGGREGATION_URI,
        x5c=x5c,
    )
    return serialize_compact(signing_input, (key or a_signing_key(STATUS)).sign(signing_input))


def a_forged_status_list_token(changes: dict[str, Any], *, typ: str = "statuslist+jwt") -> str:
    """A rightly signed token with some claims changed; None removes one."""
    claims: JsonObject = claims_of(parse_compact_jws(a_status_list_token()))
    for name, value in changes.items():
        if value is None:
            del claims[name]
        else:
            claims[name] = value
    return sign_jws({"typ": typ}, claims, key=a_signing_key(STATUS))
