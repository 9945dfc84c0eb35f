"""Status list tokens: what is served to whom, when they are signed, and how they reach the chain."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from citywallet.protocol.anchoring import list_root
from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.statuslist import (
    CredentialStatus,
    VerifiedStatusList,
    parse_status_list_token,
    verify_status_list_token,
)
from issuer.usecases.anchor_status_lists import MAX_HEADS_AT_ONCE
from tests.support.issuer import City, an_issuer, verified
from tests.support.keys import STATUS, a_signing_key
from tests.support.status_chain import ContradictingChain


async def served(city: City, number: int = 1, **parameters: Any) -> VerifiedStatusList:
    """The list that anyone gets, verified."""
    response = await city.client.get(f"/status/{number}", params=parameters, headers=city.as_auditor())
    assert response.status_code == 200, response.text
    return verified_list(city, response.text, number)


def verified_list(city: City, text: str, number: int = 1) -> VerifiedStatusList:
    return verify_status_list_token(
        parse_status_list_token(text),
        key=a_signing_key(STATUS).public,
        uri=f"{city.issuer}/status/{number}",
        now=city.clock.now(),
    )


async def a_credential(city: City) -> tuple[str, int, int]:
    """An issued credential: its id, the number of its list, and its index there."""
    before = [record["id"] for record in await city.credentials()]
    credential = verified(await city.receive(await city.token()))
    (new,) = [record["id"] for record in await city.credentials() if record["id"] not in before]
    assert credential.status is not None
    return str(new), int(credential.status.uri.rsplit("/", 1)[1]), credential.status.index


async def test_the_first_lists_are_published_before_anyone_asks(city: City) -> None:
    found = await served(city)
    assert found.sequence == 1
    assert found.status_list.bits == 2
    assert found.status_list.entries == city.settings.status_list_entries
    assert not any(found.status_list.data)


async def test_a_token_is_served_with_its_own_media_type_life_and_tag(city: City) -> None:
    response = await city.client.get("/status/1")
    assert response.headers["content-type"] == "application/statuslist+jwt"
    assert response.headers["cache-control"] == "public, max-age=300"
    again = await city.client.get("/status/1", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.threat(57)
async def test_a_revocation_is_in_the_next_token_two_seconds_later(city: City) -> None:
    credential, number, index = await a_credential(city)
    assert (await city.change(credential, "revoke")).status_code == 200
    city.clock.advance(seconds=1.9)
    assert await city.publish() == 0
    city.clock.advance(seconds=0.1)
    assert await city.publish() == 1
    found = await served(city, number)
    assert found.sequence == 2
    assert found.status_list.status_at(index) is CredentialStatus.INVALID
    others = [found.status_list.status_at(each) for each in range(found.status_list.entries) if each != index]
    assert set(others) == {CredentialStatus.VALID}


async def test_changes_close_together_share_one_token(city: City) -> None:
    places = [await a_credential(city) for _ in range(6)]
    for credential, _, _ in places:
        await city.change(credential, "revoke")
        city.clock.advance(seconds=0.3)
    city.clock.advance(seconds=2)
    assert await city.publish() <= 2  # one for each list
    assert await city.publish() == 0
    for _, number, index in places:
        assert (await served(city, number)).status_list.status_at(index) is CredentialStatus.INVALID


@pytest.mark.threat(56)
async def test_two_changes_of_one_index_are_published_one_after_the_other(city: City) -> None:
    credential, number, index = await a_credential(city)
    await city.change(credential, "suspend")
    await city.change(credential, "resume")
    await city.change(credential, "revoke")
    city.clock.advance(seconds=2)
    seen = []
    for _ in range(3):
        assert await city.publish() == 1
        found = await served(city, number)
        seen.append((found.sequence, found.status_list.status_at(index)))
    assert seen == [
        (2, CredentialStatus.SUSPENDED),
        (3, CredentialStatus.VALID),
        (4, CredentialStatus.INVALID),
    ]
    assert await city.publish() == 0


async def test_a_heartbeat_follows_ten_minutes_after_the_last_token(city: City) -> None:
    first = await served(city)
    city.clock.advance(seconds=599)
    assert await city.publish() == 0
    city.clock.advance(seconds=1)
    assert await city.publish() == 2
    second = await served(city)
    assert second.sequence == 2
    assert second.status_list == first.status_list
    assert second.digest != first.digest


async def test_a_change_postpones_the_heartbeat_of_its_own_list_alone(city: City) -> None:
    credential, number, _ = await a_credential(city)
    city.clock.advance(seconds=300)
    await city.change(credential, "revoke")
    city.clock.advance(seconds=2)
    assert await city.publish() == 1
    city.clock.advance(seconds=298)
    assert await city.publish() == 1
    sequences = {each["number"]: each["published_sequence"] for each in await city.status_lists()}
    assert sequences == {number: 2, 3 - number: 2}


async def test_a_token_lives_past_many_heartbeats_and_says_so(city: City) -> None:
    found = await served(city)
    assert found.expires_at == found.issued_at + timedelta(hours=24)
    assert found.ttl == timedelta(minutes=5)


async def test_heads_of_both_lists_go_onto_the_chain_in_one_transaction(city: City) -> None:
    await city.anchor()
    assert [len(transaction) for transaction in city.chain.transactions] == [2]
    lists = await city.status_lists()
    assert [each["anchored_sequence"] for each in lists] == [1, 1]


@pytest.mark.threat(72)
async def test_what_is_anchored_is_what_is_served(city: City) -> None:
    await city.anchor()
    found = await served(city)
    (head,) = city.chain.heads[f"{city.issuer}/status/1"]
    assert head.head.token_digest == found.digest
    assert head.head.root == list_root(found.status_list.data)
    assert (head.head.bits, head.head.entries) == (2, city.settings.status_list_entries)


@pytest.mark.threat(65)
async def test_while_the_chain_is_down_cards_are_issued_and_lists_published(city: City) -> None:
    city.chain.down = True
    await city.anchor()
    credential, number, index = await a_credential(city)
    await city.change(credential, "revoke")
    city.clock.advance(seconds=2)
    assert await city.publish() == 1
    assert (await served(city, number)).status_list.status_at(index) is CredentialStatus.INVALID
    assert (await city.client.get("/readyz")).json()["parts"]["anchoring"] == "ok"
    city.clock.advance(seconds=60)
    readiness = await city.client.get("/readyz")
    assert readiness.status_code == 200
    assert readiness.json()["parts"] == {"database": "ok", "anchoring": "degraded"}


@pytest.mark.threat(65)
async def test_when_the_chain_is_back_every_head_is_anchored_in_order(city: City) -> None:
    city.chain.down = True
    credential, number, _ = await a_credential(city)
    for act in ("suspend", "resume", "revoke"):
        await city.change(credential, act)
    city.clock.advance(seconds=2)
    for _ in range(3):
        await city.publish()
        await city.anchor()
    city.chain.down = False
    city.clock.advance(seconds=60)
    await city.anchor()
    heads = city.chain.heads[f"{city.issuer}/status/{number}"]
    assert [head.head.sequence for head in heads] == [1, 2, 3, 4]
    assert all(each["anchored_sequence"] == each["published_sequence"] for each in await city.status_lists())
    assert (await city.client.get("/readyz")).json()["parts"]["anchoring"] == "ok"


@pytest.mark.threat(65)
async def test_a_long_queue_is_anchored_in_several_transactions(city: City) -> None:
    city.chain.down = True
    for _ in range(MAX_HEADS_AT_ONCE):
        city.clock.advance(minutes=10)
        await city.publish()
    city.chain.down = False
    await city.anchor()
    assert all(each["anchored_sequence"] == MAX_HEADS_AT_ONCE + 1 for each in await city.status_lists())
    assert max(len(transaction) for transaction in city.chain.transactions) <= MAX_HEADS_AT_ONCE


@pytest.mark.threat(81)
async def test_a_clock_that_is_set_back_delays_no_token_and_breaks_no_order(city: City) -> None:
    city.chain.down = True
    credential, number, index = await a_credential(city)
    for _ in range(MAX_HEADS_AT_ONCE):
        city.clock.advance(minutes=10)
        await city.publish()
    city.clock.advance(hours=-5)
    await city.change(credential, "revoke")
    assert await city.publish() == 2
    city.chain.down = False
    city.clock.advance(hours=6)
    await city.anchor()
    assert all(each["anchored_sequence"] == each["published_sequence"] for each in await city.status_lists())
    assert (await served(city, number)).status_list.status_at(index) is CredentialStatus.INVALID


@pytest.mark.threat(60)
async def test_a_head_that_the_chain_took_before_a_crash_is_not_sent_again(city: City) -> None:
    city.chain.fail_after_taking = 1
    await city.anchor()
    assert [each["anchored_sequence"] for each in await city.status_lists()] == [None, None]
    city.clock.advance(seconds=10)
    await city.anchor()
    assert len(city.chain.transactions) == 1
    assert [each["anchored_sequence"] for each in await city.status_lists()] == [1, 1]


@pytest.mark.threat(59)
async def test_anchoring_again_what_is_anchored_changes_nothing(city: City) -> None:
    await city.anchor()
    await city.anchor()
    assert len(city.chain.transactions) == 1


@pytest.mark.threat(64)
async def test_nothing_is_noted_as_anchored_when_the_chain_holds_another_head(city: City) -> None:
    await city.anchor(ContradictingChain(city.clock))
    assert [each["anchored_sequence"] for each in await city.status_lists()] == [None, None]


@pytest.mark.threat(64)
async def test_nothing_is_sent_when_the_chain_is_behind_what_we_saw_anchored(city: City) -> None:
    await city.anchor()
    city.chain.heads.clear()
    city.clock.advance(minutes=10)
    await city.publish()
    await city.anchor()
    assert len(city.chain.transactions) == 1
    assert [each["anchored_sequence"] for each in await city.status_lists()] == [1, 1]


async def digest_of_newest(city: City) -> str:
    return encode_base64url((await served(city)).digest)


async def next_head(city: City, *, anchored: bool = True) -> str:
    """Publish a heartbeat and anchor it; the digest of list 1's token."""
    city.clock.advance(minutes=10)
    await city.publish()
    if anchored:
        await city.anchor()
    return await digest_of_newest(city)


async def test_anyone_gets_the_tokens_of_the_current_and_previous_head_and_newer_ones(city: City) -> None:
    await city.anchor()
    first = await digest_of_newest(city)
    second, third = await next_head(city), await next_head(city)
    fourth = await next_head(city, anchored=False)
    for digest, status in ((first, 404), (second, 200), (third, 200), (fourth, 200)):
        response = await city.client.get(f"/status/1/tokens/{digest}")
        assert response.status_code == status
        if status == 200:
            assert encode_base64url(verified_list(city, response.text).digest) == digest


@pytest.mark.threat(116)
async def test_older_tokens_are_for_auditors(city: City) -> None:
    await city.anchor()
    first = await digest_of_newest(city)
    await next_head(city)
    await next_head(city)
    response = await city.client.get(f"/status/1/tokens/{first}", headers=city.as_auditor())
    assert response.status_code == 200
    assert (await city.client.get(f"/status/1/tokens/{first}", headers=city.as_officer())).status_code == 404


@pytest.mark.parametrize("digest", ["x", "A" * 43, "A" * 42, "A" * 100, "=", "%00", "a.b"])
async def test_an_unknown_digest_is_not_found(city: City, digest: str) -> None:
    assert (await city.client.get(f"/status/1/tokens/{digest}")).status_code == 404


async def test_a_digest_counts_for_its_own_list_alone(city: City) -> None:
    assert (await city.client.get(f"/status/2/tokens/{await digest_of_newest(city)}")).status_code == 404


@pytest.mark.parametrize("number", ["0", "3", "01", "-1", "x", "1e1", "9" * 30, "½", "%00", "١"])
async def test_an_unknown_list_is_not_found(city: City, number: str) -> None:
    assert (await city.client.get(f"/status/{number}")).status_code == 404
    assert (await city.client.get(f"/status/{number}/tokens/{'A' * 43}")).status_code == 404


def unix(time: datetime) -> int:
    return int(time.timestamp())


@pytest.mark.threat(116)
async def test_the_past_is_for_auditors(city: City) -> None:
    await city.anchor()
    now = unix(city.clock.now())
    for headers, status in (({}, 401), (city.as_officer(), 403), ({"Authorization": "Bearer x"}, 401)):
        response = await city.client.get("/status/1", params={"time": now}, headers=headers)
        assert response.status_code == status


async def test_an_auditor_gets_the_token_whose_head_the_chain_held_at_a_time(city: City) -> None:
    before = unix(city.clock.now()) - 1
    await city.anchor()
    first = city.clock.now()
    await next_head(city)
    second = city.clock.now()
    await next_head(city, anchored=False)
    for time, sequence in (
        (unix(first), 1),
        (unix(second) - 1, 1),
        (unix(second), 2),
        (unix(second) + 10_000, 2),
    ):
        assert (await served(city, time=time)).sequence == sequence
    response = await city.client.get("/status/1", params={"time": before}, headers=city.as_auditor())
    assert response.status_code == 406


@pytest.mark.threat(116)
async def test_an_auditor_gets_so_many_lists_of_the_past_in_an_hour(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, past_lists_per_hour=2) as city:
        await city.anchor()
        first = await digest_of_newest(city)
        await next_head(city)
        await next_head(city)
        by_time = f"/status/1?time={unix(city.clock.now())}"
        by_digest = f"/status/1/tokens/{first}"
        assert (await city.client.get(by_time, headers=city.as_auditor())).status_code == 200
        assert (await city.client.get(by_digest, headers=city.as_auditor())).status_code == 200
        for path in (by_time, by_digest):
            response = await city.client.get(path, headers=city.as_auditor())
            assert (response.status_code, response.headers["retry-after"]) == (429, "60")
        newest = f"/status/1/tokens/{await digest_of_newest(city)}"
        assert (await city.client.get(newest, headers=city.as_auditor())).status_code == 200
        city.clock.advance(minutes=30)
        assert (await city.client.get(by_time, headers=city.as_auditor())).status_code == 200


@pytest.mark.parametrize("time", ["", "x", "-1", "1.5", "9" * 12, "9" * 40, "NaN", "2026-11-23"])
async def test_a_time_that_is_no_timestamp_is_refused(city: City, time: str) -> None:
    response = await city.client.get("/status/1", params={"time": time}, headers=city.as_auditor())
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.threat(58)
async def test_nobody_can_ask_for_one_index(city: City) -> None:
    plain = await city.client.get("/status/1")
    asked = await city.client.get("/status/1", params={"idx": "5"})
    assert asked.text == plain.text
