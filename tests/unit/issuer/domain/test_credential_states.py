"""Valid, suspended, revoked: revoked is final, whatever is tried."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citywallet.protocol.statuslist import CredentialStatus
from issuer.domain.credential_states import (
    CredentialState,
    Revoked,
    StatusAct,
    Suspended,
    Valid,
    status_of,
    transition,
)
from issuer.domain.errors import RevokedIsFinal

STATES: list[CredentialState] = [Valid(), Suspended(), Revoked()]


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        (Valid(), StatusAct.SUSPEND, Suspended()),
        (Valid(), StatusAct.RESUME, Valid()),
        (Valid(), StatusAct.REVOKE, Revoked()),
        (Suspended(), StatusAct.SUSPEND, Suspended()),
        (Suspended(), StatusAct.RESUME, Valid()),
        (Suspended(), StatusAct.REVOKE, Revoked()),
        (Revoked(), StatusAct.REVOKE, Revoked()),
    ],
)
def test_an_act_leads_to_its_state(state: CredentialState, act: StatusAct, after: CredentialState) -> None:
    assert transition(state, act) == after


@pytest.mark.threat(56)
@pytest.mark.parametrize("act", [StatusAct.SUSPEND, StatusAct.RESUME])
def test_nothing_leads_out_of_revoked(act: StatusAct) -> None:
    with pytest.raises(RevokedIsFinal):
        transition(Revoked(), act)


@pytest.mark.threat(56)
@given(acts=st.lists(st.sampled_from(StatusAct), max_size=20))
def test_after_a_revocation_the_state_stays_revoked_whatever_follows(acts: list[StatusAct]) -> None:
    state: CredentialState = Valid()
    was_revoked = False
    for act in acts:
        try:
            state = transition(state, act)
        except RevokedIsFinal:
            assert was_revoked
        was_revoked = was_revoked or act is StatusAct.REVOKE
        assert (state == Revoked()) is was_revoked


def test_the_list_says_invalid_and_never_why() -> None:
    assert status_of(Revoked()) is CredentialStatus.INVALID
