import pytest
from fastapi import Request

from citywallet.runtime.http import preferred_media_type

OFFERED = ("application/statuslist+jwt", "application/statuslist+cwt")


def a_request(accept: str | None) -> Request:
    headers = [] if accept is None else [(b"accept", accept.encode())]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, 0),
        ("", 0),
        ("*/*", 0),
        ("application/*", 0),
        ("application/statuslist+jwt", 0),
        ("application/statuslist+cwt", 1),
        ("Application/StatusList+CWT", 1),
        ("application/statuslist+cwt, */*;q=0.1", 1),
        ("application/statuslist+cwt;q=0.5, application/statuslist+jwt;q=0.4", 1),
        ("application/statuslist+cwt;q=0.5, application/statuslist+jwt", 0),
        ("application/statuslist+jwt;q=0, */*", 1),
        ("text/html, application/statuslist+cwt;v=1;q=0.2", 1),
        ("x" * 2000, 0),
    ],
)
def test_the_form_that_the_client_likes_most_is_chosen(accept: str | None, chosen: int) -> None:
    assert preferred_media_type(a_request(accept), OFFERED) == OFFERED[chosen]


@pytest.mark.parametrize("accept", ["text/html", "*/*;q=0", "application/json", ",;", "*/*;q=often"])
def test_nothing_is_chosen_when_the_client_takes_nothing_of_what_there_is(accept: str) -> None:
    assert preferred_media_type(a_request(accept), OFFERED) is None
