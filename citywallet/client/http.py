"""The part that the typed clients of all services share: one base address, one key, JSON both ways."""

import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import httpx

from citywallet.protocol.encoding import JsonObject, JsonValue, MemberInvalid, parse_json
from citywallet.protocol.errors import ProtocolError

MAX_ANSWER_BYTES = 64 * 1024 * 1024
_TIMEOUT = httpx.Timeout(30.0, connect=3.0)
_NO_PARAMETERS: Mapping[str, str] = {}


class ApiError(Exception):
    """Raised when the service answers that it will not: the status and the sentence of its problem."""

    def __init__(self, *, status: int, code: str, title: str, detail: str = "") -> None:
        super().__init__(f"{title} ({detail})" if detail else title)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail


class ApiMisunderstood(ApiError):
    """Raised when an answer is not what this program expects; the message is one sentence for a person."""

    def __init__(self, base_url: str, *, member: str) -> None:
        title = f"What answers at {base_url} speaks otherwise than this program: is it of another version?"
        super().__init__(status=200, code="answer_invalid", title=title, detail=member)


class ApiUnreachable(Exception):
    """Raised when nothing answers at the service's address; the message is one sentence for a person."""

    def __init__(self, base_url: str) -> None:
        super().__init__(f"Nothing answers at {base_url}; is the city running? `make up` starts it.")
        self.base_url = base_url


class ApiUntrusted(ApiUnreachable):
    """Raised when the server's certificate proves nothing; the message is one sentence for a person."""

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self.args = (
            f"What answers at {base_url} shows a TLS certificate that is not trusted here; nothing was sent.",
        )


class ApiClient:
    """Calls the API of one service. Use it as `async with`; `transport` replaces the network in tests.

    Whoever reads an answer in the block and finds something else than expected raises MemberInvalid; it
    leaves the block as ApiMisunderstood.

    `base_url` is the service's public address; paths are given below it, `/api/v1/…`. Servers are believed by
    `tls`; None means the public authorities.
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: str,
        tls: ssl.SSLContext | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {key}", "Accept": "application/json"},
            timeout=_TIMEOUT,
            # Keys go to the city alone: not through a proxy of the environment, not after a redirect.
            trust_env=False,
            follow_redirects=False,
            verify=tls or True,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
        if isinstance(error, MemberInvalid):
            raise ApiMisunderstood(self.base_url, member=error.detail) from error

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def get(self, path: str, *, parameters: Mapping[str, str] = _NO_PARAMETERS) -> JsonValue:
        """Fetch a JSON value.

        Raises:
            ApiError: the service refused.
            ApiUnreachable: nothing answers.
        """
        return _value_of(await self._request("GET", path, parameters=parameters))

    async def post(self, path: str, value: JsonObject | None = None) -> JsonValue:
        """Send a JSON object and read the answer; None when it is empty. Raises what `get` raises."""
        return _value_of(await self._request("POST", path, json=value if value is not None else {}))

    async def upload(
        self,
        path: str,
        content: bytes,
        *,
        media_type: str,
        parameters: Mapping[str, str] = _NO_PARAMETERS,
    ) -> JsonValue:
        """Send a file's content and read the answer. Raises what `get` raises."""
        return _value_of(
            await self._request("POST", path, parameters=parameters, content=content, media_type=media_type)
        )

    async def download(self, path: str) -> bytes:
        """Fetch a file's content. Raises what `get` raises."""
        return (await self._request("GET", path)).content

    async def _request(
        self,
        method: str,
        path: str,
        *,
        parameters: Mapping[str, str] = _NO_PARAMETERS,
        json: JsonObject | None = None,
        content: bytes | None = None,
        media_type: str | None = None,
    ) -> httpx.Response:
        headers = {"Content-Type": media_type} if media_type else None
        try:
            response = await self._http.request(
                method,
                f"{self.base_url}{path}",
                params=dict(parameters),
                json=json,
                content=content,
                headers=headers,
            )
        except httpx.TransportError as failed:
            kind = ApiUntrusted if _is_untrusted(failed) else ApiUnreachable
            raise kind(self.base_url) from None
        if not response.is_success:
            raise _error_of(response)
        return response


def object_of(answer: JsonValue, *names: str) -> JsonObject:
    """Read an answer that must be an object and have members of these names.

    Raises:
        MemberInvalid: it is none, or lacks one of them.
    """
    if not isinstance(answer, dict):
        raise MemberInvalid("the answer is no object")
    for name in names:
        if name not in answer:
            raise MemberInvalid(f"{name}: required")
    return answer


def objects_of(answer: JsonValue, *names: str) -> list[JsonObject]:
    """Read an answer that must be an array of objects, each with members of these names.

    Raises:
        MemberInvalid: it is none, or an element is no such object.
    """
    if not isinstance(answer, list):
        raise MemberInvalid("the answer is no array")
    return [object_of(element, *names) for element in answer]


def _is_untrusted(failed: BaseException) -> bool:
    cause: BaseException | None = failed
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    return cause is not None


def _value_of(response: httpx.Response) -> JsonValue:
    if not response.content:
        return None
    try:
        return parse_json(response.content, max_bytes=MAX_ANSWER_BYTES)
    except ProtocolError:
        title = "The service answered with something that is not JSON."
        raise ApiError(status=response.status_code, code="answer_invalid", title=title) from None


def _error_of(response: httpx.Response) -> ApiError:
    try:
        problem = parse_json(response.content)
    except ProtocolError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    # Our own API answers with a problem; a protocol endpoint, or one not there, with an OAuth error.
    code = _text(problem, "code") or _text(problem, "error") or "unknown"
    title = _text(problem, "title") or _text(problem, "error_description")
    return ApiError(
        status=response.status_code,
        code=code,
        title=title or f"The service answered with status {response.status_code}.",
        detail=_text(problem, "detail"),
    )


def _text(problem: JsonObject, name: str) -> str:
    value = problem.get(name)
    return value if isinstance(value, str) else ""
