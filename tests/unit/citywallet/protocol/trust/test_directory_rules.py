"""Key epochs and accreditations at a time, and the names under which they stand on chain."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from citywallet.protocol.trust import (
    Accreditation,
    KeyEpoch,
    KeyPurpose,
    Period,
    check_accreditation,
    check_key_epoch,
    issuer_id,
    type_id,
)
from citywallet.protocol.trust.errors import (
    AccreditationNotInForce,
    IssuerNotAccredited,
    KeyCompromised,
    KeyNotRegistered,
    KeyOutsideEpoch,
    KeyPurposeWrong,
)
from tests.support.sd_jwts import NOW

DAY = timedelta(days=1)
KEY = bytes(32)
EPOCH = KeyEpoch(
    thumbprint=KEY,
    purpose=KeyPurpose.CREDENTIAL,
    valid_from=NOW,
    valid_until=NOW + 10 * DAY,
    compromised_since=None,
)
RIGHT = Accreditation(
    issuer_id=issuer_id("https://issuer.example"),
    type_id=type_id("https://issuer.example/vct/1"),
    periods=(Period(start=NOW, end=NOW + 10 * DAY), Period(start=NOW + 20 * DAY, end=None)),
    suspensions=(Period(start=NOW + 2 * DAY, end=NOW + 3 * DAY),),
)


def check(epoch: KeyEpoch | None = EPOCH, **changes: object) -> KeyEpoch:
    arguments = {
        "thumbprint": KEY,
        "purpose": KeyPurpose.CREDENTIAL,
        "signed_at": NOW + DAY,
        "at": NOW + 2 * DAY,
        "anchored_at": None,
    }
    return check_key_epoch(epoch, **(arguments | changes))  # type: ignore[arg-type]


def test_names_on_chain_are_the_digests_of_the_texts_as_written() -> None:
    assert issuer_id("https://issuer.example") == sha256(b"https://issuer.example").digest()
    assert issuer_id("https://issuer.example") != issuer_id("https://issuer.example/")
    assert type_id("https://issuer.example/vct/1") == sha256(b"https://issuer.example/vct/1").digest()


def test_purposes_are_numbered_as_on_chain() -> None:
    assert [purpose.number for purpose in KeyPurpose] == [0, 1, 2]
    assert [KeyPurpose.from_number(number) for number in range(3)] == list(KeyPurpose)
    for number in (-1, 3):
        with pytest.raises(ValueError, match="no key purpose"):
            KeyPurpose.from_number(number)


def test_a_registered_key_in_its_epoch_is_good() -> None:
    assert check() is EPOCH
    assert check(signed_at=NOW, at=NOW) is EPOCH
    assert check(replace(EPOCH, valid_until=None), at=NOW + 9999 * DAY)


def test_a_key_that_nobody_registered_is_refused() -> None:
    with pytest.raises(KeyNotRegistered):
        check(None)
    with pytest.raises(KeyNotRegistered):
        check(thumbprint=b"\x01" * 32)


def test_a_key_for_another_purpose_is_refused() -> None:
    with pytest.raises(KeyPurposeWrong):
        check(purpose=KeyPurpose.STATUS)


@pytest.mark.threat(9)
@pytest.mark.parametrize(
    "times",
    [
        {"signed_at": NOW - timedelta(seconds=1)},
        {"at": NOW + 10 * DAY},
        {"signed_at": NOW + 10 * DAY, "at": NOW + 10 * DAY},
    ],
)
def test_a_key_is_refused_outside_its_epoch_whether_signing_or_judged(times: dict[str, object]) -> None:
    with pytest.raises(KeyOutsideEpoch):
        check(**times)


@pytest.mark.threat(9)
def test_a_stolen_key_counts_only_for_what_the_chain_knew_before() -> None:
    stolen = replace(EPOCH, compromised_since=NOW + 5 * DAY)

    assert check(stolen, anchored_at=NOW + 5 * DAY - timedelta(seconds=1)) is stolen
    for anchored_at in (None, NOW + 5 * DAY, NOW + 6 * DAY):
        with pytest.raises(KeyCompromised):
            check(stolen, anchored_at=anchored_at)


def test_an_accreditation_holds_in_its_periods_but_not_while_suspended() -> None:
    good = {0, 1, 3, 9, 20, 500}
    for day in (-1, 0, 1, 2, 3, 9, 10, 19, 20, 500):
        assert RIGHT.is_good_at(NOW + day * DAY) is (day in good)


def test_an_issuer_without_accreditation_or_with_anothers_is_refused() -> None:
    for found in (
        None,
        replace(RIGHT, issuer_id=issuer_id("https://other.example")),
        replace(RIGHT, type_id=type_id("https://issuer.example/vct/2")),
    ):
        with pytest.raises(IssuerNotAccredited):
            check_accreditation(found, issuer_id=RIGHT.issuer_id, type_id=RIGHT.type_id, at=NOW)


def test_an_accreditation_out_of_force_is_refused() -> None:
    with pytest.raises(AccreditationNotInForce):
        check_accreditation(RIGHT, issuer_id=RIGHT.issuer_id, type_id=RIGHT.type_id, at=NOW + 2 * DAY)
    assert check_accreditation(RIGHT, issuer_id=RIGHT.issuer_id, type_id=RIGHT.type_id, at=NOW) is RIGHT
