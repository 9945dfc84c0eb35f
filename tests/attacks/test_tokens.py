"""Cases 1 to 7: signed tokens that try to be believed without the right key."""

import hashlib
import hmac
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from citywallet.protocol.encoding import JsonObject, encode_base64url, serialize_json
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import (
    AlgorithmRefused,
    CriticalHeaderUnknown,
    JwsMalformed,
    JwsTooLarge,
    JwsTypeWrong,
    claims_of,
    key_id_of,
    parse_compact_jws,
    sign_jws,
    verify_jws,
)
from citywallet.protocol.keys import SignatureInvalid, SignatureMalformed, serialize_public_jwk
from citywallet.protocol.sdjwt import parse_sd_jwt, verify_sd_jwt
from citywallet.protocol.sdjwtvc import verify_credential
from citywallet.protocol.statuslist import parse_status_list_token, verify_status_list_token
from tests.support.keys import ATTACKER, a_signing_key
from tests.support.sd_jwts import NOW, a_credential
from tests.support.status_lists import LIST_URI, a_status_list_token

KEY = a_signing_key()
HEADER: JsonObject = {"alg": "ES256", "typ": "x+jwt"}
CLAIMS: JsonObject = {"sub": "citizen"}
PLACES = [
    "dc+sd-jwt",
    "kb+jwt",
    "statuslist+jwt",
    "openid4vci-proof+jwt",
    "oauth-authz-req+jwt",
    "example+sd-jwt",
    "at+jwt",
    "JWT",
]


def unsigned(header: JsonObject, claims: JsonObject = CLAIMS) -> str:
    return f"{encode_base64url(serialize_json(header))}.{encode_base64url(serialize_json(claims))}"


def with_signature(header: JsonObject, signature: bytes) -> str:
    return f"{unsigned(header)}.{encode_base64url(signature)}"


def verify(token: str, *, typ: str = "x+jwt") -> None:
    verify_jws(parse_compact_jws(token), key=KEY.public, typ=typ)


def test_the_token_that_the_attacks_start_from_is_accepted() -> None:
    verify(with_signature(HEADER, KEY.sign(unsigned(HEADER).encode())))


@pytest.mark.threat(1)
@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", None, 0, False, []])
def test_a_token_that_names_no_algorithm_is_refused_signed_or_not(algorithm: Any) -> None:
    header = {**HEADER, "alg": algorithm}
    for signature in (b"", bytes(64), KEY.sign(unsigned(header).encode())):
        with pytest.raises(AlgorithmRefused):
            verify(with_signature(header, signature))


@pytest.mark.threat(1)
def test_a_token_with_an_empty_signature_is_refused() -> None:
    with pytest.raises(SignatureMalformed):
        verify(unsigned(HEADER) + ".")


@pytest.mark.threat(1)
@given(st.text(max_size=12).filter(lambda name: name != "ES256"))
def test_a_token_of_any_other_algorithm_is_refused(algorithm: str) -> None:
    header = json.dumps({"alg": algorithm, "typ": "x+jwt"}).encode()
    with pytest.raises((AlgorithmRefused, JwsMalformed)):
        verify(f"{encode_base64url(header)}.e30.")


@pytest.mark.threat(2)
@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512", "ES256"])
def test_the_public_key_is_no_hmac_secret(algorithm: str) -> None:
    public = KEY.private_key.public_key()
    header = {**HEADER, "alg": algorithm}
    secrets = [
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
        serialize_json(serialize_public_jwk(KEY.public)),
        KEY.public.x,
        b"",
    ]
    for secret in secrets:
        for digest in (hashlib.sha256, hashlib.sha512):
            signature = hmac.new(secret, unsigned(header).encode(), digest).digest()
            with pytest.raises((AlgorithmRefused, SignatureMalformed, SignatureInvalid)):
                verify(with_signature(header, signature))


@pytest.mark.threat(3)
@pytest.mark.parametrize(
    "parameter",
    [
        {"jwk": serialize_public_jwk(a_signing_key(ATTACKER).public)},
        {"jku": "http://attacker.example/keys.json"},
        {"x5u": "http://attacker.example/chain.pem"},
        {"kid": "http://attacker.example/key"},
        {"x5c": ["AAAA"]},
        {
            "jwk": serialize_public_jwk(a_signing_key(ATTACKER).public),
            "jku": "http://attacker.example",
            "crit": ["jku"],
        },
    ],
)
def test_a_key_in_the_header_is_not_used_and_nothing_is_fetched(parameter: JsonObject) -> None:
    token = sign_jws({"typ": "x+jwt", **parameter}, CLAIMS, key=a_signing_key(ATTACKER))
    with no_connections(), pytest.raises((SignatureInvalid, CriticalHeaderUnknown)):
        verify(token)


@pytest.mark.threat(3)
def test_a_key_in_the_header_does_no_harm_where_the_right_key_signed() -> None:
    header: JsonObject = {"typ": "x+jwt", "jwk": serialize_public_jwk(a_signing_key(ATTACKER).public)}
    with no_connections():
        verify(sign_jws(header, CLAIMS, key=KEY))


@pytest.mark.threat(4)
@settings(max_examples=60)
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
        st.sampled_from(
            ["../../etc/passwd", "' OR 1=1 --", "a\x00b", "%00", "${jndi:x}", "\r\nX: y", "k" * 9_000]
        ),
    )
)
def test_a_key_id_is_a_short_visible_text_or_refused(key_id: str) -> None:
    jws = parse_compact_jws(sign_jws({"typ": "x+jwt", "kid": key_id}, CLAIMS, key=KEY))
    try:
        read = key_id_of(jws)
    except ProtocolError:
        return
    assert read == key_id
    assert key_id.isprintable()
    assert len(key_id) <= 256


@pytest.mark.threat(4)
def test_a_key_id_of_ten_megabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(JwsTooLarge):
        parse_compact_jws(sign_jws({"typ": "x+jwt", "kid": "k" * 10_000_000}, CLAIMS, key=KEY))
    with pytest.raises(JwsTooLarge):
        parse_compact_jws(sign_jws({"typ": "x+jwt", "kid": "k" * 20_000}, CLAIMS, key=KEY))


@pytest.mark.threat(5)
@pytest.mark.parametrize("critical", [["x"], ["exp", "x"], ["jku"], ["b64"], [], "x", None, 0, {}])
def test_a_token_that_demands_an_extension_is_refused(critical: Any) -> None:
    with pytest.raises(CriticalHeaderUnknown):
        verify(sign_jws({"typ": "x+jwt", "crit": critical, "x": 1, "b64": True}, CLAIMS, key=KEY))


@pytest.mark.threat(5)
@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none","alg":"ES256","typ":"x+jwt"}',
        b'{"alg":"ES256","typ":"x+jwt","typ":"y+jwt"}',
        b'{"alg":"ES256","typ":"x+jwt","a":{"b":1,"b":2}}',
        b'{"alg":"ES256","typ":"x+jwt","a":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b"[" * 12_000,
    ],
)
def test_a_token_with_an_ambiguous_or_deep_header_is_refused(header: bytes) -> None:
    signing_input = f"{encode_base64url(header)}.e30"
    token = f"{signing_input}.{encode_base64url(KEY.sign(signing_input.encode()))}"
    with pytest.raises(JwsMalformed):
        parse_compact_jws(token)


@pytest.mark.threat(5)
@pytest.mark.parametrize("payload", [b'{"sub":"a","sub":"b"}', b'{"a":' * 5_000, b"[" * 40_000, b'{"a":NaN}'])
def test_a_token_with_ambiguous_or_deep_claims_is_refused(payload: bytes) -> None:
    jws = parse_compact_jws(sign_jws({"typ": "x+jwt"}, payload, key=KEY))
    with pytest.raises(JwsMalformed):
        claims_of(jws)


@pytest.mark.threat(6)
@pytest.mark.parametrize("made_for", PLACES)
@pytest.mark.parametrize("used_at", PLACES)
def test_a_token_is_accepted_only_at_the_place_it_was_made_for(made_for: str, used_at: str) -> None:
    token = sign_jws({"typ": made_for}, CLAIMS, key=KEY)
    if made_for == used_at:
        verify(token, typ=used_at)
        return
    with pytest.raises(JwsTypeWrong):
        verify(token, typ=used_at)


@pytest.mark.threat(6)
def test_a_status_list_is_no_credential_and_a_credential_no_status_list() -> None:
    as_credential = parse_sd_jwt(a_status_list_token(key=KEY) + "~")
    with pytest.raises(JwsTypeWrong):
        verify_credential(as_credential, key=KEY.public)
    claims = claims_of(parse_compact_jws(a_status_list_token(key=KEY)))
    as_list = parse_status_list_token(sign_jws({"typ": "dc+sd-jwt"}, claims, key=KEY))
    with pytest.raises(JwsTypeWrong):
        verify_status_list_token(as_list, key=KEY.public, uri=LIST_URI, now=NOW)


@pytest.mark.threat(6)
def test_a_credential_of_another_kind_of_sd_jwt_is_refused() -> None:
    with pytest.raises(JwsTypeWrong):
        verify_sd_jwt(a_credential(), key=KEY.public, typ="example+sd-jwt")


@pytest.mark.threat(7)
@pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP521R1(), ec.SECP256K1()])
def test_a_signature_of_another_curve_is_refused(curve: ec.EllipticCurve) -> None:
    private_key = ec.derive_private_key(7, curve)
    message = unsigned(HEADER).encode()
    r, s = decode_dss_signature(private_key.sign(message, ec.ECDSA(SHA256())))
    size = (curve.key_size + 7) // 8
    with pytest.raises((SignatureMalformed, SignatureInvalid)):
        verify(with_signature(HEADER, r.to_bytes(size) + s.to_bytes(size)))


@pytest.mark.threat(7)
def test_a_signature_in_der_empty_or_all_zero_is_refused() -> None:
    der = KEY.private_key.sign(unsigned(HEADER).encode(), ec.ECDSA(SHA256()))
    for signature in (der, b"", bytes(64), b"\xff" * 64, bytes(63) + b"\x01"):
        with pytest.raises(SignatureMalformed):
            verify(with_signature(HEADER, signature))


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_refused_in_words_of_the_protocol(text: str) -> None:
    for parse in (parse_compact_jws, parse_sd_jwt, parse_status_list_token):
        with pytest.raises(ProtocolError):
            parse(text)


@settings(max_examples=200)
@given(st.integers(0, 10_000), st.text('ABab01-_.~= {}"', min_size=1, max_size=4), st.booleans())
def test_a_token_with_a_spot_on_it_is_refused_in_words_of_the_protocol(
    position: int, spot: str, replaced: bool
) -> None:
    token = sign_jws(HEADER, CLAIMS, key=KEY)
    position %= len(token)
    spotted = token[:position] + spot + token[position + (len(spot) if replaced else 0) :]
    if spotted == token:
        return
    with pytest.raises(ProtocolError):
        verify(spotted)


@contextmanager
def no_connections() -> Iterator[None]:
    """Fail when anything below is looked up or connected to."""
    _WATCH["on"] = True
    try:
        yield
    finally:
        _WATCH["on"] = False


_WATCH = {"on": False}


def _refuse_network(event: str, _arguments: tuple[Any, ...]) -> None:
    if _WATCH["on"] and (event.startswith("socket.") or event == "urllib.Request"):
        raise AssertionError(f"{event} while verifying a token")


sys.addaudithook(_refuse_network)
