"""A family of refresh tokens: one counts, a used one ends all, a lost answer is forgiven to the key."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from issuer.domain.authorizations import Authorization
from issuer.domain.clients import Client
from issuer.domain.identifiers import AuthorizationId, CitizenId
from issuer.domain.refresh_tokens import (
    FORGIVEN_WITHIN,
    Refreshed,
    RefreshGrant,
    RefusedRefresh,
    refresh,
)

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
KEY, OTHER_KEY = bytes([1] * 32), bytes([2] * 32)


def a_grant(
    *,
    key: bytes | None = KEY,
    instance: bytes | None = None,
    ended_at: datetime | None = None,
    **changes: Any,
) -> RefreshGrant:
    authorization = Authorization(
        id=AuthorizationId("authorization"),
        citizen_id=CitizenId("c-1"),
        client_id="wallet",
        instance_thumbprint=instance,
        credentials=(),
        dpop_thumbprint=key,
        is_offered=True,
        granted_at=NOW - timedelta(days=30),
        ended_at=ended_at,
    )
    grant = RefreshGrant(
        authorization=authorization,
        number=3,
        newest=3,
        used_at=None,
        expires_at=NOW + timedelta(days=700),
    )
    return replace(grant, **changes)


def a_client(
    *, key: bytes | None = KEY, client_id: str | None = "wallet", instance: bytes | None = None
) -> Client:
    return Client(id=client_id, instance_thumbprint=instance, dpop_thumbprint=key)


def test_the_newest_token_is_answered_with_the_next() -> None:
    grant = a_grant()
    assert refresh(grant, client=a_client(), now=NOW) == Refreshed(token=grant, next_number=4)


def test_a_client_need_not_repeat_who_it_is() -> None:
    assert isinstance(refresh(a_grant(), client=a_client(client_id=None), now=NOW), Refreshed)


@pytest.mark.threat(90)
def test_a_used_token_ends_the_authorization() -> None:
    outcome = refresh(a_grant(used_at=NOW, newest=5), client=a_client(), now=NOW)
    assert outcome == RefusedRefresh(to_end=AuthorizationId("authorization"), detail="used before")


@pytest.mark.threat(90)
def test_a_token_of_no_key_that_was_used_ends_the_authorization_at_once() -> None:
    outcome = refresh(a_grant(key=None, used_at=NOW, newest=4), client=a_client(key=None), now=NOW)
    assert outcome == RefusedRefresh(to_end=AuthorizationId("authorization"), detail="used before")


def test_a_lost_answer_is_forgiven_to_who_has_the_key() -> None:
    lost = a_grant(used_at=NOW, newest=4)
    just_in_time = NOW + FORGIVEN_WITHIN - timedelta(microseconds=1)
    assert refresh(lost, client=a_client(), now=just_in_time) == Refreshed(token=lost, next_number=4)
    assert isinstance(refresh(lost, client=a_client(), now=NOW + FORGIVEN_WITHIN), RefusedRefresh)


@pytest.mark.threat(90)
@pytest.mark.parametrize(
    ("grant", "client"),
    [
        (None, a_client()),
        (a_grant(ended_at=NOW), a_client()),
        (a_grant(expires_at=NOW), a_client()),
        (a_grant(), a_client(key=OTHER_KEY)),
        (a_grant(), a_client(key=None)),
        (a_grant(key=None), a_client()),
        (a_grant(), a_client(client_id="another")),
        (a_grant(instance=KEY), a_client()),
        (a_grant(instance=KEY), a_client(instance=OTHER_KEY)),
        (a_grant(), a_client(instance=KEY)),
        (a_grant(used_at=NOW, newest=9), a_client(key=OTHER_KEY)),
    ],
)
def test_a_token_that_is_not_shown_as_it_should_be_is_refused_and_ends_nothing(
    grant: RefreshGrant | None, client: Client
) -> None:
    outcome = refresh(grant, client=client, now=NOW)
    assert isinstance(outcome, RefusedRefresh)
    assert outcome.to_end is None
