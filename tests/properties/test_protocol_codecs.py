"""What is written is read again as the same value, whatever the value."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from citywallet.protocol.cose import parse_cose_key, serialize_cose_key
from citywallet.protocol.encoding import (
    Base64UrlInvalid,
    CborInvalid,
    CborTag,
    JsonDuplicateKey,
    JsonObject,
    JsonValue,
    decode_base64url,
    encode_base64url,
    parse_cbor,
    parse_json,
    serialize_cbor,
    serialize_json,
)
from citywallet.protocol.jose import claims_of, parse_compact_jws, sign_jws, verify_jws
from citywallet.protocol.keys import EcSigningKey, parse_public_jwk, serialize_public_jwk
from citywallet.protocol.mdoc import DataElement, verify_issuer_signed
from citywallet.protocol.merkle import (
    consistency_path,
    inclusion_path,
    merkle_root,
    verify_consistency,
    verify_inclusion,
)
from citywallet.protocol.sdjwt import (
    ClaimPath,
    disclosable_paths,
    parse_sd_jwt,
    select_disclosures,
    serialize_sd_jwt,
    verify_sd_jwt,
)
from citywallet.protocol.statuslist import (
    CredentialStatus,
    StatusList,
    compress_list,
    decompress_list,
    parse_status_list_token,
    verify_status_list_token,
)
from tests.support.keys import ISSUER, STATUS, a_signing_key
from tests.support.mdocs import DOCTYPE, NAMESPACE, an_mdoc, an_unsigned_mdoc
from tests.support.sd_jwts import TYP, an_sd_jwt
from tests.support.status_lists import LIST_URI, a_status_list_token

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = texts.filter(lambda name: name not in ("_sd", "...", "_sd_alg"))
scalars: st.SearchStrategy[JsonValue] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
)
json_values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=12,
)
cbor_values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(scalars, st.binary(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.integers(-(2**64), 2**64 - 1), texts), inner, max_size=4),
        st.builds(CborTag, st.integers(6, 24), inner),
    ),
    max_leaves=8,
)
json_objects: st.SearchStrategy[Any] = st.dictionaries(names, json_values, max_size=5)


@given(st.binary(max_size=100))
def test_base64url_comes_back(value: bytes) -> None:
    assert decode_base64url(encode_base64url(value)) == value


@given(cbor_values)
def test_cbor_comes_back(value: Any) -> None:
    assert parse_cbor(serialize_cbor(value), max_depth=32) == value


@given(st.binary(max_size=60))
def test_cbor_is_read_or_refused_whatever_the_bytes(encoded: bytes) -> None:
    try:
        value = parse_cbor(encoded)
    except CborInvalid:
        return
    assert parse_cbor(serialize_cbor(value)) == value


@given(st.dictionaries(texts, cbor_values, min_size=1, max_size=4), st.data())
def test_an_mdoc_shows_what_is_selected_and_nothing_else(
    elements: dict[str, Any], data: st.DataObject
) -> None:
    wanted = data.draw(st.sets(st.sampled_from(sorted(elements))))
    places = [DataElement(identifier=name, value=value) for name, value in elements.items()]
    shown = an_mdoc(an_unsigned_mdoc(elements={NAMESPACE: places})).select({NAMESPACE: wanted})
    verified = verify_issuer_signed(shown, key=a_signing_key(ISSUER).public, doctype=DOCTYPE)
    assert verified.elements.get(NAMESPACE, {}) == {name: elements[name] for name in wanted}


@given(st.text("ABCDabcd0189-_+/= \n", max_size=8))
def test_base64url_has_one_spelling(text: str) -> None:
    try:
        value = decode_base64url(text)
    except Base64UrlInvalid:
        return
    assert encode_base64url(value) == text


@given(json_values)
def test_json_comes_back(value: JsonValue) -> None:
    assert parse_json(serialize_json(value)) == value


@given(st.binary(min_size=40, max_size=64))
def test_a_key_comes_back(secret: bytes) -> None:
    key = EcSigningKey.from_secret(secret)
    assert EcSigningKey.from_pem(key.to_pem()).public == key.public
    assert parse_public_jwk(serialize_public_jwk(key.public)) == key.public
    assert parse_cose_key(serialize_cose_key(key.public)) == key.public


@given(json_objects)
def test_a_token_comes_back(claims: JsonObject) -> None:
    jws = parse_compact_jws(sign_jws({"typ": "x"}, claims, key=a_signing_key()))
    verify_jws(jws, key=a_signing_key().public, typ="x")
    assert claims_of(jws) == claims
    assert parse_compact_jws(jws.text) == jws


def places(value: JsonValue, path: ClaimPath = ()) -> list[ClaimPath]:
    """Every place in a value but the whole of it."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    found: list[ClaimPath] = []
    for key, inner in members:
        found += [(*path, key), *places(inner, (*path, key))]
    return found


@settings(max_examples=60)
@given(json_objects, st.data())
def test_an_sd_jwt_comes_back_whatever_is_disclosable(claims: JsonObject, data: st.DataObject) -> None:
    everywhere = places(claims)
    hidden = data.draw(st.sets(st.sampled_from(everywhere))) if everywhere else set()
    sd_jwt = an_sd_jwt(claims, disclosable=hidden, decoys=data.draw(st.integers(0, 3)))
    assert parse_sd_jwt(serialize_sd_jwt(sd_jwt)) == sd_jwt
    verified = verify_sd_jwt(sd_jwt, key=a_signing_key().public, typ=TYP)
    assert verified.claims == claims
    assert verified.disclosed == disclosable_paths(sd_jwt) == hidden


@settings(max_examples=60)
@given(json_objects, st.data())
def test_a_selection_discloses_what_was_chosen_and_where_it_stands(
    claims: JsonObject, data: st.DataObject
) -> None:
    everywhere = places(claims)
    assume(everywhere)
    hidden = data.draw(st.sets(st.sampled_from(everywhere), min_size=1))
    chosen = data.draw(st.sets(st.sampled_from(everywhere)))
    sd_jwt = an_sd_jwt(claims, disclosable=hidden)
    selected = select_disclosures(sd_jwt, paths=chosen)
    verify_sd_jwt(selected, key=a_signing_key().public, typ=TYP)
    prefixes = {path[:length] for path in chosen for length in range(1, len(path) + 1)}
    assert len(selected.disclosures) == len(hidden & prefixes)
    assert select_disclosures(sd_jwt, paths=everywhere).disclosures == sd_jwt.disclosures


@given(
    st.sampled_from([1, 2, 4, 8]),
    st.dictionaries(st.integers(0, 255), st.sampled_from(CredentialStatus), max_size=20),
)
def test_a_status_list_comes_back(bits: int, changes: dict[int, CredentialStatus]) -> None:
    changes = {index: status for index, status in changes.items() if status < 2**bits}
    status_list = StatusList.empty(bits=bits, entries=256).with_statuses(changes)
    for index in range(256):
        assert status_list.status_at(index) is changes.get(index, CredentialStatus.VALID)
    data = decompress_list(compress_list(status_list.data), limit=256)
    assert StatusList(bits=bits, data=data) == status_list


@given(
    st.integers(1, 2**63 - 1),
    st.integers(0, 4_000_000_000),
    st.integers(1, 10**6),
    st.dictionaries(st.integers(0, 4095), st.sampled_from(CredentialStatus), max_size=20),
)
def test_a_status_list_token_comes_back(
    sequence: int, issued_at: int, ttl: int, changes: dict[int, CredentialStatus]
) -> None:
    status_list = StatusList.empty(bits=2, entries=4096).with_statuses(changes)
    time = datetime.fromtimestamp(issued_at, tz=UTC)
    text = a_status_list_token(
        status_list,
        issued_at=time,
        expires_at=time + timedelta(hours=1),
        ttl=timedelta(seconds=ttl),
        sequence=sequence,
    )
    key = a_signing_key(STATUS).public
    verified = verify_status_list_token(parse_status_list_token(text), key=key, uri=LIST_URI, now=time)
    assert verified.status_list == status_list
    assert (verified.sequence, verified.issued_at) == (sequence, time)
    assert verified.ttl == timedelta(seconds=ttl)


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_every_entry_of_a_tree_is_proven_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    root = merkle_root(leaves)
    assert root == recursive_root(leaves)
    path = inclusion_path(leaves, index)
    verify_inclusion(leaf=leaves[index], index=index, size=len(leaves), path=path, root=root)


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_every_growth_of_a_tree_is_proven(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    verify_consistency(
        old_size=old,
        old_root=merkle_root(leaves[:old]),
        new_size=len(leaves),
        new_root=merkle_root(leaves),
        path=consistency_path(leaves, old),
    )


def recursive_root(leaves: list[bytes]) -> bytes:
    """The definition of the specification: split at the largest power of two below the size."""
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + recursive_root(leaves[:split]) + recursive_root(leaves[split:])).digest()


@settings(max_examples=200)
@given(
    json_values,
    st.booleans(),
    st.sampled_from([None, 1, (",", ":"), (", ", ": "), (" ,\n", "\t:")]),
    st.booleans(),
)
def test_a_value_is_the_same_in_any_spelling(
    value: JsonValue, escaped: bool, spacing: Any, sort_keys: bool
) -> None:
    indent = spacing if isinstance(spacing, int) else None
    separators = spacing if isinstance(spacing, tuple) else None
    text = json.dumps(value, ensure_ascii=escaped, indent=indent, separators=separators, sort_keys=sort_keys)
    assert parse_json(text) == value
    assert parse_json(text.encode()) == value


@settings(max_examples=200)
@given(st.dictionaries(names, json_values, min_size=1, max_size=4), st.data())
def test_an_object_that_names_a_member_twice_is_refused_in_any_spelling(
    value: dict[str, JsonValue], data: st.DataObject
) -> None:
    repeated = data.draw(st.sampled_from(sorted(value)))
    spelled = data.draw(st.sampled_from([json.dumps(value), serialize_json(dict(value)).decode()]))
    name = json.dumps(repeated, ensure_ascii=data.draw(st.booleans()))
    with pytest.raises(JsonDuplicateKey):
        parse_json(f"{spelled[:-1]},{name}:1}}")
