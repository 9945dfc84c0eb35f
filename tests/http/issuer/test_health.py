from datetime import timedelta

from citywallet.protocol.trust import KeyPurpose
from issuer.cli.signing_keys import keys_on_list
from tests.support.clock import NOON
from tests.support.issuer import City


async def read(city: City) -> list[dict[str, object]]:
    answer = await city.client.get("/api/v1/health/keys", headers=city.as_auditor())
    assert answer.status_code == 200
    items: list[dict[str, object]] = answer.json()["items"]
    return items


async def test_keys_are_told_with_what_the_directory_says_of_them(city: City) -> None:
    credential, status = (key.thumbprint for key in keys_on_list(city.settings.signing_keys.parent))
    assert [key["state"] for key in await read(city)] == ["not_registered", "not_registered"]

    city.directory.register(credential, KeyPurpose.CREDENTIAL, since=NOON)
    city.directory.register(status, KeyPurpose.STATUS, since=NOON)
    first, second = await read(city)
    assert (first["purpose"], first["thumbprint"], first["state"]) == (
        "credential",
        credential.hex(),
        "current",
    )
    assert (first["since"], first["until"], first["signs"]) == ("2026-11-23T12:00:00Z", None, True)
    assert (second["purpose"], second["signs"]) == ("status", True)
    assert str(first["certificate_ends"]) > "2036"

    city.directory.end(credential, at=NOON + timedelta(hours=1))
    city.directory.compromise(status, since=NOON)
    assert [key["state"] for key in await read(city)] == ["ended", "compromised"]


async def test_without_the_chain_the_state_is_unknown(city: City) -> None:
    city.directory.down = True
    assert {key["state"] for key in await read(city)} == {"unknown"}


async def test_a_key_registered_for_another_purpose_counts_as_not_registered(city: City) -> None:
    credential = keys_on_list(city.settings.signing_keys.parent)[0].thumbprint
    city.directory.register(credential, KeyPurpose.STATUS, since=NOON)
    assert (await read(city))[0]["state"] == "not_registered"


async def test_strangers_are_not_told(city: City) -> None:
    assert (await city.client.get("/api/v1/health/keys")).status_code == 401


async def test_heads_are_listed_as_waiting_late_and_anchored(city: City) -> None:
    async def states() -> set[str]:
        listed = await city.client.get("/api/v1/health/anchors", headers=city.as_auditor())
        return {each["state"] for each in listed.json()["items"]}

    assert await states() == {"waiting"}
    city.clock.advance(seconds=61)
    assert await states() == {"late"}
    await city.anchor()
    assert await states() == {"anchored"}
