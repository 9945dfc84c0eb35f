"""Read what was asked of a wallet and how it ended."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from wallet_api.domain.errors import RequestExpired, WalletNotFound
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.identifiers import HistoryEntryId, WalletId
from wallet_api.domain.presentations import AwaitingConsent, Outcome, close
from wallet_api.ports.store import WalletRecords, WalletStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHistory:
    """Reads the citizen's own record; requests that ran out unanswered are closed as declined first."""

    store: WalletStore
    clock: Clock
    entropy: Entropy

    async def __call__(self, wallet_id: WalletId) -> tuple[HistoryEntry, ...]:
        """All entries, the newest first.

        Raises:
            WalletNotFound: no such wallet.
        """
        async with self.store.work() as records:
            if await records.find_wallet(wallet_id) is None:
                raise WalletNotFound
            for expired in await records.expired_presentations(wallet_id, now=self.clock.now()):
                await self._close(records, expired)
            return await records.history_of(wallet_id)

    async def _close(self, records: WalletRecords, expired: AwaitingConsent) -> None:
        await records.save_presentation(close(expired, outcome=Outcome.DECLINED))
        entry = HistoryEntry(
            id=HistoryEntryId(self.entropy.identifier()),
            wallet_id=expired.wallet_id,
            at=expired.answer_until,
            verifier=expired.verifier,
            items=(),
            outcome=Outcome.DECLINED,
            reason=RequestExpired.code,
        )
        await records.save_history(entry)
