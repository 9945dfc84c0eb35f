"""Operators look at how far the status lists are."""

from dataclasses import dataclass

from issuer.domain.status_lists import Publication, RegisteredList
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListProgress:
    """A list with its newest token, the newest that the chain holds, and the changes that still wait."""

    status_list: RegisteredList
    published: Publication | None
    anchored: Publication | None
    pending_changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStatusLists:
    """Give the progress of all lists."""

    units: UnitsOfWork

    async def __call__(self) -> list[StatusListProgress]:
        """All lists, by number."""
        async with self.units.reading() as records:
            progress = []
            for status_list in await records.status_lists.all():
                anchored = await records.status_lists.newest_anchored(status_list.number, 1)
                pending = await records.status_lists.pending_changes(status_list.number)
                progress.append(
                    StatusListProgress(
                        status_list=status_list,
                        published=await records.status_lists.newest(status_list.number),
                        anchored=anchored[0] if anchored else None,
                        pending_changes=len(pending),
                    )
                )
            return progress
