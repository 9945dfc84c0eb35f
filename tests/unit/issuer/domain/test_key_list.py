import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citywallet.protocol.trust import KeyPurpose
from issuer.domain.key_list import (
    KeyInFile,
    KeyInToken,
    KeyListInvalid,
    ListedKey,
    parse_key_list,
    serialize_key_list,
)

names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=20)
labels = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
keys = st.builds(KeyInFile, names) | st.builds(KeyInToken, token=labels, label=labels)
entries = st.builds(ListedKey, purpose=st.sampled_from(KeyPurpose), key=keys, chain=names)


@given(st.lists(entries, max_size=5, unique_by=lambda entry: entry.key))
def test_a_list_that_was_written_is_read_back(listed: list[ListedKey]) -> None:
    assert parse_key_list(serialize_key_list(listed)) == tuple(listed)


def an_entry(**changes: object) -> dict[str, object]:
    return {"purpose": "credential", "key": "file:a.pem", "chain": "a.chain.pem"} | changes


def a_list(*listed: object, **changes: object) -> bytes:
    return json.dumps({"format": 1, "keys": list(listed)} | changes).encode()


def test_a_list_without_keys_is_read() -> None:
    assert parse_key_list(a_list()) == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        a_list(format=2),
        a_list(keys={}),
        a_list("a"),
        a_list(an_entry(purpose="everything")),
        a_list(an_entry(key="a.pem")),
        a_list(an_entry(key="file:")),
        a_list(an_entry(key="file:../a.pem")),
        a_list(an_entry(key="file:.hidden")),
        a_list(an_entry(key="pkcs11:object=a")),
        a_list(an_entry(key="pkcs11:token=t;object=a;type=private")),
        a_list(an_entry(key="pkcs11:token=t;object=a;object=b")),
        a_list(an_entry(chain="/etc/a.pem")),
        a_list(an_entry(), an_entry(chain="b.chain.pem")),
    ],
)
def test_a_list_that_breaks_a_rule_is_refused(content: bytes) -> None:
    with pytest.raises(KeyListInvalid):
        parse_key_list(content)
