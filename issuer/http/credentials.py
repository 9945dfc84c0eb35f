"""The endpoints of OpenID4VCI that an access token opens: credential, deferred credential, notification."""

from fastapi import APIRouter, Request, Response

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oid4vci import (
    CredentialResponse,
    DeferredCredentialResponse,
    NotificationRequestMalformed,
    ResponseEncryption,
    check_encryption,
    parse_credential_request,
    parse_deferred_request,
    parse_notification_request,
    serialize_credential_response,
)
from citywallet.runtime.http import read_json_object
from issuer.http.access import Access, access_of
from issuer.http.acts import acts_of
from issuer.http.credential_messages import credential_answer, read_credential_message

credential_routes = APIRouter(tags=["issuance"])


@credential_routes.post("/credential")
async def credential(request: Request) -> Response:
    """The credential endpoint."""
    acts = acts_of(request)
    access = await access_of(request, "/credential")
    message = await read_credential_message(request, keys=acts.message_keys)
    asked = parse_credential_request(message.members, batch_size=acts.catalogue.largest_batch)
    check_encryption(
        asked.response_encryption,
        was_encrypted=message.was_encrypted,
        is_required=acts.profile.encryption_required,
    )
    answer = await acts.credentials.issue_credential(access.token, asked)
    return _answer(answer, access, encryption=asked.response_encryption)


@credential_routes.post("/deferred-credential")
async def deferred_credential(request: Request) -> Response:
    """The deferred credential endpoint."""
    acts = acts_of(request)
    access = await access_of(request, "/deferred-credential")
    message = await read_credential_message(request, keys=acts.message_keys)
    asked = parse_deferred_request(message.members)
    check_encryption(
        asked.response_encryption,
        was_encrypted=message.was_encrypted,
        is_required=acts.profile.encryption_required,
    )
    answer = await acts.credentials.collect_credential(access.token, asked)
    return _answer(answer, access, encryption=asked.response_encryption)


@credential_routes.post("/notification", status_code=204)
async def notification(request: Request) -> Response:
    """The notification endpoint."""
    access = await access_of(request, "/notification")
    try:
        members = await read_json_object(request)
    except ProtocolError as error:  # here, whatever cannot be read has a code of its own
        raise NotificationRequestMalformed(type(error).__name__) from error
    reported = parse_notification_request(members)
    await acts_of(request).credentials.take_notification(access.grant.authorization.id, reported)
    return Response(status_code=204, headers={"Cache-Control": "no-store", **access.headers})


def _answer(
    answer: CredentialResponse | DeferredCredentialResponse,
    access: Access,
    *,
    encryption: ResponseEncryption | None,
) -> Response:
    return credential_answer(
        serialize_credential_response(answer),
        encryption=encryption,
        headers=access.headers,
        status=202 if isinstance(answer, DeferredCredentialResponse) else 200,
    )
