"""What was a card's status at a past time? What that time's head commits to, and what the next one adds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from citywallet.protocol.anchoring import (
    AnchoredHead,
    HeadsAround,
    UnknownCause,
    change_anchored_later,
    list_id,
    match_past_token,
)
from citywallet.protocol.policy import StatusFacts
from citywallet.protocol.statuslist import StatusReference, VerifiedStatusList
from verifier.domain.trusted_issuer import TrustedIssuer
from verifier.ports import ChainReader, ChainUnavailable, StatusLists, StatusListUnavailable
from verifier.usecases.establish_status import unknown
from verifier.usecases.verify_list import ListReading, VerifyList


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishPastStatus:
    """Establishes the status of a card as it was published at a past time."""

    issuer: TrustedIssuer
    chain: ChainReader
    lists: StatusLists
    verify_list: VerifyList

    async def __call__(
        self, reference: StatusReference | None, *, at: datetime, now: datetime, max_age: timedelta
    ) -> StatusFacts:
        """The status as published at `at`, with the heads around it."""
        if reference is None:
            return unknown(UnknownCause.STATUS_ABSENT)
        if not self.issuer.owns_list(reference.uri):
            return unknown(UnknownCause.LIST_NOT_TRUSTED)
        list_name = list_id(self.issuer.issuer_id, reference.uri)
        try:
            heads = HeadsAround(
                before=await self.chain.head_at(list_name, at),
                after=await self.chain.head_after(list_name, at),
            )
        except ChainUnavailable:
            return unknown(UnknownCause.CHAIN_UNREACHABLE)
        token = await self._committed(reference.uri, heads.before, at=at, now=now, max_age=max_age)
        answer = match_past_token(token, heads=heads, index=reference.index, at=at, limit=max_age)
        token_after = await self._committed(reference.uri, heads.after, at=at, now=now, max_age=max_age)
        changed_later = change_anchored_later(
            answer, token_after=token_after, heads=heads, index=reference.index, at=at
        )
        return StatusFacts(
            answer=answer,
            age=None if heads.before is None else at - heads.before.anchored_at,
            known_at=None,
            heads=heads,
            changed_later=changed_later,
        )

    async def _committed(
        self, uri: str, head: AnchoredHead | None, *, at: datetime, now: datetime, max_age: timedelta
    ) -> VerifiedStatusList | None:
        """The head's own token. The public address is tried first, the auditor's key only if it must be."""
        if head is None:
            return None
        read_at = max(at, head.anchored_at)
        for fetch in (
            partial(self.lists.by_digest, uri, head.head.token_digest),
            partial(self.lists.at_time, uri, read_at),
            partial(self.lists.at_time, uri, head.anchored_at),
        ):
            try:
                text = await fetch()
            except StatusListUnavailable:
                continue
            reading = ListReading(uri=uri, head=head, at=read_at, now=now, max_age=max_age)
            verified = await self.verify_list.usable(text, reading)
            # Another list under the same sequence is kept too: the rule must see the conflict.
            if verified is not None and verified.sequence == head.head.sequence:
                return verified
        return None
