"""What the issuer publishes about itself, and that it is true."""

from pathlib import Path
from typing import Any

import pytest

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.keys import thumbprint
from citywallet.protocol.oauth import (
    PRE_AUTHORIZED_CODE_GRANT,
    REFRESH_TOKEN_GRANT,
    AuthorizationServerMetadata,
    IssuerIdentifier,
    authorization_server_metadata_url,
    parse_authorization_server_metadata,
)
from citywallet.protocol.oid4vci import IssuerMetadata, issuer_metadata_url, parse_issuer_metadata
from issuer.adapters.catalogue_files import load_catalogue
from tests.support.issuer import City, an_issuer, credential_body, verified
from tests.support.keys import ISSUER, a_signing_key


async def read_metadata(city: City) -> tuple[IssuerMetadata, AuthorizationServerMetadata]:
    """Both documents, as a wallet finds and reads them."""
    identifier = IssuerIdentifier(city.issuer)
    of_issuer = (await city.client.get(issuer_metadata_url(identifier))).json()
    of_server = (await city.client.get(authorization_server_metadata_url(identifier))).json()
    return (
        parse_issuer_metadata(of_issuer, credential_issuer=identifier),
        parse_authorization_server_metadata(of_server, issuer=identifier),
    )


async def test_metadata_describe_the_catalogue(city: City) -> None:
    metadata, server = await read_metadata(city)
    configuration = metadata.credential_configurations["citizen-id"]
    assert configuration.format == "dc+sd-jwt"
    assert configuration.scope == "citizen-id"
    assert configuration.binding_methods == ("jwk",)
    assert configuration.signing_algorithms == ("ES256",)
    assert metadata.batch_size == load_catalogue().largest_batch
    assert {display.locale for display in configuration.display} == {"ko", "en"}
    assert ("age_equal_or_over", "65") in {claim.path for claim in configuration.claims}
    assert server.grant_types_supported == (PRE_AUTHORIZED_CODE_GRANT, REFRESH_TOKEN_GRANT)
    assert server.pre_authorized_grant_anonymous_access_supported


async def test_each_claim_of_a_credential_is_described_and_the_other_way_round(city: City) -> None:
    metadata, _ = await read_metadata(city)
    described = {claim.path for claim in metadata.credential_configurations["citizen-id"].claims}
    credential = verified(await city.receive(await city.token()))
    assert credential.disclosed == described


async def test_the_advertised_batch_size_is_the_one_that_is_served(city: City) -> None:
    metadata, _ = await read_metadata(city)
    nonce, token = await city.nonce(), await city.token()
    keys = [a_signing_key(number) for number in range(100, 101 + metadata.batch_size)]
    proofs = [await city.proof(key=key, nonce=nonce) for key in keys]
    too_many = await city.request_credential(token, credential_body(*proofs))
    assert too_many.status_code == 400
    just_right = await city.request_credential(token, credential_body(*proofs[:-1]))
    assert len(just_right.json()["credentials"]) == metadata.batch_size


async def test_the_type_document_lies_at_the_address_that_vct_names(city: City) -> None:
    credential = verified(await city.receive(await city.token()))
    document = (await city.client.get(credential.vct)).json()
    assert document["vct"] == credential.vct
    assert {claim["sd"] for claim in document["claims"]} == {"always"}
    names: dict[str, Any] = {entry["locale"]: entry["name"] for entry in document["display"]}
    assert set(names) == {"ko", "en"}


@pytest.mark.parametrize(
    "path", ["/vct/citizen-id/2", "/vct/citizen-id/01", "/vct/other/1", "/vct/citizen-id/x"]
)
async def test_there_is_no_document_for_another_type_or_version(city: City, path: str) -> None:
    assert (await city.client.get(path)).status_code == 404


async def test_keys_are_published_for_readers_who_follow_iss(city: City) -> None:
    document = (await city.client.get("/.well-known/jwt-vc-issuer")).json()
    assert document["issuer"] == city.issuer
    (key,) = document["jwks"]["keys"]

    assert key["kid"] == encode_base64url(thumbprint(a_signing_key(ISSUER).public))
    assert "d" not in key


async def test_an_issuer_with_a_path_has_its_well_known_segments_between_host_and_path(
    tmp_path: Path,
) -> None:
    async with an_issuer(tmp_path, public_url="https://city.example/office/issuer") as city:
        response = await city.client.get(
            "https://city.example/.well-known/openid-credential-issuer/office/issuer"
        )
        assert response.json()["credential_issuer"] == "https://city.example/office/issuer"
        assert response.json()["nonce_endpoint"] == "https://city.example/office/issuer/nonce"
        for name in ("oauth-authorization-server", "jwt-vc-issuer"):
            address = f"https://city.example/.well-known/{name}/office/issuer"
            assert (await city.client.get(address)).json()["issuer"] == city.issuer
        credential = verified(await city.receive(await city.token()))
        assert credential.status is not None
        assert credential.status.uri.startswith("https://city.example/office/issuer/status/")
        assert (await city.client.get(credential.status.uri)).status_code == 200


async def test_public_documents_can_be_read_by_any_page(city: City) -> None:
    for path in ("/.well-known/openid-credential-issuer", "/vct/citizen-id/1", "/status/1"):
        assert (await city.client.get(path)).headers["access-control-allow-origin"] == "*"


async def test_the_offices_api_is_described_by_openapi(city: City) -> None:
    document = (await city.client.get("/api/v1/openapi.json")).json()
    assert {"/api/v1/offers", "/api/v1/register-imports", "/api/v1/credentials/{credential}/revoke"} <= set(
        document["paths"]
    )
