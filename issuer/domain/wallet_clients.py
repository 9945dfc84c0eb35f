"""The wallets that may ask a citizen for an authorization: each is known by name, and where it is reached."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import RedirectUri


class ClientUnknown(ProtocolError):
    """Raised when nobody vouches for the client: neither this issuer's settings nor a wallet provider."""

    code = ErrorCode.INVALID_CLIENT
    public = "This wallet is not known here."


class RedirectUriUnknown(ProtocolError):
    """Raised when a browser would be sent to another address than the wallet's own."""

    code = ErrorCode.INVALID_REQUEST
    public = "The redirect_uri is none of this wallet's addresses."


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletClient:
    """A wallet, with its name and the addresses to which its answers may go."""

    id: str
    name: BilingualText
    redirect_uris: frozenset[RedirectUri]


@dataclass(frozen=True, slots=True)
class WalletClients:
    """The wallets that the operator registered, by client id."""

    registered: Mapping[str, WalletClient]

    def named(self, client_id: str | None) -> WalletClient:
        """The wallet with this id.

        Raises:
            ClientUnknown: there is none; a wallet that does not say who it is is nobody's.
        """
        client = None if client_id is None else self.registered.get(client_id)
        if client is None:
            raise ClientUnknown()
        return client


def check_redirect_uri(client: WalletClient, redirect_uri: RedirectUri) -> None:
    """Make sure that an answer goes to the wallet: compared character by character, no prefix, no port.

    Raises:
        RedirectUriUnknown: the address is not registered for this wallet.

    Spec: OAuth 2.0 Authorization Framework, Redirection Endpoint.
    """
    if redirect_uri not in client.redirect_uris:
        raise RedirectUriUnknown()
