from pathlib import Path

import pytest
from pydantic_settings import SettingsConfigDict

from citywallet.runtime.settings import (
    ChainSettings,
    SecretText,
    ServiceSettings,
    SettingsInvalid,
    TrustSettings,
    child_environment,
    city_file_path,
    load,
)


class DeskSettings(ServiceSettings, ChainSettings, TrustSettings):
    model_config = SettingsConfigDict(env_prefix="CITYWALLET_DESK_")

    api_key: SecretText


COMPLETE = {
    "CITYWALLET_DESK_PUBLIC_URL": "http://localhost:8300/desk",
    "CITYWALLET_DESK_DATABASE_URL": "sqlite+aiosqlite:///var/desk.db",
    "CITYWALLET_DESK_PORT": "8300",
    "CITYWALLET_DESK_API_KEY": "0123456789abcdef",
    "CITYWALLET_CHAIN_RPC_URL": "http://localhost:8545",
    "CITYWALLET_ADDRESS_BOOK": "var/address_book.json",
    "CITYWALLET_TRUST_ANCHORS": "var/anchors.pem",
    "CITYWALLET_OUTBOUND_ALLOWED_ORIGINS": "http://localhost:8100, http://localhost:8200",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_settings_are_read_from_the_environment() -> None:
    settings = load(DeskSettings)
    assert settings.port == 8300
    assert settings.address_book == Path("var/address_book.json")
    assert settings.outbound_allowed_origins == ("http://localhost:8100", "http://localhost:8200")


@pytest.mark.parametrize("name", [name for name in COMPLETE if "ORIGINS" not in name])
def test_a_missing_setting_stops_the_start_and_names_itself(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.delenv(name)
    with pytest.raises(SettingsInvalid, match=f"^The setting {name} is missing"):
        load(DeskSettings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CITYWALLET_DESK_PORT", "eighty"),
        ("CITYWALLET_DESK_PORT", "0"),
        ("CITYWALLET_DESK_PUBLIC_URL", "localhost:8300"),
        ("CITYWALLET_DESK_PUBLIC_URL", "http://localhost:8300/"),
        ("CITYWALLET_DESK_PUBLIC_URL", "http://user@localhost"),
        ("CITYWALLET_DESK_PUBLIC_URL", "http://localhost/?a=b"),
        ("CITYWALLET_DESK_API_KEY", "hunter2"),
        ("CITYWALLET_DESK_DATABASE_URL", "sqlite:///var/desk.db"),
        ("CITYWALLET_OUTBOUND_ALLOWED_ORIGINS", "localhost:8100"),
        ("CITYWALLET_OUTBOUND_ALLOWED_ORIGINS", "http://localhost:8100/issuer"),
    ],
)
def test_an_unusable_setting_is_named_and_its_value_is_not_shown(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsInvalid, match=f"^The setting {name} cannot be used: ") as refused:
        load(DeskSettings)
    assert "\n" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_settings_cannot_be_changed_and_do_not_print_secrets() -> None:
    settings = load(DeskSettings)
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1
    assert "0123456789abcdef" not in repr(settings)


def test_the_city_file_is_where_the_environment_says(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("CITYWALLET_CITY_FILE", raising=False)
    assert city_file_path() == Path("var/city.json")
    environment.setenv("CITYWALLET_CITY_FILE", "/elsewhere/city.json")
    assert city_file_path() == Path("/elsewhere/city.json")


def test_a_child_process_inherits_no_setting_of_ours(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PATH_OF_OTHERS", "kept")
    found = child_environment({"CITYWALLET_WALLET_PORT": "8200"})
    assert found["PATH_OF_OTHERS"] == "kept"
    assert {name for name in found if name.startswith("CITYWALLET_")} == {"CITYWALLET_WALLET_PORT"}
