"""A verifier in one process: its real routes, use cases and database, on a chain that tests direct."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from fastapi import FastAPI

from citywallet.protocol.encoding import JsonObject, serialize_json
from citywallet.protocol.jose import claims_of, parse_compact_jws
from citywallet.protocol.keys import EcSigningKey, SigningKey, thumbprint
from citywallet.protocol.sdjwt import ClaimPath, SdJwt
from citywallet.protocol.statuslist import CredentialStatus, StatusList, StatusReference
from citywallet.protocol.trust import (
    Accreditation,
    CertificateUsage,
    KeyEpoch,
    KeyPurpose,
    Period,
    issuer_id,
    serialize_pem_certificates,
    type_id,
)
from citywallet.runtime.http import Readiness
from citywallet.storage.database import Database, open_database
from tests.support.certificates import ACCESS, ISSUER_URL, VERIFIER_URL, Chain, a_chain, a_root
from tests.support.clock import FixedClock
from tests.support.database import a_database_url
from tests.support.entropy import SeededEntropy
from tests.support.heads import FakeChain, a_head
from tests.support.http import client_of
from tests.support.keys import ISSUER, STATUS, a_signing_key
from tests.support.sd_jwts import NOW, a_credential, a_presentation_text
from tests.support.status_lists import LIST_URI, a_status_list, a_status_list_token
from verifier.adapters.catalogue import load_catalogue
from verifier.adapters.known_facts import SqlKnownFacts
from verifier.adapters.transaction_store import SqlTransactionStore
from verifier.app import Ports, assemble_app
from verifier.ports import StatusListUnavailable
from verifier.settings import Settings

VCT = f"{ISSUER_URL}/vct/citizen-id/1"
INDEX = 4
API_KEY = "desk-key-desk-key-desk-key"
SENIOR_RESIDENT: tuple[ClaimPath, ...] = (("age_equal_or_over", "65"), ("incheon_resident",))
BEFORE = NOW - timedelta(days=30)


class FakeStatusLists:
    """Status list tokens as the verifier fetches them; counts what it fetched."""

    def __init__(self) -> None:
        self.served: dict[str, str] = {}
        self.tokens: dict[bytes, str] = {}
        self.history: list[tuple[datetime, str]] = []
        self.fetched: list[str] = []
        self.is_down = False

    async def current(self, uri: str) -> str:
        self._fetch(uri)
        return self._found(self.served.get(uri))

    async def by_digest(self, uri: str, token_digest: bytes) -> str:
        self._fetch(uri)
        return self._found(self.tokens.get(token_digest))

    async def at_time(self, uri: str, at: datetime) -> str:
        self._fetch(f"{uri}?time")
        texts = [text for since, text in self.history if since <= at]
        return self._found(texts[-1] if texts else None)

    def _fetch(self, uri: str) -> None:
        self.fetched.append(uri)
        if self.is_down:
            raise StatusListUnavailable

    def _found(self, text: str | None) -> str:
        if text is None:
            raise StatusListUnavailable
        return text


@dataclass(slots=True, kw_only=True)
class AskedQuestion:
    """A question a desk asked, and the request a wallet fetched."""

    id: str
    link: str
    request: JsonObject

    @property
    def response_uri(self) -> str:
        return str(self.request["response_uri"])


@dataclass(slots=True, kw_only=True)
class VerifierWorld:
    """The verifier and everything around it."""

    app: FastAPI
    client: httpx.AsyncClient
    chain: FakeChain
    lists: FakeStatusLists
    clock: FixedClock
    database: Database
    signer: Chain = field(default_factory=lambda: a_chain(CertificateUsage.CREDENTIAL_SIGNER, ISSUER))
    status_signer: Chain = field(default_factory=lambda: a_chain(CertificateUsage.STATUS_SIGNER, STATUS))

    def register_key(self, key: EcSigningKey, purpose: KeyPurpose, **changes: Any) -> KeyEpoch:
        """Register a key in the directory."""
        values: dict[str, Any] = {
            "thumbprint": thumbprint(key.public),
            "purpose": purpose,
            "valid_from": BEFORE,
            "valid_until": None,
            "compromised_since": None,
        }
        epoch = KeyEpoch(**(values | changes))
        self.chain.epochs[epoch.thumbprint] = epoch
        return epoch

    def accredit(self, vct: str = VCT, *, end: datetime | None = None) -> None:
        """Accredit the issuer for a type."""
        self.chain.accreditations[type_id(vct)] = Accreditation(
            issuer_id=issuer_id(ISSUER_URL),
            type_id=type_id(vct),
            periods=(Period(start=BEFORE, end=end),),
            suspensions=(),
        )

    def publish(
        self,
        status: CredentialStatus = CredentialStatus.VALID,
        *,
        sequence: int,
        at: datetime | None = None,
        anchored_at: datetime | None = None,
        is_anchored: bool = True,
        status_list: StatusList | None = None,
        key: SigningKey | None = None,
        x5c: tuple[bytes, ...] | None = None,
        **changes: Any,
    ) -> str:
        """Sign and serve a list in which the card has a status; anchor it unless told otherwise."""
        published_at = at or self.clock.now()
        new_list = status_list or a_status_list({INDEX: status})
        text = a_status_list_token(
            new_list,
            sequence=sequence,
            issued_at=published_at,
            expires_at=changes.pop("expires_at", published_at + timedelta(hours=24)),
            x5c=self.status_signer.x5c if x5c is None else x5c,
            key=key or self.status_signer.key,
            **changes,
        )
        self.serve(text, at=published_at)
        if is_anchored:
            self.chain.anchor(
                a_head(text, new_list, sequence=sequence, anchored_at=anchored_at or published_at)
            )
        return text

    def serve(self, text: str, *, at: datetime | None = None) -> None:
        """Let the issuer serve a token from now on."""
        self.lists.served[LIST_URI] = text
        self.lists.tokens[sha256(text.encode()).digest()] = text
        self.lists.history.append((at or self.clock.now(), text))

    def a_card(self, **changes: Any) -> SdJwt:
        """A card of the city, valid unless told otherwise."""
        values: dict[str, Any] = {
            "key": self.signer.key,
            "x5c": self.signer.x5c,
            "status": StatusReference(uri=LIST_URI, index=INDEX),
            "issued_at": NOW - timedelta(days=1),
        }
        return a_credential(**(values | changes))

    async def ask(self, question: str = "senior-resident", *, as_of: datetime | None = None) -> AskedQuestion:
        """Ask a question as a desk, and fetch the request as a wallet."""
        body = {"question": question, "as_of": None if as_of is None else as_of.isoformat()}
        opened = (await self.client.post("/api/v1/transactions", json=body)).raise_for_status().json()
        request = await self.client.get(request_path(opened["request_uri"]))
        claims = claims_of(parse_compact_jws(request.raise_for_status().text))
        return AskedQuestion(id=opened["id"], link=opened["request_uri"], request=claims)

    def a_presentation(
        self,
        asked: AskedQuestion,
        card: SdJwt | None = None,
        *,
        paths: Collection[ClaimPath] = SENIOR_RESIDENT,
        **changes: Any,
    ) -> str:
        """What an honest wallet presents, unless told otherwise."""
        values: dict[str, Any] = {
            "nonce": asked.request["nonce"],
            "audience": asked.request["client_id"],
            "now": self.clock.now(),
        }
        return a_presentation_text(card or self.a_card(), paths=paths, **(values | changes))

    async def answer(self, asked: AskedQuestion, presentation: str, **fields: str) -> httpx.Response:
        """Post an answer to the response address."""
        form = {
            "vp_token": serialize_json({"citizen": [presentation]}).decode(),
            "state": str(asked.request["state"]),
        }
        return await self.post(asked, form | fields)

    async def post(self, asked: AskedQuestion, form: dict[str, str]) -> httpx.Response:
        """Post any form to the response address."""
        return await self.client.post(urlsplit(asked.response_uri).path, data=form)

    async def present(self, card: SdJwt | None = None, **options: Any) -> dict[str, Any]:
        """The whole story: asked, presented, judged; gives the result."""
        as_of = options.pop("as_of", None)
        asked = await self.ask(options.pop("question", "senior-resident"), as_of=as_of)
        await self.answer(asked, self.a_presentation(asked, card, **options))
        return await self.result(asked)

    async def result(self, asked: AskedQuestion) -> dict[str, Any]:
        """How the question stands."""
        found = await self.client.get(f"/api/v1/transactions/{asked.id}")
        result: dict[str, Any] = found.raise_for_status().json()
        return result


def request_path(link: str) -> str:
    """The path at which the link's request is fetched."""
    return urlsplit(parse_qs(urlsplit(link).query)["request_uri"][0]).path


def finding(result: dict[str, Any], check: str) -> dict[str, Any]:
    """One finding of a result's report."""
    (found,) = [each for each in result["report"]["findings"] if each["check"] == check]
    assert isinstance(found, dict)
    return found


def some_settings(folder: Path, database_url: str, **changes: Any) -> Settings:
    """The verifier's settings, with the files that they name."""
    access = a_chain(CertificateUsage.VERIFIER_ACCESS, ACCESS, uris=(VERIFIER_URL,))
    (folder / "access.pem").write_bytes(access.key.to_pem())
    (folder / "access-chain.pem").write_bytes(serialize_pem_certificates(access.x5c))
    (folder / "anchors.pem").write_bytes(serialize_pem_certificates((a_root(),)))
    values: dict[str, Any] = {
        "public_url": VERIFIER_URL,
        "database_url": database_url,
        "port": 8300,
        "chain_rpc_url": "http://localhost:8545",
        "address_book": folder / "address-book.json",
        "trust_anchors": folder / "anchors.pem",
        "access_key_file": folder / "access.pem",
        "access_chain_file": folder / "access-chain.pem",
        "api_key": API_KEY,
        "auditor_key": "auditor-key-auditor-key",
        "credential_issuer": ISSUER_URL,
    }
    return Settings(**(values | changes))


@asynccontextmanager
async def a_verifier(folder: Path, **settings_changes: Any) -> AsyncIterator[VerifierWorld]:
    """A verifier in a city where all is well: keys registered, issuer accredited, one list anchored."""
    settings = some_settings(folder, a_database_url("verifier.migrations", folder), **settings_changes)
    database = open_database(settings.database_url)
    chain, lists, clock = FakeChain(), FakeStatusLists(), FixedClock(NOW)
    ports = Ports(
        chain=chain,
        lists=lists,
        known=SqlKnownFacts(database),
        transactions=SqlTransactionStore(database),
        catalogue=load_catalogue(credential_issuer=ISSUER_URL, heartbeat=settings.heartbeat),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await database.close()

    async def ready() -> Readiness:
        return Readiness(ready=True)

    app = assemble_app(
        settings, ports, clock=clock, entropy=SeededEntropy("verifier"), lifespan=lifespan, ready=ready
    )
    async with client_of(app, base_url="http://localhost:8300", key=API_KEY) as client:
        world = VerifierWorld(
            app=app, client=client, chain=chain, lists=lists, clock=clock, database=database
        )
        world.register_key(a_signing_key(ISSUER), KeyPurpose.CREDENTIAL)
        world.register_key(a_signing_key(STATUS), KeyPurpose.STATUS)
        world.accredit()
        world.publish(sequence=1)
        yield world
