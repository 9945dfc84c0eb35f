"""The veterans' list: citizens by the thousand, and in the officer's workbook rows that are wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.workbooks import a_workbook

TYPE = "veteran"
SOURCE = "veterans"
_BAD_EVERY = 100
_FAULTS = {
    "citizen_unknown": "v-nobody-{number}",
    "resident_registration_number": "610101-1234567",
    "repeated_citizen": "v-000001",
    "value_missing": "",
    "not_eligible": "w-{number}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VeteransList:
    """A workbook of `rows` rows, of which every hundredth is wrong, and the facts that the city has."""

    rows: int

    @property
    def entitled(self) -> list[str]:
        """Who gets an offer, in the order of the file."""
        return [citizen for citizen, fault in self._lines() if fault is None]

    @property
    def faults(self) -> list[tuple[int, str]]:
        """Row of the file and code of what is wrong with it."""
        return [(row, fault) for row, (_, fault) in enumerate(self._lines(), start=2) if fault is not None]

    def register(self) -> bytes:
        """Everybody whom the register knows."""
        head = "citizen_id,name,birthdate,district_id,district_name,legal_dong_name,incheon_resident\n"
        people = [*self.entitled, *self._not_entitled()]
        return (head + "".join(f"{each},가나다,1950-06-25,seo,서구,,true\n" for each in people)).encode()

    def facts(self) -> bytes:
        """What the department knows of everybody."""
        lines = [
            "citizen_id,name,entitled,category,bereaved,incheon_resident",
            *(f"{each},가나다,true,국가유공자,false,true" for each in self.entitled),
            *(f"{each},가나다,false,국가유공자,false,true" for each in self._not_entitled()),
        ]
        return "\n".join(lines).encode()

    def workbook(self) -> bytes:
        """The file that the officer sends."""
        return a_workbook([("citizen_id", "note"), *((citizen, "-") for citizen, _ in self._lines())])

    def _lines(self) -> Iterator[tuple[str, str | None]]:
        kinds = list(_FAULTS)
        for number in range(1, self.rows + 1):
            if number % _BAD_EVERY:
                yield f"v-{number:06}", None
            else:
                fault = kinds[number // _BAD_EVERY % len(kinds)]
                yield _FAULTS[fault].format(number=f"{number:06}"), fault

    def _not_entitled(self) -> list[str]:
        return [citizen for citizen, fault in self._lines() if fault == "not_eligible"]
