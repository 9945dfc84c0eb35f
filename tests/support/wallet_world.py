"""A whole wallet service without HTTP and database: real signer, vault and use cases between stand-ins."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from citywallet.protocol.oauth import RedirectUri
from tests.support.clock import FixedClock
from tests.support.entropy import SeededEntropy
from tests.support.wallet import InMemoryStore
from tests.support.wallet_issuer import Authority, FakeIssuer, an_authority
from tests.support.wallet_verifier import FakeVerifier
from wallet_api.adapters.aes_vault import AesVault
from wallet_api.adapters.key_files import KeyFiles
from wallet_api.adapters.local_signer import LocalSigner
from wallet_api.app import build_acts
from wallet_api.domain.cards import Card
from wallet_api.domain.identifiers import WalletId
from wallet_api.http.acts import WalletActs
from wallet_api.usecases.begin_sign_in import WalletClient
from wallet_api.wiring.parts import Ports

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
VAULT_KEY = bytes(range(32))
RHYTHM = timedelta(hours=1)
CLIENT = WalletClient(
    client_id="https://wallet.example",
    redirect_uri=RedirectUri("https://wallet.example/sign-in/callback"),
)


@dataclass
class WalletWorld:
    """Everything that a test may want to look at or bend."""

    clock: FixedClock
    authority: Authority
    issuer: FakeIssuer
    verifier: FakeVerifier
    store: InMemoryStore
    vault: AesVault
    signer: LocalSigner
    keys_dir: Path
    acts: WalletActs

    async def new_wallet(self) -> WalletId:
        """A new, empty wallet."""
        return (await self.acts.create_wallet()).id

    async def wallet_with_card(self) -> WalletId:
        """A wallet that holds one citizen ID."""
        wallet_id = await self.new_wallet()
        await self.receive(wallet_id)
        return wallet_id

    async def receive(self, wallet_id: WalletId) -> tuple[Card, ...]:
        """Receive what the issuer offers now."""
        link, tx_code = self.issuer.link(), self.issuer.tx_code
        return (await self.acts.accept_offer(wallet_id, link=link, tx_code=tx_code)).cards


def a_wallet_world(directory: Path) -> WalletWorld:
    """A world at a fixed time, with its keys below `directory`."""
    clock = FixedClock(NOW)
    authority = an_authority(start=NOW)
    issuer = FakeIssuer(authority=authority, clock=clock)
    verifier = FakeVerifier(authority=authority, clock=clock)
    store, entropy = InMemoryStore(), SeededEntropy()
    vault = AesVault(key=VAULT_KEY, entropy=entropy)
    signer = LocalSigner(
        keys=KeyFiles(directory / "keys", vault=vault),
        clock=clock,
        entropy=entropy,
        trust_anchors=(authority.root,),
    )
    ports = Ports(
        store=store,
        issuers=issuer,
        verifiers=verifier,
        vault=vault,
        signer=signer,
        clock=clock,
        entropy=entropy,
        city_issuer=issuer.url,
        trust_anchors=(authority.root,),
        client=CLIENT,
        refresh_rhythm=RHYTHM,
    )
    return WalletWorld(
        clock=clock,
        authority=authority,
        issuer=issuer,
        verifier=verifier,
        store=store,
        vault=vault,
        signer=signer,
        keys_dir=directory / "keys",
        acts=build_acts(ports),
    )
