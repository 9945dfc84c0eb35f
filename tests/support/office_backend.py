"""A stand-in for the office's API as docs/office-api.md describes it, with the built pages beside it.

It remembers what was done to it, and nothing else; the real service is met in `test_office_for_real.py`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from issuer.http.office_pages import PAGE_HEADERS

Json = dict[str, Any]
CSRF_TOKEN = "csrf-of-the-tests"
NAME = "<img src=x onerror=alert(1)>"
"""What somebody who means harm calls themselves."""


def text(ko: str, en: str) -> Json:
    return {"ko": ko, "en": en}


def an_application(number: int, *, masked: str, state: str = "waiting") -> Json:
    return {
        "id": f"{0xA7C2E5 * number:08x}{number:024x}",
        "type_id": "citizen-id",
        "type_name": text("인천시민증", "Incheon Citizen ID"),
        "citizen_masked": masked,
        "submitted_at": f"2026-11-23T0{number % 10}:10:00Z",
        "expires_at": "2026-12-23T00:00:00Z",
        "state": state,
        "reason": None,
        "decided_by": None,
        "decided_at": None,
    }


@dataclass
class OfficeBackend:
    """What the office knows; `roles` are those of whoever signs in."""

    pages: Path
    roles: tuple[str, ...] = ("teller", "approver", "auditor", "administrator")
    signed_in: bool = False
    applications: list[Json] = field(
        default_factory=lambda: [
            an_application(1, masked="박*자"),
            an_application(2, masked="Nguyen ***"),
            an_application(3, masked=NAME),
        ]
    )
    job: Json = field(
        default_factory=lambda: {
            "id": "b" * 32,
            "type_id": "veteran",
            "created_by": "haru",
            "state": "checked",
            "rows": 35_000,
            "ready": 34_962,
            "done": 0,
            "errors": 38,
            "created_at": "2026-11-23T01:00:00Z",
            "finished_at": None,
        }
    )
    halted: bool = False
    calls: list[tuple[str, str, Json]] = field(default_factory=list)

    def app(self) -> Starlette:
        """The stand-in as an ASGI application, at the root of its origin."""
        return Starlette(
            routes=[
                Route("/api/v1/{path:path}", self._answer, methods=["GET", "POST", "DELETE"]),
                Mount("/office", _Pages(directory=self.pages, html=True)),
            ]
        )

    async def _answer(self, request: Request) -> Response:
        path, body = request.path_params["path"], await _body(request)
        is_open = path.startswith(("office/sign-in", "office/enrolment"))
        changes = request.method != "GET"
        if changes:
            self.calls.append((request.method, path, body))
        if not is_open and not self.signed_in:
            return _problem(401, "session_missing")
        if not is_open and changes and request.headers.get("x-csrf-token") != CSRF_TOKEN:
            return _problem(403, "request_not_ours")
        for method, pattern, act in _ACTS:
            found = re.fullmatch(pattern, path)
            if method == request.method and found is not None:
                answer = act(self, _Asked(parts=found.groups(), body=body, query=dict(request.query_params)))
                return answer if isinstance(answer, Response) else JSONResponse(answer)
        return _problem(404, "not_found")

    def session(self) -> Json:
        return {
            "user": "haru",
            "name": "이한결",
            "roles": list(self.roles),
            "csrf_token": CSRF_TOKEN,
            "expires_at": "2026-11-23T20:00:00Z",
            "second_approver_above": 3,
        }

    def begin(self, asked: "_Asked") -> Any:
        if asked.body.get("password") != "the right password":
            return _problem(401, "sign_in_refused")
        return {"methods": ["totp"], "passkey_options": None}

    def enter(self, asked: "_Asked") -> Any:
        if asked.body.get("code") != "123456":
            return _problem(401, "sign_in_refused")
        self.signed_in = True
        return self.session()

    def leave(self) -> Response:
        self.signed_in = False
        return Response(status_code=204)

    def application(self, identifier: str) -> Any:
        found = next((one for one in self.applications if one["id"] == identifier), None)
        if found is None:
            return _problem(404, "not_found")
        masked = text(found["citizen_masked"], found["citizen_masked"])
        facts = [{"label": text("성명", "Name"), "value_masked": masked}]
        return found | {"facts": facts, "checks": _CHECKS}

    def decide(self, identifier: str, state: str) -> Any:
        for one in self.applications:
            if one["id"] == identifier:
                one["state"] = state
        return self.application(identifier)

    def issuing(self) -> Json:
        if not self.halted:
            return {"halted": False, "since": None, "by": None, "reason": None}
        return {"halted": True, "since": "2026-11-23T01:00:00Z", "by": "haru", "reason": "misuse"}

    def halt(self) -> Json:
        self.halted = True
        return self.issuing()

    def order(self, state: str) -> Json:
        self.job |= {"state": state, "done": 12_480}
        return self.job


@dataclass(frozen=True)
class _Asked:
    """What stood in the path, the body and the query of a request."""

    parts: tuple[str, ...]
    body: Json
    query: Mapping[str, str]


class _Pages(StaticFiles):
    """The built pages under the same headers as the issuer's."""

    def file_response(self, *arguments: Any, **named: Any) -> Response:
        response = super().file_response(*arguments, **named)
        response.headers.update(PAGE_HEADERS)
        return response


async def _body(request: Request) -> Json:
    if request.headers.get("content-type") != "application/json":
        return {"bytes": len(await request.body())}
    found: Json = await request.json()
    return found


def _page(*items: Json) -> Json:
    return {"items": list(items), "next": None}


def _problem(status: int, code: str) -> JSONResponse:
    return JSONResponse({"code": code, "title": code, "status": status}, status)


def _enrolment() -> Json:
    uri = "otpauth://totp/citywallet:haru?secret=JBSWY3DPEHPK3PXP&issuer=citywallet"
    return {
        "user": "haru",
        "name": "이한결",
        "totp": {"secret": "JBSWY3DPEHPK3PXP", "uri": uri},
        "passkey_options": None,
    }


def _credential(identifier: str) -> Json:
    return {
        "id": identifier,
        "type": "citizen-id",
        "citizen": "c-senior",
        "device": "key:" + "k" * 43,
        "state": "valid",
        "signed": True,
        "issued_at": "2026-11-01T03:00:00Z",
        "expires_at": "2028-10-31T15:00:00Z",
        "status_list": 1,
        "status_change": {"requested_at": "2026-11-02T03:00:00Z", "sequence": 3, "anchored_at": None},
        "notifications": [],
    }


def _approval() -> Json:
    return {
        "id": "d" * 32,
        "act": "revoke",
        "scope": "citizen",
        "subject": "c-senior",
        "asked_by": "dain",
        "asked_at": "2026-11-23T01:00:00Z",
        "expires_at": "2026-11-26T01:00:00Z",
        "count": 7,
        "reason": "stolen",
        "state": "waiting",
        "decided_by": None,
        "decided_at": None,
    }


def _client(**changed: Any) -> Json:
    facts: Json = {
        "id": "f" * 32,
        "name": "veterans-office",
        "scopes": ["offers:create", "credentials:read"],
        "created_at": "2026-11-01T03:00:00Z",
        "disabled_at": None,
    }
    return facts | changed


def _audit(cursor: str | None) -> Json:
    newest = 60 if cursor is None else int(cursor)
    entries = [
        {
            "number": number,
            "at": "2026-11-23T01:00:00Z",
            "actor": "haru",
            "role": "approver",
            "act": "application.approve",
            "subject": "a" * 32,
            "reason": None,
            "digest": "ab" * 32,
        }
        for number in range(newest, max(newest - 50, 0), -1)
    ]
    return {"items": entries, "next": str(newest - 50) if newest > 50 else None}


_OFFER = {
    "id": "e" * 32,
    "credential_offer_uri": "openid-credential-offer://?credential_offer_uri=http%3A%2F%2Flocalhost%3A8100%2Foffers%2F"
    + "r" * 43,
    "credential_offer": "openid-credential-offer://?credential_offer=%7B%7D",
    "expires_at": "2026-11-23T01:15:00Z",
}
_CHECKS = [
    {
        "label": text("인천에 사는지", "Resident of Incheon"),
        "outcome": "ok",
        "sentence": text("주민등록에서 확인했어요.", "Confirmed by the register."),
    },
    {
        "label": text("이름 표기", "Spelling of the name"),
        "outcome": "look",
        "sentence": text("띄어쓰기가 달라요. 눈으로 확인해 주세요.", "The spacing differs. Please look."),
    },
    {
        "label": text("다른 시민증", "Another citizen ID"),
        "outcome": "failed",
        "sentence": text("이미 하나 있어요.", "There is one already."),
    },
]
_ROWS = [
    {
        "row": 118,
        "outcome": "error",
        "code": "citizen_unknown",
        "sentence": text("이런 시민 번호가 없어요.", "There is no such citizen."),
    },
    {"row": 2041, "outcome": "error", "code": "value_missing", "sentence": None},
]
_KEYS = [
    {
        "purpose": purpose,
        "thumbprint": digit * 64,
        "since": since,
        "until": None,
        "state": state,
        "signs": state == "current",
        "certificate_ends": "2031-11-23T00:00:00Z",
    }
    for purpose, digit, since, state in (
        ("credential", "1", "2026-07-01T00:00:00Z", "ended"),
        ("credential", "2", "2026-11-01T00:00:00Z", "current"),
        ("status", "3", None, "not_registered"),
    )
]
_ANCHORS = [
    {
        "list": 1,
        "sequence": sequence,
        "published_at": "2026-11-23T00:00:00Z",
        "anchored_at": None if state != "anchored" else "2026-11-23T00:00:02Z",
        "state": state,
    }
    for sequence, state in ((3, "waiting"), (2, "late"), (1, "anchored"))
]
_STAFF = [
    {
        "user": "haru",
        "name": "이한결",
        "roles": ["approver", "auditor"],
        "state": "active",
        "methods": ["totp"],
    },
    {"user": "dain", "name": "정다온", "roles": ["teller"], "state": "invited", "methods": []},
    {"user": "minh", "name": "Nguyễn Minh", "roles": ["teller"], "state": "disabled", "methods": []},
]


def _types() -> Json:
    return _page(
        {"id": "citizen-id", "name": text("인천시민증", "Incheon Citizen ID")},
        {"id": "veteran", "name": text("국가유공자 카드", "Veteran's card")},
    )


def _offer(asked: _Asked) -> Response:
    if asked.body["citizen"] != "c-senior":
        return _problem(404, "citizen_unknown")
    return JSONResponse(_OFFER | {"tx_code": "493817" if asked.body["tx_code"] else None}, 201)


def _enrol(asked: _Asked) -> Response:
    too_short = len(str(asked.body.get("password"))) < 12
    return _problem(400, "password_unusable") if too_short else Response(status_code=204)


def _invite(asked: _Asked) -> Response:
    link = "http://localhost/office/#/enrolment/good"
    return JSONResponse({"user": asked.body["user"], "enrolment_link": link}, 201)


_ACTS: list[tuple[str, str, Callable[[OfficeBackend, _Asked], Any]]] = [
    ("GET", "office/session", lambda office, _: office.session()),
    ("POST", "office/sign-in", OfficeBackend.begin),
    ("POST", "office/sign-in/totp", OfficeBackend.enter),
    ("DELETE", "office/session", lambda office, _: office.leave()),
    ("GET", "office/enrolment/good", lambda *_: _enrolment()),
    ("GET", "office/enrolment/.+", lambda *_: _problem(404, "enrolment_unknown")),
    ("POST", "office/enrolment/good", lambda _, asked: _enrol(asked)),
    ("GET", "types", lambda *_: _types()),
    (
        "GET",
        "applications",
        lambda office, asked: _page(
            *[one for one in office.applications if one["state"] == asked.query.get("state")]
        ),
    ),
    ("GET", "applications/([0-9a-f]+)", lambda office, asked: office.application(asked.parts[0])),
    (
        "POST",
        "applications/([0-9a-f]+)/reveal",
        lambda *_: {"facts": [{"label": text("성명", "Name"), "value": text("박영자", "박영자")}]},
    ),
    ("POST", "applications/(.+)/approve", lambda office, asked: office.decide(asked.parts[0], "approved")),
    ("POST", "applications/(.+)/refuse", lambda office, asked: office.decide(asked.parts[0], "refused")),
    ("POST", "offers", lambda _, asked: _offer(asked)),
    (
        "GET",
        "credentials",
        lambda _, asked: [_credential("c" * 32)] if asked.query.get("citizen_id") == "c-senior" else [],
    ),
    ("GET", "credentials/(c+)", lambda _, asked: _credential(asked.parts[0])),
    ("GET", "credentials/.+", lambda *_: _problem(404, "credential_unknown")),
    ("POST", "credentials/(.+)/revoke", lambda _, asked: _credential(asked.parts[0]) | {"state": "revoked"}),
    ("POST", "revocations", lambda *_: JSONResponse({"approval_id": "d" * 32}, 202)),
    (
        "GET",
        "approvals",
        lambda *_: _page(
            _approval(),
            _approval() | {"id": "d1", "act": "resume_issuing", "scope": None, "subject": None, "count": 0},
            _approval() | {"id": "d2", "scope": "device", "subject": "key:" + "k" * 43, "state": "expired"},
        ),
    ),
    ("POST", "approvals/d1/confirm", lambda *_: {"done": 0}),
    ("POST", "approvals/.+/confirm", lambda *_: _problem(403, "same_person")),
    ("POST", "approvals/.+/reject", lambda *_: Response(status_code=204)),
    ("GET", "bulk-jobs", lambda office, _: _page(office.job)),
    ("POST", "bulk-jobs", lambda office, _: JSONResponse({"id": office.job["id"]}, 201)),
    ("GET", "bulk-jobs/[^/]+", lambda office, _: office.job),
    ("GET", "bulk-jobs/.+/rows", lambda *_: _page(*_ROWS)),
    ("POST", "bulk-jobs/.+/(start|resume)", lambda office, _: office.order("running")),
    ("POST", "bulk-jobs/.+/stop", lambda office, _: office.order("stopped")),
    ("GET", "health/keys", lambda *_: {"items": _KEYS}),
    ("GET", "health/anchors", lambda *_: {"items": _ANCHORS}),
    ("GET", "audit", lambda _, asked: _audit(asked.query.get("cursor"))),
    (
        "GET",
        "audit/check",
        lambda *_: {"whole": True, "first_broken": None, "newest": {"number": 60, "digest": "ab" * 32}},
    ),
    ("GET", "issuing", lambda office, _: office.issuing()),
    ("POST", "issuing/halt", lambda office, _: office.halt()),
    ("POST", "issuing/resume", lambda *_: JSONResponse({"approval_id": "d" * 32}, 202)),
    (
        "GET",
        "clients",
        lambda *_: _page(
            _client(), _client(id="0" * 32, name="welfare-office", disabled_at="2026-11-02T03:00:00Z")
        ),
    ),
    (
        "POST",
        "clients",
        lambda _, asked: JSONResponse(_client(name=asked.body["name"], key="citywallet-" + "s" * 43), 201),
    ),
    ("POST", "clients/.+/rotate", lambda *_: _client(key="citywallet-" + "t" * 43)),
    ("POST", "clients/.+/disable", lambda *_: Response(status_code=204)),
    ("GET", "staff", lambda *_: _page(*_STAFF)),
    ("POST", "staff", lambda _, asked: _invite(asked)),
    ("POST", "staff/.+/disable", lambda *_: Response(status_code=204)),
]
