from dataclasses import replace
from datetime import timedelta

import pytest

from citywallet.protocol.bilingual import BilingualText
from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.applications import (
    Application,
    ApplicationState,
    Approved,
    Collected,
    Decision,
    Expired,
    Refused,
    TransactionId,
    Waiting,
    state_at,
)
from issuer.domain.catalogue import Configuration
from issuer.domain.identifiers import ApplicationId, CredentialConfigurationId, IssuanceId
from issuer.domain.requested_credential import needs_approval
from tests.support.clock import NOON
from tests.support.keys import HOLDER, a_signing_key
from tests.unit.issuer.domain.test_authorizations import an_authorization

ALONE = replace(an_authorization(), is_offered=False)
DECISION = Decision(by="haru", at=NOON)
COLLECTED = Collected(decision=DECISION, issuance_id=IssuanceId("i"))
REFUSED = Refused(decision=DECISION, reason=BilingualText(ko="아니요", en="no"))


def a_configuration(name: str) -> Configuration:
    found = load_catalogue().configuration(CredentialConfigurationId(name))
    assert found is not None
    return found


def an_application(state: ApplicationState) -> Application:
    return Application(
        id=ApplicationId("a"),
        transaction_id=TransactionId("t"),
        authorization_id=ALONE.id,
        citizen_id=ALONE.citizen_id,
        configuration_id=CredentialConfigurationId("disability"),
        request_digest=bytes(32),
        keys=(a_signing_key(HOLDER).public,),
        submitted_at=NOON,
        expires_at=NOON + timedelta(days=30),
        state=state,
    )


@pytest.mark.parametrize("state", [Waiting(), Approved(decision=DECISION), REFUSED, Expired()])
def test_without_an_offer_an_officer_must_approve_until_something_was_collected(
    state: ApplicationState,
) -> None:
    disability = a_configuration("disability")
    assert needs_approval(disability, ALONE, applied=None)
    assert needs_approval(disability, ALONE, applied=an_application(state))
    assert not needs_approval(disability, ALONE, applied=an_application(COLLECTED))


def test_an_officers_offer_is_an_approval_and_other_types_need_none() -> None:
    assert not needs_approval(a_configuration("disability"), an_authorization(), applied=None)
    assert not needs_approval(a_configuration("citizen-id"), ALONE, applied=None)


@pytest.mark.parametrize("state", [Waiting(), Approved(decision=DECISION)])
def test_an_open_application_ends_at_its_time(state: ApplicationState) -> None:
    application = an_application(state)
    last = application.expires_at - timedelta(microseconds=1)
    assert state_at(application, last) == state
    assert state_at(application, application.expires_at) == Expired()


@pytest.mark.parametrize("state", [REFUSED, COLLECTED, Expired()])
def test_what_is_over_stays_what_it_is(state: ApplicationState) -> None:
    application = an_application(state)
    assert state_at(application, application.expires_at + timedelta(days=1)) == state
