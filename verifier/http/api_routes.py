"""Our own API for desks: questions, transactions, and cards checked by themselves."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from citywallet.protocol.policy import BilingualText, serialize_report
from citywallet.runtime.http import require_key
from verifier.domain.transaction import Answered, Expired, Requested, Transaction, TransactionId
from verifier.http.expired_report import expired_report
from verifier.http.models import (
    CardChecked,
    CardToCheck,
    QuestionAsked,
    QuestionSummary,
    Text,
    TransactionOpened,
    TransactionState,
)
from verifier.ports import Catalogue
from verifier.usecases.ask_question import AskQuestion
from verifier.usecases.check_card import CheckCard
from verifier.usecases.get_result import MAX_WAIT, GetResult

DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiUseCases:
    """What these routes call."""

    catalogue: Catalogue
    ask_question: AskQuestion
    get_result: GetResult
    check_card: CheckCard


def api_routes(usecases: ApiUseCases) -> APIRouter:
    """The routes below `/api/v1`; all of them need a desk's key."""
    router = APIRouter(prefix="/api/v1", tags=["desk"], dependencies=[Depends(require_key(DESK))])

    @router.get("/questions", summary="The questions that may be asked")
    async def list_questions() -> list[QuestionSummary]:
        """All questions of the catalogue."""
        return [
            QuestionSummary(
                name=question.name,
                label=_text(question.label),
                purpose=_text(question.purpose),
                legal_basis=_text(question.legal_basis),
                retention_days=question.retention.days,
                flow=question.flow.value,
            )
            for question in usecases.catalogue.questions()
        ]

    _add_transaction_routes(router, usecases)
    return router


def _add_transaction_routes(router: APIRouter, usecases: ApiUseCases) -> None:
    @router.post("/transactions", status_code=201, summary="Ask a question")
    async def ask(asked: QuestionAsked) -> TransactionOpened:
        """Open a transaction; `request_uri` is the link that a wallet follows."""
        opened = await usecases.ask_question(asked.question, as_of=asked.as_of)
        return TransactionOpened(
            id=opened.opening.id,
            request_uri=opened.request_link,
            expires_at=opened.opening.expires_at,
        )

    @router.get("/transactions/{transaction_id}", summary="How a question stands")
    async def get_transaction(
        transaction_id: str,
        wait: Annotated[float, Query(ge=0, le=MAX_WAIT.total_seconds(), description="Seconds")] = 0,
    ) -> TransactionState:
        """Its state, decision and report; with `wait`, as soon as it is no longer pending."""
        transaction = await usecases.get_result(TransactionId(transaction_id), wait=timedelta(seconds=wait))
        return _state(transaction)

    @router.post("/checks", summary="Check a card by itself")
    async def check(card: CardToCheck) -> CardChecked:
        """Judge a compact SD-JWT without holder binding; nothing is kept."""
        report = await usecases.check_card(card.card, as_of=card.as_of)
        return CardChecked(decision=report.decision.value, report=serialize_report(report))


def _state(transaction: Transaction) -> TransactionState:
    opening = transaction.opening
    match transaction:
        case Answered(decision=decision, report=report):
            return TransactionState(
                id=opening.id,
                question=opening.question,
                state="answered",
                decision=decision.value,
                report=report,
            )
        case Expired():
            return TransactionState(
                id=opening.id,
                question=opening.question,
                state="expired",
                decision=None,
                report=expired_report(opening),
            )
        case Requested():
            return TransactionState(
                id=opening.id, question=opening.question, state="pending", decision=None, report=None
            )


def _text(text: BilingualText) -> Text:
    return Text(ko=text.ko, en=text.en)
