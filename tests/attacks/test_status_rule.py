"""Status lists, heads and the chain turned against the verifier, through its real wiring."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from citywallet.protocol.jose import claims_of, parse_compact_jws, sign_jws
from citywallet.protocol.sdjwt import parse_sd_jwt
from citywallet.protocol.statuslist import CredentialStatus, StatusList, StatusReference
from citywallet.protocol.trust import CertificateUsage, KeyPurpose
from tests.support.certificates import a_chain
from tests.support.heads import a_head
from tests.support.keys import ATTACKER, ISSUER, STATUS, a_signing_key
from tests.support.sd_jwts import NOW
from tests.support.status_lists import LIST_URI, a_status_list
from tests.support.verifier import INDEX, VerifierWorld, a_verifier, finding

VALID, INVALID, SUSPENDED = CredentialStatus
HOUR = timedelta(hours=1)


@pytest.fixture
async def verifier(tmp_path: Path) -> AsyncIterator[VerifierWorld]:
    async with a_verifier(tmp_path) as world:
        yield world


def reason_of(result: dict[str, Any]) -> str:
    assert result["state"] == "answered"
    return str(result["report"]["reason"])


def cause_of(result: dict[str, Any]) -> str:
    """Why the status is unknown."""
    assert reason_of(result) == "status_unknown"
    return str(finding(result, "status")["evidence"]["cause"])


def basis_of(result: dict[str, Any]) -> str:
    return str(finding(result, "status")["evidence"]["basis"])


@pytest.mark.parametrize(("status", "reason"), [(INVALID, "revoked"), (SUSPENDED, "suspended")])
async def test_a_card_revoked_or_suspended_in_the_anchored_list_is_refused(
    verifier: VerifierWorld, status: CredentialStatus, reason: str
) -> None:
    verifier.publish(status, sequence=2)

    assert reason_of(await verifier.present()) == reason


@pytest.mark.threat(115)
@pytest.mark.parametrize("ahead", [1, 3])
@pytest.mark.parametrize("chain_down", [False, True])
async def test_a_revocation_counts_before_its_head_is_anchored(
    verifier: VerifierWorld, ahead: int, chain_down: bool
) -> None:
    await verifier.present()  # the verifier has seen head 1
    for step in range(ahead):
        verifier.publish(INVALID, sequence=2 + step, is_anchored=False)
    verifier.chain.is_down = chain_down

    result = await verifier.present()

    assert reason_of(result) == "revoked"
    assert basis_of(result) == "newer_list"


@pytest.mark.threat(115)
@pytest.mark.parametrize("ahead", [1, 3])
@pytest.mark.parametrize("chain_down", [False, True])
async def test_a_valid_card_stays_valid_between_publishing_and_anchoring(
    verifier: VerifierWorld, ahead: int, chain_down: bool
) -> None:
    await verifier.present()
    for step in range(ahead):
        verifier.publish(VALID, sequence=2 + step, is_anchored=False)
    verifier.chain.is_down = chain_down

    result = await verifier.present()

    assert reason_of(result) == "accepted"
    assert basis_of(result) == "head_list"


@pytest.mark.threat(115)
async def test_a_resumption_counts_only_once_it_is_anchored(verifier: VerifierWorld) -> None:
    verifier.publish(SUSPENDED, sequence=2)
    resumed = verifier.publish(VALID, sequence=3, is_anchored=False)
    assert reason_of(await verifier.present()) == "suspended"

    verifier.chain.anchor(a_head(resumed, sequence=3))

    assert reason_of(await verifier.present()) == "accepted"


@pytest.mark.threat(53)
async def test_an_older_list_served_again_revives_nobody(verifier: VerifierWorld) -> None:
    old = verifier.lists.served[LIST_URI]
    verifier.publish(INVALID, sequence=2)
    verifier.serve(old)

    assert reason_of(await verifier.present()) == "revoked"


@pytest.mark.threat(53)
async def test_an_older_list_without_the_head_s_own_token_is_unknown(verifier: VerifierWorld) -> None:
    old = verifier.lists.served[LIST_URI]
    verifier.publish(INVALID, sequence=2)
    verifier.lists.tokens.clear()
    verifier.serve(old)

    assert cause_of(await verifier.present()) == "list_unavailable"


@pytest.mark.threat(53)
async def test_another_list_under_the_anchored_sequence_is_a_conflict(verifier: VerifierWorld) -> None:
    verifier.publish(INVALID, sequence=2)
    verifier.publish(VALID, sequence=2, is_anchored=False)

    assert reason_of(await verifier.present()) == "status_conflict"


@pytest.mark.threat(53)
async def test_an_expired_list_is_unknown(verifier: VerifierWorld) -> None:
    verifier.publish(sequence=2, expires_at=NOW)

    assert cause_of(await verifier.present()) == "list_unavailable"


@pytest.mark.threat(53)
async def test_the_head_s_own_token_counts_only_until_it_expires(verifier: VerifierWorld) -> None:
    verifier.publish(sequence=2, expires_at=NOW + timedelta(seconds=1))
    assert reason_of(await verifier.present()) == "accepted"

    verifier.clock.advance(seconds=1)

    assert cause_of(await verifier.present()) == "list_unavailable"


@pytest.mark.threat(54)
@pytest.mark.parametrize("usage", [CertificateUsage.CREDENTIAL_SIGNER, CertificateUsage.VERIFIER_ACCESS])
async def test_a_list_signed_for_another_use_is_unknown(
    verifier: VerifierWorld, usage: CertificateUsage
) -> None:
    other = a_chain(usage, STATUS)
    verifier.publish(sequence=2, x5c=other.x5c)

    assert cause_of(await verifier.present()) == "list_unavailable"


@pytest.mark.threat(54)
async def test_a_list_of_another_issuer_is_unknown(verifier: VerifierWorld) -> None:
    other = a_chain(CertificateUsage.STATUS_SIGNER, STATUS, uris=("https://other.example",))
    verifier.publish(sequence=2, x5c=other.x5c)

    assert cause_of(await verifier.present()) == "list_unavailable"


@pytest.mark.threat(54)
async def test_a_list_about_another_address_is_unknown(verifier: VerifierWorld) -> None:
    verifier.publish(sequence=2, uri="http://localhost:8100/status/2")

    assert cause_of(await verifier.present()) == "list_unavailable"


@pytest.mark.threat(54)
@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:8100/status/1?x=1",
        "http://localhost:8100/status/1#x",
        "http://localhost:8100/status/1/../../secret",
        "http://localhost:8100/status/",
        "http://localhost:8100/status",
        "http://localhost:8100/other/1",
        "http://localhost:8100@evil.example/status/1",
        "http://localhost:81000/status/1",
        "https://localhost:8100/status/1",
        "http://169.254.169.254/status/1",
        "http://evil.example/status/1",
        "file:///etc/passwd",
    ],
)
async def test_no_address_but_the_issuer_s_own_lists_is_ever_fetched(
    verifier: VerifierWorld, uri: str
) -> None:
    card = verifier.a_card(status=StatusReference(uri=uri, index=INDEX))

    for as_of in (None, NOW):
        result = await verifier.present(card, as_of=as_of)
        assert cause_of(result) == "list_not_trusted"
    assert verifier.lists.fetched == []


async def test_a_card_without_a_status_is_unknown(verifier: VerifierWorld) -> None:
    card = verifier.a_card()
    payload = {name: value for name, value in card.payload.items() if name != "status"}
    token = sign_jws(dict(card.jws.header), payload, key=verifier.signer.key)
    without = parse_sd_jwt("~".join((token, *(each.text for each in card.disclosures), "")))

    for as_of in (None, NOW):
        assert cause_of(await verifier.present(without, as_of=as_of)) == "status_absent"


async def test_a_card_of_a_list_that_was_never_anchored_is_unknown(verifier: VerifierWorld) -> None:
    card = verifier.a_card(status=StatusReference(uri="http://localhost:8100/status/2", index=INDEX))

    assert cause_of(await verifier.present(card)) == "head_missing"


@pytest.mark.threat(51)
@pytest.mark.threat(128)
@pytest.mark.parametrize("index", [4095, 4096, 2**31 - 1])
async def test_an_entry_beyond_the_committed_list_is_unknown(verifier: VerifierWorld, index: int) -> None:
    text = verifier.publish(sequence=2, is_anchored=False)
    verifier.chain.anchor(a_head(text, sequence=2, entries=4095))

    result = await verifier.present(verifier.a_card(status=StatusReference(uri=LIST_URI, index=index)))

    assert cause_of(result) == "index_out_of_range"


@pytest.mark.threat(51)
@pytest.mark.threat(128)
async def test_a_list_read_with_other_bits_than_committed_is_a_conflict(verifier: VerifierWorld) -> None:
    two_bits = a_status_list({INDEX: INVALID})
    text = verifier.publish(sequence=2, status_list=StatusList(bits=1, data=two_bits.data), is_anchored=False)
    # Were the token's own bits believed, entry 4 would read as valid.
    verifier.chain.anchor(a_head(text, two_bits, sequence=2))

    assert reason_of(await verifier.present()) == "status_conflict"


@pytest.mark.threat(51)
async def test_a_reserved_status_value_is_unknown(verifier: VerifierWorld) -> None:
    verifier.publish(sequence=2, status_list=StatusList(bits=2, data=b"\xff" * 1024))

    assert cause_of(await verifier.present()) == "value_reserved"


@pytest.mark.threat(7)
async def test_one_flipped_bit_of_a_status_list_is_refused_through_the_real_wiring(
    verifier: VerifierWorld,
) -> None:
    text = verifier.publish(sequence=2)
    token = parse_compact_jws(text)
    claims = claims_of(token)
    claims["exp"] = int(claims["exp"]) + 1  # type: ignore[arg-type]
    forged = sign_jws(dict(token.header), claims, key=a_signing_key(ATTACKER))
    header, payload, _ = forged.split(".")
    verifier.lists.tokens.clear()
    verifier.serve(".".join((header, payload, text.rpartition(".")[2])))

    assert cause_of(await verifier.present()) == "list_unavailable"


async def test_a_status_key_that_the_directory_does_not_know_signs_nothing(verifier: VerifierWorld) -> None:
    unknown = a_chain(CertificateUsage.STATUS_SIGNER, 5)
    verifier.publish(sequence=2, key=unknown.key, x5c=unknown.x5c)

    assert cause_of(await verifier.present()) == "list_unavailable"


@pytest.mark.threat(122)
async def test_a_key_registered_for_credentials_signs_no_lists(verifier: VerifierWorld) -> None:
    verifier.register_key(a_signing_key(STATUS), KeyPurpose.CREDENTIAL)

    assert cause_of(await verifier.present()) == "list_unavailable"


async def test_a_stolen_status_key_revokes_nobody_ahead_of_the_chain(verifier: VerifierWorld) -> None:
    verifier.clock.advance(minutes=5)
    verifier.register_key(
        a_signing_key(STATUS), KeyPurpose.STATUS, compromised_since=NOW + timedelta(minutes=1)
    )
    verifier.publish(INVALID, sequence=2, is_anchored=False)

    # What the chain committed to before the theft still counts; what came after it does not.
    assert reason_of(await verifier.present()) == "accepted"


async def test_a_list_anchored_before_its_key_was_retired_still_counts(verifier: VerifierWorld) -> None:
    verifier.clock.advance(minutes=5)
    verifier.register_key(a_signing_key(STATUS), KeyPurpose.STATUS, valid_until=NOW + timedelta(minutes=1))

    assert reason_of(await verifier.present()) == "accepted"


@pytest.mark.threat(55)
async def test_while_the_list_s_server_is_down_nobody_is_taken_for_valid(verifier: VerifierWorld) -> None:
    verifier.lists.is_down = True

    assert cause_of(await verifier.present()) == "list_unavailable"


@pytest.mark.threat(104)
async def test_without_heartbeats_the_status_becomes_unknown(verifier: VerifierWorld) -> None:
    verifier.clock.advance(HOUR)
    assert reason_of(await verifier.present()) == "accepted"
    verifier.clock.advance(seconds=1)

    assert cause_of(await verifier.present()) == "head_too_old"


@pytest.mark.threat(104)
async def test_a_clock_set_back_does_not_make_a_head_young(verifier: VerifierWorld) -> None:
    verifier.chain.block_time = NOW + HOUR + timedelta(seconds=10)
    verifier.clock.set(NOW + HOUR - timedelta(seconds=1))

    assert cause_of(await verifier.present()) == "head_too_old"


async def test_a_block_from_the_future_makes_the_status_unknown(verifier: VerifierWorld) -> None:
    verifier.chain.block_time = NOW + timedelta(seconds=16)

    assert cause_of(await verifier.present()) == "block_from_future"


@pytest.mark.threat(65)
async def test_while_the_chain_is_down_the_last_head_counts_for_its_time(verifier: VerifierWorld) -> None:
    await verifier.present()
    verifier.chain.is_down = True
    verifier.clock.advance(HOUR)

    result = await verifier.present()
    assert reason_of(result) == "accepted"
    assert result["report"]["known_at"] == "2026-09-01T03:00:00Z"
    assert result["report"]["sentence"]["ko"] == "확인됐어요. 2026년 9월 1일 12시 00분 기준이에요."

    verifier.clock.advance(seconds=1)
    result = await verifier.present()
    assert cause_of(result) == "head_too_old"
    assert finding(result, "issuer_key")["reason"] == "status_unknown"


@pytest.mark.threat(65)
async def test_a_verifier_that_never_saw_a_head_knows_nothing_while_the_chain_is_down(
    verifier: VerifierWorld,
) -> None:
    verifier.chain.is_down = True

    assert cause_of(await verifier.present()) == "chain_unreachable"


@pytest.mark.threat(66)
async def test_a_chain_that_shows_an_older_head_than_before_is_not_believed(verifier: VerifierWorld) -> None:
    verifier.publish(INVALID, sequence=2)
    assert reason_of(await verifier.present()) == "revoked"
    newest = verifier.chain.heads.pop()

    assert cause_of(await verifier.present()) == "head_rolled_back"

    verifier.chain.heads.append(newest)
    assert reason_of(await verifier.present()) == "revoked"


@pytest.mark.threat(66)
@pytest.mark.threat(103)
async def test_a_chain_that_shows_another_head_under_the_same_sequence_is_not_believed(
    verifier: VerifierWorld,
) -> None:
    await verifier.present()
    seen = verifier.chain.heads.pop()
    verifier.chain.heads.append(replace(seen, head=replace(seen.head, root=bytes(32))))

    assert cause_of(await verifier.present()) == "head_rolled_back"


@pytest.mark.threat(66)
async def test_a_chain_begun_anew_is_not_believed(verifier: VerifierWorld) -> None:
    await verifier.present()
    verifier.chain.heads.clear()

    assert cause_of(await verifier.present()) == "head_rolled_back"


async def as_of(verifier: VerifierWorld, at: datetime) -> dict[str, Any]:
    return await verifier.present(verifier.a_card(issued_at=NOW), as_of=at)


async def a_revocation_after_an_hour(verifier: VerifierWorld) -> None:
    """Heads at noon, and hourly; the card is revoked in the second."""
    verifier.clock.advance(HOUR)
    verifier.publish(INVALID, sequence=2)
    verifier.clock.advance(HOUR)
    verifier.publish(INVALID, sequence=3)


async def test_before_its_revocation_a_card_was_valid_and_the_head_proves_it(
    verifier: VerifierWorld,
) -> None:
    await a_revocation_after_an_hour(verifier)

    result = await as_of(verifier, NOW + timedelta(minutes=59))

    assert result["decision"] == "accepted"
    assert result["report"]["as_of"] == "2026-09-01T03:59:00Z"
    assert result["report"]["sentence"]["en"] == "Confirmed, as of 1 September 2026, 12:59 (Korean time)."
    evidence = finding(result, "status")["evidence"]
    assert evidence["head"] == evidence["head_before"] == verifier.chain.heads[0].head.word().hex()
    assert evidence["head_after"] == verifier.chain.heads[1].head.word().hex()
    assert (evidence["head_before_sequence"], evidence["head_after_sequence"]) == (1, 2)


async def test_from_its_revocation_on_a_card_was_revoked(verifier: VerifierWorld) -> None:
    await a_revocation_after_an_hour(verifier)

    assert reason_of(await as_of(verifier, NOW + HOUR)) == "revoked"
    assert reason_of(await as_of(verifier, NOW + 2 * HOUR)) == "revoked"


async def test_before_it_was_issued_there_was_no_card_although_its_entry_read_valid(
    verifier: VerifierWorld,
) -> None:
    verifier.publish(sequence=2, at=NOW - timedelta(minutes=10), anchored_at=NOW - timedelta(minutes=10))
    verifier.chain.heads.sort(key=lambda head: head.anchored_at)

    result = await as_of(verifier, NOW - timedelta(seconds=1))

    assert reason_of(result) == "not_valid_then"
    assert finding(result, "status")["outcome"] == "passed"


async def test_before_the_first_head_nothing_was_known(verifier: VerifierWorld) -> None:
    card = verifier.a_card(issued_at=NOW - timedelta(days=2))

    result = await verifier.present(card, as_of=NOW - timedelta(days=1))

    assert cause_of(result) == "head_missing"


@pytest.mark.parametrize("days", [729, 730])
async def test_a_card_is_held_against_its_expiry_then_and_not_now(verifier: VerifierWorld, days: int) -> None:
    card = verifier.a_card(issued_at=NOW, expires_at=NOW + timedelta(minutes=30))
    verifier.clock.advance(timedelta(days=days))

    result = await verifier.present(card, as_of=NOW + timedelta(minutes=29))
    late = await verifier.present(card, as_of=NOW + timedelta(minutes=30))

    assert result["decision"] == "accepted"
    assert reason_of(late) == "not_valid_then"
    assert late["report"]["sentence"]["ko"] == "2026년 9월 1일에는 유효하지 않은 카드였어요."


@pytest.mark.threat(9)
async def test_key_and_accreditation_are_held_against_that_time_and_not_now(verifier: VerifierWorld) -> None:
    verifier.clock.advance(HOUR)
    verifier.register_key(
        a_signing_key(ISSUER), KeyPurpose.CREDENTIAL, valid_until=NOW + timedelta(minutes=30)
    )
    verifier.accredit(end=NOW + timedelta(minutes=40))

    assert (await as_of(verifier, NOW + timedelta(minutes=29)))["decision"] == "accepted"
    later = await as_of(verifier, NOW + timedelta(minutes=41))

    assert reason_of(later) == "not_valid_then"
    assert finding(later, "issuer_key")["reason"] == "not_valid_then"
    assert finding(later, "issuer_accreditation")["reason"] == "not_valid_then"


async def test_a_stolen_key_proves_nothing_about_the_past_either(verifier: VerifierWorld) -> None:
    verifier.register_key(
        a_signing_key(ISSUER), KeyPurpose.CREDENTIAL, compromised_since=NOW + timedelta(days=1)
    )

    assert reason_of(await as_of(verifier, NOW)) == "issuer_key_invalid"


async def test_a_change_signed_then_but_anchored_later_is_stated_beside(verifier: VerifierWorld) -> None:
    verifier.clock.advance(HOUR)
    verifier.publish(
        INVALID, sequence=2, at=NOW + timedelta(minutes=20), anchored_at=NOW + timedelta(minutes=30)
    )

    result = await as_of(verifier, NOW + timedelta(minutes=25))

    assert result["decision"] == "accepted"
    assert finding(result, "status")["evidence"]["signed_then_but_anchored_later"] == "invalid"


async def test_the_auditor_s_way_is_used_only_when_the_public_one_fails(verifier: VerifierWorld) -> None:
    await a_revocation_after_an_hour(verifier)
    await as_of(verifier, NOW)
    assert f"{LIST_URI}?time" not in verifier.lists.fetched

    verifier.lists.tokens.clear()

    assert (await as_of(verifier, NOW))["decision"] == "accepted"
    assert f"{LIST_URI}?time" in verifier.lists.fetched


async def test_questions_about_now_never_ask_for_past_lists(verifier: VerifierWorld) -> None:
    await verifier.present()

    assert verifier.lists.fetched == [LIST_URI]


async def test_without_the_list_of_that_time_the_past_is_unknown(verifier: VerifierWorld) -> None:
    await a_revocation_after_an_hour(verifier)
    verifier.lists.tokens.clear()
    verifier.lists.history.clear()

    assert cause_of(await as_of(verifier, NOW)) == "list_unavailable"


async def test_another_list_for_that_time_is_a_conflict(verifier: VerifierWorld) -> None:
    verifier.publish(INVALID, sequence=2, anchored_at=NOW + timedelta(minutes=1))
    verifier.lists.tokens.clear()
    verifier.publish(VALID, sequence=2, is_anchored=False)
    verifier.clock.advance(HOUR)

    assert reason_of(await as_of(verifier, NOW + timedelta(minutes=2))) == "status_conflict"


async def test_while_the_chain_is_down_the_past_is_unknown(verifier: VerifierWorld) -> None:
    await verifier.present()
    verifier.chain.is_down = True

    assert cause_of(await as_of(verifier, NOW)) == "chain_unreachable"
