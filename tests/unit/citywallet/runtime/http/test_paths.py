import pytest

from citywallet.runtime.http import base_path, well_known_path


@pytest.mark.parametrize(
    ("public_url", "base", "well_known"),
    [
        ("http://localhost:8100", "", "/.well-known/openid-credential-issuer"),
        ("https://city.example/issuer", "/issuer", "/.well-known/openid-credential-issuer/issuer"),
        ("https://city.example/a/b", "/a/b", "/.well-known/openid-credential-issuer/a/b"),
    ],
)
def test_the_well_known_segment_stands_before_the_path_of_the_address(
    public_url: str, base: str, well_known: str
) -> None:
    assert base_path(public_url) == base
    assert well_known_path(public_url, "openid-credential-issuer") == well_known
