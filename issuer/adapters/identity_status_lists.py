"""Status lists of trusted issuers of identity credentials, over HTTP."""

from citywallet.protocol.statuslist import MAX_STATUS_TOKEN_CHARS, STATUS_LIST_MEDIA_TYPE
from citywallet.runtime.outbound import OutboundClient, OutboundError
from issuer.domain.identity_errors import IdentityUnavailable


class HttpIdentityStatusLists:
    """Implements IdentityStatusLists; fetches anew each time, so that a revocation counts at once."""

    def __init__(self, client: OutboundClient) -> None:
        self._client = client

    async def current(self, uri: str) -> str:
        """The signed token served at the list's address now.

        Raises:
            IdentityUnavailable: there is none to be had.
        """
        try:
            answered = await self._client.get(
                uri, accept=STATUS_LIST_MEDIA_TYPE, max_bytes=MAX_STATUS_TOKEN_CHARS
            )
        except OutboundError as error:
            raise IdentityUnavailable("status list") from error
        if answered.status != 200 or answered.media_type != STATUS_LIST_MEDIA_TYPE:
            raise IdentityUnavailable(f"status list: status {answered.status}")
        try:
            return answered.body.decode("ascii")
        except UnicodeDecodeError as error:
            raise IdentityUnavailable("status list: not ASCII") from error
