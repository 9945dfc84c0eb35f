"""Speaks OpenID4VP with verifiers over the guarded client."""

from collections.abc import Mapping
from urllib.parse import urlencode

from citywallet.protocol.encoding import parse_json_object
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oauth import WebUrl
from citywallet.protocol.oid4vp import REQUEST_OBJECT_MEDIA_TYPE, parse_receipt
from citywallet.runtime.outbound import (
    FailureCause,
    OutboundClient,
    OutboundError,
    OutboundFailed,
    OutboundRefused,
    OutboundResponse,
)
from wallet_api.domain.errors import AnswerNotSent, RequestUnreadable, VerifierRefused, VerifierUnreachable
from wallet_api.ports.verifiers import Receipt

_FORM = "application/x-www-form-urlencoded"
_MAX_REQUEST_BYTES = 262_144
_MAX_RECEIPT_BYTES = 65_536


class HttpVerifiers:
    """Fetches requests and delivers answers. The client takes no redirect anywhere."""

    def __init__(self, client: OutboundClient) -> None:
        self._client = client

    async def fetch_request(self, request_uri: WebUrl) -> str:
        """Fetch the request object by GET."""
        try:
            response = await self._client.get(
                request_uri, accept=REQUEST_OBJECT_MEDIA_TYPE, max_bytes=_MAX_REQUEST_BYTES
            )
        except OutboundError as error:
            raise RequestUnreadable(str(error)) from error
        return _request_object(response)

    async def post_for_request(self, request_uri: WebUrl, fields: Mapping[str, str]) -> str:
        """Fetch the request object by POST.

        Spec: OpenID4VP 1.0, Request URI Method `post`.
        """
        try:
            response = await self._client.post(
                request_uri,
                content=urlencode(fields).encode("ascii"),
                content_type=_FORM,
                accept=REQUEST_OBJECT_MEDIA_TYPE,
                max_bytes=_MAX_REQUEST_BYTES,
            )
        except OutboundError as error:
            raise RequestUnreadable(str(error)) from error
        return _request_object(response)

    async def deliver(self, response_uri: WebUrl, fields: Mapping[str, str]) -> Receipt:
        """Post an answer or an error to the response URI.

        Spec: OpenID4VP 1.0, Response Mode "direct_post".
        """
        try:
            response = await self._client.post_form(response_uri, fields, max_bytes=_MAX_RECEIPT_BYTES)
        except OutboundRefused as error:
            raise AnswerNotSent(str(error)) from error
        except OutboundFailed as error:
            raise _lost(error) from error
        if response.status != 200 or response.media_type != "application/json":
            raise VerifierRefused(f"status {response.status}")
        return _receipt(response)


def _lost(error: OutboundFailed) -> VerifierRefused | VerifierUnreachable:
    # An answer came, and it is one that the protocol does not know: a redirect, for example.
    if error.cause in (FailureCause.REDIRECTED, FailureCause.TOO_LARGE, FailureCause.COMPRESSED):
        return VerifierRefused(str(error))
    return VerifierUnreachable(str(error))


def _request_object(response: OutboundResponse) -> str:
    if response.status != 200:
        raise RequestUnreadable(f"status {response.status}")
    if response.media_type != REQUEST_OBJECT_MEDIA_TYPE:
        raise RequestUnreadable("media type")
    try:
        return response.body.decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise RequestUnreadable("not ASCII") from error


def _receipt(response: OutboundResponse) -> Receipt:
    try:
        return Receipt(redirect_uri=parse_receipt(parse_json_object(response.body)))
    except ProtocolError as error:
        raise VerifierRefused(type(error).__name__) from error
