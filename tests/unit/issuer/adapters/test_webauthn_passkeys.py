"""Whatever is sent for a passkey, it is verified or refused, and nothing in between."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.adapters.webauthn_passkeys import WebauthnPasskeys
from issuer.domain.identifiers import UserName
from issuer.domain.permissions import Role
from issuer.domain.staff import Account, Passkey
from issuer.ports import PasskeyRefused
from tests.support.authenticator import Authenticator

URL = "https://city.example/issuer"
CHALLENGE = bytes(range(32))
USER = UserName("kim.teller")
ACCOUNT = Account(user=USER, name="한지우", roles=frozenset({Role.TELLER}))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


def ceremonies() -> WebauthnPasskeys:
    return WebauthnPasskeys(public_url=URL, name="Incheon")


def a_device(**changes: Any) -> Authenticator:
    return Authenticator(**({"origin": "https://city.example", "host": "city.example"} | changes))


def registered(device: Authenticator) -> Passkey:
    options = dict(ceremonies().registration_options(ACCOUNT, challenge=CHALLENGE))
    return ceremonies().verify_registration(device.register(options), challenge=CHALLENGE)


def an_answer(device: Authenticator, passkey: Passkey) -> dict[str, Any]:
    return device.sign(dict(ceremonies().request_options([passkey], challenge=CHALLENGE)))


def use(credential: Any, passkey: Passkey) -> Passkey:
    return ceremonies().verify_use(credential, [passkey], user=USER, challenge=CHALLENGE)


def test_site_and_origin_are_those_of_the_public_address_without_its_path() -> None:
    device = a_device()
    passkey = registered(device)
    assert use(an_answer(device, passkey), passkey).counter == passkey.counter + 1


@pytest.mark.threat(91)
def test_a_counter_that_goes_back_or_stays_is_refused() -> None:
    device = a_device(counter=5)
    passkey = registered(device)
    for shown in (3, 4):
        device.counter = shown
        with pytest.raises(PasskeyRefused):
            use(an_answer(device, passkey), passkey)


@pytest.mark.threat(91)
def test_a_device_without_a_counter_may_be_used_again_and_again() -> None:
    device = a_device(counter=0)
    passkey = registered(device)
    for _ in range(2):
        device.counter = -1
        assert use(an_answer(device, passkey), passkey).counter == 0


@pytest.mark.threat(91)
def test_another_device_under_the_same_name_is_refused() -> None:
    device = a_device()
    passkey = registered(device)
    answer = an_answer(device, passkey)
    other = an_answer(a_device(key_number=8, handle=device.handle), passkey)
    answer["response"] = other["response"]
    with pytest.raises(PasskeyRefused):
        use(answer, passkey)


@given(json_values | st.dictionaries(st.sampled_from(["id", "rawId", "type", "response"]), json_values))
def test_any_json_is_refused_as_a_passkey(value: Any) -> None:
    given_value = value if isinstance(value, dict) else {"id": value, "response": value}
    passkey = registered(a_device())
    with pytest.raises(PasskeyRefused):
        use(given_value, passkey)
    with pytest.raises(PasskeyRefused):
        ceremonies().verify_registration(given_value, challenge=CHALLENGE)


@given(st.data())
def test_a_right_answer_with_one_part_changed_is_refused(data: st.DataObject) -> None:
    device = a_device()
    passkey = registered(device)
    answer = an_answer(device, passkey)
    part = data.draw(st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "userHandle"]))
    was = answer["response"][part]
    answer["response"][part] = data.draw(json_values | st.text("AQgw_-", max_size=80))
    if answer["response"][part] in (was, None, ""):
        return
    with pytest.raises(PasskeyRefused):
        use(answer, passkey)
