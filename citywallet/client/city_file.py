"""The file in which a running city leaves its addresses and keys for the command line: `var/city.json`."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    MemberInvalid,
    integer_member,
    object_member,
    optional_array_member,
    optional_string_member,
    parse_json_object,
    string_array_member,
    string_member,
)
from citywallet.protocol.errors import ProtocolError

_KEY = re.compile(r"[!-~]+")


class CityMissing(Exception):
    """Raised when there is no city file; the message is one sentence for a person."""

    def __init__(self, path: Path) -> None:
        where = "start one with `make up`, or name its file in CITYWALLET_CITY_FILE"
        super().__init__(f"There is no city at {path}; {where}.")


class CityFileInvalid(Exception):
    """Raised when the city file cannot be read; the message is one sentence for a person."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"The city file {path} cannot be read; start the city again with `make up`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAccess:
    """How to sign in to the office as somebody whom the city invented; the secret is in base32."""

    user: str
    name: str
    roles: tuple[str, ...]
    password: str
    totp_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CityFile:
    """Addresses and keys of a running city.

    `tls_authority` is the file with the root by which the services' certificates are believed, where the
    public authorities do not vouch for them. At `identity_url` citizens sign in. `citizens` are a few of the
    demo citizens' ids.
    """

    issuer_url: str
    officer_key: str
    auditor_key: str
    founder_key: str
    wallet_url: str
    wallet_key: str
    verifier_url: str
    verifier_key: str
    identity_url: str
    chain_url: str
    chain_id: int
    trust_anchors: Path
    address_book: Path
    tls_authority: Path | None = None
    citizens: tuple[str, ...] = ()
    staff: tuple[StaffAccess, ...] = ()


def load_city_file(path: Path) -> CityFile:
    """Read the city file.

    Raises:
        CityMissing: there is none.
        CityFileInvalid: it is not what `write_city_file` writes.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CityMissing(path) from None
    except OSError:
        raise CityFileInvalid(path) from None
    try:
        return _parse(parse_json_object(content))
    except ProtocolError:
        raise CityFileInvalid(path) from None


def write_city_file(path: Path, city: CityFile) -> None:
    """Write the city file so that only its owner reads it, all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(_serialized(city), file, indent=2, ensure_ascii=False)
        file.write("\n")
    unfinished.replace(path)


def _parse(members: JsonObject) -> CityFile:
    issuer = object_member(members, "issuer")
    wallet = object_member(members, "wallet")
    verifier = object_member(members, "verifier")
    chain = object_member(members, "chain")
    tls_authority = optional_string_member(members, "tls_authority")
    return CityFile(
        issuer_url=string_member(issuer, "url"),
        officer_key=_key(issuer, "officer_key"),
        auditor_key=_key(issuer, "auditor_key"),
        founder_key=_key(issuer, "founder_key"),
        wallet_url=string_member(wallet, "url"),
        wallet_key=_key(wallet, "api_key"),
        verifier_url=string_member(verifier, "url"),
        verifier_key=_key(verifier, "api_key"),
        identity_url=string_member(object_member(members, "identity"), "url"),
        chain_url=string_member(chain, "url"),
        chain_id=integer_member(chain, "chain_id"),
        trust_anchors=Path(string_member(members, "trust_anchors")),
        address_book=Path(string_member(members, "address_book")),
        tls_authority=None if tls_authority is None else Path(tls_authority),
        citizens=tuple(str(citizen) for citizen in optional_array_member(members, "citizens") or ()),
        staff=tuple(_staff_access(each) for each in optional_array_member(members, "staff") or ()),
    )


def _staff_access(value: JsonValue) -> StaffAccess:
    if not isinstance(value, dict):
        raise MemberInvalid("staff")
    return StaffAccess(
        user=string_member(value, "user"),
        name=string_member(value, "name"),
        roles=string_array_member(value, "roles"),
        password=string_member(value, "password"),
        totp_secret=string_member(value, "totp_secret"),
    )


def _key(part: JsonObject, name: str) -> str:
    """A key goes into a header, which holds no other characters."""
    key = string_member(part, name)
    if not _KEY.fullmatch(key):
        raise MemberInvalid(name)
    return key


def _serialized(city: CityFile) -> Mapping[str, object]:
    tls = {} if city.tls_authority is None else {"tls_authority": str(city.tls_authority)}
    return {
        "issuer": {
            "url": city.issuer_url,
            "officer_key": city.officer_key,
            "auditor_key": city.auditor_key,
            "founder_key": city.founder_key,
        },
        "wallet": {"url": city.wallet_url, "api_key": city.wallet_key},
        "verifier": {"url": city.verifier_url, "api_key": city.verifier_key},
        "identity": {"url": city.identity_url},
        "chain": {"url": city.chain_url, "chain_id": city.chain_id},
        "trust_anchors": str(city.trust_anchors),
        "address_book": str(city.address_book),
        **tls,
        "citizens": list(city.citizens),
        "staff": [asdict(each) for each in city.staff],
    }
