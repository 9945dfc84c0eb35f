"""The vault gives back what was sealed, at its own place and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.entropy import SeededEntropy
from wallet_api.adapters.aes_vault import AesVault
from wallet_api.domain.identifiers import Sealed, WalletId
from wallet_api.ports.vault import SealBroken

KEY = bytes(range(32))
MINE, OTHER = WalletId("a" * 32), WalletId("b" * 32)


@given(plaintext=st.binary(max_size=500), wallet=st.text(max_size=20), place=st.text(max_size=20))
def test_vault_opens_what_it_sealed(plaintext: bytes, wallet: str, place: str) -> None:
    vault = AesVault(key=KEY, entropy=SeededEntropy())
    sealed = vault.seal(plaintext, wallet_id=WalletId(wallet), place=place)
    assert vault.open(sealed, wallet_id=WalletId(wallet), place=place) == plaintext
    assert len(plaintext) < 8 or plaintext not in sealed


def test_sealing_twice_gives_different_bytes() -> None:
    vault = AesVault(key=KEY, entropy=SeededEntropy())
    assert vault.seal(b"card", wallet_id=MINE, place="1") != vault.seal(b"card", wallet_id=MINE, place="1")


@pytest.mark.parametrize(
    ("wallet", "place"), [(OTHER, "card"), (MINE, "other"), (WalletId("a"), "a" * 31 + "card")]
)
def test_sealed_bytes_do_not_open_at_another_place(wallet: WalletId, place: str) -> None:
    vault = AesVault(key=KEY, entropy=SeededEntropy())
    sealed = vault.seal(b"card", wallet_id=MINE, place="card")
    with pytest.raises(SealBroken):
        vault.open(sealed, wallet_id=wallet, place=place)


def test_every_changed_byte_is_noticed() -> None:
    vault = AesVault(key=KEY, entropy=SeededEntropy())
    sealed = vault.seal(b"card", wallet_id=MINE, place="card")
    for at in range(len(sealed)):
        changed = Sealed(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
        with pytest.raises(SealBroken):
            vault.open(changed, wallet_id=MINE, place="card")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(12), b"\x01" + bytes(27)])
def test_bytes_too_short_to_be_sealed_do_not_open(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        AesVault(key=KEY, entropy=SeededEntropy()).open(Sealed(sealed), wallet_id=MINE, place="card")


def test_another_key_opens_nothing() -> None:
    sealed = AesVault(key=KEY, entropy=SeededEntropy()).seal(b"card", wallet_id=MINE, place="card")
    with pytest.raises(SealBroken):
        AesVault(key=bytes(32), entropy=SeededEntropy()).open(sealed, wallet_id=MINE, place="card")


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        AesVault(key=bytes(size), entropy=SeededEntropy())
