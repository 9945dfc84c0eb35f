"""Wallets made of npm libraries receive from our issuer, in both grants.

@openid4vc/openid4vci speaks the final text, @sphereon/oid4vci-client draft 15: what that lacks is not asked.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import isomdoc
import pytest
from joserfc.jwk import ECKey

from citywallet.protocol.encoding import decode_base64url
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.mdoc import (
    build_device_authentication,
    parse_issuer_signed,
    serialize_device_response,
)
from tests.interop.compact import claims_of, header_of
from tests.interop.missing import require_npm_judges
from tests.interop.npm_judge import Json, JudgeRefuses, NpmJudge
from tests.interop.served_issuer import a_served_flow, consented
from tests.support.applications import ENTITLED, TYPE, Applicant
from tests.support.authorization import CALLBACK, WALLET, CodeFlow
from tests.support.mdocs import a_transcript

require_npm_judges()

SIGN_IN = "authorization_code"
OPENID4VC, OAUTH4WEBAPI, SPHEREON = "openid4vc", "oauth4webapi", "sphereon"
DOCTYPE = "kr.go.incheon.citizen-id.1"
every_library = pytest.mark.parametrize("library", [OPENID4VC, OAUTH4WEBAPI, SPHEREON])


@pytest.fixture
async def flow(tmp_path: Path) -> AsyncIterator[CodeFlow]:
    async with a_served_flow(tmp_path) as flow:
        yield flow


@pytest.fixture
def npm(tmp_path: Path) -> NpmJudge:
    return NpmJudge(tmp_path / "root.pem")


async def an_offer(flow: CodeFlow, **terms: Any) -> tuple[str, str | None]:
    """An offer's link, and its transaction code."""
    created = await flow.city.offer(**terms)
    return f"openid-credential-offer://?credential_offer_uri={created.address}", created.tx_code


def a_wish(flow: CodeFlow, type_id: str) -> Json:
    """What a wallet wants that comes without an offer, in the form of one."""
    return {
        "credential_issuer": flow.city.issuer,
        "credential_configuration_ids": [type_id],
        "grants": {SIGN_IN: {}},
    }


def bound_keys(cards: list[Json]) -> list[str]:
    """The keys that SD-JWT VCs are bound to, by their first coordinate."""
    return [claims_of(each["card"].split("~")[0])["cnf"]["jwk"]["x"] for each in cards]


def own_keys(cards: list[Json]) -> list[str]:
    return [each["key"]["x"] for each in cards]


def presented(mdoc: Json) -> bytes:
    """A presentation of an mdoc by the wallet's key, complete."""
    key = EcSigningKey.from_pem(ECKey.import_key(mdoc["key"]).as_pem(private=True))
    signed = build_device_authentication(doctype=DOCTYPE, session_transcript=a_transcript())
    held = parse_issuer_signed(decode_base64url(mdoc["card"]))
    return serialize_device_response(DOCTYPE, held, signature=key.sign(signed))


@every_library
async def test_a_citizen_who_signed_in_gets_a_card_for_each_key(
    flow: CodeFlow, npm: NpmJudge, library: str
) -> None:
    offer, _ = await an_offer(flow, grants=[SIGN_IN])
    begun = await npm.begin(library, offer, client_id=WALLET, redirect_uri=CALLBACK, scope="citizen-id")
    assert "request_uri=" in begun["address"], "the request was pushed"
    redirected = await consented(flow, begun["address"])
    taken = await npm.collect(
        library, offer, session=begun["session"], redirected=redirected, proofs=3, dpop=True
    )
    assert taken["tokenType"].lower() == "dpop"
    assert bound_keys(taken["cards"]) == own_keys(taken["cards"])
    assert len({card["key"]["x"] for card in taken["cards"]}) == 3
    assert (await npm.read(taken["cards"][0]["card"]))["incheon_resident"] is True


@every_library
@pytest.mark.parametrize("dpop", [False, True])
async def test_an_offer_with_its_transaction_code_gives_as_many_cards_as_the_issuer_says(
    flow: CodeFlow, npm: NpmJudge, library: str, *, dpop: bool
) -> None:
    offer, tx_code = await an_offer(flow, tx_code=True)
    taken = await npm.collect(library, offer, txCode=tx_code, proofs=10, dpop=dpop)
    assert taken["tokenType"].lower() == ("dpop" if dpop else "bearer")
    assert bound_keys(taken["cards"]) == own_keys(taken["cards"])
    assert len({str(claims_of(each["card"].split("~")[0])["status"]) for each in taken["cards"]}) == 10


@every_library
async def test_an_mdoc_is_received_and_believed(flow: CodeFlow, npm: NpmJudge, library: str) -> None:
    offer, _ = await an_offer(flow, type_id="citizen-id.mdoc")
    taken = await npm.collect(library, offer, proofs=2, dpop=True)
    for each in taken["cards"]:
        judged = isomdoc.verify_device_response(presented(each), a_transcript())
        (document,) = judged.documents
        assert document.issuer_signed.get_element_value(DOCTYPE, "incheon_resident") is True


@every_library
async def test_a_w3c_credential_is_received_and_believed(flow: CodeFlow, npm: NpmJudge, library: str) -> None:
    offer, _ = await an_offer(flow, type_id="citizen-id.jwt_vc")
    taken = await npm.collect(library, offer, proofs=2, dpop=True)
    for each in taken["cards"]:
        assert header_of(each["card"])["typ"] == "vc+jwt"
        claims = await npm.read_jwt(each["card"])
        assert claims["credentialSubject"]["incheon_resident"] is True
        assert claims["cnf"]["jwk"]["x"] == each["key"]["x"]


@pytest.mark.parametrize("library", [OPENID4VC, OAUTH4WEBAPI])
async def test_what_an_issuer_wants_encrypted_is_encrypted_both_ways_and_refreshed_so(
    tmp_path: Path, library: str
) -> None:
    async with a_served_flow(tmp_path, encryption_required=True) as flow:
        npm = NpmJudge(tmp_path / "root.pem")
        offer, tx_code = await an_offer(flow, tx_code=True)
        taken = await npm.collect(
            library, offer, txCode=tx_code, proofs=2, dpop=True, encrypted=True, renew=True
        )
    first, renewed = taken["cards"], taken["renewed"]
    assert bound_keys(first + renewed) == own_keys(first + renewed)
    assert len(set(own_keys(first + renewed))) == 4


async def test_a_wallet_that_cannot_encrypt_is_told_that_it_must(tmp_path: Path) -> None:
    async with a_served_flow(tmp_path, encryption_required=True) as flow:
        offer, _ = await an_offer(flow)
        with pytest.raises(JudgeRefuses, match="invalid_encryption_parameters"):
            await NpmJudge(tmp_path / "root.pem").collect(SPHEREON, offer)


@pytest.mark.parametrize(("library", "dpop"), [(OPENID4VC, True), (OAUTH4WEBAPI, True), (SPHEREON, False)])
async def test_the_office_hears_what_a_wallet_reports(
    flow: CodeFlow, npm: NpmJudge, library: str, *, dpop: bool
) -> None:
    offer, _ = await an_offer(flow)
    taken = await npm.collect(library, offer, dpop=dpop, event="credential_accepted")
    assert taken["notified"] == 204
    (record,) = await flow.city.credentials()
    assert [each["event"] for each in record["notifications"]] == ["credential_accepted"]


@pytest.mark.parametrize(
    ("library", "encrypted"), [(OPENID4VC, True), (OAUTH4WEBAPI, True), (OPENID4VC, False), (SPHEREON, False)]
)
async def test_who_must_wait_for_an_officer_collects_a_card_for_each_key_later(
    flow: CodeFlow, npm: NpmJudge, library: str, *, encrypted: bool
) -> None:
    await flow.city.import_facts("disabilities", ENTITLED)
    wanted = a_wish(flow, TYPE)
    begun = await npm.begin(library, wanted, client_id=WALLET, redirect_uri=CALLBACK, scope=TYPE)
    redirected = await consented(flow, begun["address"])
    promised = await npm.collect(
        library, wanted, session=begun["session"], redirected=redirected, proofs=3, encrypted=encrypted
    )
    waiting = promised["waiting"]
    assert "waiting" in await npm.later(library, wanted, waiting=waiting, encrypted=encrypted)
    await Applicant(flow, "", "", waiting["transactionId"]).is_approved()
    taken = await npm.later(library, wanted, waiting=waiting, encrypted=encrypted)
    assert bound_keys(taken["cards"]) == own_keys(taken["cards"])
    assert len(taken["cards"]) == 3
