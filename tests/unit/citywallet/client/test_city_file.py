import stat
from dataclasses import replace
from pathlib import Path

import pytest

from citywallet.client import CityFile, CityFileInvalid, CityMissing, load_city_file, write_city_file


def a_city() -> CityFile:
    return CityFile(
        issuer_url="http://localhost:8100",
        officer_key="officer",
        auditor_key="auditor",
        founder_key="founder",
        wallet_url="http://localhost:8200",
        wallet_key="wallet",
        verifier_url="http://localhost:8300",
        verifier_key="verifier",
        identity_url="http://localhost:8500",
        chain_url="http://localhost:8545",
        chain_id=20_260_701,
        trust_anchors=Path("var/anchors.pem"),
        address_book=Path("var/address_book.json"),
        citizens=("c-1", "c-2"),
    )


def test_a_city_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "var" / "city.json"
    write_city_file(path, a_city())
    assert load_city_file(path) == a_city()


def test_a_city_that_serves_https_names_the_root_to_believe(tmp_path: Path) -> None:
    path, city = tmp_path / "city.json", replace(a_city(), tls_authority=Path("var/tls/authority.pem"))
    write_city_file(path, city)
    assert load_city_file(path) == city


def test_only_its_owner_may_read_it_even_where_an_older_one_was_open(tmp_path: Path) -> None:
    path = tmp_path / "city.json"
    path.write_text("{}")
    path.chmod(0o644)
    write_city_file(path, a_city())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["city.json"]


def test_no_city_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CityMissing, match=r"There is no city at .*; start one with `make up`"):
        load_city_file(tmp_path / "city.json")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"issuer": {"url": 1}}', "\xff"])
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "city.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(CityFileInvalid, match="cannot be read; start the city again"):
        load_city_file(path)


@pytest.mark.parametrize("key", ["열쇠", "a\\nb", "a b", "\\u0000"])
def test_a_key_that_fits_in_no_header_is_one_sentence(tmp_path: Path, key: str) -> None:
    path = tmp_path / "city.json"
    write_city_file(path, a_city())
    path.write_text(path.read_text().replace('"officer"', f'"{key}"'), encoding="utf-8")
    with pytest.raises(CityFileInvalid, match="cannot be read; start the city again"):
        load_city_file(path)
