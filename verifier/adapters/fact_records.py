"""Facts of the chain as JSON, for the database that keeps them."""

from datetime import datetime

from citywallet.protocol.anchoring import AnchoredHead, Head
from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    array_member,
    integer_member,
    object_member,
    string_member,
)
from citywallet.protocol.trust import Accreditation, KeyEpoch, KeyPurpose, Period


def serialize_head(anchored: AnchoredHead) -> JsonObject:
    """A head and where the chain holds it."""
    head = anchored.head
    return {
        "chain_id": head.chain_id,
        "contract": head.contract.hex(),
        "list_id": head.list_id.hex(),
        "sequence": head.sequence,
        "bits": head.bits,
        "entries": head.entries,
        "root": head.root.hex(),
        "token_digest": head.token_digest.hex(),
        "anchored_at": anchored.anchored_at.isoformat(),
        "block_number": anchored.block_number,
        "block_hash": anchored.block_hash.hex(),
    }


def parse_head(members: JsonObject) -> AnchoredHead:
    """The head that was written."""
    head = Head(
        chain_id=integer_member(members, "chain_id"),
        contract=_bytes(members, "contract"),
        list_id=_bytes(members, "list_id"),
        sequence=integer_member(members, "sequence"),
        bits=integer_member(members, "bits"),
        entries=integer_member(members, "entries"),
        root=_bytes(members, "root"),
        token_digest=_bytes(members, "token_digest"),
    )
    return AnchoredHead(
        head=head,
        anchored_at=_time(members, "anchored_at"),
        block_number=integer_member(members, "block_number"),
        block_hash=_bytes(members, "block_hash"),
    )


def serialize_epoch(epoch: KeyEpoch) -> JsonObject:
    """A key's epoch."""
    return {
        "thumbprint": epoch.thumbprint.hex(),
        "purpose": epoch.purpose.value,
        "valid_from": epoch.valid_from.isoformat(),
        "valid_until": _isoformat(epoch.valid_until),
        "compromised_since": _isoformat(epoch.compromised_since),
    }


def parse_epoch(members: JsonObject) -> KeyEpoch:
    """The epoch that was written."""
    return KeyEpoch(
        thumbprint=_bytes(members, "thumbprint"),
        purpose=KeyPurpose(string_member(members, "purpose")),
        valid_from=_time(members, "valid_from"),
        valid_until=_optional_time(members, "valid_until"),
        compromised_since=_optional_time(members, "compromised_since"),
    )


def serialize_accreditation(accreditation: Accreditation) -> JsonObject:
    """An accreditation's history."""
    return {
        "issuer_id": accreditation.issuer_id.hex(),
        "type_id": accreditation.type_id.hex(),
        "periods": [_serialize_period(period) for period in accreditation.periods],
        "suspensions": [_serialize_period(period) for period in accreditation.suspensions],
    }


def parse_accreditation(members: JsonObject) -> Accreditation:
    """The history that was written."""
    return Accreditation(
        issuer_id=_bytes(members, "issuer_id"),
        type_id=_bytes(members, "type_id"),
        periods=_periods(members, "periods"),
        suspensions=_periods(members, "suspensions"),
    )


def _serialize_period(period: Period) -> JsonValue:
    return {"start": period.start.isoformat(), "end": _isoformat(period.end)}


def _periods(members: JsonObject, name: str) -> tuple[Period, ...]:
    rows = [{"period": row} for row in array_member(members, name)]
    objects = [object_member(row, "period") for row in rows]
    return tuple(Period(start=_time(row, "start"), end=_optional_time(row, "end")) for row in objects)


def _bytes(members: JsonObject, name: str) -> bytes:
    return bytes.fromhex(string_member(members, name))


def _time(members: JsonObject, name: str) -> datetime:
    return datetime.fromisoformat(string_member(members, name))


def _optional_time(members: JsonObject, name: str) -> datetime | None:
    return None if members.get(name) is None else _time(members, name)


def _isoformat(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
