"""How a citizen is recognised before the issuer's pages: a sign-in service, or a credential already held."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import WebUrl
from issuer.domain.citizen_session_secrets import SignInSecrets
from issuer.domain.identifiers import CitizenId


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTo:
    """The browser goes to the sign-in service, which sends it back."""

    url: WebUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLink:
    """The browser shows a link for the citizen's wallet; `reference` is the source's name for the sign-in."""

    link: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """The source knows who it is. Whether the register does is found out by whoever asked."""

    citizen_id: CitizenId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """The citizen has not answered; ask again in a moment."""


class IdentitySource(Protocol):
    """One way to recognise a citizen. It may be asked again with the same secrets."""

    @property
    def origin(self) -> str | None:
        """The origin to which `SendTo` leads, None where it never does."""
        ...

    @property
    def label(self) -> BilingualText:
        """What the button says with which the citizen chooses it."""
        ...

    async def begin(self, secrets: SignInSecrets, *, callback: WebUrl) -> SendTo | ShowLink:
        """Begin a sign-in; a browser that is sent away comes back to `callback`.

        Raises:
            IdentityUnavailable: the source does not answer.
        """
        ...

    async def finish(
        self,
        answer: Mapping[str, str],
        *,
        secrets: SignInSecrets,
        reference: str | None,
        callback: WebUrl,
    ) -> Identified | NotYet:
        """Find out who signed in; `answer` is what the browser brought back.

        Raises:
            IdentityDeclined: the citizen broke off, or the source refused.
            IdentityAnswerInvalid: the answer is not this sign-in's, or not to be believed.
            IdentityUnavailable: the source does not answer.
        """
        ...
