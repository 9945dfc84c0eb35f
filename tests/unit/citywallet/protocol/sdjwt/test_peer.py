"""PyPI `sd-jwt`, the IETF reference implementation, judges in both directions.

It counts where it refuses: older than RFC 9901, it accepts unreferenced disclosures and reserved names.
"""

from pathlib import Path
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.utils.yaml_specification import load_yaml_specification, remove_sdobj_wrappers
from sd_jwt.verifier import SDJWTVerifier

from citywallet.protocol.encoding import JsonObject, numeric_date_member
from citywallet.protocol.jose import claims_of
from citywallet.protocol.sdjwt import (
    ClaimPath,
    DisclosureUnreferenced,
    ReservedName,
    disclosable_paths,
    parse_sd_jwt,
    select_disclosures,
    serialize_sd_jwt,
    verify_sd_jwt,
)
from tests.support.keys import HOLDER, a_signing_key
from tests.support.sd_jwts import (
    AUDIENCE,
    NONCE,
    TYP,
    a_disclosure,
    a_forged_sd_jwt,
    a_presentation,
    an_sd_jwt,
    check_binding,
    digest_of,
)
from tests.support.vectors import VECTORS

CASES = sorted(path for path in (VECTORS / "sd-jwt" / "cases").glob("*.yml") if path.stem != "settings")
ISSUER_KEY = JWK.from_pem(a_signing_key().to_pem())
HOLDER_KEY = JWK.from_pem(a_signing_key(HOLDER).to_pem())


def load_case(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = load_yaml_specification(path)
    return case


def marked_paths(claims: Any, path: ClaimPath = ()) -> list[ClaimPath]:
    """The paths that a case marks as selectively disclosable."""
    marked: list[ClaimPath] = []
    members = (
        claims.items() if isinstance(claims, dict) else enumerate(claims) if isinstance(claims, list) else ()
    )
    for key, value in members:
        hidden = isinstance(key, SDObj) or isinstance(value, SDObj)
        inner = value.value if isinstance(value, SDObj) else value
        place = (*path, key.value if isinstance(key, SDObj) else key)
        marked += [place] if hidden else []
        marked += marked_paths(inner, place)
    return marked


def chosen_paths(full: Any, chosen: Any, path: ClaimPath = ()) -> list[ClaimPath]:
    """The paths that a case's holder discloses: where the choice is true, or goes further inside."""
    if chosen is True:
        return [path]
    if isinstance(chosen, dict) and isinstance(full, dict):
        inside = [
            chosen_paths(full[key], value, (*path, key)) for key, value in chosen.items() if key in full
        ]
    elif isinstance(chosen, list) and isinstance(full, list):
        pairs = zip(full, chosen, strict=False)
        inside = [chosen_paths(value, choice, (*path, at)) for at, (value, choice) in enumerate(pairs)]
    else:
        return []
    return [*([path] if path else []), *(place for places in inside for place in places)]


def peer_verifies(text: str, *, nonce: str | None = None, audience: str | None = None) -> Any:
    verifier = SDJWTVerifier(text, lambda issuer, header: ISSUER_KEY, audience, nonce)
    return verifier.get_verified_payload()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_the_peer_issues_verifies_here(path: Path) -> None:
    case = load_case(path)
    claims = {"iss": "https://example.com/issuer", **case["user_claims"]}
    issuer = SDJWTIssuer(
        claims, ISSUER_KEY, extra_header_parameters={"typ": TYP, "kid": "1"}, add_decoy_claims=True
    )
    sd_jwt = parse_sd_jwt(issuer.sd_jwt_issuance)
    verified = verify_sd_jwt(sd_jwt, key=a_signing_key().public, typ=TYP)
    assert verified.claims == remove_sdobj_wrappers(claims)
    assert verified.disclosed == set(marked_paths(claims))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_the_peer_presents_verifies_here(path: Path) -> None:
    case = load_case(path)
    issuer = SDJWTIssuer(case["user_claims"], ISSUER_KEY, HOLDER_KEY)
    holder = SDJWTHolder(issuer.sd_jwt_issuance)
    holder.create_presentation(case["holder_disclosed_claims"])
    presented = parse_sd_jwt(holder.sd_jwt_presentation)
    claims = verify_sd_jwt(presented, key=a_signing_key().public, typ=TYP).claims
    assert {name: value for name, value in claims.items() if name != "cnf"} == case[
        "expect_verified_user_claims"
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_we_issue_and_select_verifies_at_the_peer(path: Path) -> None:
    case = load_case(path)
    claims = remove_sdobj_wrappers(case["user_claims"])
    sd_jwt = an_sd_jwt(claims, disclosable=marked_paths(case["user_claims"]), decoys=2)
    assert disclosable_paths(sd_jwt) == set(marked_paths(case["user_claims"]))
    selected = select_disclosures(sd_jwt, paths=chosen_paths(claims, case["holder_disclosed_claims"]))
    assert peer_verifies(serialize_sd_jwt(selected)) == case["expect_verified_user_claims"]
    ours = verify_sd_jwt(selected, key=a_signing_key().public, typ=TYP).claims
    assert ours == case["expect_verified_user_claims"]


def test_what_we_bind_verifies_at_the_peer() -> None:
    presentation = a_presentation()
    payload = peer_verifies(serialize_sd_jwt(presentation), nonce=NONCE, audience=AUDIENCE)
    assert payload["incheon_resident"] is True


def test_what_the_peer_binds_verifies_here() -> None:
    issuer = SDJWTIssuer({SDObj("name"): "김하늘"}, ISSUER_KEY, HOLDER_KEY)
    holder = SDJWTHolder(issuer.sd_jwt_issuance)
    holder.create_presentation({"name": True}, NONCE, AUDIENCE, HOLDER_KEY)
    presentation = parse_sd_jwt(holder.sd_jwt_presentation)
    assert presentation.key_binding is not None
    made_at = numeric_date_member(claims_of(presentation.key_binding), "iat")
    assert check_binding(presentation, now=made_at).issued_at == made_at


@pytest.mark.threat(13)
def test_the_peer_accepts_an_unreferenced_disclosure_and_we_do_not() -> None:
    text = a_forged_sd_jwt({"_sd": ["x"], "_sd_alg": "sha-256"}, a_disclosure("salt", "a", 1))
    assert peer_verifies(text) == {}
    with pytest.raises(DisclosureUnreferenced):
        verify_sd_jwt(parse_sd_jwt(text), key=a_signing_key().public, typ=TYP)


@pytest.mark.threat(14)
def test_the_peer_accepts_a_reserved_name_and_we_do_not() -> None:
    disclosure = a_disclosure("salt", "...", 1)
    payload: JsonObject = {"_sd": [digest_of(disclosure)], "_sd_alg": "sha-256"}
    text = a_forged_sd_jwt(payload, disclosure)
    assert peer_verifies(text) == {"...": 1}
    with pytest.raises(ReservedName):
        verify_sd_jwt(parse_sd_jwt(text), key=a_signing_key().public, typ=TYP)
