"""The authorization code grant in a whole city: a citizen signs in at the demo provider and agrees."""

import asyncio
import json
import sys
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from city.demo.actors import Actors
from city.town import Town
from citywallet.client.issuer import SIGN_IN
from tests.support.citizen_browser import query_of
from tests.support.code_stranger import CodeStranger
from tests.support.sign_in_town import DECLINE, CitizenAtTown

TYPE = "citizen-id"


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def citizen(town: Town, http: httpx.AsyncClient) -> CitizenAtTown:
    return CitizenAtTown(http, town)


@pytest.fixture
async def wallet(town: Town, http: httpx.AsyncClient) -> CodeStranger:
    """A stranger's code under the name of the city's wallet: what comes to its callback is read here."""
    name = town.addresses.wallet.url
    stranger = CodeStranger(http, town.addresses.issuer.url, name, f"{name}/sign-in/callback")
    await stranger.discover()
    return stranger


def disclosed(sd_jwt: str) -> dict[str, object]:
    """The claims behind an SD-JWT's disclosures."""
    texts = [each for each in sd_jwt.split("~")[1:] if each]
    read = [json.loads(urlsafe_b64decode(each + "=" * (-len(each) % 4))) for each in texts]
    return {each[1]: each[2] for each in read if len(each) == 3}


async def name_of(actors: Actors, citizen_id: str) -> object:
    return next(each["name"] for each in await actors.issuer.citizens() if each["id"] == citizen_id)


@pytest.mark.threat(39)
async def test_stranger_receives_what_its_citizen_agreed_to(
    wallet: CodeStranger, citizen: CitizenAtTown, town: Town, actors: Actors
) -> None:
    me = town.city_file.citizens[0]
    address = await wallet.begin(scope=TYPE, dpop_jkt=wallet.thumbprint)
    await citizen.sign_in(address, citizen=me)
    assert str(await name_of(actors, me)) in citizen.issuer.page.headings[0]
    answered = await wallet.redeem(query_of(await citizen.decide()))
    assert (answered.status_code, answered.json()["token_type"]) == (200, "DPoP"), answered.text
    issued = await wallet.credential(TYPE)
    assert issued.status_code == 200, issued.text
    [copy] = issued.json()["credentials"]
    assert disclosed(copy["credential"])["name"] == await name_of(actors, me)


async def test_stranger_receives_by_authorization_details(
    wallet: CodeStranger, citizen: CitizenAtTown, town: Town
) -> None:
    details = json.dumps([{"type": "openid_credential", "credential_configuration_id": TYPE}])
    address = await wallet.begin(authorization_details=details)
    answer = await citizen.answer(address, citizen=town.city_file.citizens[1])
    redeemed = (await wallet.redeem(answer)).json()
    [granted] = redeemed["authorization_details"]
    assert granted["credential_configuration_id"] == TYPE


@pytest.mark.threat(34)
async def test_second_use_of_a_code_takes_back_what_the_first_gave(
    wallet: CodeStranger, citizen: CitizenAtTown, town: Town
) -> None:
    answer = await citizen.answer(await wallet.begin(scope=TYPE), citizen=town.city_file.citizens[0])
    assert (await wallet.redeem(answer)).status_code == 200
    token, wallet.token = wallet.token, ""
    again = await wallet.redeem(answer)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    wallet.token = token
    assert (await wallet.credential(TYPE)).status_code == 401


@pytest.mark.threat(39)
async def test_code_that_was_pushed_for_one_key_is_worth_nothing_with_another(
    wallet: CodeStranger, citizen: CitizenAtTown, town: Town
) -> None:
    address = await wallet.begin(scope=TYPE, dpop_jkt=wallet.thumbprint)
    answer = await citizen.answer(address, citizen=town.city_file.citizens[0])
    thief = CodeStranger(wallet.http, wallet.issuer, wallet.client_id, wallet.redirect_uri)
    thief.server, thief.state, thief.verifier = wallet.server, wallet.state, wallet.verifier
    refused = await thief.redeem(answer)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


async def test_offer_for_who_signs_in_is_taken_up_by_its_citizen_alone(
    wallet: CodeStranger, citizen: CitizenAtTown, town: Town, actors: Actors
) -> None:
    me, other = town.city_file.citizens[:2]
    made = await actors.issuer.offer(type_id=TYPE, citizen=me, grants=(SIGN_IN,))
    link = parse_qs(urlsplit(made.credential_offer_uri).query)["credential_offer_uri"][0]
    offer = (await wallet.http.get(link)).json()
    assert offer["credential_configuration_ids"] == [TYPE]
    grant = offer["grants"]["authorization_code"]
    address = await wallet.begin(scope=TYPE, issuer_state=grant["issuer_state"])
    await citizen.sign_in(address, citizen=other)
    assert "다른 분께 드린 안내예요" in citizen.issuer.page.text
    answer = await citizen.answer(address, citizen=me)
    assert (await wallet.redeem(answer)).status_code == 200
    assert (await wallet.credential(TYPE)).status_code == 200


async def test_citizen_whom_the_register_does_not_know_receives_nothing(
    wallet: CodeStranger, citizen: CitizenAtTown
) -> None:
    await citizen.sign_in(await wallet.begin(scope=TYPE), citizen="c-nobody")
    assert "시민 명부에서 찾지 못했어요" in citizen.issuer.page.text


async def test_wallet_hears_that_its_citizen_declined(
    wallet: CodeStranger, citizen: CitizenAtTown, town: Town
) -> None:
    await citizen.sign_in(await wallet.begin(scope=TYPE), citizen=town.city_file.citizens[0])
    answer = query_of(await citizen.decide(DECLINE))
    assert answer == {"error": "access_denied", "state": wallet.state, "iss": wallet.issuer} | {
        name: value for name, value in answer.items() if name == "error_description"
    }


@pytest.mark.parametrize("is_offered", [False, True])
async def test_card_is_received_at_the_command_line_by_signing_in(
    citizen: CitizenAtTown, town: Town, is_offered: bool
) -> None:
    me = town.city_file.citizens[2]
    wanted = ["--type", TYPE]
    if is_offered:
        offered = await ended(town, "issuer", "offer", "--type", TYPE, "--citizen", me, "--sign-in", "--json")
        wanted = [json.loads(offered)["credential_offer_uri"]]
    await ended(town, "wallet", "new")
    waiting = await begun(town, "wallet", "sign-in", *wanted, "--json")
    assert waiting.stderr is not None
    await waiting.stderr.readline()
    address = (await waiting.stderr.readline()).decode().strip()
    await citizen.sign_in(address, citizen=me)
    # The wallet's own page says that it is done.
    assert (await citizen.http.get(await citizen.decide())).status_code == 200
    said, _ = await waiting.communicate()
    stands = json.loads(said)
    assert (waiting.returncode, stands["state"], len(stands["cards"])) == (0, "finished", 1)


async def begun(town: Town, *arguments: str) -> asyncio.subprocess.Process:
    """A command that runs."""
    return await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).parent / "citywallet"), *arguments),
        env={"CITYWALLET_CITY_FILE": str(town.layout.city_file), "PATH": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(town: Town, *arguments: str) -> str:
    """What a command said that ended well."""
    process = await begun(town, *arguments)
    said, complained = await process.communicate()
    assert process.returncode == 0, complained.decode()
    return said.decode()
