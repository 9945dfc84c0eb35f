"""Salts can be made again by who has the secret, and by nobody else."""

import pytest

from issuer.domain.copy_secret import CopySecret
from issuer.domain.identifiers import CredentialId

SECRET = CopySecret("a secret of the issuer")


def draws(secret: CopySecret, name: str, *sizes: int) -> list[bytes]:
    """What a fresh source gives."""
    random_bytes = secret.random_bytes_for(CredentialId(name))
    return [random_bytes(size) for size in sizes]


def test_the_same_credential_gets_the_same_bytes_again() -> None:
    assert draws(SECRET, "one", 18, 288) == draws(SECRET, "one", 18, 288)
    assert [len(drawn) for drawn in draws(SECRET, "one", 0, 1, 5_000)] == [0, 1, 5_000]


@pytest.mark.threat(10)
def test_no_draw_is_like_another() -> None:
    drawn = [each for number in range(2_000) for each in draws(SECRET, str(number), *[18] * 5)]
    assert len(set(drawn)) == 10_000


@pytest.mark.threat(10)
def test_of_a_million_salts_no_two_are_alike() -> None:
    salts: set[bytes] = set()
    for number in range(10_000):
        random_bytes = SECRET.random_bytes_for(CredentialId(str(number)))
        salts.update(random_bytes(16) for _ in range(100))
    assert len(salts) == 1_000_000


def test_another_secret_gives_other_bytes() -> None:
    assert draws(CopySecret("another"), "one", 18) != draws(SECRET, "one", 18)


def test_the_secret_is_not_shown() -> None:
    assert "secret of" not in repr(SECRET)
