"""Asking, fetching, answering, reading the result: the way of one question."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from citywallet.protocol.jose import claims_of, parse_compact_jws
from citywallet.protocol.oid4vp import verify_request_object
from citywallet.protocol.sdjwt import serialize_sd_jwt
from tests.support.certificates import CITY, VERIFIER_URL, a_root
from tests.support.sd_jwts import CLAIMS, NOW
from tests.support.verifier import VerifierWorld, finding, request_path


async def test_a_senior_resident_is_confirmed(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()

    receipt = await verifier.answer(asked, verifier.a_presentation(asked))
    result = await verifier.result(asked)

    assert (receipt.status_code, receipt.json()) == (200, {})
    assert receipt.headers["content-type"] == "application/json"
    assert (result["state"], result["decision"]) == ("answered", "accepted")
    assert result["report"]["reason"] == "accepted"
    assert [each["outcome"] for each in result["report"]["findings"]] == [
        *["passed"] * 7,
        "not_used",
        "passed",
        "passed",
    ]


async def test_the_report_names_its_basis(verifier: VerifierWorld) -> None:
    result = await verifier.present()

    evidence = finding(result, "status")["evidence"]
    assert evidence["status"] == "valid"
    assert evidence["basis"] == "head_list"
    assert evidence["head"] == verifier.chain.heads[0].head.word().hex()
    assert evidence["head_anchored_at"] == "2026-09-01T03:00:00Z"
    assert evidence["age_seconds"] == 0


async def test_the_report_says_that_no_log_of_issue_is_used(verifier: VerifierWorld) -> None:
    log = finding(await verifier.present(), "issuance_log")

    assert log["outcome"] == "not_used"
    assert "no public log" in log["evidence"]["note"]


async def test_a_question_stands_open_until_it_is_answered(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()

    assert await verifier.result(asked) == {
        "id": asked.id,
        "question": "senior-resident",
        "state": "pending",
        "decision": None,
        "report": None,
    }


async def test_a_question_that_nobody_answers_expires(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    verifier.clock.advance(seconds=119)
    assert (await verifier.result(asked))["state"] == "pending"
    verifier.clock.advance(seconds=1)

    result = await verifier.result(asked)
    late = await verifier.answer(asked, verifier.a_presentation(asked))

    assert (result["state"], result["decision"]) == ("expired", None)
    assert result["report"]["reason"] == "timed_out"
    assert late.status_code == 400
    assert (await verifier.result(asked))["state"] == "expired"


async def test_waiting_ends_when_the_answer_is_there(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    await verifier.answer(asked, verifier.a_presentation(asked))

    found = await verifier.client.get(f"/api/v1/transactions/{asked.id}", params={"wait": "30"})

    assert found.json()["state"] == "answered"


async def test_a_citizen_who_declines_is_recorded_as_that(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()

    receipt = await verifier.post(asked, {"error": "access_denied", "state": str(asked.request["state"])})
    result = await verifier.result(asked)

    assert receipt.status_code == 200
    assert (result["decision"], result["report"]["reason"]) == ("refused", "declined")


async def test_a_wallet_that_cannot_answer_is_unreadable(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()

    await verifier.post(asked, {"error": "invalid_request", "state": str(asked.request["state"])})

    assert (await verifier.result(asked))["report"]["reason"] == "unreadable"


@pytest.mark.parametrize(
    ("question", "claims", "decision"),
    [
        ("age-65", {"age_equal_or_over": {"65": True}, "incheon_resident": False}, "accepted"),
        ("age-65", {"age_equal_or_over": {"65": False}, "incheon_resident": True}, "refused"),
        ("incheon-resident", {"age_equal_or_over": {"65": False}, "incheon_resident": True}, "accepted"),
        ("incheon-resident", {"age_equal_or_over": {"65": True}, "incheon_resident": False}, "refused"),
        ("senior-resident", {"age_equal_or_over": {"65": True}, "incheon_resident": False}, "refused"),
        ("senior-resident", {"age_equal_or_over": {"65": True}, "incheon_resident": True}, "accepted"),
    ],
)
async def test_each_question_of_the_catalogue_asks_what_its_name_says(
    verifier: VerifierWorld, question: str, claims: dict[str, object], decision: str
) -> None:
    disclosable = [("age_equal_or_over", "65"), ("incheon_resident",)]
    card = verifier.a_card(claims=claims, disclosable=disclosable)
    paths = disclosable if question == "senior-resident" else [disclosable[question == "incheon-resident"]]

    result = await verifier.present(card, question=question, paths=paths)

    assert result["decision"] == decision
    if decision == "refused":
        assert result["report"]["reason"] == "condition_not_met"
        assert finding(result, "conditions")["evidence"] == {}


async def test_a_wallet_verifies_the_request_with_the_city_s_root(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    text = (await verifier.client.get(request_path(asked.link))).text

    verified = verify_request_object(
        text,
        client_id=parse_qs(urlsplit(asked.link).query)["client_id"][0],
        wallet_nonce=None,
        anchors=[a_root()],
        now=NOW,
        leeway=timedelta(0),
        supported_transaction_types=(),
    )

    assert verified.verifier.organization == CITY
    assert verified.request.client_id.startswith("x509_hash:")
    assert verified.request.response_uri.startswith(f"{VERIFIER_URL}/responses/")
    assert asked.link.startswith("openid4vp://?")


async def test_the_request_is_the_same_at_each_fetch_and_answerable_once(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    first, second = [await verifier.client.get(request_path(asked.link)) for _ in range(2)]

    assert first.content == second.content
    assert first.headers["content-type"] == "application/oauth-authz-req+jwt"
    assert first.headers["cache-control"] == "no-store"
    assert (await verifier.answer(asked, verifier.a_presentation(asked))).status_code == 200


async def test_a_wallet_s_nonce_is_repeated_in_the_request(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()

    answer = await verifier.client.post(request_path(asked.link), data={"wallet_nonce": "wallet-nonce-1"})

    claims = claims_of(parse_compact_jws(answer.text))
    assert answer.headers["content-type"] == "application/oauth-authz-req+jwt"
    assert claims["wallet_nonce"] == "wallet-nonce-1"
    assert {name: claims[name] for name in asked.request} == asked.request


async def test_the_request_tells_the_purpose_in_both_languages(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()

    assert asked.request["verifier_info"] == [
        {
            "format": "citywallet-purpose",
            "data": {
                "ko": "65세 이상 인천 시민에게 드리는 혜택을 드리기 위해 확인해요.",
                "en": "To grant what is offered to residents of Incheon of 65 or over.",
            },
            "credential_ids": ["citizen"],
        }
    ]


async def test_no_two_of_a_transaction_s_secrets_are_the_same(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()

    values = {
        asked.id,
        request_path(asked.link).rpartition("/")[2],
        asked.response_uri.rpartition("/")[2],
        str(asked.request["nonce"]),
        str(asked.request["state"]),
    }
    assert len(values) == 5
    assert all(len(value) >= 32 for value in values)


async def test_the_database_keeps_the_report_and_no_claim_value(
    verifier: VerifierWorld, tmp_path: object
) -> None:

    await verifier.present(
        paths=[("name",), ("birthdate",), ("age_equal_or_over", "65"), ("incheon_resident",)]
    )

    assert isinstance(tmp_path, Path)
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("verifier.db*"))
    for value in (CLAIMS["name"], CLAIMS["birthdate"]):
        assert str(value).encode() not in kept
    assert b"accepted" in kept


async def test_old_transactions_are_forgotten_when_the_next_is_asked(verifier: VerifierWorld) -> None:
    old = await verifier.ask()
    await verifier.answer(old, verifier.a_presentation(old))
    verifier.clock.advance(days=30, seconds=1)

    await verifier.ask()

    assert (await verifier.client.get(f"/api/v1/transactions/{old.id}")).status_code == 404


async def test_a_card_from_a_file_is_checked_without_its_holder(verifier: VerifierWorld) -> None:
    card = serialize_sd_jwt(verifier.a_card())

    checked = await verifier.client.post("/api/v1/checks", json={"card": card})

    result = checked.json()
    assert result["decision"] == "accepted"
    assert finding(result, "holder_binding")["outcome"] == "not_used"
    assert "who shows it" in finding(result, "holder_binding")["evidence"]["note"]


async def test_a_forged_card_from_a_file_is_refused(verifier: VerifierWorld) -> None:
    card = serialize_sd_jwt(verifier.a_card())
    broken = card.replace("~", "A~", 1)

    checked = await verifier.client.post("/api/v1/checks", json={"card": broken})

    assert checked.json()["decision"] == "refused"
    assert checked.json()["report"]["reason"] == "altered"


async def test_a_card_from_a_file_is_checked_about_the_past_but_not_the_future(
    verifier: VerifierWorld,
) -> None:
    card = serialize_sd_jwt(verifier.a_card())
    verifier.clock.advance(hours=2)

    past = await verifier.client.post("/api/v1/checks", json={"card": card, "as_of": NOW.isoformat()})
    tomorrow = (NOW + timedelta(days=1)).isoformat()
    future = await verifier.client.post("/api/v1/checks", json={"card": card, "as_of": tomorrow})

    assert past.json()["decision"] == "accepted"
    assert past.json()["report"]["as_of"] == "2026-09-01T03:00:00Z"
    assert (future.status_code, future.json()["title"]) == (400, "The time asked about has not come yet.")
