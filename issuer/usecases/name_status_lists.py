"""Anyone learns which status lists there are, to have them before a card is shown."""

from dataclasses import dataclass

from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class NameStatusLists:
    """Give the addresses of all lists."""

    units: UnitsOfWork

    async def __call__(self) -> list[str]:
        """The addresses, by the number of the list.

        Spec: Token Status List, Status List Aggregation in JSON Format.
        """
        async with self.units.reading() as records:
            return [status_list.uri for status_list in await records.status_lists.all()]
