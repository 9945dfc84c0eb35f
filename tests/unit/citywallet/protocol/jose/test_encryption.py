"""Encrypted messages: opened by the one who was meant, refused as soon as anything about them is unusual."""

import zlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwe import JWERegistry, encrypt_compact
from joserfc.jwk import ECKey
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

from citywallet.protocol.encoding import (
    JsonObject,
    decode_base64url,
    encode_base64url,
    parse_json_object,
    serialize_json,
)
from citywallet.protocol.jose import (
    ContentEncryption,
    DecryptionFailed,
    DecryptionKey,
    DecryptionKeyUnknown,
    EncryptionKey,
    EncryptionKeyInvalid,
    EncryptionRefused,
    JweMalformed,
    JweTooLarge,
    decrypt_jwe,
    encrypt_jwe,
    parse_compact_jwe,
    parse_encryption_key,
    serialize_encryption_key,
)
from tests.support.keys import ATTACKER, ENCRYPTION, a_signing_key
from tests.support.vectors import load_vectors

KEY = DecryptionKey(a_signing_key(ENCRYPTION).private_key)
BOTH = tuple(ContentEncryption)
PLAINTEXT = b'{"credential_configuration_id":"citizen-id"}'


def a_jwe(
    *, key: EncryptionKey = KEY.encryption_key, encryption: ContentEncryption = ContentEncryption.A256GCM
) -> str:
    """A message to us."""
    return encrypt_jwe(PLAINTEXT, key=key, encryption=encryption)


def opened(text: str, *, key: DecryptionKey = KEY) -> bytes:
    """What the receiver finds in it."""
    return decrypt_jwe(parse_compact_jwe(text, offered=BOTH), keys={key.key_id: key})


def with_header(text: str, **changes: Any) -> str:
    """The same message under another header; None takes a member away."""
    encoded, rest = text.split(".", 1)
    members = parse_json_object(decode_base64url(encoded)) | changes
    kept: JsonObject = {name: value for name, value in members.items() if value is not None}
    return f"{encode_base64url(serialize_json(kept))}.{rest}"


def with_part(text: str, position: int, part: bytes) -> str:
    """The same message with another part."""
    parts = text.split(".")
    parts[position] = encode_base64url(part)
    return ".".join(parts)


def test_message_of_the_specification_is_opened() -> None:
    vector = load_vectors("jwe/openid4vp_direct_post_jwt.json")
    secret = int.from_bytes(decode_base64url(vector["jwk"]["d"]))
    key = DecryptionKey(ec.derive_private_key(secret, ec.SECP256R1()))
    jwe = parse_compact_jwe(vector["jwe"], offered=BOTH)
    assert jwe.encryption is ContentEncryption.A128GCM
    assert parse_json_object(decrypt_jwe(jwe, keys={"ac": key})) == vector["plaintext"]


@pytest.mark.parametrize("encryption", BOTH)
@given(plaintext=st.binary(max_size=2_000))
def test_what_was_encrypted_is_opened_as_it_was(encryption: ContentEncryption, plaintext: bytes) -> None:
    assert opened(encrypt_jwe(plaintext, key=KEY.encryption_key, encryption=encryption)) == plaintext


@pytest.mark.parametrize("encryption", BOTH)
def test_another_implementation_opens_what_we_encrypt(encryption: ContentEncryption) -> None:
    judge = JWE()
    judge.deserialize(a_jwe(encryption=encryption), JWK.from_pyca(KEY.private_key))
    assert judge.payload == PLAINTEXT


@pytest.mark.parametrize("encryption", BOTH)
@pytest.mark.parametrize("parties", [{}, {"apu": "QWxpY2U", "apv": "Qm9i"}, {"typ": "JWT", "cty": "json"}])
def test_what_another_implementation_encrypts_is_opened(
    encryption: ContentEncryption, parties: dict[str, Any]
) -> None:
    header = {"alg": "ECDH-ES", "enc": encryption.value, "kid": KEY.key_id} | parties
    foreign = JWE(PLAINTEXT, protected=serialize_json(header).decode())
    foreign.add_recipient(JWK.from_pyca(KEY.private_key.public_key()))
    assert opened(foreign.serialize(compact=True)) == PLAINTEXT


def test_parameters_that_nobody_knows_are_ignored() -> None:
    registry = JWERegistry(algorithms=["ECDH-ES", "A256GCM"], strict_check_header=False)
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": KEY.key_id, "unheard_of": 1}
    text = encrypt_compact(header, PLAINTEXT, ECKey.import_key(KEY.private_key), registry=registry)
    assert opened(text) == PLAINTEXT


def test_no_two_messages_are_alike() -> None:
    assert len({a_jwe().split(".")[2] for _ in range(50)}) == 50
    assert len({a_jwe().split(".")[0] for _ in range(50)}) == 50


@pytest.mark.threat(31)
@pytest.mark.parametrize("algorithm", ["ECDH-ES+A128KW", "RSA-OAEP", "dir", "none", "ecdh-es", "", 1])
def test_message_by_another_key_agreement_is_refused(algorithm: Any) -> None:
    with pytest.raises(EncryptionRefused):
        opened(with_header(a_jwe(), alg=algorithm))


@pytest.mark.threat(31)
@pytest.mark.parametrize("encryption", ["A128CBC-HS256", "A192GCM", "a256gcm", "", None, 1])
def test_message_by_another_cipher_is_refused(encryption: Any) -> None:
    with pytest.raises(EncryptionRefused):
        opened(with_header(a_jwe(), enc=encryption))


@pytest.mark.threat(31)
def test_message_by_a_weaker_cipher_than_offered_is_refused() -> None:
    weaker = a_jwe(encryption=ContentEncryption.A128GCM)
    with pytest.raises(EncryptionRefused):
        parse_compact_jwe(weaker, offered=[ContentEncryption.A256GCM])


@pytest.mark.threat(31)
@pytest.mark.parametrize("change", [{"zip": "DEF"}, {"zip": ""}, {"crit": ["exp"], "exp": 1}, {"crit": []}])
def test_message_that_is_compressed_or_demands_an_extension_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(EncryptionRefused):
        opened(with_header(a_jwe(), **change))


@pytest.mark.threat(31)
def test_compressed_message_is_not_even_unpacked() -> None:
    bomb = zlib.compress(bytes(10_000_000))[2:-4]
    text = encrypt_jwe(bomb, key=KEY.encryption_key, encryption=ContentEncryption.A256GCM)
    with pytest.raises(EncryptionRefused):
        opened(with_header(text, zip="DEF"))


@pytest.mark.threat(4)
@pytest.mark.parametrize("key_id", [None, "another", "../encryption.key.pem", "' OR 1=1 --"])
def test_message_that_names_no_key_of_the_receiver_is_refused(key_id: str | None) -> None:
    with pytest.raises(DecryptionKeyUnknown):
        opened(with_header(a_jwe(), kid=key_id))


@pytest.mark.threat(4)
@pytest.mark.parametrize("key_id", [1, "", "a\nb", "\x00", "x" * 257])
def test_message_whose_key_id_is_no_short_text_is_refused(key_id: Any) -> None:
    with pytest.raises(JweMalformed):
        opened(with_header(a_jwe(), kid=key_id))


@pytest.mark.threat(31)
def test_message_to_another_key_is_refused() -> None:
    other = DecryptionKey(a_signing_key(ATTACKER).private_key)
    with pytest.raises(DecryptionFailed):
        decrypt_jwe(parse_compact_jwe(a_jwe(), offered=BOTH), keys={KEY.key_id: other})


@pytest.mark.threat(31)
@pytest.mark.parametrize(
    "change", [{"apu": "QWxpY2U"}, {"apv": "Qm9i"}, {"cty": "json"}, {"apu": "=", "apv": 1}]
)
def test_message_whose_header_was_altered_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(DecryptionFailed):
        opened(with_header(a_jwe(), **change))


@pytest.mark.threat(31)
def test_message_whose_parties_were_swapped_is_refused() -> None:
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": KEY.key_id, "apu": "QWxpY2U", "apv": "Qm9i"}
    foreign = JWE(PLAINTEXT, protected=serialize_json(header).decode())
    foreign.add_recipient(JWK.from_pyca(KEY.private_key.public_key()))
    with pytest.raises(DecryptionFailed):
        opened(with_header(foreign.serialize(compact=True), apu="Qm9i", apv="QWxpY2U"))


@pytest.mark.parametrize("position", [2, 3, 4])
def test_message_with_one_other_bit_is_refused(position: int) -> None:
    text = a_jwe()
    part = bytearray(decode_base64url(text.split(".")[position]))
    part[0] ^= 1
    with pytest.raises(DecryptionFailed):
        opened(with_part(text, position, bytes(part)))


@pytest.mark.parametrize(
    ("position", "part"), [(1, b"x" * 16), (2, bytes(16)), (2, b""), (4, bytes(15)), (4, bytes(17)), (4, b"")]
)
def test_message_with_a_part_of_another_length_is_refused(position: int, part: bytes) -> None:
    with pytest.raises(JweMalformed):
        opened(with_part(a_jwe(), position, part))


@pytest.mark.parametrize(
    "epk",
    [
        None,
        "text",
        {},
        {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-256", "x": encode_base64url(bytes(32)), "y": encode_base64url(bytes(32))},
        {"kty": "OKP", "crv": "X25519", "x": encode_base64url(bytes(32))},
    ],
)
def test_message_whose_ephemeral_key_is_no_point_of_the_curve_is_refused(epk: Any) -> None:
    with pytest.raises(JweMalformed):
        opened(with_header(a_jwe(), epk=epk))


@pytest.mark.parametrize(
    "text",
    ["", ".", "....", "a.b.c.d", "a.b.c.d.e.f", "é....", "e30..AA==.x.y", "bm8gSlNPTg..AAAA.AAAA.AAAA"],
)
def test_text_that_is_no_compact_jwe_is_refused(text: str) -> None:
    with pytest.raises((JweMalformed, EncryptionRefused)):
        opened(text)


def test_message_longer_than_allowed_is_refused() -> None:
    text = a_jwe()
    with pytest.raises(JweTooLarge):
        parse_compact_jwe(text, offered=BOTH, max_chars=len(text) - 1)
    with pytest.raises(JweTooLarge):
        opened(with_header(text, note="x" * 4_096))


@given(number=st.integers(100, 120), key_id=st.none() | st.text("abc-_.", min_size=1, max_size=20))
def test_encryption_key_is_written_and_read_again(number: int, key_id: str | None) -> None:
    key = EncryptionKey(public=a_signing_key(number).public, key_id=key_id)
    assert parse_encryption_key(serialize_encryption_key(key)) == key


@pytest.mark.parametrize(
    "change",
    [
        {"alg": None},
        {"alg": "ES256"},
        {"alg": "ECDH-ES+A128KW"},
        {"use": "sig"},
        {"crv": "P-384"},
        {"kty": "OKP"},
        {"x": None},
        {"x": encode_base64url(bytes(32))},
        {"d": encode_base64url(bytes(32))},
        {"kid": 7},
    ],
)
def test_key_that_is_none_to_encrypt_to_is_refused(change: dict[str, Any]) -> None:
    members = serialize_encryption_key(KEY.encryption_key) | change
    kept: JsonObject = {name: value for name, value in members.items() if value is not None}
    with pytest.raises(EncryptionKeyInvalid):
        parse_encryption_key(kept)


def test_key_names_itself_and_keeps_its_secret() -> None:
    assert repr(KEY) == f"DecryptionKey(key_id='{KEY.key_id}')"
