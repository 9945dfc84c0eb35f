"""One-time codes against the vectors of the RFCs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.domain.totp import build_totp_uri, code_at, match_code, serialize_secret, step_at
from tests.support.clock import NOON

SECRET = b"12345678901234567890"

# RFC 4226, appendix D: counter and code of six digits.
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
# RFC 6238, appendix B: seconds since 1970 and SHA-1 code of eight digits.
TOTP = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("counter", "code"), list(enumerate(HOTP)))
def test_a_code_of_a_counter_is_that_of_rfc_4226(counter: int, code: str) -> None:
    assert code_at(SECRET, counter) == code


@pytest.mark.parametrize(("seconds", "code"), TOTP)
def test_a_code_of_a_time_is_that_of_rfc_6238(seconds: int, code: str) -> None:
    step = step_at(datetime.fromtimestamp(seconds, tz=UTC))
    assert code_at(SECRET, step, digits=8) == code


@pytest.mark.parametrize(
    ("seconds", "counts"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_code_counts_in_its_own_step_and_the_two_beside_it(seconds: int, counts: bool) -> None:
    code = code_at(SECRET, step_at(NOON + timedelta(seconds=seconds)))
    assert (match_code(SECRET, code, now=NOON, used_step=None) is not None) is counts


def test_a_code_counts_once_and_so_does_none_before_it() -> None:
    current = step_at(NOON)
    code = code_at(SECRET, current)
    assert match_code(SECRET, code, now=NOON, used_step=current - 1) == current
    assert match_code(SECRET, code, now=NOON, used_step=current) is None
    assert match_code(SECRET, code_at(SECRET, current - 1), now=NOON, used_step=current) is None


@given(st.text(max_size=12))
def test_any_text_is_a_code_or_none(text: str) -> None:
    step = match_code(SECRET, text, now=NOON, used_step=None)
    assert step is None or code_at(SECRET, step) == text


def test_an_app_reads_the_secret_from_the_uri() -> None:
    assert serialize_secret(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    uri = build_totp_uri(SECRET, user="kim.teller", issuer_name="Incheon Metropolitan City")
    assert uri == (
        "otpauth://totp/Incheon%20Metropolitan%20City%3Akim.teller?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Incheon%20Metropolitan%20City&algorithm=SHA1&digits=6&period=30"
    )
