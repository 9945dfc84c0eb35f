"""The office's accounts and its audit log, over the issuer's API."""

import ssl
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx

from citywallet.client.http import ApiClient, object_of
from citywallet.protocol.encoding import JsonObject, array_member, string_member


class OfficeClient(ApiClient):
    """What founders and auditors do: `OfficeClient(issuer_url, key=…)`, as `async with`.

    Every method raises `ApiError`, `ApiUnreachable`, and `MemberInvalid` where an answer lacks something.
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: str,
        tls: ssl.SSLContext | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(base_url, key=key, tls=tls, transport=transport)
        parts = urlsplit(base_url)
        # Enrolling is for the office's own pages, and for whoever says that it is one.
        self._http.headers["Origin"] = f"{parts.scheme}://{parts.netloc}"

    async def staff(self) -> list[JsonObject]:
        """Everybody's account: `user`, `name`, `roles`, `state`, `methods`."""
        return _items(object_of(await self.get("/api/v1/staff")))

    async def invite(self, *, user: str, name: str, roles: Sequence[str]) -> str:
        """Invite somebody; the link by which to enrol."""
        wanted: JsonObject = {"user": user, "name": name, "roles": list(roles)}
        return string_member(object_of(await self.post("/api/v1/staff", wanted)), "enrolment_link")

    async def enrolment(self, token: str) -> JsonObject:
        """What stands behind a link to enrol by."""
        return object_of(await self.get(f"/api/v1/office/enrolment/{token}"))

    async def enrol(self, token: str, *, password: str, totp_code: str) -> None:
        """Enrol by a link, with an authenticator app."""
        await self.post(f"/api/v1/office/enrolment/{token}", {"password": password, "totp_code": totp_code})

    async def audit(self, *, before: int | None = None) -> list[JsonObject]:
        """The newest entries of the audit log, or the newest of those with a smaller number."""
        parameters = {} if before is None else {"cursor": str(before)}
        return _items(object_of(await self.get("/api/v1/audit", parameters=parameters)))

    async def check_audit(self) -> JsonObject:
        """Whether the log is `whole`, and its `newest` entry."""
        return object_of(await self.get("/api/v1/audit/check"))

    async def audit_head(self) -> JsonObject:
        """The newest entry's `number` and `digest`, and a signed `statement` of it."""
        return object_of(await self.get("/api/v1/audit/head"))


def _items(page: JsonObject) -> list[JsonObject]:
    return [object_of(item) for item in array_member(page, "items")]
