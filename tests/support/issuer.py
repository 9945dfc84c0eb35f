"""An issuer in the same process, with its own database, and what officers and wallets do with it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from fastapi import FastAPI
from sqlalchemy import func, select

from citywallet.client.issuer import CODE_IN_OFFER
from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonObject, encode_base64url
from citywallet.protocol.jose import DecryptionKey, serialize_compact
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth import PRE_AUTHORIZED_CODE_GRANT
from citywallet.protocol.oid4vci import build_key_proof
from citywallet.protocol.sdjwt import parse_sd_jwt
from citywallet.protocol.sdjwtvc import VerifiedCredential, verify_credential
from citywallet.protocol.trust import (
    CertificateUsage,
    KeyPurpose,
    TrustedAttesters,
    serialize_pem_certificates,
)
from citywallet.protocol.trust.authority import (
    CertificateTerms,
    build_leaf_certificate,
    build_root_certificate,
)
from citywallet.runtime.outbound import OutboundClient
from citywallet.storage.database import Database, open_database
from issuer.adapters.attestation_status_lists import HttpAttestationStatusLists
from issuer.adapters.key_ring import KeyAccess, ListedKeyRing
from issuer.adapters.tables import metadata
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.adapters.workers import anchoring_worker
from issuer.app import build_app
from issuer.cli.signing_keys import LIST_NAME, add_key_in_file
from issuer.domain.identifiers import ListNumber
from issuer.http.acts import IssuerActs
from issuer.settings import Settings
from issuer.usecases.advance_bulk_jobs import AdvanceBulkJobs
from issuer.usecases.anchor_status_lists import AnchorStatusLists
from issuer.usecases.publish_status_lists import PublishStatusLists
from issuer.wiring.authorization import IdentitySources
from issuer.wiring.bulk import advance_bulk_act
from issuer.wiring.parts import IssuerParts
from tests.support.clock import NOON, FixedClock
from tests.support.database import a_database_url
from tests.support.entropy import SeededEntropy
from tests.support.http import client_of
from tests.support.key_directory import FakeKeyDirectory, chain_ports
from tests.support.keys import ENCRYPTION, HOLDER, ISSUER, STATUS, a_signing_key
from tests.support.status_chain import FakeStatusChain

PUBLIC_URL = "http://localhost:8100"
KEY_PASSPHRASE = "passphrase-of-the-tests"
OFFICER_KEY = "officer-key-of-the-tests"
FOUNDER_KEY = "founder-key-of-the-tests"
OFFICE_KEY = encode_base64url(bytes(range(32)))
AUDITOR_KEY = "auditor-key-of-the-tests"
ENTRIES = 1024
COLUMNS = (
    "citizen_id,name,birthdate,district_id,district_name,district_code,"
    "legal_dong_name,legal_dong_code,incheon_resident"
)
REGISTER = f"""{COLUMNS}
c-senior,김영자,1950-03-02,michuhol,미추홀구,28177,숭의동,,true
c-young,이하늘,2010-11-24,yeonsu,연수구,,송도동,2818510600,true
c-away,박바다,1990-01-01,ganghwa,강화군,,,,false
"""
_ORGANIZATION = BilingualText(ko="인천광역시", en="Incheon Metropolitan City")


def issuer_settings(folder: Path, *, public_url: str = PUBLIC_URL, **changes: Any) -> Settings:
    """Settings with a fresh database and certified keys in `folder`."""
    root_key = a_signing_key(90)
    terms = CertificateTerms(
        serial=1, not_before=NOON - timedelta(days=1), not_after=NOON + timedelta(days=3650)
    )
    root = build_root_certificate(root_key, organization=_ORGANIZATION, common_name="root", terms=terms)
    (folder / "root.pem").write_bytes(serialize_pem_certificates((root,)))
    for purpose, number, usage in (
        (KeyPurpose.CREDENTIAL, ISSUER, CertificateUsage.CREDENTIAL_SIGNER),
        (KeyPurpose.STATUS, STATUS, CertificateUsage.STATUS_SIGNER),
    ):
        key = a_signing_key(number)
        leaf = build_leaf_certificate(
            key.public,
            usage=usage,
            issuer_certificate=root,
            issuer_key=root_key,
            organization=_ORGANIZATION,
            common_name=purpose.value,
            dns_names=(urlsplit(public_url).hostname or "",),
            uris=(public_url,),
            terms=terms,
        )
        add_key_in_file(folder, purpose=purpose, key=key, chain=(leaf,), passphrase=KEY_PASSPHRASE.encode())
    write_message_key(folder / "encryption.key.pem", number=ENCRYPTION)
    given: dict[str, Any] = {
        "public_url": public_url,
        "port": 8100,
        "chain_rpc_url": "http://localhost:8545",
        "address_book": folder / "address-book.json",
        "signing_keys": folder / LIST_NAME,
        "key_passphrase": KEY_PASSPHRASE,
        "encryption_key_file": folder / "encryption.key.pem",
        "anchor_key_file": folder / "anchor.key",
        "salt_secret": "salt-secret-of-the-tests",
        "officer_key": OFFICER_KEY,
        "auditor_key": AUDITOR_KEY,
        "founder_key": FOUNDER_KEY,
        "office_key": OFFICE_KEY,
        "status_list_entries": ENTRIES,
    }
    if "database_url" not in changes:  # a new one would take the place of what lies there
        given["database_url"] = a_database_url("issuer.migrations", folder)
    return Settings(**(given | changes))


def write_message_key(path: Path, *, number: int) -> DecryptionKey:
    """A key for encrypted requests in its file."""
    key = a_signing_key(number)
    path.write_bytes(key.to_encrypted_pem(passphrase=KEY_PASSPHRASE.encode()))
    return DecryptionKey(key.private_key)


@dataclass
class City:
    """A running issuer with an officer, a wallet, a chain, and its background work done by hand."""

    app: FastAPI
    client: httpx.AsyncClient
    clock: FixedClock
    entropy: SeededEntropy
    chain: FakeStatusChain
    settings: Settings
    database: Database
    directory: FakeKeyDirectory = field(default_factory=FakeKeyDirectory)

    @property
    def issuer(self) -> str:
        return self.settings.public_url

    def as_officer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {OFFICER_KEY}"}

    def as_auditor(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {AUDITOR_KEY}"}

    async def import_register(self, content: str | bytes = REGISTER) -> httpx.Response:
        return await self.client.post(
            "/api/v1/register-imports",
            content=content.encode() if isinstance(content, str) else content,
            headers=self.as_officer() | {"Content-Type": "text/csv"},
        )

    async def offer(
        self,
        *,
        type_id: str = "citizen-id",
        citizen: str = "c-senior",
        tx_code: bool = False,
        grants: Sequence[str] = (CODE_IN_OFFER,),
    ) -> "OfferInHand":
        response = await self.client.post(
            "/api/v1/offers",
            json={"type": type_id, "citizen": citizen, "tx_code": tx_code, "grants": list(grants)},
            headers=self.as_officer(),
        )
        assert response.status_code == 201, response.text
        created = response.json()
        link = urlsplit(created["credential_offer_uri"])
        address = parse_qs(link.query)["credential_offer_uri"][0]
        fetched = await self.client.get(address)
        assert fetched.status_code == 200, fetched.text
        grant = fetched.json()["grants"].get(PRE_AUTHORIZED_CODE_GRANT, {})
        return OfferInHand(
            address=address,
            code=grant.get("pre-authorized_code", ""),
            tx_code=created["tx_code"],
            body=fetched.json(),
        )

    async def redeem(self, offer: "OfferInHand", **changes: str | None) -> httpx.Response:
        fields: dict[str, str | None] = {
            "grant_type": PRE_AUTHORIZED_CODE_GRANT,
            "pre-authorized_code": offer.code,
            "tx_code": offer.tx_code,
        }
        sent = {name: value for name, value in (fields | changes).items() if value is not None}
        return await self.client.post("/token", data=sent)

    async def token(self, *, type_id: str = "citizen-id", citizen: str = "c-senior") -> str:
        response = await self.redeem(await self.offer(type_id=type_id, citizen=citizen))
        assert response.status_code == 200, response.text
        return str(response.json()["access_token"])

    async def nonce(self) -> str:
        response = await self.client.post("/nonce")
        assert response.status_code == 200
        return str(response.json()["c_nonce"])

    async def proof(self, *, key: EcSigningKey | None = None, **changes: Any) -> str:
        holder = key or a_signing_key(HOLDER)
        given = {"audience": self.issuer, "now": self.clock.now()} | changes
        if "nonce" not in given:
            given["nonce"] = await self.nonce()
        signing_input = build_key_proof(key=holder.public, **given)
        return serialize_compact(signing_input, holder.sign(signing_input))

    async def request_credential(self, token: str | None, body: Mapping[str, Any] | bytes) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if isinstance(body, bytes):
            return await self.client.post("/credential", content=body, headers=headers)
        return await self.client.post("/credential", json=dict(body), headers=headers)

    async def receive(
        self, token: str, *, key: EcSigningKey | None = None, type_id: str = "citizen-id"
    ) -> str:
        body = credential_body(await self.proof(key=key), credential_configuration_id=type_id)
        response = await self.request_credential(token, body)
        assert response.status_code == 200, response.text
        return str(response.json()["credentials"][0]["credential"])

    async def import_facts(self, source: str, content: str) -> httpx.Response:
        return await self.client.post(
            "/api/v1/source-imports",
            params={"source": source},
            content=content.encode(),
            headers=self.as_officer() | {"Content-Type": "text/csv"},
        )

    async def advance_bulk_jobs(self) -> None:
        """Do what the background work does with bulk jobs, until nothing is left to do."""
        await self.bulk_work()()

    def bulk_work(self) -> AdvanceBulkJobs:
        acts: IssuerActs = self.app.state.acts
        parts = IssuerParts(
            clock=self.clock,
            entropy=self.entropy,
            catalogue=acts.catalogue,
            keys=acts.keys,
            message_keys=acts.message_keys,
            attesters=TrustedAttesters(),
            attestation_lists=HttpAttestationStatusLists(OutboundClient(), clock=self.clock),
        )
        return advance_bulk_act(self.settings, parts, self.database, acts.create_offer.check_entitlement)

    async def body(self, type_id: str) -> dict[str, Any]:
        """A request for a credential of a type, with a fresh key proof."""
        return credential_body(await self.proof(), credential_configuration_id=type_id)

    async def issued(self, type_id: str, *, citizen: str = "c-senior") -> VerifiedCredential:
        """Offer, redeem and receive a credential of a type, and check it."""
        token = await self.token(type_id=type_id, citizen=citizen)
        response = await self.request_credential(token, await self.body(type_id))
        assert response.status_code == 200, response.text
        return verified(str(response.json()["credentials"][0]["credential"]))

    async def credentials(self, citizen: str = "c-senior") -> list[JsonObject]:
        response = await self.client.get(
            "/api/v1/credentials", params={"citizen_id": citizen}, headers=self.as_officer()
        )
        assert response.status_code == 200, response.text
        found: list[JsonObject] = response.json()
        return found

    async def change(self, credential: str, act: str) -> httpx.Response:
        return await self.client.post(f"/api/v1/credentials/{credential}/{act}", headers=self.as_officer())

    async def publish(self) -> int:
        """Run the publisher once; how many tokens it signed."""
        return len(await self.publisher()())

    def publisher(self) -> PublishStatusLists:
        return PublishStatusLists(
            units=SqlUnitsOfWork(self.database),
            clock=self.clock,
            rhythm=self.settings.rhythm,
            aggregation_uri=self.settings.profile.status_lists_uri,
            keys=key_ring_of(self.settings),
        )

    async def anchor(self, chain: FakeStatusChain | None = None) -> None:
        """Run the anchoring worker over what is due."""
        act = AnchorStatusLists(units=SqlUnitsOfWork(self.database), chain=chain or self.chain)
        await anchoring_worker(self.database, act, owner="test", clock=self.clock).deliver_due()

    async def status_lists(self) -> list[JsonObject]:
        response = await self.client.get("/api/v1/status-lists", headers=self.as_officer())
        assert response.status_code == 200
        found: list[JsonObject] = response.json()
        return found

    async def counts(self) -> dict[str, int]:
        """How many rows each table has: what must not move when a request is refused."""
        async with self.database.read() as connection:
            return {
                table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
                for table in metadata.sorted_tables
            }


@dataclass(frozen=True)
class OfferInHand:
    """What a wallet read from an offer, and the transaction code that the citizen was told."""

    address: str
    code: str
    tx_code: str | None
    body: JsonObject


def database_files(settings: Settings) -> list[Path]:
    """Everything that a database of one file has on disk."""
    database = Path(settings.database_url.removeprefix("sqlite+aiosqlite:///"))
    return list(database.parent.glob(f"{database.name}*"))


def key_ring_of(settings: Settings) -> ListedKeyRing:
    """The signing keys as the application opens them."""
    return ListedKeyRing(settings.signing_keys, KeyAccess(passphrase=KEY_PASSPHRASE.encode(), tokens=None))


def credential_body(*proofs: str, **changes: Any) -> dict[str, Any]:
    """A credential request for the citizen ID."""
    return {"credential_configuration_id": "citizen-id", "proofs": {"jwt": list(proofs)}} | changes


def verified(credential: str) -> VerifiedCredential:
    """A credential checked with the issuer's key, all its claims disclosed."""
    return verify_credential(parse_sd_jwt(credential), key=a_signing_key(ISSUER).public)


@asynccontextmanager
async def an_issuer(
    folder: Path,
    *,
    with_workers: bool = False,
    identity_sources: IdentitySources | None = None,
    described_sources: Mapping[str, Any] | None = None,
    clock: FixedClock | None = None,
    **changes: Any,
) -> AsyncIterator[City]:
    """An issuer with an imported register and first lists published; background work is done by hand.

    Citizens sign in by `identity_sources`, or by what `described_sources` says in the settings.
    """
    clock, entropy = clock or FixedClock(), SeededEntropy()
    if described_sources is not None:
        changes["identity_sources"] = described_sources
    settings = issuer_settings(folder, **changes)
    chain, directory = FakeStatusChain(clock), FakeKeyDirectory()
    ports = chain_ports(chain, directory)
    app = build_app(
        settings,
        clock=clock,
        entropy=entropy,
        chain=ports,
        identity_sources=identity_sources,
        with_workers=with_workers,
    )
    database = open_database(settings.database_url)
    async with client_of(app, base_url=settings.public_url) as client:
        city = City(app, client, clock, entropy, chain, settings, database, directory)
        imported = await city.import_register()
        assert imported.status_code == 200, imported.text
        try:
            yield city
        finally:
            await database.close()


def list_number(record: JsonObject) -> ListNumber:
    """The number of a credential's status list."""
    number = record["status_list"]
    assert isinstance(number, int)
    return ListNumber(number)
