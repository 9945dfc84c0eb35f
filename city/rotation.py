"""Gives the issuer of a running city a new signing key, and lays an old one down.

Every step looks first whether it was done: a rotation that broke off goes on where it stopped. In a real city
the authority certifies and the body registers; here both are at hand.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from city.authority import Authority
from city.errors import CityError, PartSilent
from city.founding import authority_on_chain
from city.keys import Secrets
from city.layout import Layout
from city.lock import keys_lock
from city.report import Report
from city.signing_keys import USAGES, make_signing_key, signing_keys
from citywallet.client import CityFile, load_city_file
from citywallet.client.issuer import IssuerClient, SigningKey
from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.issuer_directory import IssuerDirectory
from citywallet.protocol.trust import KeyPurpose, issuer_id
from citywallet.protocol.trust.certificate import parse_certificate
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from citywallet.runtime.tls import client_context
from issuer.cli.signing_keys import KeyOnList

_TAKEN_UP_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.5
# A card is believed no longer than its signer's certificate lasts, and the longest lives two years.
_RENEWED_BEFORE_END: Final = timedelta(days=800)


class KeyNotRetirable(CityError):
    """A key cannot be laid down: it is not listed, still signs, or has ended already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOffice:
    """Changes the signing keys of the city in one folder, while it runs."""

    layout: Layout
    clock: Clock
    entropy: Entropy
    report: Report

    async def rotate(self, purpose: KeyPurpose) -> bytes:
        """Let the issuer sign with a new key; its thumbprint. The old one stays good for what it signed.

        Raises:
            CityError: the city is not there, is half built, or does not take the key up in time.
            ChainError: the chain does not register the key.
        """
        city = load_city_file(self.layout.city_file)
        with keys_lock(self.layout):
            async with _chain_of(city) as chain:
                thumbprint = await self._next_key(chain, city, purpose)
                failpoint("rotate.after_list")
                self.report("The city's body registers it on the chain.")
                act = f"add the {purpose} key {thumbprint.hex()}"
                body = authority_on_chain(chain, "city_body")
                await body.add_key(issuer_id(city.issuer_url), thumbprint, purpose, key=act)
            failpoint("rotate.after_register")
            self.report("The issuer takes it up.")
            await self._wait_until_it_signs(city, thumbprint)
        return thumbprint

    async def renew(self) -> None:
        """Rotate each key whose certificate would end before what it signs now; the others stay.

        Raises:
            CityError, ChainError: as `rotate`.
        """
        for purpose in USAGES:
            newest = self._newest(purpose)
            ends = parse_certificate(newest.chain[0]).not_valid_after_utc
            if ends - self.clock.now() < _RENEWED_BEFORE_END:
                await self.rotate(purpose)

    async def retire(self, thumbprint: bytes) -> None:
        """End the epoch of a key that signs no more: from then on what it signed is refused.

        Raises:
            KeyNotRetirable: it is not listed, still signs, or has ended already.
            CityError: the city is not there.
            ChainError: the chain does not end the epoch.
        """
        city = load_city_file(self.layout.city_file)
        with keys_lock(self.layout):
            key = await _find(city, thumbprint)
            if key is None or key.signs or key.state != "current":
                raise KeyNotRetirable(
                    f"The key {thumbprint.hex()} is not listed, still signs, or has ended already."
                )
            async with _chain_of(city) as chain:
                body = authority_on_chain(chain, "city_body")
                act = f"close the key {thumbprint.hex()}"
                await body.close_key(issuer_id(city.issuer_url), thumbprint, key=act)

    async def _next_key(self, chain: ChainConnection, city: CityFile, purpose: KeyPurpose) -> bytes:
        """The key that a rotation left unregistered when it broke off, else a new one."""
        newest = self._newest(purpose).thumbprint
        if await IssuerDirectory(chain).key_epoch(issuer_id(city.issuer_url), newest) is None:
            return newest
        self.report(f"A new {purpose} key is made and certified.")
        make_signing_key(
            self.layout.keys,
            purpose,
            authority=Authority.load(self.layout.keys),
            issuer_url=city.issuer_url,
            passphrase=Secrets.load(self.layout).key_passphrase,
            entropy=self.entropy,
            now=self.clock.now(),
        )
        return self._newest(purpose).thumbprint

    def _newest(self, purpose: KeyPurpose) -> KeyOnList:
        return [key for key in signing_keys(self.layout.keys) if key.purpose is purpose][-1]

    async def _wait_until_it_signs(self, city: CityFile, thumbprint: bytes) -> None:
        deadline = time.monotonic() + _TAKEN_UP_SECONDS
        while time.monotonic() < deadline:
            key = await _find(city, thumbprint)
            if key is not None and key.signs:
                return
            await asyncio.sleep(_PAUSE_SECONDS)
        raise PartSilent(
            f"The issuer did not take the key up within {_TAKEN_UP_SECONDS:.0f} s: "
            f"what it says is in {self.layout.log('issuer')}."
        )


@asynccontextmanager
async def _chain_of(city: CityFile) -> AsyncIterator[ChainConnection]:
    connection = await ChainConnection.open(city.chain_url, AddressBook.load(city.address_book))
    try:
        yield connection
    finally:
        await connection.close()


async def _find(city: CityFile, thumbprint: bytes) -> SigningKey | None:
    tls = client_context(city.tls_authority)
    async with IssuerClient(city.issuer_url, key=city.officer_key, tls=tls) as client:
        keys = await client.signing_keys()
    return next((key for key in keys if key.thumbprint == thumbprint), None)
