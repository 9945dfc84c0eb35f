"""A browser as the story needs one: keeps cookies, follows redirects, fills in the forms that it is shown."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from city.demo.narrator import StoryDiffers

_MOST_REDIRECTS: Final = 10


@dataclass(slots=True)
class _Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    """The forms of a page, and its heading."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.heading = ""
        self._is_in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._is_in_heading = tag == "h1"
        if tag == "form":
            self.forms.append(_Form(action=given.get("action", "")))
        elif tag == "input" and self.forms:
            self.forms[-1].fields[given.get("name", "")] = given.get("value", "")
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.append((given.get("name", ""), given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._is_in_heading = False

    def handle_data(self, data: str) -> None:
        if self._is_in_heading:
            self.heading += data


@dataclass(slots=True)
class StoryBrowser:
    """One citizen's browser, in English. Cookies belong to an origin, as those with `__Host-` do."""

    http: httpx.AsyncClient
    address: str = ""
    _page: _Forms = field(default_factory=_Forms)
    _cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """What the page says first."""
        return self._page.heading.strip()

    async def open(self, address: str) -> None:
        """Go to an address, and wherever it leads."""
        await self._go("GET", address, None)

    async def press(self, name: str, value: str, **typed: str) -> None:
        """Press the button of this name and value, after typing into the fields of its form.

        Raises:
            StoryDiffers: the page has no such button.
        """
        for form in self._page.forms:
            if (name, value) in form.buttons:
                fields = {**form.fields, name: value, **typed}
                await self._go("POST", urljoin(self.address, form.action), fields)
                return
        raise StoryDiffers(f'The page "{self.heading}" has no button {name}={value}.')

    async def _go(self, method: str, address: str, fields: dict[str, str] | None) -> None:
        for _ in range(_MOST_REDIRECTS):
            answer = await self._send(method, address, fields)
            self.address = address
            if not answer.is_redirect:
                self._page = _Forms()
                self._page.feed(answer.text)
                return
            method, address, fields = "GET", urljoin(address, answer.headers["location"]), None
        raise StoryDiffers("The pages send the browser around in a circle.")

    async def _send(self, method: str, address: str, fields: dict[str, str] | None) -> httpx.Response:
        kept = self._cookies.setdefault(_origin(address), {})
        headers = {"Accept-Language": "en", "Cookie": "; ".join(f"{name}={kept[name]}" for name in kept)}
        if method == "POST":
            headers["Origin"] = _origin(self.address)
        answer = await self.http.request(method, address, data=fields, headers=headers)
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            kept[name] = rest.partition(";")[0]
        self.http.cookies.clear()
        return answer


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
