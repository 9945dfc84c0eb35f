"""Cases 11 to 21: SD-JWTs and presentations that a holder, or a careless issuer, has tampered with."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from time import process_time
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from citywallet.protocol.encoding import JsonObject, JsonValue, encode_base64url, serialize_json
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import serialize_public_jwk
from citywallet.protocol.sdjwt import (
    ClaimOverridden,
    DigestRepeated,
    Disclosure,
    DisclosureMalformed,
    DisclosureMisplaced,
    DisclosureRepeated,
    DisclosureUnreferenced,
    HashAlgorithmRefused,
    KeyBindingMissing,
    KeyBindingOutsideWindow,
    KeyBindingWrongAudience,
    KeyBindingWrongKey,
    KeyBindingWrongNonce,
    KeyBindingWrongSdHash,
    ReservedName,
    SdJwt,
    SdJwtMalformed,
    parse_sd_jwt,
    select_disclosures,
    serialize_sd_jwt,
    verify_sd_jwt,
)
from citywallet.protocol.sdjwtvc import ClaimNotDisclosable, verify_credential
from tests.support.keys import ATTACKER, a_signing_key
from tests.support.sd_jwts import (
    CLAIMS,
    NOW,
    TYP,
    a_credential,
    a_disclosure,
    a_forged_credential,
    a_forged_sd_jwt,
    a_presentation,
    an_sd_jwt,
    check_binding,
    digest_of,
)

KEY = a_signing_key().public


def verify(payload: JsonObject, *disclosures: str) -> JsonObject:
    return verify_sd_jwt(parse_sd_jwt(a_forged_sd_jwt(payload, *disclosures)), key=KEY, typ=TYP).claims


@pytest.mark.threat(11)
@given(st.integers(0, 5), st.integers(0, 5), st.booleans())
def test_one_digest_at_two_places_is_refused_at_any_depth(first: int, second: int, disclosed: bool) -> None:
    disclosure = a_disclosure("salt", "claim", 1)
    digests: JsonObject = {"_sd": [digest_of(disclosure)]}
    one: JsonValue = digests
    for _ in range(first):
        one = {"down": one}
    two: JsonValue = digests
    for _ in range(second):
        two = [two]
    with pytest.raises(DigestRepeated):
        verify({"one": one, "two": two}, *([disclosure] if disclosed else []))


@pytest.mark.threat(12)
@given(st.integers(0, 6), st.integers(0, 6))
def test_a_disclosure_sent_twice_is_refused_wherever_it_stands(which: int, at: int) -> None:
    token, *disclosures, _ = serialize_sd_jwt(a_credential()).split("~")
    disclosures.insert(at, disclosures[which])
    with pytest.raises(DisclosureRepeated):
        parse_sd_jwt("~".join((token, *disclosures, "")))


@pytest.mark.threat(13)
@given(st.integers(0, 7))
def test_a_disclosure_of_another_credential_is_refused_wherever_it_stands(at: int) -> None:
    token, *disclosures, _ = serialize_sd_jwt(a_credential()).split("~")
    disclosures.insert(at, a_credential(seed="another holder").disclosures[0].text)
    with pytest.raises(DisclosureUnreferenced):
        verify_credential(parse_sd_jwt("~".join((token, *disclosures, ""))), key=KEY)


@pytest.mark.threat(13)
def test_a_changed_disclosure_is_refused() -> None:
    credential = a_credential(claims={"incheon_resident": False}, disclosable=[("incheon_resident",)])
    (genuine,) = credential.disclosures
    forged = a_disclosure(genuine.salt, "incheon_resident", True)
    with pytest.raises(DisclosureUnreferenced):
        verify_credential(parse_sd_jwt(f"{credential.jws.text}~{forged}~"), key=KEY)


@pytest.mark.threat(14)
@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
@pytest.mark.parametrize("value", [[], ["x"], "sha-256", {"a": 1}])
def test_a_disclosed_claim_with_a_reserved_name_is_refused(name: str, value: JsonValue) -> None:
    disclosure = a_disclosure("salt", name, value)
    for payload in ({"_sd": [digest_of(disclosure)]}, {"down": {"_sd": [digest_of(disclosure)]}}):
        with pytest.raises(ReservedName):
            verify(payload, disclosure)  # type: ignore[arg-type]


@pytest.mark.threat(15)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iss", "https://attacker.example"),
        ("nbf", 0),
        ("exp", 4_000_000_000),
        ("cnf", {"jwk": serialize_public_jwk(a_signing_key(ATTACKER).public)}),
        ("vct", "http://localhost:8100/vct/mayor/1"),
        ("vct#integrity", "sha256-AAAA"),
        ("status", {"status_list": {"idx": 0, "uri": "https://attacker.example/list"}}),
    ],
)
def test_a_disclosure_neither_overrides_nor_adds_a_claim_that_controls_validity(
    name: str, value: JsonValue
) -> None:
    disclosure = a_disclosure("salt", name, value)
    digests: dict[str, Any] = {"_sd": [digest_of(disclosure)]}
    if name in a_forged_credential({}).payload:
        with pytest.raises(ClaimOverridden):
            verify_credential(a_forged_credential(digests, disclosure), key=KEY)
        digests[name] = None
    with pytest.raises(ClaimNotDisclosable):
        verify_credential(a_forged_credential(digests, disclosure), key=KEY)


@pytest.mark.threat(16)
@given(
    st.lists(st.one_of(st.text("ab_", max_size=3), st.integers(-9, 9), st.none(), st.booleans()), max_size=5)
)
def test_a_disclosure_fits_its_place_or_is_refused(elements: list[Any]) -> None:
    disclosure = a_disclosure(*elements)
    rightly_built = all(isinstance(element, str) for element in elements[: len(elements) - 1])
    in_object: JsonObject = {"_sd": [digest_of(disclosure)]}
    in_array: JsonObject = {"list": [{"...": digest_of(disclosure)}]}
    for payload, length in ((in_object, 3), (in_array, 2)):
        if len(elements) == length and rightly_built:
            assume(length == 2 or elements[1] not in ("_sd", "...", "_sd_alg"))
            opened = next(iter(verify(payload, disclosure).values()))
            assert opened == (elements[-1] if length == 3 else [elements[-1]])
        else:
            with pytest.raises((DisclosureMalformed, DisclosureMisplaced)):
                verify(payload, disclosure)


@pytest.mark.threat(17)
def test_sizes_and_depths_beyond_the_limits_are_refused_at_once() -> None:
    many = [a_disclosure("salt", number) for number in range(5_000)]
    chain = [a_disclosure("salt", "a", 1)]
    for _ in range(200):
        chain.append(a_disclosure("salt", "a", {"_sd": [digest_of(chain[-1])]}))
    texts = [
        a_forged_sd_jwt({}, *many),
        a_forged_sd_jwt({"list": [{"...": digest_of(text)} for text in many[:250]]}, *many[:257]),
        a_forged_sd_jwt({"_sd": [digest_of(chain[-1])]}, *chain),
        a_forged_sd_jwt({}, encode_base64url(b'["salt","a",' + b"[" * 10_000)),
        a_forged_sd_jwt({}, encode_base64url(b'["salt","a",' + b'{"a":' * 4_000)),
        a_forged_sd_jwt({}, a_disclosure("salt", "a", "x" * 100_000)),
        "a" * 10_000_000,
        "~" * 100_000,
        a_forged_sd_jwt({}) + "~" * 60_000,
        a_forged_sd_jwt({}) + "a.b.c" * 10_000,
    ]
    for payload in (b'{"a":' * 10_000, b"[" * 40_000, b'{"a":"' + b"[" * 40_000):
        token = a_forged_sd_jwt({})
        header, _, rest = token.split(".", 2)
        texts.append(f"{header}.{encode_base64url(payload)}.{rest}")
    for text in texts:
        assert min(_time_to_refuse(text) for _ in range(3)) < 0.05


@pytest.mark.threat(17)
def test_the_largest_sd_jwt_within_the_limits_is_read_at_once() -> None:
    disclosures = [a_disclosure("salt", {"a": [number] * 20}) for number in range(256)]
    text = a_forged_sd_jwt(
        {"list": [{"...": digest_of(disclosure)} for disclosure in disclosures]}, *disclosures
    )
    start = process_time()
    verify_sd_jwt(parse_sd_jwt(text), key=KEY, typ=TYP)
    assert process_time() - start < 0.1


@pytest.mark.threat(17)
def test_a_cycle_of_disclosures_ends() -> None:
    def loop(digest: str, inner: str) -> Disclosure:
        return Disclosure(text=digest, digest=digest, salt="s", name="a", value={"_sd": [inner]})

    sd_jwt = parse_sd_jwt(a_forged_sd_jwt({"_sd": ["one"]}))
    for cycle in ((loop("one", "one"),), (loop("one", "two"), loop("two", "one"))):
        with pytest.raises(DigestRepeated):
            verify_sd_jwt(replace(sd_jwt, disclosures=cycle), key=KEY, typ=TYP)


@pytest.mark.threat(18)
@pytest.mark.parametrize(
    "algorithm", ["sha-1", "SHA-1", "md5", "sha-224", "sha3-256", "none", "", None, 1, []]
)
def test_a_weak_or_unknown_hash_is_refused(algorithm: Any) -> None:
    disclosure = a_disclosure("salt", "a", 1)
    with pytest.raises(HashAlgorithmRefused):
        verify({"_sd": [digest_of(disclosure)], "_sd_alg": algorithm}, disclosure)


@pytest.mark.threat(18)
def test_a_missing_hash_means_sha_256() -> None:
    disclosure = a_disclosure("salt", "a", 1)
    assert verify({"_sd": [digest_of(disclosure)]}, disclosure) == {"a": 1}


@pytest.mark.threat(19)
@settings(max_examples=40)
@given(st.integers(0, 12), st.sets(st.sampled_from(["name", "birthdate", "district", "incheon_resident"])))
def test_decoys_and_hidden_claims_leave_nothing_but_their_number(decoys: int, shown: set[str]) -> None:
    sd_jwt = select_disclosures(an_sd_jwt(decoys=decoys), paths=[(name,) for name in shown])
    verified = verify_sd_jwt(sd_jwt, key=KEY, typ=TYP)
    hidden = {"name", "birthdate", "district", "incheon_resident"} - shown
    assert hidden.isdisjoint(verified.claims)
    assert shown <= verified.claims.keys()
    written = serialize_json(verified.claims) + sd_jwt.jws.payload + repr(verified).encode()
    for name in hidden:
        assert name.encode() not in sd_jwt.jws.payload
        assert serialize_json(CLAIMS[name]) not in written or CLAIMS[name] is True


@pytest.mark.threat(19)
def test_decoys_in_objects_and_arrays_are_left_out() -> None:
    payload: JsonObject = {"a": {"_sd": ["decoy 1"]}, "list": [{"...": "decoy 2"}, 1], "_sd": ["decoy 3"]}
    assert verify(payload) == {"a": {}, "list": [1]}


@pytest.mark.threat(20)
def test_a_presentation_without_key_binding_is_refused() -> None:
    bound = serialize_sd_jwt(a_presentation())
    stripped = bound[: bound.rindex("~") + 1]
    with pytest.raises(KeyBindingMissing):
        check_binding(parse_sd_jwt(stripped))


@pytest.mark.threat(20)
def test_a_presentation_for_someone_else_or_another_time_is_refused() -> None:
    cases: list[tuple[SdJwt, type[ProtocolError]]] = [
        (a_presentation(nonce="another"), KeyBindingWrongNonce),
        (a_presentation(audience="x509_hash:another"), KeyBindingWrongAudience),
        (a_presentation(now=NOW - timedelta(minutes=5, seconds=1)), KeyBindingOutsideWindow),
        (a_presentation(now=NOW + timedelta(seconds=61)), KeyBindingOutsideWindow),
    ]
    for presentation, error in cases:
        with pytest.raises(error):
            check_binding(presentation)


@pytest.mark.threat(20)
def test_a_binding_covers_exactly_the_disclosures_sent() -> None:
    chosen = [("name",), ("birthdate",), ("district",)]
    token, *disclosures, binding = serialize_sd_jwt(a_presentation(paths=chosen)).split("~")
    for count in range(4):
        for sent in permutations(disclosures, count):
            presentation = parse_sd_jwt("~".join((token, *sent, binding)))
            if list(sent) == disclosures:
                check_binding(presentation)
                continue
            with pytest.raises(KeyBindingWrongSdHash):
                check_binding(presentation)


@pytest.mark.threat(20)
def test_a_binding_does_not_move_to_another_credential_of_the_holder() -> None:
    binding = a_presentation().key_binding
    assert binding is not None
    other = select_disclosures(a_credential(seed="second copy"), paths=[("incheon_resident",)])
    with pytest.raises(KeyBindingWrongSdHash):
        check_binding(parse_sd_jwt(serialize_sd_jwt(other) + binding.text))


@pytest.mark.threat(21)
def test_a_binding_by_another_key_than_the_credential_names_is_refused() -> None:
    credential = verify_credential(a_presentation(holder=a_signing_key(ATTACKER)), key=KEY)
    assert credential.holder_key == a_signing_key(2).public
    with pytest.raises(KeyBindingWrongKey):
        check_binding(credential.sd_jwt)


@pytest.mark.threat(21)
def test_a_credential_without_holder_key_names_none() -> None:
    assert verify_credential(a_forged_credential({"cnf": None}), key=KEY).holder_key is None


@settings(max_examples=300)
@given(st.integers(0, 10_000), st.text("AQgwab01-_.~= ", min_size=1, max_size=4), st.booleans())
def test_a_presentation_with_a_spot_on_it_is_refused_in_words_of_the_protocol(
    position: int, spot: str, replaced: bool
) -> None:
    text = _PRESENTATION
    position %= len(text)
    spotted = text[:position] + spot + text[position + (len(spot) if replaced else 0) :]
    if spotted == text:
        return
    with pytest.raises(ProtocolError):
        _verify_presentation(spotted)


@settings(max_examples=150)
@given(
    st.recursive(
        st.one_of(
            st.none(), st.booleans(), st.integers(-9, 9), st.sampled_from(["a", "_sd", "...", "d1", "d2"])
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from(["a", "b", "_sd", "...", "_sd_alg"]), inner, max_size=3),
        ),
        max_leaves=8,
    )
)
def test_any_signed_payload_is_opened_or_refused_in_words_of_the_protocol(value: JsonValue) -> None:
    disclosure = a_disclosure("salt", "x", value)
    for payload in ({"x": value}, {"_sd": [digest_of(disclosure)]}):
        try:
            claims = verify(payload, *([disclosure] if "_sd" in payload else []))  # type: ignore[arg-type]
        except SdJwtMalformed:
            continue
        assert "_sd" not in _names(claims)
        assert "..." not in _names(claims)


_PRESENTATION = serialize_sd_jwt(a_presentation())


def _names(value: JsonValue) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_names(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(_names(inner) for inner in value))
    return set()


def _verify_presentation(text: str) -> None:
    presentation = parse_sd_jwt(text)
    verify_credential(presentation, key=KEY)
    check_binding(presentation)


def _time_to_refuse(text: str) -> float:
    start = process_time()
    with pytest.raises(ProtocolError):
        verify_sd_jwt(parse_sd_jwt(text), key=KEY, typ=TYP)
    return process_time() - start
