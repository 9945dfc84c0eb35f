"""Anyone fetches the newest token of a status list."""

from dataclasses import dataclass

from issuer.domain.errors import StatusTokenUnknown
from issuer.domain.identifiers import ListNumber
from issuer.domain.status_lists import Publication
from issuer.ports import UnitsOfWork
from issuer.usecases.status_requests import require_list


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeStatusList:
    """Give whole tokens. Nobody can ask for one index, so nobody learns who is being checked."""

    units: UnitsOfWork

    async def __call__(self, number: ListNumber) -> Publication:
        """The newest token, whether or not the chain holds its head already.

        Raises:
            StatusListUnknown: no such list.
            StatusTokenUnknown: its first token is still to be signed.

        Spec: Token Status List, Status List Request.
        """
        async with self.units.reading() as records:
            await require_list(records, number)
            publication = await records.status_lists.newest(number)
        if publication is None:
            raise StatusTokenUnknown("none yet")
        return publication
