from pathlib import Path

import pytest

from citywallet.protocol.keys import thumbprint, verify_signature
from citywallet.protocol.trust import CertificateUsage, KeyPurpose
from citywallet.runtime.settings import SettingsInvalid
from issuer.adapters.key_files import KeyFileInvalid
from issuer.adapters.key_ring import KeyAccess, ListedKeyRing
from issuer.adapters.pkcs11_keys import TokenUnusable
from issuer.cli.signing_keys import LIST_NAME, add_key_in_file, keys_on_list
from issuer.ports import SignerUnavailable
from tests.support.certificates import a_leaf
from tests.support.issuer import KEY_PASSPHRASE, issuer_settings, key_ring_of
from tests.support.keys import a_signing_key

CREDENTIAL = KeyPurpose.CREDENTIAL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    issuer_settings(tmp_path)
    return tmp_path


def ring(folder: Path, *, passphrase: str = KEY_PASSPHRASE) -> ListedKeyRing:
    return ListedKeyRing(folder / LIST_NAME, KeyAccess(passphrase=passphrase.encode(), tokens=None))


def add(folder: Path, number: int) -> bytes:
    """List one more credential key; its thumbprint."""
    key = a_signing_key(number)
    add_key_in_file(
        folder,
        purpose=CREDENTIAL,
        key=key,
        chain=(a_leaf(CertificateUsage.CREDENTIAL_SIGNER, key),),
        passphrase=KEY_PASSPHRASE.encode(),
    )
    return thumbprint(key.public)


def signing(keys: ListedKeyRing) -> bytes:
    """The thumbprint of the key that signs credentials, which must be able to."""
    signer = keys.signer(CREDENTIAL)
    verify_signature(signer.key.public, message=b"x", signature=signer.key.sign(b"x"))
    return thumbprint(signer.key.public)


def test_before_anything_is_known_the_first_key_signs(folder: Path) -> None:
    first = keys_on_list(folder)[0].thumbprint
    add(folder, 61)
    assert signing(ring(folder)) == first


def test_the_last_key_that_has_begun_signs(folder: Path) -> None:
    first, second, third = keys_on_list(folder)[0].thumbprint, add(folder, 61), add(folder, 62)
    keys = ring(folder)
    keys.follow(activated=[second, first], ended=[])
    assert signing(keys) == second
    keys.follow(activated=[second, third, first], ended=[third])
    assert signing(keys) == second


def test_a_key_added_while_the_issuer_runs_is_taken_up(folder: Path) -> None:
    keys = ring(folder)
    second = add(folder, 61)
    keys.reload()
    keys.follow(activated=[second], ended=[])
    assert signing(keys) == second


def test_no_key_signs_once_all_have_ended(folder: Path) -> None:
    first = keys_on_list(folder)[0].thumbprint
    second = add(folder, 61)
    keys = ring(folder)
    keys.follow(activated=[first], ended=[first])
    with pytest.raises(SignerUnavailable):  # not the second either: the directory has not shown it
        keys.signer(CREDENTIAL)
    assert [thumbprint(key.key.public) for key in keys.published(CREDENTIAL)] == [second]


@pytest.mark.parametrize("damage", ["list", "key", "chain"])
def test_a_list_that_breaks_while_the_issuer_runs_leaves_its_keys(folder: Path, damage: str) -> None:
    keys = ring(folder)
    before = signing(keys)
    add(folder, 61)
    file = {"list": LIST_NAME, "key": "credential-2.key.pem", "chain": "credential-2.chain.pem"}[damage]
    (folder / file).write_bytes(b"x")
    keys.reload()
    assert signing(keys) == before


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (LIST_NAME, None, "cannot be read"),
        (LIST_NAME, b'{"format":1,"keys":[]}', "no key of the purpose"),
        ("credential-1.key.pem", None, "cannot be read"),
        ("credential-1.key.pem", b"x", "no P-256 private key"),
        ("credential-1.chain.pem", b"x", "no certificates"),
        ("credential-1.chain.pem", "status-1.chain.pem", "not for the key"),
    ],
)
def test_an_unusable_file_stops_the_start_and_is_named(
    folder: Path, name: str, content: bytes | str | None, reason: str
) -> None:
    path = folder / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes((folder / content).read_bytes() if isinstance(content, str) else content)
    with pytest.raises(KeyFileInvalid, match=reason) as raised:
        ring(folder)
    assert name in str(raised.value)


def test_a_key_that_lies_there_unencrypted_stops_the_start(folder: Path) -> None:
    (folder / "credential-1.key.pem").write_bytes(a_signing_key(61).to_pem())
    with pytest.raises(KeyFileInvalid, match="encrypted"):
        ring(folder)


def test_another_passphrase_opens_nothing(folder: Path) -> None:
    with pytest.raises(KeyFileInvalid, match="passphrase"):
        ring(folder, passphrase="another passphrase entirely")


def test_a_key_in_a_token_needs_a_module(folder: Path) -> None:
    text = (folder / LIST_NAME).read_text()
    (folder / LIST_NAME).write_text(text.replace("file:credential-1.key.pem", "pkcs11:token=t;object=k"))
    with pytest.raises(TokenUnusable, match="no PKCS #11 module"):
        ring(folder)


def test_no_key_file_holds_the_key_openly(folder: Path) -> None:
    assert all(b"ENCRYPTED" in file.read_bytes() for file in folder.glob("*.key.pem"))


def test_the_application_opens_what_the_settings_name(tmp_path: Path) -> None:
    assert issubclass(KeyFileInvalid, SettingsInvalid)
    settings = issuer_settings(tmp_path)
    assert signing(key_ring_of(settings)) == keys_on_list(tmp_path)[0].thumbprint
