"""Status lists of wallet providers over HTTP."""

from collections import OrderedDict
from datetime import datetime, timedelta

from citywallet.protocol.statuslist import MAX_STATUS_TOKEN_CHARS, STATUS_LIST_MEDIA_TYPE
from citywallet.runtime.clock import Clock
from citywallet.runtime.outbound import OutboundClient, OutboundError, OutboundResponse
from issuer.domain.errors import AttestationStatusUnknown

_KEPT_FOR = timedelta(minutes=1)
_KEPT_TOKENS = 16


class HttpAttestationStatusLists:
    """Implements AttestationStatusLists. A token is kept for a minute; losing it costs a request."""

    def __init__(self, client: OutboundClient, *, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._kept: OrderedDict[str, tuple[datetime, str]] = OrderedDict()

    async def token(self, uri: str) -> str:
        """The token at an address."""
        now = self._clock.now()
        kept = self._kept.get(uri)
        if kept is not None and kept[0] <= now < kept[0] + _KEPT_FOR:
            return kept[1]
        text = _text_of(await self._get(uri))
        self._kept[uri] = (now, text)
        self._kept.move_to_end(uri)
        while len(self._kept) > _KEPT_TOKENS:
            self._kept.popitem(last=False)
        return text

    async def close(self) -> None:
        """End all connections."""
        await self._client.close()

    async def _get(self, uri: str) -> OutboundResponse:
        try:
            return await self._client.get(
                uri, accept=STATUS_LIST_MEDIA_TYPE, max_bytes=MAX_STATUS_TOKEN_CHARS
            )
        except OutboundError as error:
            raise AttestationStatusUnknown(type(error).__name__) from error


def _text_of(response: OutboundResponse) -> str:
    if response.status != 200 or response.media_type != STATUS_LIST_MEDIA_TYPE:
        raise AttestationStatusUnknown(f"status {response.status}")
    try:
        return response.body.decode("ascii")
    except UnicodeDecodeError as error:
        raise AttestationStatusUnknown("not ASCII") from error
