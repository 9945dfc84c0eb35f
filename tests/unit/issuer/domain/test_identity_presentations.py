"""A credential that is asked for to sign in: answered once, and taken by the browser that began."""

from datetime import timedelta

import pytest

from issuer.domain.identifiers import CitizenId, IdentityPresentationId, IdentitySourceName
from issuer.domain.identity_errors import IdentityAnswerInvalid, IdentityDeclined
from issuer.domain.identity_presentations import (
    Asked,
    IdentityPresentation,
    PresentationDeclined,
    PresentationNotAwaited,
    PresentationTerms,
    Shown,
    awaited,
    citizen_shown,
    response_code_digest,
)
from tests.support.clock import NOON

SOURCE, CODE = IdentitySourceName("mobile-id"), "code-of-the-answer"
TERMS = PresentationTerms(
    id=IdentityPresentationId("p-1"),
    source=SOURCE,
    request_id="request",
    response_id="response",
    nonce="nonce",
    state="state",
    asked_at=NOON,
    expires_at=NOON + timedelta(minutes=5),
)
DIGEST = response_code_digest(CODE)
ASKED = Asked(terms=TERMS)
SHOWN = Shown(terms=TERMS, citizen_id=CitizenId("c-senior"), code_digest=DIGEST)
DECLINED = PresentationDeclined(terms=TERMS, code_digest=DIGEST)
LAST_MOMENT = TERMS.expires_at - timedelta(seconds=1)


def test_answer_is_awaited_until_the_moment_it_expires() -> None:
    assert awaited(ASKED, now=LAST_MOMENT) == ASKED
    with pytest.raises(PresentationNotAwaited):
        awaited(ASKED, now=TERMS.expires_at)


@pytest.mark.parametrize("presentation", [None, SHOWN, DECLINED])
def test_no_answer_is_awaited_where_one_came_or_nothing_was_asked(
    presentation: IdentityPresentation | None,
) -> None:
    with pytest.raises(PresentationNotAwaited):
        awaited(presentation, now=NOON)


def test_citizen_is_told_to_the_browser_that_brings_the_code() -> None:
    assert citizen_shown(SHOWN, source=SOURCE, code=CODE, now=LAST_MOMENT) == "c-senior"


@pytest.mark.parametrize("presentation", [ASKED, SHOWN, DECLINED])
def test_browser_without_a_code_learns_nothing(presentation: IdentityPresentation) -> None:
    assert citizen_shown(presentation, source=SOURCE, code=None, now=NOON) is None


@pytest.mark.parametrize("presentation", [None, ASKED, SHOWN, DECLINED])
def test_code_of_another_answer_is_refused(presentation: IdentityPresentation | None) -> None:
    with pytest.raises(IdentityAnswerInvalid):
        citizen_shown(presentation, source=SOURCE, code="another", now=NOON)


def test_answer_to_another_source_or_past_its_time_is_refused() -> None:
    with pytest.raises(IdentityAnswerInvalid):
        citizen_shown(SHOWN, source=IdentitySourceName("other"), code=CODE, now=NOON)
    with pytest.raises(IdentityAnswerInvalid):
        citizen_shown(SHOWN, source=SOURCE, code=CODE, now=TERMS.expires_at)


def test_wallet_that_showed_nothing_is_a_sign_in_that_was_broken_off() -> None:
    with pytest.raises(IdentityDeclined):
        citizen_shown(DECLINED, source=SOURCE, code=CODE, now=NOON)
