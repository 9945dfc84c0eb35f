"""What an officer must approve: promised with 202, and collected once somebody has said yes."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from citywallet.protocol.encoding import serialize_json
from tests.support.applications import NO_LONGER, REASON, Applicant
from tests.support.authorization import CodeFlow, a_code_flow
from tests.support.encryption import decrypt, encrypt, post_encrypted, wanted
from tests.support.issuer import verified
from tests.support.keys import a_signing_key

DAY = 86_400


@pytest.fixture
async def applicant(flow: CodeFlow) -> Applicant:
    return await Applicant.of(flow)


def assert_refused(response: httpx.Response, error: str) -> None:
    assert (response.status_code, response.headers["cache-control"]) == (400, "no-store"), response.text
    assert response.json()["error"] == error


async def states(applicant: Applicant) -> list[str]:
    return sorted(str(record["state"]) for record in await applicant.flow.city.credentials())


async def test_the_metadata_name_the_deferred_endpoint(flow: CodeFlow) -> None:
    metadata = (await flow.city.client.get("/.well-known/openid-credential-issuer")).json()
    assert metadata["deferred_credential_endpoint"] == f"{flow.city.issuer}/deferred-credential"


async def test_an_application_is_answered_with_a_transaction_and_nothing_is_issued(
    applicant: Applicant,
) -> None:
    answer = await applicant.apply()
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"transaction_id", "interval"}
    assert answer.json()["interval"] == 300
    assert await states(applicant) == []
    assert (await applicant.flow.city.counts())["applications"] == 1


async def test_while_nobody_has_decided_the_answer_is_202_with_the_same_transaction(
    applicant: Applicant,
) -> None:
    promised = (await applicant.apply()).json()
    waiting = await applicant.collect()
    assert (waiting.status_code, waiting.json()) == (202, promised)
    assert waiting.headers["cache-control"] == "no-store"


async def test_each_key_of_an_approved_application_gets_its_credential(applicant: Applicant) -> None:
    await applicant.apply(await applicant.body(20, 21, 22))
    await applicant.is_approved()
    answer = await applicant.collect()
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"credentials"}, "some wallets refuse a notification_id here"
    issued = [verified(entry["credential"]) for entry in answer.json()["credentials"]]
    assert [each.holder_key for each in issued] == [a_signing_key(number).public for number in (20, 21, 22)]
    assert {each.claims["severe"] for each in issued} == {True}


@pytest.mark.threat(45)
async def test_the_same_request_again_is_promised_the_same_transaction(applicant: Applicant) -> None:
    body = await applicant.body()
    answers = [await applicant.apply(body) for _ in range(2)]
    answers += await asyncio.gather(*(applicant.apply(body) for _ in range(5)))
    assert len({answer.content for answer in answers}) == 1
    assert (await applicant.flow.city.counts())["applications"] == 1


async def test_other_keys_take_the_place_of_those_that_wait(applicant: Applicant) -> None:
    first = (await applicant.apply()).json()["transaction_id"]
    await applicant.is_approved()
    second = (await applicant.apply(await applicant.body(21))).json()["transaction_id"]
    assert first != second
    assert (await applicant.flow.city.counts())["applications"] == 1
    assert_refused(await applicant.collect(transaction_id=first), "invalid_transaction_id")
    answer = await applicant.collect()
    assert verified(answer.json()["credentials"][0]["credential"]).holder_key == a_signing_key(21).public


@pytest.mark.threat(45)
async def test_what_was_collected_is_given_again_byte_for_byte_for_a_day(applicant: Applicant) -> None:
    await applicant.apply(await applicant.body(20, 21))
    await applicant.is_approved()
    first = await applicant.collect()
    assert (await applicant.collect()).content == first.content
    assert await states(applicant) == ["valid", "valid"]
    applicant.flow.city.clock.advance(seconds=DAY - 1)
    await applicant.refresh()
    assert (await applicant.collect()).content == first.content
    applicant.flow.city.clock.advance(seconds=1)
    assert_refused(await applicant.collect(), "invalid_transaction_id")
    assert await states(applicant) == ["valid", "valid"]


@pytest.mark.threat(45)
async def test_of_twenty_who_collect_at_once_all_get_the_same(applicant: Applicant) -> None:
    await applicant.apply()
    await applicant.is_approved()
    answers = await asyncio.gather(*(applicant.collect() for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert await states(applicant) == ["valid"]


async def test_the_citizen_reads_why_an_application_was_refused(applicant: Applicant) -> None:
    await applicant.apply()
    await applicant.is_refused()
    answer = await applicant.collect()
    assert_refused(answer, "credential_request_denied")
    assert answer.json()["citywallet_reason"] == {"ko": REASON.ko, "en": REASON.en}
    assert answer.json()["error_description"].isascii()


async def test_whoever_was_refused_may_apply_again(applicant: Applicant) -> None:
    refused = (await applicant.apply()).json()["transaction_id"]
    await applicant.is_refused()
    await applicant.apply(await applicant.body(21))
    await applicant.is_approved()
    assert (await applicant.collect()).status_code == 200
    assert_refused(await applicant.collect(transaction_id=refused), "credential_request_denied")


async def test_a_refreshed_token_collects(applicant: Applicant) -> None:
    await applicant.apply()
    await applicant.is_approved()
    applicant.flow.city.clock.advance(seconds=DAY)
    assert (await applicant.collect()).status_code == 401
    await applicant.refresh()
    assert (await applicant.collect()).status_code == 200


async def test_what_was_approved_once_is_refreshed_without_an_officer(applicant: Applicant) -> None:
    await applicant.apply()
    await applicant.is_approved()
    await applicant.collect()
    applicant.flow.city.clock.advance(seconds=DAY)
    await applicant.refresh()
    again = await applicant.flow.city.request_credential(applicant.token, await applicant.body(21))
    assert again.status_code == 200


async def test_after_its_time_an_approved_application_gives_nothing(applicant: Applicant) -> None:
    await applicant.apply()
    await applicant.is_approved()
    applicant.flow.city.clock.advance(seconds=30 * DAY)
    await applicant.refresh()
    answer = await applicant.collect()
    assert_refused(answer, "credential_request_denied")
    assert set(answer.json()["citywallet_reason"]) == {"ko", "en"}
    assert await states(applicant) == []


@pytest.mark.threat(49)
async def test_who_is_no_longer_entitled_at_signing_is_refused_for_good(applicant: Applicant) -> None:
    await applicant.apply()
    await applicant.is_approved()
    await applicant.flow.city.import_facts("disabilities", NO_LONGER)
    first = await applicant.collect()
    assert_refused(first, "credential_request_denied")
    assert "자격" in first.json()["citywallet_reason"]["ko"]
    assert (await applicant.collect()).json() == first.json()
    assert await states(applicant) == []


async def test_who_is_not_entitled_cannot_apply(applicant: Applicant) -> None:
    await applicant.flow.city.import_facts("disabilities", NO_LONGER)
    city = applicant.flow.city
    before = await city.counts()
    answer = await city.request_credential(applicant.token, await applicant.body())
    assert_refused(answer, "credential_request_denied")
    assert await city.counts() == before


async def test_an_application_needs_what_every_request_needs(applicant: Applicant) -> None:
    city, body = applicant.flow.city, await applicant.body()
    (proof,) = body["proofs"]["jwt"]
    before = await city.counts()
    for proofs, error in (
        ([proof[:-6] + "AAAAAA"], "invalid_proof"),
        ([proof, proof], "invalid_proof"),
        ([await city.proof(nonce="not-of-this-issuer")], "invalid_nonce"),
    ):
        assert_refused(
            await city.request_credential(applicant.token, body | {"proofs": {"jwt": proofs}}), error
        )
    assert await city.counts() == before
    await applicant.apply(body)


@pytest.mark.threat(46)
async def test_another_authorization_gets_nothing_for_a_transaction(flow: CodeFlow) -> None:
    mine = await Applicant.of(flow)
    await mine.apply()
    await mine.is_approved()
    for other in (await Applicant.of(flow), await Applicant.of(flow, citizen="c-young")):
        other.transaction_id = mine.transaction_id
        assert_refused(await other.collect(), "invalid_transaction_id")
    assert (await mine.collect()).status_code == 200


@pytest.mark.threat(38)
async def test_a_key_that_two_citizens_apply_with_serves_the_first(flow: CodeFlow) -> None:
    mine, other = await Applicant.of(flow), await Applicant.of(flow, citizen="c-young")
    for each in (mine, other):
        await each.apply()
        await each.is_approved()
    assert (await mine.collect()).status_code == 200
    assert_refused(await other.collect(), "invalid_proof")


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"transaction_id": ""},
        {"transaction_id": 7},
        {"transaction_id": None},
        {"transaction_id": ["x"]},
        {"transaction_id": {}},
    ],
)
async def test_a_request_without_a_transaction_is_refused(
    applicant: Applicant, members: dict[str, Any]
) -> None:
    answer = await applicant.flow.city.client.post(
        "/deferred-credential", json=members, headers={"Authorization": f"Bearer {applicant.token}"}
    )
    assert_refused(answer, "invalid_credential_request")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"transaction_id":"a","transaction_id":"b"}', b"\xff"])
async def test_a_body_that_cannot_be_read_is_refused(applicant: Applicant, body: bytes) -> None:
    answer = await applicant.flow.city.client.post(
        "/deferred-credential",
        content=body,
        headers={"Authorization": f"Bearer {applicant.token}", "Content-Type": "application/json"},
    )
    assert_refused(answer, "invalid_credential_request")


@pytest.mark.parametrize("transaction_id", ["x", "\u0000", "가" * 300, "' OR 1=1 --", "0" * 32])
async def test_an_unknown_transaction_is_refused(applicant: Applicant, transaction_id: str) -> None:
    assert_refused(await applicant.collect(transaction_id=transaction_id), "invalid_transaction_id")


async def test_without_a_token_that_counts_nothing_is_told(applicant: Applicant) -> None:
    await applicant.apply()
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"DPoP {applicant.token}"}):
        answer = await applicant.flow.city.client.post(
            "/deferred-credential", json={"transaction_id": applicant.transaction_id}, headers=headers
        )
        assert answer.status_code in (400, 401), answer.text
        assert answer.headers["www-authenticate"]


async def test_promise_and_credentials_are_encrypted_to_the_key_of_each_request(
    applicant: Applicant,
) -> None:
    city = applicant.flow.city
    body = await applicant.body() | {"credential_response_encryption": wanted()}
    promised = await post_encrypted(
        city, "/credential", applicant.token, await encrypt(city, serialize_json(body))
    )
    assert promised.status_code == 202
    applicant.transaction_id = str(decrypt(promised)["transaction_id"])
    asked = {"transaction_id": applicant.transaction_id, "credential_response_encryption": wanted()}
    message = await encrypt(city, serialize_json(asked))
    waiting = await post_encrypted(city, "/deferred-credential", applicant.token, message)
    assert (waiting.status_code, decrypt(waiting)) == (202, decrypt(promised))
    await applicant.is_approved()
    given = await post_encrypted(city, "/deferred-credential", applicant.token, message)
    assert (given.status_code, set(decrypt(given))) == (200, {"credentials"})
    assert_refused(
        await applicant.collect(credential_response_encryption=wanted()), "invalid_encryption_parameters"
    )
    assert (await applicant.collect()).json() == decrypt(given)


async def test_where_encryption_is_required_a_plain_deferred_request_is_refused(tmp_path: Path) -> None:
    async with a_code_flow(tmp_path, encryption_required=True) as flow:
        applicant = await Applicant.of(flow)
        applicant.transaction_id = "x"
        assert_refused(await applicant.collect(), "invalid_encryption_parameters")
