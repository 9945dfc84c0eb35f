"""Asking a question: a transaction is opened and gives the link that a wallet follows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.oid4vp import RequestByReference, build_request_link
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.logging import get_logger
from verifier.domain.errors import TimeInFuture
from verifier.domain.relying_party import RelyingParty
from verifier.domain.transaction import (
    Nonce,
    Opening,
    Requested,
    RequestId,
    ResponseId,
    State,
    TransactionId,
)
from verifier.ports import Catalogue, TransactionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The open transaction and the link for the wallet."""

    opening: Opening
    request_link: str


class AskQuestion:
    """Opens a transaction."""

    def __init__(
        self,
        party: RelyingParty,
        *,
        catalogue: Catalogue,
        transactions: TransactionStore,
        clock: Clock,
        entropy: Entropy,
        lifetime: timedelta,
    ) -> None:
        self._party = party
        self._catalogue = catalogue
        self._transactions = transactions
        self._clock = clock
        self._entropy = entropy
        self._lifetime = lifetime
        self._log = get_logger("questions")

    async def __call__(self, question_name: str, *, as_of: datetime | None) -> Asked:
        """Ask a question about now, or about a past time.

        Raises:
            QuestionUnknown: the catalogue has no such question.
            TimeInFuture: `as_of` has not come yet.
        """
        question = self._catalogue.question(question_name)
        now = self._clock.now()
        if as_of is not None and as_of > now:
            raise TimeInFuture
        opening = self._open(question_name, as_of=as_of, now=now)
        await self._transactions.forget(question_name, opened_before=now - question.retention)
        await self._transactions.add(Requested(opening=opening))
        self._log.info("question_asked", transaction_id=opening.id, question=question_name)
        link = build_request_link(
            RequestByReference(client_id=self._party.client_id, request_uri=self._party.request_uri(opening))
        )
        return Asked(opening=opening, request_link=link)

    def _open(self, question: str, *, as_of: datetime | None, now: datetime) -> Opening:
        return Opening(
            id=TransactionId(self._entropy.identifier()),
            question=question,
            as_of=as_of,
            request_id=RequestId(self._entropy.token_urlsafe()),
            response_id=ResponseId(self._entropy.token_urlsafe()),
            nonce=Nonce(self._entropy.token_urlsafe()),
            state=State(self._entropy.token_urlsafe()),
            opened_at=now,
            expires_at=now + self._lifetime,
        )
