"""The development TLS authority: made once, whole, for this machine alone, and renewed before it ends."""

import ssl
import stat
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from city.environment import service_environments
from city.errors import CityHalfBuilt, PlanChanged, TlsMisfit
from city.keys import Secrets, make_keys
from city.layout import Layout
from city.plan import Plan
from city.ports import Addresses, CitySettings, Part
from city.tls import prepare_tls, trusted_tls_authority
from city.tls_certificates import build_server_certificate, build_tls_root
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.trust import CertificateTerms
from citywallet.runtime.settings import SettingsInvalid, load
from citywallet.runtime.tls import client_context, server_context
from tests.support.clock import NOON
from tests.support.entropy import SeededEntropy

YEAR = timedelta(days=365)


@pytest.fixture
def entropy() -> SeededEntropy:
    return SeededEntropy()


@pytest.fixture
def layout(tmp_path: Path, entropy: SeededEntropy) -> Layout:
    """A folder with an authority made at noon."""
    layout = Layout(tmp_path / "var")
    prepare_tls(layout, entropy=entropy, now=NOON)
    return layout


@pytest.fixture
def https() -> Addresses:
    return CitySettings().addresses(tls=True)


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def verify(root: Path, server: x509.Certificate, name: x509.GeneralName, *, at: datetime = NOON) -> None:
    """Judge a server's certificate by the strict rules of the web, as another library reads them."""
    assert isinstance(name, x509.DNSName | x509.IPAddress)
    verifier = PolicyBuilder().store(Store([certificate(root)])).time(at).build_server_verifier(name)
    verifier.verify(server, [])


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize(
    "name",
    [x509.DNSName("localhost"), *(x509.IPAddress(ip_address(one)) for one in ("127.0.0.1", "::1"))],
    ids=str,
)
def test_server_is_believed_under_each_name_of_this_machine(layout: Layout, name: x509.GeneralName) -> None:
    verify(layout.tls_authority, certificate(layout.tls_identity), name)


@pytest.mark.parametrize("after", [timedelta(days=398), -timedelta(days=1)], ids=["late", "early"])
def test_server_is_not_believed_outside_its_time(layout: Layout, after: timedelta) -> None:
    with pytest.raises(VerificationError):
        verify(
            layout.tls_authority,
            certificate(layout.tls_identity),
            x509.DNSName("localhost"),
            at=NOON + after,
        )


def test_stolen_key_of_the_authority_makes_no_other_server(layout: Layout) -> None:
    root_key = EcSigningKey.from_pem(layout.tls_authority_key.read_bytes()).private_key
    other = x509.DNSName("bank.example")
    forged = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(certificate(layout.tls_authority).subject)
        .public_key(root_key.public_key())
        .serial_number(8)
        .not_valid_before(NOON)
        .not_valid_after(NOON + YEAR)
        .add_extension(x509.SubjectAlternativeName([other]), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, SHA256())
    )
    with pytest.raises(VerificationError, match="name constraint"):
        verify(layout.tls_authority, forged, other)


def test_equal_inputs_give_equal_certificates() -> None:
    def build() -> bytes:
        key, server = EcSigningKey.from_secret(b"r" * 48), EcSigningKey.from_secret(b"s" * 48)
        terms = CertificateTerms(serial=7, not_before=NOON, not_after=NOON + YEAR)
        root = build_tls_root(key, terms=terms)
        built = build_server_certificate(server, root=root, root_key=key, terms=terms)
        return root.fingerprint(SHA256()) + built.fingerprint(SHA256())

    assert build() == build()


def test_keys_are_for_their_owner_alone_and_the_root_is_for_everybody(layout: Layout) -> None:
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in layout.tls.iterdir()}
    assert modes == {"authority.key.pem": 0o600, "authority.pem": 0o644, "server.pem": 0o600}


def test_tls_authority_is_not_the_authority_of_the_cards(layout: Layout, https: Addresses) -> None:
    make_keys(layout, issuer=https.issuer, verifier=https.verifier, entropy=SeededEntropy("k"), now=NOON)
    assert layout.tls_authority.read_bytes() not in layout.trust_anchors.read_bytes()
    assert layout.tls_authority_key.read_bytes() not in contents(layout.keys).values()


def test_later_start_leaves_everything_as_it_is(layout: Layout, entropy: SeededEntropy) -> None:
    before = contents(layout.tls)
    prepare_tls(layout, entropy=entropy, now=NOON + timedelta(days=300))
    assert contents(layout.tls) == before


def test_server_is_renewed_before_it_ends_under_the_same_root(layout: Layout, entropy: SeededEntropy) -> None:
    before, later = contents(layout.tls), NOON + timedelta(days=340)
    prepare_tls(layout, entropy=entropy, now=later)
    after = contents(layout.tls)
    assert after.pop("server.pem") != before.pop("server.pem")
    assert after == before
    verify(layout.tls_authority, certificate(layout.tls_identity), x509.DNSName("localhost"), at=later + YEAR)


def test_authority_is_renewed_while_it_outlives_its_server(layout: Layout, entropy: SeededEntropy) -> None:
    before, later = layout.tls_authority.read_bytes(), NOON + timedelta(days=3300)
    prepare_tls(layout, entropy=entropy, now=later)
    assert layout.tls_authority.read_bytes() != before
    verify(layout.tls_authority, certificate(layout.tls_identity), x509.DNSName("localhost"), at=later + YEAR)


@pytest.mark.parametrize("name", ["authority.pem", "server.pem"])
@pytest.mark.parametrize("content", [None, b"", b"half a certif"], ids=["missing", "empty", "half"])
def test_damaged_file_is_one_sentence_with_the_way_out(
    layout: Layout, entropy: SeededEntropy, name: str, content: bytes | None
) -> None:
    damaged = layout.tls / name
    damaged.unlink()
    if content is not None:
        damaged.write_bytes(content)
    with pytest.raises(CityHalfBuilt, match="remove the folder"):
        prepare_tls(layout, entropy=entropy, now=NOON)


def test_authority_that_lost_its_key_is_one_sentence_when_it_is_needed(
    layout: Layout, entropy: SeededEntropy
) -> None:
    layout.tls_authority_key.write_bytes(b"half a k")
    with pytest.raises(CityHalfBuilt, match="remove the folder"):
        prepare_tls(layout, entropy=entropy, now=NOON + YEAR)


def test_half_made_authority_is_made_anew(tmp_path: Path, entropy: SeededEntropy) -> None:
    layout = Layout(tmp_path / "var")
    half = layout.root / ".tls.unfinished"
    half.mkdir(parents=True)
    (half / "authority.pem").write_text("half")
    prepare_tls(layout, entropy=entropy, now=NOON)
    assert not half.exists()
    assert len(contents(layout.tls)) == 3


def test_clearing_the_city_removes_its_tls_authority(layout: Layout) -> None:
    layout.clear()
    assert not layout.tls.exists()


def test_services_show_the_certificate_and_believe_the_root(layout: Layout, https: Addresses) -> None:
    make_keys(layout, issuer=https.issuer, verifier=https.verifier, entropy=SeededEntropy("k"), now=NOON)
    environments = service_environments(layout, addresses=https, secrets=Secrets.load(layout))
    for name, environment in environments.items():
        assert environment["CITYWALLET_TLS_AUTHORITY"] == str(layout.tls_authority)
        assert environment[f"CITYWALLET_{name.upper()}_TLS_IDENTITY_FILE"] == str(layout.tls_identity)
        assert environment["CITYWALLET_CHAIN_RPC_URL"].startswith("http://127.0.0.1:")


def test_city_behind_a_proxy_believes_the_proxys_root_and_serves_plain_http(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYWALLET_TLS_AUTHORITY", "/etc/proxy.pem")
    behind = load(CitySettings).addresses()
    make_keys(layout, issuer=behind.issuer, verifier=behind.verifier, entropy=SeededEntropy("k"), now=NOON)
    environment = service_environments(layout, addresses=behind, secrets=Secrets.load(layout))["issuer"]
    assert trusted_tls_authority(layout, behind) == Path("/etc/proxy.pem")
    assert environment["CITYWALLET_TLS_AUTHORITY"] == "/etc/proxy.pem"
    assert "CITYWALLET_ISSUER_TLS_IDENTITY_FILE" not in environment


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISSUER_PUBLIC_URL", "http://localhost:8100"),
        ("WALLET_PUBLIC_URL", "https://wallet.example"),
        ("TLS_AUTHORITY", "/etc/proxy.pem"),
    ],
)
def test_settings_that_contradict_tls_are_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"CITYWALLET_{name}", value)
    with pytest.raises(TlsMisfit, match=r"^With --tls the city"):
        load(CitySettings).addresses(tls=True)


@pytest.mark.parametrize(("was", "word"), [(False, "without"), (True, "with")])
def test_switching_tls_is_refused_with_both_ways_out(was: bool, word: str) -> None:
    plan = Plan.of(CitySettings().addresses(tls=was), day=NOON.date())
    with pytest.raises(PlanChanged, match=f"start it {word} TLS=1 .--tls., or .*RESET=1"):
        plan.require_same_addresses(CitySettings().addresses(tls=not was))


def test_chain_is_spoken_to_in_plain_http_on_this_machine(https: Addresses) -> None:
    assert https.chain == Part(port=8545, url="http://localhost:8545")


def test_both_sides_of_tls_take_version_1_2_at_least(layout: Layout) -> None:
    server, client = server_context(layout.tls_identity), client_context(layout.tls_authority)
    assert server.minimum_version == client.minimum_version == ssl.TLSVersion.TLSv1_2
    assert client.check_hostname
    assert client.verify_mode is ssl.CERT_REQUIRED


def test_further_authority_is_believed_beside_the_public_ones(layout: Layout) -> None:
    roots = len(client_context(layout.tls_authority).get_ca_certs())
    assert roots == len(client_context(None).get_ca_certs()) + 1 > 50


@pytest.mark.parametrize("content", [None, b"", b"half a certif"], ids=["missing", "empty", "half"])
def test_setting_that_names_no_usable_file_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "file.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsInvalid, match="holds no private key"):
        server_context(file)
    with pytest.raises(SettingsInvalid, match="CITYWALLET_TLS_AUTHORITY"):
        client_context(file)
