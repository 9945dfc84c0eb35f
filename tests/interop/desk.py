"""A site for a verifier that is a library only: it hands out a request and keeps what comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from tests.interop.site import Call, Reply, open_site


@dataclass
class Desk:
    """Serves `request_object` at `request_uri`; `forms` are what was posted to `response_uri`."""

    url: str = ""
    request_object: str = ""
    forms: list[dict[str, str]] = field(default_factory=list)

    @property
    def request_uri(self) -> str:
        return f"{self.url}/request"

    @property
    def response_uri(self) -> str:
        return f"{self.url}/response"

    def answer(self, call: Call) -> Reply:
        if call.method == "GET":
            return Reply(text=self.request_object, media_type="application/oauth-authz-req+jwt")
        self.forms.append({name: values[0] for name, values in parse_qs(call.body).items()})
        return Reply.json({})


@contextmanager
def open_desk() -> Iterator[Desk]:
    """A desk on a free port until the block ends."""
    desk = Desk()
    with open_site(desk.answer) as desk.url:
        yield desk
