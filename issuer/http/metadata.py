"""Public documents: who the issuer is, what it issues, with which keys."""

from fastapi import APIRouter, Request, Response

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.oauth import serialize_authorization_server_metadata
from citywallet.protocol.oid4vci import serialize_issuer_metadata
from citywallet.protocol.trust import KeyPurpose
from citywallet.runtime.http import json_response, well_known_path
from citywallet.runtime.pages import accepted_languages
from issuer.domain.errors import CredentialTypeUnknown
from issuer.domain.metadata import (
    build_issuer_metadata,
    build_jwt_vc_issuer_metadata,
    build_server_metadata,
    build_type_metadata,
)
from issuer.domain.metadata_languages import in_languages
from issuer.http.accepted import prefers
from issuer.http.acts import acts_of

PUBLIC_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
_VARIES = {"Vary": "Accept, Accept-Language"}


def well_known_routes(public_url: str) -> APIRouter:
    """The documents whose names stand between the host and the path of the issuer's identifier."""
    router = APIRouter(tags=["metadata"])

    @router.get(well_known_path(public_url, "openid-credential-issuer"))
    async def credential_issuer(request: Request) -> Response:
        """Endpoints and catalogue of the credential issuer."""
        acts = acts_of(request)
        metadata = build_issuer_metadata(
            acts.profile, acts.catalogue, encryption_key=acts.message_keys.current.encryption_key
        )
        languages = accepted_languages(request.headers.get("accept-language"))
        members = serialize_issuer_metadata(in_languages(metadata, languages))
        headers = PUBLIC_HEADERS | _VARIES | {"Content-Language": ", ".join(languages)}
        if prefers(request.headers.get("accept", ""), "application/jwt", over="application/json"):
            return Response(acts.sign_metadata(members), headers=headers, media_type="application/jwt")
        return json_response(members, headers=headers)

    @router.get(well_known_path(public_url, "oauth-authorization-server"))
    async def authorization_server(request: Request) -> Response:
        """The authorization server, which is the issuer itself."""
        acts = acts_of(request)
        return _public(
            serialize_authorization_server_metadata(
                build_server_metadata(acts.profile, acts.catalogue, signs_in=bool(acts.authorization.sources))
            )
        )

    @router.get(well_known_path(public_url, "jwt-vc-issuer"))
    async def jwt_vc_issuer(request: Request) -> Response:
        """The keys that sign credentials."""
        acts = acts_of(request)
        keys = acts.keys.published(KeyPurpose.CREDENTIAL)
        return _public(build_jwt_vc_issuer_metadata(acts.profile, [each.key.public for each in keys]))

    return router


type_routes = APIRouter(tags=["metadata"])


@type_routes.get("/vct/{type_id}/{version}")
async def type_metadata(request: Request, type_id: str, version: str) -> Response:
    """The type metadata document of a credential type."""
    acts = acts_of(request)
    credential_type = acts.catalogue.find(type_id)
    if credential_type is None or version != str(credential_type.version):
        raise CredentialTypeUnknown()
    return _public(build_type_metadata(acts.profile, credential_type))


def _public(document: JsonObject) -> Response:
    return json_response(document, headers=PUBLIC_HEADERS)
