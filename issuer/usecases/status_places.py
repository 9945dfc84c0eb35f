"""Drawing status indexes: at random, and each for one credential alone for ever."""

from citywallet.protocol.statuslist import StatusReference
from citywallet.runtime.entropy import Entropy
from issuer.domain.errors import StatusListsFull
from issuer.domain.issued_credentials import StatusPlace
from issuer.domain.status_lists import RegisteredList
from issuer.ports import Records

MAX_DRAWS = 128  # with three quarters of a list given out, 128 draws all fail once in 10^15 times


async def draw_free_places(
    records: Records, entropy: Entropy, *, count: int
) -> list[tuple[StatusPlace, StatusReference]]:
    """Draw `count` different free places over all lists, within a unit of work that then takes them.

    Random, so that nobody can tell from two indexes which credentials belong together.

    Raises:
        StatusListsFull: nothing free was found.
    """
    lists = await records.status_lists.all()
    places: dict[StatusPlace, StatusReference] = {}
    for _ in range(MAX_DRAWS * count):
        if len(places) == count:
            break
        place, reference = _draw(lists, entropy)
        if place not in places and not await records.credentials.is_taken(place):
            places[place] = reference
    if len(places) < count:
        raise StatusListsFull()
    return list(places.items())


def _draw(lists: list[RegisteredList], entropy: Entropy) -> tuple[StatusPlace, StatusReference]:
    if not lists:
        raise StatusListsFull("no status list")
    number = entropy.below(sum(status_list.entries for status_list in lists))
    for status_list in lists:
        if number < status_list.entries:
            break
        number -= status_list.entries
    place = StatusPlace(list_number=status_list.number, index=number)
    return place, StatusReference(uri=status_list.uri, index=number)
