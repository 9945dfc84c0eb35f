"""A sign-in service in memory: whoever knows a citizen's id may be that citizen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import WebUrl
from issuer.domain.citizen_session_secrets import SignInSecrets
from issuer.domain.identifiers import CitizenId
from issuer.domain.identity_errors import IdentityAnswerInvalid, IdentityDeclined, IdentityUnavailable
from issuer.ports.identity import Identified, NotYet, SendTo, ShowLink

LOGIN = "https://login.example.com"


@dataclass
class UnsafeIdentity:
    """Believes every name. Set `down`; with `shows_link` it asks for a card and sends the browser nowhere."""

    label: BilingualText = field(default_factory=lambda: BilingualText(ko="시험용 로그인", en="Test sign-in"))
    down: bool = False
    shows_link: bool = False
    begun: list[SignInSecrets] = field(default_factory=list)

    @property
    def origin(self) -> str | None:
        return None if self.shows_link else LOGIN

    async def begin(self, secrets: SignInSecrets, *, callback: WebUrl) -> SendTo | ShowLink:
        if self.down:
            raise IdentityUnavailable()
        self.begun.append(secrets)
        if self.shows_link:
            return ShowLink(link="openid4vp://?request_uri=https%3A%2F%2Fx.example", reference="r-1")
        query = urlencode({"state": secrets.state, "redirect_uri": callback})
        return SendTo(url=WebUrl(f"{LOGIN}/?{query}"))

    async def finish(
        self,
        answer: Mapping[str, str],
        *,
        secrets: SignInSecrets,
        reference: str | None,
        callback: WebUrl,
    ) -> Identified | NotYet:
        if self.down:
            raise IdentityUnavailable()
        if self.shows_link and "citizen" not in answer:
            return NotYet()
        if not self.shows_link and answer.get("state") != secrets.state:
            raise IdentityAnswerInvalid("state")
        if "error" in answer:
            raise IdentityDeclined()
        return Identified(citizen_id=CitizenId(answer["citizen"]))
