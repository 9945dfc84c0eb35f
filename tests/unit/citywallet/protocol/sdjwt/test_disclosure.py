from typing import Any

import pytest

from citywallet.protocol.encoding import JsonValue, encode_base64url
from citywallet.protocol.sdjwt import DisclosureMalformed, HashAlgorithmRefused, SdJwtTooLarge
from citywallet.protocol.sdjwt.disclosure import digest_of, hash_algorithm_of, parse_disclosure
from tests.support.sd_jwts import a_disclosure
from tests.support.vectors import load_vectors

EXAMPLES = load_vectors("sd-jwt/specification-examples.json")["disclosures"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["section"])
def test_a_disclosure_is_read_as_the_specification_reads_it(example: dict[str, Any]) -> None:
    disclosure = parse_disclosure(example["disclosure"], hash_algorithm="sha-256")
    assert (disclosure.name, disclosure.value) == (example["name"], example["value"])
    if example["digest"] is not None:
        assert disclosure.digest == example["digest"]


@pytest.mark.threat(16)
@pytest.mark.parametrize(
    "text",
    [
        a_disclosure(),
        a_disclosure("salt"),
        a_disclosure("salt", "name", "value", "more"),
        a_disclosure(1, "name", "value"),
        a_disclosure(None, "value"),
        a_disclosure(["salt"], "value"),
        a_disclosure("salt", 1, "value"),
        a_disclosure("salt", None, "value"),
        encode_base64url(b'{"salt":"name"}'),
        encode_base64url(b"not json"),
        encode_base64url(b'["salt", NaN]'),
        encode_base64url(b'["salt","a",{"b":1,"b":2}]'),
        encode_base64url(b'["salt", "name", "value"] '[:-1] + b"x"),
        a_disclosure("salt", "value") + "=",
        "not base64url",
        "",
    ],
)
def test_a_disclosure_is_refused_when_it_is_malformed(text: str) -> None:
    with pytest.raises(DisclosureMalformed):
        parse_disclosure(text, hash_algorithm="sha-256")


def test_a_disclosure_is_refused_when_it_is_too_long() -> None:
    with pytest.raises(SdJwtTooLarge):
        parse_disclosure(a_disclosure("salt", "a" * 32_768), hash_algorithm="sha-256")


@pytest.mark.parametrize(("algorithm", "length"), [("sha-256", 43), ("sha-384", 64), ("sha-512", 86)])
def test_a_digest_has_the_length_of_its_hash(algorithm: str, length: int) -> None:
    assert len(digest_of("text", hash_algorithm=algorithm)) == length


@pytest.mark.threat(18)
def test_a_payload_without_hash_algorithm_means_sha_256() -> None:
    assert hash_algorithm_of({}) == "sha-256"


@pytest.mark.threat(18)
@pytest.mark.parametrize(
    "algorithm", ["sha-1", "md5", "SHA-256", "sha256", "sha-256-128", "", None, 256, ["sha-256"]]
)
def test_a_payload_is_refused_when_its_hash_algorithm_is_weak_or_unknown(algorithm: JsonValue) -> None:
    with pytest.raises(HashAlgorithmRefused):
        hash_algorithm_of({"_sd_alg": algorithm})
