import pytest

from citywallet.runtime.outbound import Origin, OutboundRefused, RefusalCause, parse_origin

pytestmark = pytest.mark.threat(43)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("http://localhost:8100", Origin(scheme="http", host="localhost", port=8100)),
        ("HTTP://LOCALHOST:8100/a/b?c", Origin(scheme="http", host="localhost", port=8100)),
        ("https://city.example", Origin(scheme="https", host="city.example", port=443)),
        ("http://city.example", Origin(scheme="http", host="city.example", port=80)),
        ("http://[::1]:8100", Origin(scheme="http", host="::1", port=8100)),
        ("https://인천.example", Origin(scheme="https", host="xn--lu5b27g.example", port=443)),
    ],
)
def test_an_origin_is_scheme_host_and_port(text: str, origin: Origin) -> None:
    assert parse_origin(text) == origin


@pytest.mark.parametrize("text", ["http://localhost:8100", "https://[::1]:443"])
def test_an_origin_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_origin(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost:8100",
        "//localhost",
        "ftp://localhost",
        "file:///etc/passwd",
        "http://",
        "http://user@localhost",
        "http://user:word@localhost",
        "http://@localhost",
        "http://localhost@city.example/",
        "http://localhost#fragment",
        "http://localhost#",
        "http://localhost:0",
        "http://localhost:65536",
        "http://localhost:port",
        "http://local host",
        "http://localhost\\@city.example",
        "http://localhost\r\nHost: other",
        "http://localhost\t",
        "http://local%68ost",
        "http://[fe80::1%25eth0]/",
        "http://[::1",
        "http://①②⑦.0.0.1",
        "https://city.example/" + "x" * 4_096,
    ],
)
def test_what_is_no_plain_web_address_is_refused(text: str) -> None:
    with pytest.raises(OutboundRefused) as refused:
        parse_origin(text)
    assert refused.value.cause is RefusalCause.ADDRESS_INVALID
