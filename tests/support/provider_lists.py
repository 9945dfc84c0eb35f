"""The status list of a wallet provider, on loopback."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.keys import SigningKey
from citywallet.protocol.statuslist import CredentialStatus
from tests.support.attestation import PROVIDER, provider_chain
from tests.support.keys import a_signing_key
from tests.support.status_lists import a_status_list, a_status_list_token
from tests.support.web_server import WebServer, a_web_server, answering

MEDIA_TYPE = "application/statuslist+jwt"
INDEX = 7
BROKEN = (
    answering(b"gone", status="404 Not Found"),
    answering(b"{}"),
    answering(b"\xff", headers=(f"Content-Type: {MEDIA_TYPE}",)),
    answering(b"", status="302 Found", headers=("Location: http://localhost/",)),
)


@dataclass
class ProviderList:
    """Serves `served`, or `broken`, an answer of your own."""

    web: WebServer
    now: datetime
    served: str = ""
    broken: Any = None

    @property
    def origin(self) -> str:
        return self.web.origin

    @property
    def uri(self) -> str:
        return f"{self.origin}/attestations"

    def claim(self, index: int = INDEX) -> JsonObject:
        """The claim `status` of an attestation."""
        return {"status_list": {"idx": index, "uri": self.uri}}

    def token(
        self,
        changes: Mapping[int, CredentialStatus] | None = None,
        *,
        key: SigningKey | None = None,
        **given: Any,
    ) -> str:
        """A token of the list, with what is given changed."""
        terms: dict[str, Any] = {
            "uri": self.uri,
            "issued_at": self.now,
            "expires_at": self.now + timedelta(hours=1),
            "x5c": provider_chain(),
        }
        return a_status_list_token(
            a_status_list(dict(changes or {})),
            key=key or a_signing_key(PROVIDER),
            **terms | given,
        )

    def say(self, status: CredentialStatus) -> None:
        """Serve a list in which the attestation has this status."""
        self.served = self.token({INDEX: status})

    def answer(self) -> Any:
        if self.broken is not None:
            return self.broken
        return answering(self.served.encode(), headers=(f"Content-Type: {MEDIA_TYPE}",))


@asynccontextmanager
async def a_provider_list(now: datetime) -> AsyncIterator[ProviderList]:
    """A list in which everything counts."""

    async def answer(writer: Any) -> None:
        await found.answer()(writer)

    async with a_web_server(answer) as web:
        found = ProviderList(web, now)
        found.say(CredentialStatus.VALID)
        yield found
