"""Plan, keys, addresses and lock of a city: made once, whole, and never changed in silence."""

import json
import stat
from datetime import date
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from city.environment import service_environments
from city.errors import CityHalfBuilt, CityRunning, PlanChanged
from city.founded import Founded, register_size
from city.identity_provider.settings import Settings as IdentitySettings
from city.keys import Secrets, make_keys
from city.layout import Layout
from city.lock import city_lock, is_running
from city.people import demo_citizens
from city.plan import Plan
from city.ports import Addresses, CitySettings, Part, free_addresses
from city.register import fictional_citizens
from city.signing_keys import signing_keys
from citywallet.protocol.trust import CertificateUsage, KeyPurpose, parse_pem_certificates, verify_chain
from citywallet.runtime.settings import load
from issuer.settings import Settings as IssuerSettings
from tests.support.clock import NOON
from tests.support.entropy import SeededEntropy
from verifier.settings import Settings as VerifierSettings
from wallet_api.settings import Settings as WalletSettings


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "var")


@pytest.fixture
def addresses() -> Addresses:
    return CitySettings(_env_file=None).addresses()  # type: ignore[call-arg]


@pytest.fixture
def with_keys(layout: Layout, addresses: Addresses) -> Layout:
    layout.root.mkdir()
    make_keys(layout, issuer=addresses.issuer, verifier=addresses.verifier, entropy=SeededEntropy(), now=NOON)
    return layout


def test_default_addresses_are_those_of_the_design(addresses: Addresses) -> None:
    assert {name: part.url for name, part in addresses.named().items()} == {
        "chain": "http://localhost:8545",
        "issuer": "http://localhost:8100",
        "wallet": "http://localhost:8200",
        "verifier": "http://localhost:8300",
        "identity": "http://localhost:8500",
    }


def test_public_address_may_have_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYWALLET_ISSUER_PUBLIC_URL", "https://city.example/cards")
    part = load(CitySettings).addresses().issuer
    assert (part.origin, part.path, part.host, part.port) == (
        "https://city.example",
        "/cards",
        "city.example",
        8100,
    )


def test_free_addresses_differ_from_each_other() -> None:
    ports = [part.port for part in free_addresses().named().values()]
    assert len(set(ports)) == 5


def test_plan_survives_writing_and_reading(layout: Layout, addresses: Addresses) -> None:
    plan = Plan.of(addresses, day=date(2026, 11, 23))
    plan.save(layout.plan)
    assert Plan.load(layout.plan) == plan


def test_city_that_was_never_founded_has_no_plan(layout: Layout) -> None:
    assert Plan.load(layout.plan) is None


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"format": 2}', '{"format": 1, "register_day": "x"}']
)
def test_damaged_plan_is_refused_with_a_sentence(layout: Layout, content: str) -> None:
    layout.root.mkdir()
    layout.plan.write_text(content)
    with pytest.raises(CityHalfBuilt, match="RESET=1"):
        Plan.load(layout.plan)


def test_changed_public_address_is_refused_with_the_way_out(addresses: Addresses) -> None:
    plan = Plan.of(addresses, day=date(2026, 11, 23))
    plan.require_same_addresses(addresses)
    moved = Addresses(
        issuer=Part(port=8100, url="http://localhost:9100"),
        wallet=addresses.wallet,
        verifier=addresses.verifier,
        identity=addresses.identity,
        chain=addresses.chain,
    )
    with pytest.raises(PlanChanged, match="RESET=1"):
        plan.require_same_addresses(moved)


def test_keys_are_readable_by_their_owner_alone(with_keys: Layout) -> None:
    assert stat.S_IMODE(with_keys.keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in with_keys.keys.iterdir()} == {0o600}


def test_keys_are_made_once(with_keys: Layout, addresses: Addresses) -> None:
    before = {file.name: file.read_bytes() for file in with_keys.keys.iterdir()}
    make_keys(
        with_keys, issuer=addresses.issuer, verifier=addresses.verifier, entropy=SeededEntropy(), now=NOON
    )
    assert {file.name: file.read_bytes() for file in with_keys.keys.iterdir()} == before


def test_keys_that_were_left_half_made_are_made_anew(layout: Layout, addresses: Addresses) -> None:
    half = layout.root / ".keys.unfinished"
    half.mkdir(parents=True)
    (half / "root.key.pem").write_text("half a k")
    make_keys(layout, issuer=addresses.issuer, verifier=addresses.verifier, entropy=SeededEntropy(), now=NOON)
    assert not half.exists()
    assert [key.purpose for key in signing_keys(layout.keys)] == [KeyPurpose.CREDENTIAL, KeyPurpose.STATUS]


@pytest.mark.parametrize(
    ("name", "usage", "uri"),
    [
        ("credential-1", CertificateUsage.CREDENTIAL_SIGNER, "http://localhost:8100"),
        ("status-1", CertificateUsage.STATUS_SIGNER, "http://localhost:8100"),
        ("access", CertificateUsage.VERIFIER_ACCESS, "http://localhost:8300"),
    ],
)
def test_certificates_lead_to_the_citys_root(
    with_keys: Layout, name: str, usage: CertificateUsage, uri: str
) -> None:
    leaf = verify_chain(
        parse_pem_certificates((with_keys.keys / f"{name}.chain.pem").read_bytes()),
        anchors=parse_pem_certificates(with_keys.trust_anchors.read_bytes()),
        at=NOON,
        usage=usage,
    )
    assert leaf.uris == (uri,)
    assert leaf.dns_names == ("localhost",)


def test_damaged_secrets_are_refused_with_a_sentence(with_keys: Layout) -> None:
    (with_keys.keys / "secrets.json").write_text(json.dumps({"officer_key": "x"}))
    with pytest.raises(CityHalfBuilt, match="RESET=1"):
        Secrets.load(with_keys)


@pytest.mark.parametrize(
    ("service", "settings"),
    [
        ("issuer", IssuerSettings),
        ("wallet", WalletSettings),
        ("verifier", VerifierSettings),
        ("identity", IdentitySettings),
    ],
)
def test_each_service_can_start_from_its_environment(
    with_keys: Layout,
    addresses: Addresses,
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    settings: type[BaseSettings],
) -> None:
    environments = service_environments(with_keys, addresses=addresses, secrets=Secrets.load(with_keys))
    for name, value in environments[service].items():
        monkeypatch.setenv(name, value)
    read = load(settings)
    assert read.public_url == addresses.named()[service].url  # type: ignore[attr-defined]


def test_services_share_no_key_but_the_auditors(with_keys: Layout, addresses: Addresses) -> None:
    environments = service_environments(with_keys, addresses=addresses, secrets=Secrets.load(with_keys))
    secrets = [{value for name, value in one.items() if "KEY" in name} for one in environments.values()]
    shared = (secrets[0] & secrets[1]) | (secrets[1] & secrets[2]) | (secrets[0] & secrets[2])
    assert shared == {Secrets.load(with_keys).auditor_key}


def test_second_city_on_the_same_folder_is_refused(layout: Layout) -> None:
    assert not is_running(layout)
    with city_lock(layout):
        assert is_running(layout)
        with pytest.raises(CityRunning, match="already runs"), city_lock(layout):
            pass
    assert not is_running(layout)


def test_clearing_removes_the_city_and_nothing_else(with_keys: Layout) -> None:
    letter = with_keys.root / "letter.txt"
    letter.write_text("Dear city,")
    for path in (with_keys.plan, with_keys.founded, with_keys.chain_database, with_keys.database("issuer")):
        path.write_text("x")
    with_keys.clear()
    assert list(with_keys.root.iterdir()) == [letter]


def test_register_never_shrinks_and_has_300_people_at_first() -> None:
    assert register_size(None, wanted=None) == 300
    assert register_size(None, wanted=20) == 20
    assert register_size(Founded(citizens=300), wanted=None) == 300
    assert register_size(Founded(citizens=300), wanted=20) == 300
    assert register_size(Founded(citizens=300), wanted=5_000) == 5_000


def test_mark_of_a_founded_city_survives_writing_and_reading(layout: Layout) -> None:
    assert Founded.load(layout.founded) is None
    Founded(citizens=7).save(layout.founded)
    assert Founded.load(layout.founded) == Founded(citizens=7)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"citizens": "many"}', '{"citizens": null}'])
def test_damaged_mark_is_refused_with_a_sentence(layout: Layout, content: str) -> None:
    layout.root.mkdir()
    layout.founded.write_text(content)
    with pytest.raises(CityHalfBuilt, match="RESET=1"):
        Founded.load(layout.founded)


def test_demo_citizens_are_in_the_register_however_small_it_is(addresses: Addresses) -> None:
    day = date(2026, 11, 23)
    plan = Plan.of(addresses, day=day)
    for size in (1, 2, 5, 300):
        known = {one.id for one in fictional_citizens(seed=plan.register_seed, count=size, day=day)}
        chosen = [one.id for one in demo_citizens(plan, size=size, day=day)]
        assert chosen
        assert set(chosen) <= known
    seniors = [one.age_on(day) >= 65 and one.resident for one in demo_citizens(plan, size=300, day=day)]
    assert seniors == [True, True, False, False, False]
