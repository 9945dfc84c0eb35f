"""In the background: sign the next token of each status list that is due."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.statuslist import (
    MAX_LIST_BYTES,
    StatusList,
    decompress_list,
    parse_status_list_token,
)
from citywallet.protocol.trust import KeyPurpose
from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from issuer.domain.status_lists import (
    PendingChange,
    Publication,
    PublicationRhythm,
    RegisteredList,
    changes_for_next_sequence,
    is_publication_due,
)
from issuer.ports import KeyRing, UnitsOfWork
from issuer.usecases.status_tokens import Edition, sign_status_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishStatusLists:
    """Publish what is due. One process runs it, by its lease; two would still give out a sequence once."""

    units: UnitsOfWork
    clock: Clock
    rhythm: PublicationRhythm
    aggregation_uri: str
    keys: KeyRing

    async def __call__(self) -> list[Publication]:
        """Sign and record the tokens that are due; each is to be anchored, and is never signed again."""
        async with self.units.reading() as records:
            lists = await records.status_lists.all()
        published = [await self._publish_if_due(status_list) for status_list in lists]
        return [publication for publication in published if publication is not None]

    async def _publish_if_due(self, status_list: RegisteredList) -> Publication | None:
        async with self.units.reading() as records:
            newest = await records.status_lists.newest(status_list.number)
            pending = await records.status_lists.pending_changes(status_list.number)
        now = self.clock.now()
        due = is_publication_due(
            last_published_at=None if newest is None else newest.published_at,
            oldest_change_at=pending[0].requested_at if pending else None,
            rhythm=self.rhythm,
            now=now,
        )
        if not due:
            return None
        changes = changes_for_next_sequence(pending)
        publication = self._sign(status_list, newest, changes, now)
        failpoint("publish.before_record")
        async with self.units.writing() as records:
            kept = await records.status_lists.add_publication(publication, changes=changes, now=now)
        failpoint("publish.after_record")
        return publication if kept else None

    def _sign(
        self,
        status_list: RegisteredList,
        newest: Publication | None,
        changes: tuple[PendingChange, ...],
        now: datetime,
    ) -> Publication:
        statuses = {change.index: change.status for change in changes}
        edition = Edition(
            status_list=status_list,
            content=_content(status_list, newest).with_statuses(statuses),
            sequence=1 if newest is None else newest.sequence + 1,
            issued_at=now,
        )
        return sign_status_tokens(
            edition,
            rhythm=self.rhythm,
            aggregation_uri=self.aggregation_uri,
            signer=self.keys.signer(KeyPurpose.STATUS),
        )


def _content(status_list: RegisteredList, newest: Publication | None) -> StatusList:
    if newest is None:
        return StatusList.empty(bits=status_list.bits, entries=status_list.entries)
    compressed = parse_status_list_token(newest.token).compressed
    return StatusList(bits=status_list.bits, data=decompress_list(compressed, limit=MAX_LIST_BYTES))
