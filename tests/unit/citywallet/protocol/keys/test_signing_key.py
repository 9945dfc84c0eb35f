import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from citywallet.protocol.keys import (
    EcSigningKey,
    KeyUnsupported,
    SignatureInvalid,
    SignatureMalformed,
    verify_signature,
)
from citywallet.protocol.keys.signatures import CURVE_ORDER
from tests.support.keys import a_signing_key

MESSAGE = "인천광역시".encode()


def test_a_signature_verifies_with_the_public_half() -> None:
    key = a_signing_key()
    verify_signature(key.public, message=MESSAGE, signature=key.sign(MESSAGE))


def test_a_signature_is_64_bytes_and_the_same_each_time() -> None:
    key = a_signing_key()
    assert len(key.sign(MESSAGE)) == 64
    assert key.sign(MESSAGE) == key.sign(MESSAGE)


def test_a_signature_is_refused_when_key_or_message_is_another() -> None:
    key = a_signing_key(1)
    with pytest.raises(SignatureInvalid):
        verify_signature(a_signing_key(2).public, message=MESSAGE, signature=key.sign(MESSAGE))
    with pytest.raises(SignatureInvalid):
        verify_signature(key.public, message=MESSAGE + b"!", signature=key.sign(MESSAGE))


def test_a_signature_is_refused_when_any_byte_is_flipped() -> None:
    key = a_signing_key()
    signature = key.sign(MESSAGE)
    for position in range(64):
        forged = bytearray(signature)
        forged[position] ^= 1
        with pytest.raises((SignatureInvalid, SignatureMalformed)):
            verify_signature(key.public, message=MESSAGE, signature=bytes(forged))


@pytest.mark.threat(7)
def test_a_signature_is_accepted_with_high_and_with_low_s() -> None:
    key = a_signing_key()
    signature = key.sign(MESSAGE)
    mirrored = signature[:32] + (CURVE_ORDER - int.from_bytes(signature[32:])).to_bytes(32)
    assert mirrored != signature
    for either in (signature, mirrored):
        verify_signature(key.public, message=MESSAGE, signature=either)


@pytest.mark.threat(7)
def test_a_signature_is_refused_when_r_or_s_is_out_of_range() -> None:
    key = a_signing_key()
    good = key.sign(MESSAGE)
    r, s = good[:32], good[32:]
    for number in (0, CURVE_ORDER, CURVE_ORDER + 1, 2**256 - 1):
        for forged in (number.to_bytes(32) + s, r + number.to_bytes(32), number.to_bytes(32) * 2):
            with pytest.raises(SignatureMalformed):
                verify_signature(key.public, message=MESSAGE, signature=forged)


@pytest.mark.threat(7)
def test_a_signature_is_refused_in_der_empty_short_and_long() -> None:
    key = a_signing_key()
    der = key.private_key.sign(MESSAGE, ec.ECDSA(SHA256()))
    for forged in (der, b"", bytes(63), bytes(64), bytes(65), key.sign(MESSAGE) + b"\x00"):
        with pytest.raises(SignatureMalformed):
            verify_signature(key.public, message=MESSAGE, signature=forged)


def test_a_key_comes_back_from_pem() -> None:
    key = a_signing_key()
    assert EcSigningKey.from_pem(key.to_pem()).public == key.public


def test_a_key_is_the_same_for_the_same_secret_only() -> None:
    assert EcSigningKey.from_secret(b"a" * 40).public == EcSigningKey.from_secret(b"a" * 40).public
    assert EcSigningKey.from_secret(b"a" * 40).public != EcSigningKey.from_secret(b"b" * 40).public
    with pytest.raises(ValueError, match="40"):
        EcSigningKey.from_secret(b"a" * 39)


def test_a_secret_of_extreme_bytes_still_gives_a_key() -> None:
    for secret in (bytes(40), b"\xff" * 40, (CURVE_ORDER - 1).to_bytes(40), CURVE_ORDER.to_bytes(40)):
        key = EcSigningKey.from_secret(secret)
        verify_signature(key.public, message=MESSAGE, signature=key.sign(MESSAGE))


def test_a_pem_is_refused_when_it_is_no_p256_key() -> None:
    other_curve = ec.derive_private_key(7, ec.SECP384R1())
    other_kind = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
    for private_key in (other_curve, other_kind):
        pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with pytest.raises(KeyUnsupported):
            EcSigningKey.from_pem(pem)
    with pytest.raises(KeyUnsupported):
        EcSigningKey.from_pem(b"not a key")


def test_a_signing_key_does_not_print_its_secret() -> None:
    key = a_signing_key()
    scalar = key.private_key.private_numbers().private_value
    assert str(scalar) not in repr(key)
    assert f"{scalar:x}" not in repr(key)
