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

_log = get_logger("questions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The open transaction and the link for the wallet."""

    opening: Opening
    request_link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuestion:
    """Opens a transaction."""

    party: RelyingParty
    catalogue: Catalogue
    transactions: TransactionStore
    clock: Clock
    entropy: Entropy
    lifetime: timedelta

    async def __call__(self, question_name: str, *, as_of: datetime | None) -> Asked:
        """Ask a question about now, or about a past time.

        Raises:
            QuestionUnknown: the catalogue has no such question.
            TimeInFuture: `as_of` has not come yet.
        """
        question = self.catalogue.question(question_name)
        now = self.clock.now()
        if as_of is not None and as_of > now:
            raise TimeInFuture
        opening = self._open(question_name, as_of=as_of, now=now)
        await self.transactions.forget(question_name, opened_before=now - question.retention)
        await self.transactions.add(Requested(opening=opening))
        _log.info("question_asked", transaction_id=opening.id, question=question_name)
        link = build_request_link(
            RequestByReference(client_id=self.party.client_id, request_uri=self.party.request_uri(opening))
        )
        return Asked(opening=opening, request_link=link)

    def _open(self, question: str, *, as_of: datetime | None, now: datetime) -> Opening:
        return Opening(
            id=TransactionId(self.entropy.identifier()),
            question=question,
            as_of=as_of,
            request_id=RequestId(self.entropy.token_urlsafe()),
            response_id=ResponseId(self.entropy.token_urlsafe()),
            nonce=Nonce(self.entropy.token_urlsafe()),
            state=State(self.entropy.token_urlsafe()),
            opened_at=now,
            expires_at=now + self.lifetime,
        )
