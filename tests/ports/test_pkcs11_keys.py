"""Keys in a PKCS #11 token: SoftHSM, which keeps to the interface of a hardware module."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from asn1crypto.keys import ECDomainParameters, NamedCurve
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11.util.ec import encode_ec_public_key

from citywallet.protocol.keys import PublicJwk, public_jwk_of, thumbprint, verify_signature
from citywallet.protocol.trust import CertificateUsage, KeyPurpose, serialize_pem_certificates
from issuer.adapters.key_files import KeyFileInvalid
from issuer.adapters.key_ring import KeyAccess, ListedKeyRing
from issuer.adapters.pkcs11_keys import Pkcs11Tokens, TokenSigningKey, TokenUnusable
from issuer.cli.signing_keys import LIST_NAME
from issuer.domain.key_list import KeyInToken, ListedKey, parse_key_list, serialize_key_list
from issuer.ports import SignerUnavailable
from tests.support.certificates import a_leaf
from tests.support.issuer import KEY_PASSPHRASE, issuer_settings
from tests.support.missing import require_file, require_program

TOKEN, PIN, LABEL = "citywallet-test", "1234-of-the-tests", "credential-1"
KEY = KeyInToken(token=TOKEN, label=LABEL)
MODULES = [
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
]


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The module, with one token. The module is loaded once a process, with the configuration of then."""
    found = require_file(MODULES, package="softhsm2")
    require_program("softhsm2-util", package="softhsm2")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    patch = pytest.MonkeyPatch()
    patch.setenv("SOFTHSM2_CONF", str(configuration))
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--so-pin", PIN, "--pin", PIN],
        check=True,
        capture_output=True,
    )
    return found


@pytest.fixture(scope="module")
def public(module: Path) -> PublicJwk:
    """A key made in the token; its public half."""
    token = pkcs11.lib(str(module)).get_token(token_label=TOKEN)
    with token.open(user_pin=PIN, rw=True) as session:
        curve = ECDomainParameters(name="named", value=NamedCurve("secp256r1")).dump()
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: curve}, local=True
        )
        made, _ = parameters.generate_keypair(label=LABEL, store=True)
        der = encode_ec_public_key(made)
    key = load_der_public_key(der)
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return public_jwk_of(key)


@pytest.fixture
def tokens(module: Path, public: PublicJwk) -> Pkcs11Tokens:
    return Pkcs11Tokens(module=module, pin=PIN)


def test_a_key_in_a_token_signs_es256(tokens: Pkcs11Tokens, public: PublicJwk) -> None:
    key = tokens.open(KEY, public=public)
    for message in (b"", b"x", b"y" * 100_000):
        verify_signature(key.public, message=message, signature=key.sign(message))


def finding(tokens: Pkcs11Tokens, found: list[Any], *, times: int) -> Callable[[], Any]:
    """Find the key so often, noting it; then the token is gone."""

    def find() -> Any:
        if len(found) == times:
            raise pkcs11.TokenNotPresent
        found.append(tokens.find(KEY))
        return found[-1]

    return find


def test_a_lost_session_is_opened_once_more(tokens: Pkcs11Tokens, public: PublicJwk) -> None:
    found: list[Any] = []
    key = TokenSigningKey(finding(tokens, found, times=2), public=public)
    found[0].session.close()
    verify_signature(public, message=b"x", signature=key.sign(b"x"))


def test_a_token_that_was_pulled_out_signs_nothing(tokens: Pkcs11Tokens, public: PublicJwk) -> None:
    found: list[Any] = []
    key = TokenSigningKey(finding(tokens, found, times=1), public=public)
    found[0].session.close()
    with pytest.raises(SignerUnavailable):
        key.sign(b"x")


def test_the_ring_signs_with_a_key_in_a_token(
    tmp_path: Path, tokens: Pkcs11Tokens, public: PublicJwk
) -> None:
    ring = a_ring(tmp_path, tokens, certified=public)
    signer = ring.signer(KeyPurpose.CREDENTIAL)
    assert thumbprint(signer.key.public) == thumbprint(public)
    verify_signature(public, message=b"x", signature=signer.key.sign(b"x"))


def test_a_certificate_for_another_key_than_the_tokens_is_found_out(
    tmp_path: Path, tokens: Pkcs11Tokens
) -> None:
    stranger = public_jwk_of(ec.generate_private_key(ec.SECP256R1()).public_key())
    with pytest.raises(KeyFileInvalid, match="not for the key"):
        a_ring(tmp_path, tokens, certified=stranger)


@pytest.mark.parametrize(
    "key", [KeyInToken(token="another", label=LABEL), KeyInToken(token=TOKEN, label="x")]
)
def test_a_token_or_key_that_is_not_there_is_named(
    tokens: Pkcs11Tokens, public: PublicJwk, key: KeyInToken
) -> None:
    with pytest.raises(TokenUnusable, match=key.label):
        tokens.open(key, public=public)


def test_a_module_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    (tmp_path / "module.so").write_bytes(b"no module")
    with pytest.raises(TokenUnusable, match=r"module\.so"):
        Pkcs11Tokens(module=tmp_path / "module.so", pin=PIN)


def a_ring(folder: Path, tokens: Pkcs11Tokens, *, certified: PublicJwk) -> ListedKeyRing:
    issuer_settings(folder)
    listed = parse_key_list((folder / LIST_NAME).read_bytes())
    certificate = a_leaf(CertificateUsage.CREDENTIAL_SIGNER, certified)
    (folder / "token.chain.pem").write_bytes(serialize_pem_certificates((certificate,)))
    in_token = ListedKey(purpose=KeyPurpose.CREDENTIAL, key=KEY, chain="token.chain.pem")
    (folder / LIST_NAME).write_bytes(serialize_key_list((in_token, *listed[1:])))
    return ListedKeyRing(folder / LIST_NAME, KeyAccess(passphrase=KEY_PASSPHRASE.encode(), tokens=tokens))
