"""Verifiers, as the wallet speaks to them (OpenID4VP)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from citywallet.protocol.oauth import WebUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The verifier took the answer. `redirect_uri` is for the citizen's browser alone: never fetched here."""

    redirect_uri: str | None


class Verifiers(Protocol):
    """Fetches requests and delivers answers. A redirect is an error at both addresses."""

    async def fetch_request(self, request_uri: WebUrl) -> str:
        """Fetch the request object by GET.

        Raises:
            RequestUnreadable: no answer, one of another media type or too long, or an address that may not be
                contacted.
        """
        ...

    async def post_for_request(self, request_uri: WebUrl, fields: Mapping[str, str]) -> str:
        """Fetch the request object by POST, with the form that carries the wallet's nonce.

        Raises:
            RequestUnreadable: as `fetch_request`.
        """
        ...

    async def deliver(self, response_uri: WebUrl, fields: Mapping[str, str]) -> Receipt:
        """Post an answer or an error to the response URI.

        Raises:
            AnswerNotSent: the address may not be contacted; nothing left.
            VerifierRefused: an answer other than 200 with a JSON object.
            VerifierUnreachable: no answer; what was sent may have arrived.
        """
        ...
