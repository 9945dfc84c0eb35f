"""A citizen's browser: keeps cookies as browsers do, follows redirects within a site, fills in forms.

It holds what it is shown to what our pages promise, and it runs nothing.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

_VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Form:
    """A form with its hidden fields, and its buttons by what stands on them."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class PageReader(HTMLParser):
    """What a page says, and what can be done on it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.attributes: list[tuple[str, str, str | None]] = []
        self.language = ""
        self.headings: list[str] = []
        self.text = ""
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self._said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag == "html":
            self.language = given.get("lang") or ""
        if tag == "form":
            self.forms.append(Form(method=given["method"] or "", action=given["action"] or ""))
        if tag == "input":
            self.forms[-1].fields[str(given["name"])] = str(given["value"])
        if tag in ("button", "a", "h1"):
            self._said = ""
        if tag not in _VOID:
            self._open.append((tag, given))

    def handle_data(self, data: str) -> None:
        self._said += data
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        opened, given = self._open.pop()
        assert opened == tag, (opened, tag)
        said = self._said.strip()
        if tag == "button":
            self.forms[-1].buttons[said] = (str(given["name"]), str(given["value"]))
        if tag == "a":
            self.links[said] = str(given["href"])
        if tag == "h1":
            self.headings.append(said)


@dataclass
class Browser:
    """One citizen's browser at one service, with an HTTP client of the test."""

    http: httpx.AsyncClient
    origin: str
    language: str = "ko"
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = ""
    answer: httpx.Response | None = None

    async def open(self, url: str) -> httpx.Response:
        """Go to an address, and on while the service sends us on within itself."""
        return await self._go("GET", url)

    async def press(self, button: str, **changes: str | None) -> httpx.Response:
        """Press a button of the page; `changes` replace fields of its form, None drops one."""
        form = next(each for each in self.page.forms if button in each.buttons)
        name, value = form.buttons[button]
        fields = {name: value} | form.fields | changes
        sent = {name: value for name, value in fields.items() if value is not None}
        assert form.method == "post"
        return await self._go("POST", urljoin(self.address, form.action), sent)

    @property
    def page(self) -> PageReader:
        """The page that is shown."""
        assert self.answer is not None
        reader = PageReader()
        reader.feed(self.answer.text)
        return reader

    async def send(
        self, method: str, url: str, fields: dict[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        """Send one request with our cookies, and keep those that come back; nothing is followed."""
        given = {"Accept-Language": self.language} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if self.cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        # httpx would keep cookies of its own, by rules that know no trustworthy loopback.
        self.http.cookies.clear()
        answer = await self.http.request(method, url, data=fields, headers=given)
        self.http.cookies.clear()
        self._keep(answer)
        return answer

    async def _go(self, method: str, url: str, fields: dict[str, str] | None = None) -> httpx.Response:
        own = {"Origin": self.origin, "Sec_Fetch_Site": "same-origin"} if method == "POST" else {}
        answer = await self.send(method, url, fields, **own)
        while answer.is_redirect:
            assert answer.status_code == 303, answer.status_code
            url = urljoin(url, answer.headers["location"])
            if not url.startswith(f"{self.origin}/"):
                break
            answer = await self.send("GET", url)
        self.address, self.answer = url, answer
        return answer

    def _keep(self, answer: httpx.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            value, _, attributes = rest.partition(";")
            flags = {each.strip().lower() for each in attributes.split(";")}
            assert name.startswith("__Host-"), line
            assert {"secure", "httponly", "path=/", "samesite=lax"} <= flags, line
            assert not any(flag.startswith("domain") for flag in flags), line
            if "max-age=0" in flags:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


def query_of(url: str) -> dict[str, str]:
    """The query of an address."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
