"""The services that may ask who somebody is: each shows its secret when it redeems a code."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import RedirectUri, ResponseTarget


class RelyingPartyUnknown(ProtocolError):
    """No such client may ask, or its answers would go elsewhere: the browser is sent nowhere."""

    code = ErrorCode.INVALID_REQUEST
    public = "The service that asks is not known here."


class RelyingPartyRefused(ProtocolError):
    """Whoever redeems a code does not show the secret of a client."""

    code = ErrorCode.INVALID_CLIENT
    public = "The client must authenticate with its id and secret."


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One service, with its secret."""

    id: str
    secret: str = field(repr=False)
    redirect_uris: frozenset[RedirectUri]


@dataclass(frozen=True, slots=True)
class Clients:
    """All of them, by id."""

    known: Mapping[str, Client]

    def require_known(self, target: ResponseTarget) -> None:
        """Make sure that an answer goes to a client's own address.

        Raises:
            RelyingPartyUnknown: it does not.
        """
        client = self.known.get(target.client_id)
        if client is None or target.redirect_uri not in client.redirect_uris:
            raise RelyingPartyUnknown()

    def authenticated(self, authorization: str | None) -> Client:
        """The client whose id and secret the header `Authorization` carries.

        Raises:
            RelyingPartyRefused: nobody's.

        Spec: OAuth 2.0 Authorization Framework, Client Password.
        """
        client_id, secret = _basic_credentials(authorization or "")
        client = self.known.get(client_id)
        if client is None or not hmac.compare_digest(client.secret.encode(), secret.encode()):
            raise RelyingPartyRefused()
        return client


def _basic_credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise RelyingPartyRefused("scheme")
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise RelyingPartyRefused("encoding") from error
    return unquote(client_id), unquote(secret)
