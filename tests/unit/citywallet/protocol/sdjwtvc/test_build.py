from datetime import timedelta

import pytest

from citywallet.protocol.encoding import JsonObject, encode_base64url
from citywallet.protocol.jose import key_id_of
from citywallet.protocol.keys import serialize_public_jwk, thumbprint
from citywallet.protocol.sdjwtvc import ClaimNotDisclosable, RegisteredClaimGiven, issuer_x5c
from citywallet.protocol.statuslist import StatusReference
from tests.support.keys import HOLDER, ISSUER, a_signing_key
from tests.support.sd_jwts import NOW, a_credential

REGISTERED = ["iss", "iat", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"]


def test_a_credential_names_its_type_issuer_holder_times_and_status() -> None:
    payload = a_credential(
        claims={"open": 1},
        disclosable=(),
        issued_at=NOW,
        expires_at=NOW + timedelta(days=1),
        status=StatusReference(uri="http://localhost:8100/status/2", index=9),
    ).payload
    assert payload == {
        "iss": "http://localhost:8100",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 86_400,
        "vct": "http://localhost:8100/vct/citizen-id/1",
        "cnf": {"jwk": serialize_public_jwk(a_signing_key(HOLDER).public)},
        "status": {"status_list": {"idx": 9, "uri": "http://localhost:8100/status/2"}},
        "open": 1,
    }


def test_a_credential_says_in_its_header_how_its_signer_is_found() -> None:
    credential = a_credential(x5c=(b"leaf", b"issuer"))
    assert list(credential.jws.header) == ["alg", "typ", "kid", "x5c"]
    assert (credential.jws.header["alg"], credential.jws.header["typ"]) == ("ES256", "dc+sd-jwt")
    assert issuer_x5c(credential) == (b"leaf", b"issuer")
    assert key_id_of(credential.jws) == encode_base64url(thumbprint(a_signing_key(ISSUER).public))


@pytest.mark.threat(15)
@pytest.mark.parametrize("name", REGISTERED)
def test_a_credential_is_not_built_when_a_type_claim_has_a_registered_name(name: str) -> None:
    claims: JsonObject = {name: "x"}
    with pytest.raises(RegisteredClaimGiven):
        a_credential(claims=claims, disclosable=())


@pytest.mark.threat(15)
@pytest.mark.parametrize("name", REGISTERED)
def test_a_credential_is_not_built_when_a_registered_claim_would_be_hidden(name: str) -> None:
    for path in ((name,), (name, "jwk")):
        with pytest.raises(ClaimNotDisclosable):
            a_credential(disclosable=[path])
