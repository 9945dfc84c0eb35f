"""Presentations that are not what they seem, against the verifier's real wiring."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from citywallet.protocol.encoding import encode_base64url, serialize_json
from citywallet.protocol.jose import claims_of, sign_jws
from citywallet.protocol.sdjwt import SdJwt, parse_sd_jwt, serialize_sd_jwt
from citywallet.protocol.trust import CertificateUsage, KeyPurpose
from tests.support.certificates import a_chain, a_leaf, an_authority
from tests.support.keys import ATTACKER, HOLDER, ISSUER, a_signing_key
from tests.support.sd_jwts import NOW, a_presentation, bind
from tests.support.verifier import AskedQuestion, VerifierWorld, a_verifier, finding


@pytest.fixture
async def verifier(tmp_path: Path) -> AsyncIterator[VerifierWorld]:
    async with a_verifier(tmp_path) as world:
        yield world


def flip(text: str, position: int) -> str:
    """The text with one bit of one base64url character changed to another character of the alphabet."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    changed = alphabet[alphabet.index(text[position]) ^ 32]
    return text[:position] + changed + text[position + 1 :]


async def refused(verifier: VerifierWorld, asked: AskedQuestion, presentation: str) -> str:
    """The reason for which a broken presentation is refused; it must be answered with 400."""
    answer = await verifier.answer(asked, presentation)
    result = await verifier.result(asked)

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"
    assert result["decision"] == "refused"
    return str(result["report"]["reason"])


@pytest.mark.threat(20)
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"audience": "x509_hash:Uvo3HtuIxuhC92rShpgqcT3YXwrqRxWEviRiA0OZszk"}, "not_for_us"),
        ({"audience": "http://localhost:8300"}, "not_for_us"),
        ({"nonce": "another-nonce"}, "not_for_us"),
        ({"now": NOW - timedelta(days=365)}, "not_the_holder"),
        ({"now": NOW - timedelta(seconds=61)}, "not_the_holder"),
        ({"now": NOW + timedelta(seconds=61)}, "not_the_holder"),
        ({"now": NOW + timedelta(days=365)}, "not_the_holder"),
    ],
)
async def test_a_key_binding_for_another_or_of_another_time_is_refused(
    verifier: VerifierWorld, changes: dict[str, Any], reason: str
) -> None:
    asked = await verifier.ask()

    assert await refused(verifier, asked, verifier.a_presentation(asked, **changes)) == reason


@pytest.mark.threat(20)
async def test_a_presentation_without_key_binding_is_refused(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    bare = replace(parse_sd_jwt(verifier.a_presentation(asked)), key_binding=None)

    assert await refused(verifier, asked, serialize_sd_jwt(bare)) == "not_the_holder"


@pytest.mark.threat(20)
async def test_a_disclosure_added_after_the_holder_signed_is_refused(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    less = parse_sd_jwt(verifier.a_presentation(asked, paths=[("incheon_resident",)]))
    more = parse_sd_jwt(verifier.a_presentation(asked))

    mixed = serialize_sd_jwt(replace(less, disclosures=more.disclosures))

    assert await refused(verifier, asked, mixed) == "not_the_holder"


@pytest.mark.threat(20)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("aud", value) for value in (None, "", 0, ["x"])),
        *(("nonce", value) for value in (None, "", 0)),
        *(("sd_hash", value) for value in (None, "", 0, "AAAA")),
        *(("iat", value) for value in (None, 0, "now", -1, True)),
    ],
)
async def test_a_key_binding_whose_claim_is_missing_or_wrong_is_refused(
    verifier: VerifierWorld, name: str, value: object
) -> None:
    asked = await verifier.ask()
    good = parse_sd_jwt(verifier.a_presentation(asked))
    assert good.key_binding is not None
    claims = claims_of(good.key_binding)
    claims.pop(name)
    if value is not None:
        claims[name] = value  # type: ignore[assignment]
    forged = bind(replace(good, key_binding=None), {"typ": "kb+jwt"}, claims)

    assert await refused(verifier, asked, serialize_sd_jwt(forged)) in ("not_the_holder", "not_for_us")


@pytest.mark.threat(21)
@pytest.mark.threat(24)
async def test_a_card_shown_by_someone_without_its_key_is_refused(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()

    stolen = verifier.a_presentation(asked, holder=a_signing_key(ATTACKER))

    assert await refused(verifier, asked, stolen) == "not_the_holder"


@pytest.mark.threat(21)
async def test_a_card_that_names_no_holder_key_is_refused(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    card = verifier.a_card()
    payload = {name: value for name, value in card.payload.items() if name != "cnf"}
    token = sign_jws(dict(card.jws.header), payload, key=verifier.signer.key)
    unbound = parse_sd_jwt("~".join((token, *(each.text for each in card.disclosures), "")))

    presentation = a_presentation(
        unbound, nonce=str(asked.request["nonce"]), audience=str(asked.request["client_id"])
    )

    assert await refused(verifier, asked, serialize_sd_jwt(presentation)) == "not_the_holder"


@pytest.mark.threat(23)
async def test_a_presentation_counts_for_no_other_transaction(verifier: VerifierWorld) -> None:
    first, second = await verifier.ask(), await verifier.ask()
    presentation = verifier.a_presentation(first)
    assert (await verifier.answer(first, presentation)).status_code == 200

    assert await refused(verifier, second, presentation) == "not_for_us"


@pytest.mark.threat(24)
async def test_a_stolen_vp_token_is_worth_nothing_with_a_new_binding(verifier: VerifierWorld) -> None:
    first, second = await verifier.ask(), await verifier.ask()
    seen = replace(parse_sd_jwt(verifier.a_presentation(first)), key_binding=None)

    rebound = a_presentation(
        seen,
        nonce=str(second.request["nonce"]),
        audience=str(second.request["client_id"]),
        holder=a_signing_key(ATTACKER),
    )

    assert await refused(verifier, second, serialize_sd_jwt(rebound)) == "not_the_holder"


BREAKS: dict[str, tuple[Callable[[SdJwt, str], str], str]] = {
    "issuer signature": (lambda card, text: text.replace(card.jws.text, flip(card.jws.text, -40)), "altered"),
    "issuer payload": (lambda card, text: _swap_payload(card, text), "altered"),
    "disclosure": (lambda card, text: _flip_disclosure(text), "altered"),
    "holder signature": (lambda card, text: flip(text, -40), "not_the_holder"),
}


def _swap_payload(card: SdJwt, text: str) -> str:
    header, _, signature = card.jws.text.split(".")
    payload = {**card.payload, "exp": 4102444800}
    forged = ".".join((header, encode_base64url(serialize_json(payload)), signature))
    return text.replace(card.jws.text, forged)


def _flip_disclosure(text: str) -> str:
    parts = text.split("~")
    # The third character lies within the salt: still a readable disclosure, of another digest.
    parts[1] = flip(parts[1], 6)
    return "~".join(parts)


@pytest.mark.threat(7)
@pytest.mark.parametrize("part", BREAKS)
async def test_one_flipped_bit_is_refused_through_the_real_wiring(verifier: VerifierWorld, part: str) -> None:
    asked = await verifier.ask()
    card = verifier.a_card()
    change, reason = BREAKS[part]
    text = verifier.a_presentation(asked, card)

    broken = change(parse_sd_jwt(text), text)

    assert broken != text
    assert await refused(verifier, asked, broken) == reason


@pytest.mark.threat(8)
@pytest.mark.parametrize("case", ["other root", "other use", "no middle", "another issuer"])
async def test_a_card_whose_certificate_is_not_the_issuer_s_is_refused(
    verifier: VerifierWorld, case: str
) -> None:
    asked = await verifier.ask()
    key = a_signing_key(ISSUER)
    usage = CertificateUsage.CREDENTIAL_SIGNER
    x5c = {
        "other root": (a_leaf(usage, key, issuer_key=a_signing_key(ATTACKER)), an_authority()),
        "other use": a_chain(CertificateUsage.STATUS_SIGNER, ISSUER).x5c,
        "no middle": verifier.signer.x5c[:1],
        "another issuer": a_chain(usage, ISSUER, uris=("https://evil.example",)).x5c,
    }[case]

    presentation = verifier.a_presentation(asked, verifier.a_card(x5c=x5c))

    assert await refused(verifier, asked, presentation) == "issuer_not_trusted"


@pytest.mark.threat(8)
async def test_the_leaf_must_be_the_signer(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    card = verifier.a_card(key=a_signing_key(ATTACKER))

    assert await refused(verifier, asked, verifier.a_presentation(asked, card)) == "altered"


async def test_a_card_that_names_another_issuer_is_refused(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    card = verifier.a_card(issuer="https://evil.example")

    assert await refused(verifier, asked, verifier.a_presentation(asked, card)) == "issuer_not_trusted"


async def test_a_certified_key_that_the_directory_does_not_know_is_refused(verifier: VerifierWorld) -> None:
    unknown = a_chain(CertificateUsage.CREDENTIAL_SIGNER, 5)

    result = await verifier.present(verifier.a_card(key=unknown.key, x5c=unknown.x5c))

    assert result["report"]["reason"] == "issuer_not_trusted"
    assert finding(result, "issuer_key")["evidence"]["error"] == "KeyNotRegistered"


@pytest.mark.threat(9)
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"purpose": KeyPurpose.STATUS}, "issuer_not_trusted"),
        ({"valid_until": NOW}, "issuer_key_invalid"),
        ({"valid_from": NOW}, "issuer_key_invalid"),
        ({"compromised_since": NOW - timedelta(days=2)}, "issuer_key_invalid"),
        ({"compromised_since": NOW}, "issuer_key_invalid"),
    ],
)
async def test_a_key_out_of_its_epoch_is_refused(
    verifier: VerifierWorld, changes: dict[str, Any], reason: str
) -> None:
    purpose = changes.pop("purpose", KeyPurpose.CREDENTIAL)
    verifier.register_key(a_signing_key(ISSUER), purpose, **changes)

    result = await verifier.present()

    assert result["report"]["reason"] == reason


async def test_an_issuer_no_longer_accredited_is_refused(verifier: VerifierWorld) -> None:
    verifier.accredit(end=NOW)

    assert (await verifier.present())["report"]["reason"] == "issuer_not_trusted"


async def test_a_type_that_the_issuer_may_not_issue_is_refused(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    card = verifier.a_card(vct="http://localhost:8100/vct/driving-licence/1")

    answer = await verifier.answer(asked, verifier.a_presentation(asked, card))
    result = await verifier.result(asked)

    assert answer.status_code == 400
    assert finding(result, "issuer_accreditation")["reason"] == "issuer_not_trusted"
    assert finding(result, "requested_items")["reason"] == "wrong_card"


async def test_a_card_of_another_type_is_the_wrong_card(verifier: VerifierWorld) -> None:
    other = "http://localhost:8100/vct/mileage/1"
    verifier.accredit(other)
    asked = await verifier.ask()

    presentation = verifier.a_presentation(asked, verifier.a_card(vct=other))

    assert await refused(verifier, asked, presentation) == "wrong_card"


async def test_an_answer_without_all_that_was_asked_is_refused(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()

    presentation = verifier.a_presentation(asked, paths=[("incheon_resident",)])

    assert await refused(verifier, asked, presentation) == "item_missing"


async def test_an_expired_card_is_refused_but_the_wallet_is_not_scolded(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    card = verifier.a_card(expires_at=NOW)

    answer = await verifier.answer(asked, verifier.a_presentation(asked, card))

    assert answer.status_code == 200
    assert (await verifier.result(asked))["report"]["reason"] == "expired"


async def test_a_card_from_tomorrow_is_refused_with_its_day(verifier: VerifierWorld) -> None:
    result = await verifier.present(verifier.a_card(issued_at=NOW + timedelta(days=1)))

    assert result["report"]["reason"] == "not_yet_valid"
    assert result["report"]["sentence"]["ko"].startswith("아직 쓸 수 없는 카드예요. 2026년 9월 2일부터")


async def test_a_card_without_time_of_issue_is_refused(verifier: VerifierWorld) -> None:
    card = verifier.a_card()
    payload = {name: value for name, value in card.payload.items() if name != "iat"}
    token = sign_jws(dict(card.jws.header), payload, key=verifier.signer.key)
    undated = parse_sd_jwt("~".join((token, *(each.text for each in card.disclosures), "")))

    result = await verifier.present(undated)

    assert result["report"]["reason"] == "issuance_not_found"


async def test_a_holder_key_with_only_its_required_members_is_accepted(verifier: VerifierWorld) -> None:
    card = verifier.a_card(holder=a_signing_key(HOLDER))

    assert set(card.payload["cnf"]["jwk"]) == {"kty", "crv", "x", "y"}  # type: ignore[index,call-overload,arg-type]
    assert (await verifier.present(card))["decision"] == "accepted"
