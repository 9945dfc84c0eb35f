"""Names for people who do not exist."""

from typing import Final

from city.draws import Draws


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SURNAMES: Final = _words(
    "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍 남궁 제갈 선우 독고 황보"
)
_FIRST: Final = _words(
    "가 나 다 도 라 루 마 미 보 사 새 서 소 솔 수 아 연 예 온 우 유 은 이 재 주 지 찬 태 하 현"
)
_LAST: Final = _words(
    "겸 결 늘 담 람 로 름 린 림 별 봄 비 빈 빛 샘 슬 안 율 원 윤 음 인 온 찬 한 해 헌 호 훈 희"
)
# Names of other forms; whoever has one counts as a foreign resident.
FOREIGN: Final = (
    "Nguyễn Thị Không Có Thật",
    "Maria-Antonia Niemandová Ficcional de la Invención y Ejemplo",
    "Bartholomew Maximilian Notarealperson-Featherstonehaugh",
    "O'Example, Siobhán",
    "Jürgen Müller-Beispielhausen",
    "ŞEHRAZAT HAYALÎ",
    "Aleksandra Wymyślona-Przykładowska",
    "Muhammad Fiktif bin Contoh Alam Rekaan Panjang Sekali Namanya Untuk Uji Coba Tampilan Kartu Warga",
)
_FOREIGN_IN: Final = 40
_LONG_KOREAN_IN: Final = 200


def fictional_name(draws: Draws) -> str:
    """A name of Korean form; one in 40 is foreign and often long, one in 200 a long Korean one."""
    if draws.below(_FOREIGN_IN) == 0:
        return draws.pick(FOREIGN)
    surname = draws.pick(_SURNAMES)
    if draws.below(_LONG_KOREAN_IN) == 0:
        return surname + "".join(draws.pick(_FIRST) + draws.pick(_LAST) for _ in range(4))
    return surname + draws.pick(_FIRST) + draws.pick(_LAST)
