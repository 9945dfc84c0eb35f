"""The rows of a bulk job: each is judged for itself, and says why it was not taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from citywallet.protocol.bilingual import BilingualText
from issuer.domain.file_rows import RowFault
from issuer.domain.identifiers import BulkJobId, CitizenId, OfferId


class RowOutcome(StrEnum):
    """How far a row has come."""

    WAITING = "waiting"
    READY = "ready"
    DONE = "done"
    REFUSED = "refused"


class RowRefusal(StrEnum):
    """Why a row that can be read is not issued."""

    CITIZEN_UNKNOWN = "citizen_unknown"
    NOT_ELIGIBLE = "not_eligible"
    TYPE_UNKNOWN = "credential_type_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRow:
    """One row of a job's file; `row` counts from 1, the header being 1.

    `citizen_id` is None where the row names nobody, or somebody whom an earlier row names. `code` says why a
    row was refused. `offer_id` is set once the row is done.
    """

    job_id: BulkJobId
    row: int
    citizen_id: CitizenId | None
    outcome: RowOutcome
    code: str | None = None
    offer_id: OfferId | None = None


_SENTENCES: Mapping[str, BilingualText] = {
    RowFault.UNREADABLE_TEXT: BilingualText(
        ko="글자를 읽을 수 없습니다. UTF-8 또는 CP949로 저장해 주십시오.",
        en="The text cannot be read. Save the file as UTF-8 or CP949.",
    ),
    RowFault.UNREADABLE_ROW: BilingualText(
        ko="행을 읽을 수 없습니다. 따옴표를 확인해 주십시오.",
        en="The row cannot be read. Look at its quotation marks.",
    ),
    RowFault.LINE_TOO_LONG: BilingualText(ko="행이 너무 깁니다.", en="The row is too long."),
    RowFault.WRONG_COLUMN_COUNT: BilingualText(
        ko="열의 수가 첫 행과 다릅니다.", en="The row has more or fewer columns than the first one."
    ),
    RowFault.VALUE_MISSING: BilingualText(ko="시민 번호가 없습니다.", en="The citizen's id is missing."),
    RowFault.VALUE_INVALID: BilingualText(
        ko="시민 번호의 형식이 올바르지 않습니다.", en="The citizen's id has another form."
    ),
    RowFault.RESIDENT_NUMBER: BilingualText(
        ko="주민등록번호는 사용할 수 없습니다. 시민 번호를 적어 주십시오.",
        en="Resident registration numbers are not taken. Write the citizen's id.",
    ),
    RowFault.REPEATED_CITIZEN: BilingualText(
        ko="같은 시민이 앞 행에 있습니다.", en="An earlier row names the same citizen."
    ),
    RowRefusal.CITIZEN_UNKNOWN: BilingualText(
        ko="시민 명부에 없는 시민입니다.", en="The register has no such citizen."
    ),
    RowRefusal.NOT_ELIGIBLE: BilingualText(
        ko="자료에 따르면 발급 대상이 아닙니다.", en="The records do not entitle this citizen."
    ),
    RowRefusal.TYPE_UNKNOWN: BilingualText(
        ko="더 이상 발급하지 않는 증명서입니다.", en="This type is issued no longer."
    ),
}


def sentence_of(code: str) -> BilingualText:
    """What people read for the code of a refused row."""
    return _SENTENCES.get(code, BilingualText(ko="발급할 수 없습니다.", en="It cannot be issued."))
