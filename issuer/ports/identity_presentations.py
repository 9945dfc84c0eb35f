"""Credentials that citizens show to sign in: what was asked for, and the lists that say whether they hold."""

from datetime import datetime
from typing import Protocol

from issuer.domain.identifiers import IdentityPresentationId
from issuer.domain.identity_presentations import AnsweredPresentation, Asked, IdentityPresentation


class IdentityPresentationRecords(Protocol):
    """What was asked for, and what came of it."""

    async def add(self, asked: Asked) -> None:
        """Record that a credential is asked for."""
        ...

    async def find(self, presentation_id: IdentityPresentationId) -> IdentityPresentation | None:
        """The presentation that a browser waits for, or None."""
        ...

    async def find_by_request(self, request_id: str) -> IdentityPresentation | None:
        """The presentation behind a link, or None."""
        ...

    async def find_by_response(self, response_id: str) -> IdentityPresentation | None:
        """The presentation that an answer is for, or None."""
        ...

    async def answer(self, answered: AnsweredPresentation) -> bool:
        """Record the one answer; False when another came before."""
        ...

    async def remove(self, presentation_id: IdentityPresentationId) -> bool:
        """Drop a presentation that was taken; False when it is gone."""
        ...

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended at `time` or before."""
        ...


class IdentityStatusLists(Protocol):
    """The status lists of trusted issuers of identity credentials."""

    async def current(self, uri: str) -> str:
        """The signed token served at the list's address now.

        Raises:
            IdentityUnavailable: there is none to be had.
        """
        ...
