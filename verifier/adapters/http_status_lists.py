"""Status list tokens over HTTP, from the one issuer that the use cases allow."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import urlencode

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.statuslist import MAX_STATUS_TOKEN_CHARS, STATUS_LIST_MEDIA_TYPE
from citywallet.runtime.outbound import OutboundClient, OutboundFailed, OutboundRefused
from verifier.ports import StatusListUnavailable

_KEPT_TOKENS = 16
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class HttpStatusLists:
    """Implements StatusLists.

    Tokens are kept by their digest: what a digest names never changes, and a head's own token stays at hand
    when the list's server is down. Losing them costs a request.
    """

    def __init__(self, client: OutboundClient, *, auditor_key: str) -> None:
        self._client = client
        self._auditor_key = auditor_key
        self._kept: OrderedDict[bytes, str] = OrderedDict()

    async def current(self, uri: str) -> str:
        """The token served at the list's address now."""
        return self._keep(await self._get(uri))

    async def by_digest(self, uri: str, token_digest: bytes) -> str:
        """The token with this digest; another than asked for is none."""
        kept = self._kept.get(token_digest)
        if kept is not None:
            return kept
        text = await self._get(f"{uri}/tokens/{encode_base64url(token_digest)}")
        if _digest(text) != token_digest:
            raise StatusListUnavailable("another token than asked for")
        return self._keep(text)

    async def at_time(self, uri: str, at: datetime) -> str:
        """The token that was served at a past time."""
        seconds = int(at.astimezone(UTC).timestamp())
        query = urlencode({"time": seconds})
        return await self._get(f"{uri}?{query}", {"Authorization": f"Bearer {self._auditor_key}"})

    async def _get(self, url: str, headers: Mapping[str, str] = _NO_HEADERS) -> str:
        try:
            response = await self._client.get(
                url, accept=STATUS_LIST_MEDIA_TYPE, headers=headers, max_bytes=MAX_STATUS_TOKEN_CHARS
            )
        except (OutboundFailed, OutboundRefused) as error:
            raise StatusListUnavailable(type(error).__name__) from error
        if response.status != 200 or response.media_type != STATUS_LIST_MEDIA_TYPE:
            raise StatusListUnavailable(f"status {response.status}")
        try:
            return response.body.decode("ascii")
        except UnicodeDecodeError as error:
            raise StatusListUnavailable("not ASCII") from error

    def _keep(self, text: str) -> str:
        self._kept[_digest(text)] = text
        self._kept.move_to_end(_digest(text))
        while len(self._kept) > _KEPT_TOKENS:
            self._kept.popitem(last=False)
        return text


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("ascii")).digest()
