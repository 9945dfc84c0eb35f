"""The wallet service with its real database, routes and signer; issuer and verifier are stand-ins."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from citywallet.client.wallet import WalletClient
from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.trust import serialize_pem_certificates
from citywallet.storage.database import open_database
from tests.support.database import a_database_url
from tests.support.wallet_world import CLIENT, RHYTHM, VAULT_KEY, WalletWorld, a_wallet_world
from wallet_api.adapters.sql_store import SqlWalletStore
from wallet_api.app import build_acts, build_app
from wallet_api.settings import Settings
from wallet_api.wiring.parts import Ports

API_KEY = "a-key-of-the-wallet-operator"


@dataclass
class ServedWallet:
    """The service under test and the world around it."""

    http: httpx.AsyncClient
    client: WalletClient
    world: WalletWorld
    directory: Path


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[ServedWallet]:
    world = a_wallet_world(tmp_path)
    url = a_database_url("wallet_api.migrations", tmp_path)
    anchors = tmp_path / "anchors.pem"
    anchors.write_bytes(serialize_pem_certificates((world.authority.root,)))
    app = build_app(_settings(url, anchors, tmp_path), clock=world.clock)
    database = open_database(url)
    app.state.acts = build_acts(_ports(world, SqlWalletStore(database)))
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=transport,
            base_url="http://wallet.test/w",
            headers={"Authorization": f"Bearer {API_KEY}"},
        ) as http,
        WalletClient("http://wallet.test/w", key=API_KEY, transport=transport) as client,
    ):
        yield ServedWallet(http=http, client=client, world=world, directory=tmp_path)
    await database.close()


def _settings(url: str, anchors: Path, directory: Path) -> Settings:
    return Settings.model_validate(
        {
            "public_url": "http://wallet.test/w",
            "database_url": url,
            "port": 8200,
            "trust_anchors": anchors,
            "api_key": API_KEY,
            "vault_key": encode_base64url(VAULT_KEY),
            "keys_dir": directory / "keys",
            "city_issuer": "https://issuer.example",
        }
    )


def _ports(world: WalletWorld, store: SqlWalletStore) -> Ports:
    return Ports(
        store=store,
        issuers=world.issuer,
        verifiers=world.verifier,
        vault=world.vault,
        signer=world.signer,
        clock=world.clock,
        entropy=world.acts.create_wallet.entropy,
        city_issuer=world.issuer.url,
        trust_anchors=(world.authority.root,),
        client=CLIENT,
        refresh_rhythm=RHYTHM,
    )
