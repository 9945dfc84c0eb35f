"""The issuer's signing keys in a development city: made, certified, and listed for the issuer."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from city.authority import CITY_OFFICE, Authority, new_key
from city.errors import CityHalfBuilt
from citywallet.protocol.trust import CertificateUsage, KeyPurpose
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.settings import SettingsInvalid
from issuer.cli.signing_keys import KeyOnList, add_key_in_file, keys_on_list

USAGES: Final[Mapping[KeyPurpose, CertificateUsage]] = {
    KeyPurpose.CREDENTIAL: CertificateUsage.CREDENTIAL_SIGNER,
    KeyPurpose.STATUS: CertificateUsage.STATUS_SIGNER,
}


def make_signing_key(
    folder: Path,
    purpose: KeyPurpose,
    *,
    authority: Authority,
    issuer_url: str,
    passphrase: str,
    entropy: Entropy,
    now: datetime,
) -> None:
    """Make the issuer's next signing key of a purpose, in the city's folder of keys."""
    key = new_key(entropy)
    certificate = authority.certify(
        key.public,
        usage=USAGES[purpose],
        office=CITY_OFFICE,
        name=purpose.value,
        url=issuer_url,
        entropy=entropy,
        now=now,
    )
    add_key_in_file(folder, purpose=purpose, key=key, chain=(certificate,), passphrase=passphrase.encode())


def signing_keys(folder: Path) -> tuple[KeyOnList, ...]:
    """The issuer's signing keys, in the order in which they came.

    Raises:
        CityHalfBuilt: the list or a chain is missing or damaged.
    """
    try:
        listed = keys_on_list(folder)
    except SettingsInvalid as broken:
        raise CityHalfBuilt(f"{broken} Start afresh with `make up RESET=1`.") from broken
    if not {key.purpose for key in listed} >= set(USAGES):
        raise CityHalfBuilt(
            f"The keys in {folder} are missing or damaged: start afresh with `make up RESET=1`."
        )
    return listed
