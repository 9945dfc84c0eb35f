"""Receives a wallet's answer: judges it, then keeps it in one unit of work that only one answer can win."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import ErrorResponse
from citywallet.protocol.oid4vp import (
    ErrorAnswer,
    PresentationAnswer,
    VpToken,
    VpTokenMalformed,
    check_state,
    parse_direct_post,
)
from citywallet.protocol.policy import (
    Check,
    Judging,
    Outcome,
    Reason,
    Report,
    evaluate_card,
    report_without_card,
)
from citywallet.protocol.sdjwt import SdJwt, parse_sd_jwt
from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from citywallet.runtime.logging import get_logger
from verifier.domain.errors import AnswerNotAwaited, AnswerNotTrustworthy
from verifier.domain.question import Question
from verifier.domain.relying_party import RelyingParty
from verifier.domain.transaction import Requested, ResponseId, answer, require_open
from verifier.ports import Catalogue, TransactionStore
from verifier.usecases.examine_card import ExamineCard, HolderExpectation

_WORTHLESS_IF_FAILED = frozenset(
    {Check.ISSUER_CERTIFICATE, Check.CARD_UNALTERED, Check.HOLDER_BINDING, Check.REQUESTED_ITEMS}
)

_log = get_logger("answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveAnswer:
    """Takes the one answer to an open question."""

    party: RelyingParty
    catalogue: Catalogue
    transactions: TransactionStore
    examine: ExamineCard
    clock: Clock

    async def __call__(self, response_id: ResponseId, fields: Mapping[str, str]) -> None:
        """Judge an answer and close its question. What cannot be read changes nothing.

        Raises:
            AnswerNotAwaited: no open question has this address.
            AlreadyAnswered, RequestExpired: the question is closed.
            AnswerNotTrustworthy: judged and kept, but nothing in the presentation can be relied on.
            ProtocolError: the answer cannot be read, or is not one to this request.

        Spec: OpenID4VP 1.0, VP Token Validation.
        """
        transaction = await self.transactions.by_response(response_id)
        if transaction is None:
            raise AnswerNotAwaited
        now = self.clock.now()
        requested = require_open(transaction, now=now)
        # (1) It has the right form and answers this request; until here a stranger's message changes nothing.
        received = parse_direct_post(fields)
        check_state(received, expected=requested.opening.state)
        question = self.catalogue.question(requested.opening.question)
        judging = Judging(judged_at=now, as_of=requested.opening.as_of, card=question.card)
        # (2) Everything else is judged.
        report = await self._judge(received, requested, question=question, judging=judging)
        # (3) Of several answers one is kept; the others change nothing.
        answered = answer(requested, report, now=now)
        failpoint("answer.before_conclude")
        await self.transactions.conclude(answered)
        failpoint("answer.after_conclude")
        _log.info(
            "question_answered",
            transaction_id=requested.opening.id,
            decision=report.decision.value,
            reason=report.reason.value,
        )
        if isinstance(received, PresentationAnswer) and not _is_trustworthy(report):
            raise AnswerNotTrustworthy(report.reason.value)

    async def _judge(
        self,
        received: PresentationAnswer | ErrorAnswer,
        requested: Requested,
        *,
        question: Question,
        judging: Judging,
    ) -> Report:
        if isinstance(received, ErrorAnswer):
            return _report_of_error(received.error, judging)
        card = _the_card(received.vp_token, question)
        holder = HolderExpectation(
            audience=self.party.client_id,
            nonce=requested.opening.nonce,
            asked_at=requested.opening.opened_at,
        )
        examination = await self.examine(
            card,
            judging=judging,
            max_age=question.policy.status_max_age,
            query=question.credential_query,
            holder=holder,
        )
        return evaluate_card(examination, policy=question.policy, judging=judging)


def _the_card(vp_token: VpToken, question: Question) -> SdJwt:
    """The one presentation that was asked for.

    Raises:
        VpTokenMalformed: another, none, or several.
        ProtocolError: it is no SD-JWT.
    """
    presentations = vp_token.get(question.credential_query.id, ())
    if len(vp_token) != 1 or len(presentations) != 1:
        raise VpTokenMalformed("not exactly the presentation that was asked for")
    return parse_sd_jwt(presentations[0])


def _report_of_error(error: ErrorResponse, judging: Judging) -> Report:
    declined = error.error == ErrorCode.ACCESS_DENIED
    reason = Reason.DECLINED if declined else Reason.UNREADABLE
    return report_without_card(
        Check.ANSWER, reason, judging=judging, error=None if declined else "wallet_error"
    )


def _is_trustworthy(report: Report) -> bool:
    return not any(
        finding.outcome is Outcome.FAILED and finding.check in _WORTHLESS_IF_FAILED
        for finding in report.findings
    )
