import copy
from typing import Any

import pytest

from citywallet.protocol.encoding import JsonObject, MemberInvalid
from citywallet.protocol.jose import ContentEncryption, EncryptionKey
from citywallet.protocol.oauth import IssuerIdentifier, UrlInvalid, UrlNotSecure
from citywallet.protocol.oid4vci import (
    ClaimDescription,
    Display,
    IssuerMetadataOfAnother,
    ProofTypeSupport,
    RequestEncryptionSupport,
    ResponseEncryptionSupport,
    issuer_metadata_url,
    parse_issuer_metadata,
    serialize_issuer_metadata,
)
from tests.support.keys import a_signing_key
from tests.support.messages import ISSUER_ID, a_configuration, an_issuer_metadata
from tests.support.vectors import load_vectors

EXAMPLE_ISSUER = IssuerIdentifier("https://credential-issuer.example.com")


def the_example(*, encryption_required: bool = False) -> JsonObject:
    members: JsonObject = copy.deepcopy(load_vectors("oid4vci/issuer_metadata_sd_jwt_long.json")["metadata"])
    for name in ("credential_request_encryption", "credential_response_encryption"):
        encryption = members[name]
        assert isinstance(encryption, dict)
        encryption["encryption_required"] = encryption_required
    return members


def test_issuer_metadata_of_the_specification_are_read() -> None:
    metadata = parse_issuer_metadata(the_example(), credential_issuer=EXAMPLE_ISSUER)
    assert metadata.authorization_server == "https://server.example.com"
    assert metadata.nonce_endpoint == "https://credential-issuer.example.com/nonce"
    assert metadata.batch_size == 10
    assert metadata.display[1].name == "Example Université"
    configuration = metadata.credential_configurations["SD_JWT_VC_example_in_OpenID4VCI"]
    assert configuration.vct == "SD_JWT_VC_example_in_OpenID4VCI"
    assert configuration.binding_methods == ("jwk",)
    assert configuration.proof_type("jwt") == ProofTypeSupport(
        proof_type="jwt", signing_algorithms=("ES256",), key_attestation_required=True
    )
    assert configuration.proof_type("attestation") is None
    assert configuration.display[0].background_color == "#12107c"
    assert configuration.claims[0] == ClaimDescription(
        path=("given_name",),
        display=(Display(name="Given Name", locale="en-US"), Display(name="Vorname", locale="de-DE")),
    )
    assert configuration.claims[5].path == ("address", "street_address")


def test_encryption_of_an_issuer_is_read() -> None:
    metadata = parse_issuer_metadata(the_example(encryption_required=True), credential_issuer=EXAMPLE_ISSUER)
    request, response = metadata.request_encryption, metadata.response_encryption
    assert request is not None
    assert response is not None
    assert request.is_required
    assert response.is_required
    assert [key.key_id for key in request.keys] == ["ac"]
    assert request.encryptions == response.encryptions == (ContentEncryption.A128GCM,)


def test_keys_and_algorithms_that_we_do_not_know_are_left_out() -> None:
    members = the_example()
    request, response = members["credential_request_encryption"], members["credential_response_encryption"]
    assert isinstance(request, dict)
    assert isinstance(response, dict)
    request |= {"jwks": {"keys": [{"kty": "RSA"}, 1]}, "enc_values_supported": ["A128CBC-HS256"]}
    response["alg_values_supported"] = ["RSA-OAEP"]
    metadata = parse_issuer_metadata(members, credential_issuer=EXAMPLE_ISSUER)
    assert metadata.request_encryption is not None
    assert metadata.response_encryption is not None
    assert (metadata.request_encryption.keys, metadata.request_encryption.encryptions) == ((), ())
    assert metadata.response_encryption.encryptions == ()


def test_issuer_metadata_are_read_and_written_again() -> None:
    metadata = an_issuer_metadata(
        authorization_servers=(IssuerIdentifier("https://as.example.com"),),
        deferred_credential_endpoint="https://issuer.example.com/deferred",
        notification_endpoint="https://issuer.example.com/notification",
        request_encryption=RequestEncryptionSupport(
            keys=(EncryptionKey(public=a_signing_key().public, key_id="k"),),
            encryptions=(ContentEncryption.A256GCM,),
            is_required=True,
        ),
        response_encryption=ResponseEncryptionSupport(
            encryptions=tuple(ContentEncryption), is_required=False
        ),
        credential_configurations={
            "citizen-id": a_configuration(
                claims=(
                    ClaimDescription(
                        path=("age_equal_or_over", "65"),
                        mandatory=True,
                        display=(
                            Display(name="65세 이상", locale="ko-KR", logo_uri="data:image/png;base64,AA"),
                        ),
                    ),
                    ClaimDescription(path=("nationalities", None)),
                    ClaimDescription(path=("nationalities", 0)),
                )
            )
        },
    )
    members = serialize_issuer_metadata(metadata) | {"unknown": 1}
    assert parse_issuer_metadata(members, credential_issuer=ISSUER_ID) == metadata


def test_issuer_is_its_own_authorization_server_when_it_names_none() -> None:
    metadata = an_issuer_metadata(batch_size=1, nonce_endpoint=None, display=())
    members = serialize_issuer_metadata(metadata)
    assert members.keys() == {
        "credential_issuer",
        "credential_endpoint",
        "credential_configurations_supported",
    }
    parsed = parse_issuer_metadata(members, credential_issuer=ISSUER_ID)
    assert parsed.authorization_server == ISSUER_ID
    assert parsed == metadata


def test_issuer_metadata_are_found_between_host_and_path() -> None:
    assert (
        issuer_metadata_url(ISSUER_ID)
        == "https://issuer.example.com/.well-known/openid-credential-issuer/city"
    )


def test_empty_text_of_a_display_counts_as_absent() -> None:
    members = serialize_issuer_metadata(an_issuer_metadata()) | {
        "display": [
            {"name": "인천광역시", "description": "", "logo": {"uri": "https://a.example/l", "alt_text": ""}}
        ]
    }
    assert parse_issuer_metadata(members, credential_issuer=ISSUER_ID).display == (
        Display(name="인천광역시", logo_uri="https://a.example/l"),
    )


def test_credential_of_another_format_is_named_and_not_read() -> None:
    members = serialize_issuer_metadata(an_issuer_metadata())
    configurations = members["credential_configurations_supported"]
    assert isinstance(configurations, dict)
    configurations["mdl"] = {"format": "mso_mdoc", "credential_signing_alg_values_supported": [-7]}
    parsed = parse_issuer_metadata(members, credential_issuer=ISSUER_ID)
    assert parsed.credential_configurations["mdl"].format == "mso_mdoc"
    assert parsed.credential_configurations["citizen-id"] == a_configuration()


@pytest.mark.parametrize(
    "issuer", [f"{ISSUER_ID}/", "https://ISSUER.example.com/city", "https://evil.example"]
)
def test_issuer_metadata_are_refused_when_they_name_another_issuer(issuer: str) -> None:
    members = serialize_issuer_metadata(an_issuer_metadata()) | {"credential_issuer": issuer}
    with pytest.raises(IssuerMetadataOfAnother):
        parse_issuer_metadata(members, credential_issuer=ISSUER_ID)


def test_issuer_metadata_are_refused_when_an_endpoint_is_no_address() -> None:
    members = serialize_issuer_metadata(an_issuer_metadata()) | {"nonce_endpoint": "/nonce"}
    with pytest.raises(UrlInvalid):
        parse_issuer_metadata(members, credential_issuer=ISSUER_ID)


def test_issuer_metadata_are_refused_when_an_endpoint_is_plain_http() -> None:
    members = serialize_issuer_metadata(an_issuer_metadata()) | {"credential_endpoint": "http://10.0.0.1/c"}
    with pytest.raises(UrlNotSecure):
        parse_issuer_metadata(members, credential_issuer=ISSUER_ID)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("credential_issuer", 1),
        ("credential_endpoint", None),
        ("credential_configurations_supported", []),
        ("credential_configurations_supported", {"a": "b"}),
        ("credential_configurations_supported", {"a": {}}),
        ("credential_configurations_supported", {"a": {"format": "dc+sd-jwt"}}),
        ("authorization_servers", "https://as.example.com"),
        ("batch_credential_issuance", {}),
        ("batch_credential_issuance", {"batch_size": 1}),
        ("display", {}),
        ("display", ["x"]),
        ("display", [{"name": 1}]),
        ("credential_response_encryption", "no"),
        ("credential_response_encryption", {"alg_values_supported": [], "enc_values_supported": []}),
        ("credential_request_encryption", None),
        ("credential_request_encryption", {"jwks": {"keys": {}}}),
    ],
)
def test_issuer_metadata_are_refused_when_a_member_is_of_the_wrong_type(name: str, value: Any) -> None:
    members = serialize_issuer_metadata(an_issuer_metadata()) | {name: value}
    with pytest.raises(MemberInvalid):
        parse_issuer_metadata(members, credential_issuer=ISSUER_ID)


@pytest.mark.parametrize(
    "change",
    [
        {"vct": 1},
        {"scope": []},
        {"proof_types_supported": {"jwt": {}}},
        {"proof_types_supported": {"jwt": "ES256"}},
        {"cryptographic_binding_methods_supported": "jwk"},
        {"credential_metadata": []},
        {"credential_metadata": {"claims": [{"path": []}]}},
        {"credential_metadata": {"claims": [{"path": [True]}]}},
        {"credential_metadata": {"claims": [{"path": [1.5]}]}},
        {"credential_metadata": {"claims": ["name"]}},
        {"credential_metadata": {"claims": [{"path": ["name"], "mandatory": "yes"}]}},
    ],
)
def test_issuer_metadata_are_refused_when_a_configuration_is_wrong(change: dict[str, Any]) -> None:
    members = serialize_issuer_metadata(an_issuer_metadata())
    configurations = members["credential_configurations_supported"]
    assert isinstance(configurations, dict)
    configuration = configurations["citizen-id"]
    assert isinstance(configuration, dict)
    configuration |= change
    with pytest.raises(MemberInvalid):
        parse_issuer_metadata(members, credential_issuer=ISSUER_ID)
