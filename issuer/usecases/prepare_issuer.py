"""At every start: the issuer's secret and status lists are there, and still the ones it began with."""

from dataclasses import dataclass

from citywallet.runtime.entropy import Entropy
from issuer.domain.identifiers import ListNumber
from issuer.domain.profile import IssuerProfile
from issuer.domain.status_lists import RegisteredList
from issuer.ports import UnitsOfWork

_SECRET_BYTES = 32


class IssuerChanged(Exception):
    """Raised at start when the status lists on record lie at another address than the settings give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlan:
    """How many status lists there are, and the form of new ones; those on record keep theirs."""

    count: int
    bits: int
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareIssuer:
    """Make what the first start makes, and hold the rest against the settings."""

    units: UnitsOfWork
    entropy: Entropy
    profile: IssuerProfile
    lists: ListPlan

    async def __call__(self) -> bytes:
        """Give the secret for nonces, the same at every start and in every process.

        Raises:
            IssuerChanged: the issuer's address differs from what cards already carry.
        """
        async with self.units.writing() as records:
            await records.nonces.keep_secret(self.entropy.token_bytes(_SECRET_BYTES))
            secret = await records.nonces.secret()
            assert secret is not None
            for number in range(1, self.lists.count + 1):
                await records.status_lists.add(self._planned(ListNumber(number)))
            for recorded in await records.status_lists.all():
                self._require_unchanged(recorded)
        return secret

    def _planned(self, number: ListNumber) -> RegisteredList:
        return RegisteredList(
            number=number,
            uri=self.profile.status_list_uri(number),
            bits=self.lists.bits,
            entries=self.lists.entries,
            on_chain=False,
        )

    def _require_unchanged(self, recorded: RegisteredList) -> None:
        if recorded.uri != self.profile.status_list_uri(recorded.number):
            raise IssuerChanged(
                f"Cards point to {recorded.uri}; the issuer's address cannot change to "
                f"{self.profile.credential_issuer}. Set the old address, or start afresh with RESET=1."
            )
