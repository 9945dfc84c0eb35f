"""Starting: what is made once, and what may not change afterwards."""

from pathlib import Path

import pytest

from citywallet.runtime.settings import SettingsInvalid
from citywallet.storage.errors import DatabaseNotMigrated
from issuer.adapters.key_files import KeyFileInvalid, load_chain_secret
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.app import build_app
from issuer.usecases.forget_nonces import ForgetNonces
from issuer.usecases.prepare_issuer import IssuerChanged
from tests.support.clock import FixedClock
from tests.support.http import client_of
from tests.support.issuer import an_issuer, issuer_settings
from tests.support.key_directory import chain_ports
from tests.support.status_chain import FakeStatusChain


async def test_a_second_start_continues_with_the_same_lists_and_nonces(tmp_path: Path) -> None:
    async with an_issuer(tmp_path) as city:
        nonce = await city.nonce()
        again = build_app(city.settings, chain=chain_ports(city.chain), clock=city.clock, with_workers=False)
        async with client_of(again, base_url=city.issuer):
            pass
        lists = await city.status_lists()
        assert [each["published_sequence"] for each in lists] == [1, 1]
        token = await city.token()
        proof = await city.proof(nonce=nonce)
        body = {"credential_configuration_id": "citizen-id", "proofs": {"jwt": [proof]}}
        async with client_of(again, base_url=city.issuer) as client:
            response = await client.post(
                "/credential", json=body, headers={"Authorization": f"Bearer {token}"}
            )
            assert response.status_code == 200


async def test_more_lists_can_be_added_later(tmp_path: Path) -> None:
    async with an_issuer(tmp_path) as city:
        more = city.settings.model_copy(update={"status_lists": 3})
        app = build_app(more, chain=chain_ports(city.chain), clock=city.clock, with_workers=False)
        async with client_of(app):
            assert [each["published_sequence"] for each in await city.status_lists()] == [1, 1, 1]


async def test_a_changed_address_stops_the_start_and_names_the_way_out(tmp_path: Path) -> None:
    async with an_issuer(tmp_path) as city:
        moved = city.settings.model_copy(update={"public_url": "http://localhost:8101"})
        app = build_app(moved, chain=chain_ports(city.chain), clock=city.clock, with_workers=False)
        with pytest.raises(IssuerChanged, match="RESET=1"):
            async with client_of(app):
                pass


async def test_a_database_that_is_not_migrated_stops_the_start(tmp_path: Path) -> None:
    settings = issuer_settings(tmp_path, database_url=f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    app = build_app(settings, chain=chain_ports(FakeStatusChain(FixedClock())), with_workers=False)
    with pytest.raises(DatabaseNotMigrated):
        async with client_of(app):
            pass


def test_an_address_book_that_is_not_there_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "anchor.key").write_text("0x" + "12" * 32)
    with pytest.raises(SettingsInvalid, match="no address book"):
        build_app(issuer_settings(tmp_path))


@pytest.mark.parametrize("content", ["", "0x", "0x12", "0x" + "zz" * 32, "0x" + "12" * 33])
def test_an_anchor_key_must_be_32_bytes(tmp_path: Path, content: str) -> None:
    path = tmp_path / "anchor.key"
    path.write_text(content)
    with pytest.raises(KeyFileInvalid, match="64 hexadecimal digits"):
        load_chain_secret(path)
    path.write_text("0x" + "12" * 32 + "\n")
    assert load_chain_secret(path) == bytes.fromhex("12" * 32)


async def test_a_one_bit_list_revokes_but_does_not_suspend(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, status_list_bits=1) as city:
        await city.receive(await city.token())
        (record,) = await city.credentials()
        response = await city.change(str(record["id"]), "suspend")
        assert (response.status_code, response.json()["code"]) == (409, "suspension_not_supported")
        assert (await city.change(str(record["id"]), "revoke")).status_code == 200
        city.clock.advance(seconds=2)
        assert await city.publish() == 1


@pytest.mark.threat(81)
async def test_used_nonces_are_forgotten_two_days_after_their_end(tmp_path: Path) -> None:
    async with an_issuer(tmp_path) as city:
        await city.receive(await city.token())
        sweep = ForgetNonces(units=SqlUnitsOfWork(city.database), clock=city.clock)
        await sweep()
        assert (await city.counts())["used_nonces"] == 1
        city.clock.advance(days=2, seconds=city.settings.nonce_lifetime_seconds - 1)
        await sweep()
        assert (await city.counts())["used_nonces"] == 1
        city.clock.advance(seconds=1)
        await sweep()
        assert (await city.counts())["used_nonces"] == 0


async def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, register_max_bytes=2_000) as city:
        response = await city.import_register("x" * 2_001)
        assert response.status_code == 413
