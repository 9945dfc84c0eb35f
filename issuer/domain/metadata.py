"""What the issuer says about itself and its types, in the words of each specification."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from citywallet.protocol.encoding import JsonObject, JsonValue
from citywallet.protocol.jose import ContentEncryption, EncryptionKey
from citywallet.protocol.keys import PublicJwk, serialize_public_jwk
from citywallet.protocol.oauth import (
    AUTHORIZATION_CODE_GRANT,
    DPOP_SIGNING_ALGORITHMS,
    OPENID_CREDENTIAL,
    PRE_AUTHORIZED_CODE_GRANT,
    REFRESH_TOKEN_GRANT,
    RESPONSE_TYPE_CODE,
    AuthorizationServerMetadata,
)
from citywallet.protocol.oauth.client_attestation import (
    ATTESTATION_AUTH_METHOD,
    CLIENT_ATTESTATION_ALGORITHMS,
)
from citywallet.protocol.oid4vci import (
    Display,
    IssuerMetadata,
    RequestEncryptionSupport,
    ResponseEncryptionSupport,
)
from citywallet.protocol.pkce import (
    CODE_CHALLENGE_METHOD,
)
from issuer.domain.catalogue import Catalogue, CredentialType
from issuer.domain.configuration_metadata import build_configuration_metadata
from issuer.domain.profile import IssuerProfile
from issuer.domain.signatory import key_id_of

_ALGORITHM = "ES256"


def build_issuer_metadata(
    profile: IssuerProfile, catalogue: Catalogue, *, encryption_key: EncryptionKey
) -> IssuerMetadata:
    """The issuer's endpoints and catalogue, and the key that requests may be encrypted to.

    There is one batch size for all, the largest; who proves more keys than a type allows gets fewer copies.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    return IssuerMetadata(
        credential_issuer=profile.credential_issuer,
        credential_endpoint=profile.address("/credential"),
        nonce_endpoint=profile.address("/nonce"),
        deferred_credential_endpoint=profile.address("/deferred-credential"),
        notification_endpoint=profile.address("/notification"),
        request_encryption=RequestEncryptionSupport(
            keys=(encryption_key,),
            encryptions=tuple(ContentEncryption),
            is_required=profile.encryption_required,
        ),
        response_encryption=ResponseEncryptionSupport(
            encryptions=tuple(ContentEncryption), is_required=profile.encryption_required
        ),
        batch_size=catalogue.largest_batch,
        display=tuple(Display(name=name, locale=locale) for locale, name in profile.names.items()),
        credential_configurations={
            configuration.id: build_configuration_metadata(configuration, profile)
            for configuration in catalogue.configurations()
        },
    )


def build_server_metadata(
    profile: IssuerProfile, catalogue: Catalogue, *, signs_in: bool
) -> AuthorizationServerMetadata:
    """The authorization server, which is the issuer itself; `signs_in` where citizens can sign in at it.

    Spec: OAuth 2.0 Authorization Server Metadata, Authorization Server Metadata.
    """
    attested = CLIENT_ATTESTATION_ALGORITHMS if profile.trusts_attesters else ()
    metadata = AuthorizationServerMetadata(
        issuer=profile.credential_issuer,
        token_endpoint=profile.address("/token"),
        grant_types_supported=(PRE_AUTHORIZED_CODE_GRANT, REFRESH_TOKEN_GRANT),
        pre_authorized_grant_anonymous_access_supported=not profile.requires_client_attestation,
        token_endpoint_auth_methods_supported=_auth_methods(profile),
        authorization_details_types_supported=(OPENID_CREDENTIAL,),
        dpop_signing_alg_values_supported=DPOP_SIGNING_ALGORITHMS,
        status_list_aggregation_endpoint=profile.status_lists_uri,
        client_attestation_signing_alg_values_supported=attested,
        client_attestation_pop_signing_alg_values_supported=attested,
        challenge_endpoint=profile.address("/challenge") if profile.requires_client_attestation else None,
    )
    if not signs_in:
        return metadata
    return replace(
        metadata,
        grant_types_supported=(AUTHORIZATION_CODE_GRANT, *metadata.grant_types_supported),
        authorization_endpoint=profile.address("/authorize"),
        pushed_authorization_request_endpoint=profile.address("/par"),
        response_types_supported=(RESPONSE_TYPE_CODE,),
        require_pushed_authorization_requests=profile.requires_push,
        scopes_supported=tuple(each.scope for each in catalogue.configurations()),
        code_challenge_methods_supported=(CODE_CHALLENGE_METHOD,),
        authorization_response_iss_parameter_supported=True,
    )


def _auth_methods(profile: IssuerProfile) -> tuple[str, ...]:
    if profile.requires_client_attestation:
        return (ATTESTATION_AUTH_METHOD,)
    return ("none", ATTESTATION_AUTH_METHOD) if profile.trusts_attesters else ("none",)


def build_jwt_vc_issuer_metadata(profile: IssuerProfile, signing_keys: Sequence[PublicJwk]) -> JsonObject:
    """The keys that sign credentials, for readers who follow `iss` and not certificates.

    Spec: SD-JWT VC, JWT VC Issuer Metadata.
    """
    keys: list[JsonValue] = [
        serialize_public_jwk(key) | {"kid": key_id_of(key), "use": "sig", "alg": _ALGORITHM}
        for key in signing_keys
    ]
    return {"issuer": profile.credential_issuer, "jwks": {"keys": keys}}


def build_type_metadata(profile: IssuerProfile, credential_type: CredentialType) -> JsonObject:
    """The document at the address that `vct` names.

    Spec: SD-JWT VC, Type Metadata Format.
    """
    names = {entry.locale: entry for entry in credential_type.display}
    return {
        "vct": credential_type.vct(profile.credential_issuer),
        "name": names["en"].name,
        "description": names["en"].description,
        "display": [
            {
                "locale": entry.locale,
                "name": entry.name,
                "description": entry.description,
                "rendering": {
                    "simple": {
                        "background_color": entry.background_color,
                        "text_color": entry.text_color,
                    }
                },
            }
            for entry in credential_type.display
        ],
        "claims": [
            {
                "path": list(claim.path),
                "mandatory": claim.mandatory,
                "sd": "always" if claim.disclosable else "never",
                "display": _labels(claim.labels),
            }
            for claim in credential_type.claims
        ],
    }


def _labels(labels: Mapping[str, str]) -> list[JsonValue]:
    """Each label under `label`, its name since early drafts, and under `name`, its newer one."""
    return [{"locale": locale, "label": label, "name": label} for locale, label in labels.items()]
