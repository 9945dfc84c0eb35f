"""What protects the secrets of staff at rest."""

import argon2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.adapters.argon2_passwords import Argon2Passwords, hash_of_no_password
from issuer.adapters.secret_box import AesSecretBox
from issuer.domain.identifiers import UserName
from issuer.ports import SecretUnreadable
from tests.support.entropy import SeededEntropy

USER = UserName("kim.teller")
BOX = AesSecretBox(key=bytes(32), entropy=SeededEntropy())


@given(st.binary(max_size=100))
def test_a_secret_is_read_as_it_was_sealed(secret: bytes) -> None:
    assert BOX.open(BOX.seal(secret, user=USER), user=USER) == secret


def test_a_secret_opens_for_its_own_account_with_its_own_key_alone() -> None:
    sealed = BOX.seal(b"secret", user=USER)
    with pytest.raises(SecretUnreadable):
        BOX.open(sealed, user=UserName("lee.teller"))
    with pytest.raises(SecretUnreadable):
        AesSecretBox(key=bytes([1] * 32), entropy=SeededEntropy()).open(sealed, user=USER)


@given(st.binary(max_size=60))
def test_other_bytes_are_refused(sealed: bytes) -> None:
    with pytest.raises(SecretUnreadable):
        BOX.open(sealed, user=USER)
    with pytest.raises(SecretUnreadable):
        BOX.open(b"\x01" + sealed, user=USER)


async def test_a_password_matches_its_own_hash_alone() -> None:
    passwords = Argon2Passwords(SeededEntropy())
    kept = await passwords.hash("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != await passwords.hash("correct horse battery")
    assert await passwords.matches("correct horse battery", kept)
    for password, password_hash in (("correct horse batterx", kept), ("x", None), ("x", "no hash")):
        assert not await passwords.matches(password, password_hash)


async def test_where_there_is_no_password_comparing_takes_the_same_work() -> None:
    nobodys, kept = hash_of_no_password(SeededEntropy()), await Argon2Passwords(SeededEntropy()).hash("x")
    assert argon2.extract_parameters(nobodys) == argon2.extract_parameters(kept)
    with pytest.raises(argon2.exceptions.VerifyMismatchError):
        argon2.PasswordHasher().verify(nobodys, "x")
