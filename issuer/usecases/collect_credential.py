"""A wallet comes back for a credential that it applied for."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from citywallet.protocol.oauth import AccessToken
from citywallet.protocol.oid4vci import (
    CredentialRequestDenied,
    CredentialResponse,
    DeferredCredentialRequest,
    DeferredCredentialResponse,
    TransactionIdInvalid,
)
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.access_tokens import check_token
from issuer.domain.applications import (
    EXPIRED,
    NOT_ENTITLED,
    Application,
    Approved,
    Collected,
    Decision,
    Expired,
    Refused,
    Waiting,
    parse_transaction_id,
    state_at,
)
from issuer.domain.audit import Act
from issuer.domain.callers import ISSUER_ITSELF
from issuer.domain.catalogue import Catalogue
from issuer.domain.identifiers import IssuanceId
from issuer.domain.issuances import Issuance
from issuer.domain.nonces import NonceUsed
from issuer.domain.offers import digest_of
from issuer.domain.requested_credential import NotEntitled
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.apply_for_credential import ApplyForCredential
from issuer.usecases.audit_trail import record_act
from issuer.usecases.issue_copies import IssueCopies, Order
from issuer.usecases.repeat_issuance import RepeatIssuance

# For wallets whose answer was lost on the way; afterwards the transaction counts as obtained.
GIVEN_AGAIN_WITHIN: Final = timedelta(days=1)


class _ChangedMeanwhile(Exception):
    """Raised when an application is no longer what it was when it was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectCredential:
    """Answer a deferred credential request: with the credentials once, again with the same, or not yet."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    apply: ApplyForCredential
    issue_copies: IssueCopies
    repeat_issuance: RepeatIssuance

    async def __call__(
        self, token: AccessToken, request: DeferredCredentialRequest
    ) -> CredentialResponse | DeferredCredentialResponse:
        """Give what a transaction stands for, as far as an officer has decided.

        Raises:
            AccessTokenRefused: the token does not count (any more).
            TransactionIdInvalid: not promised under this authorization, or obtained more than a day ago.
            CredentialRequestDenied: refused, expired, or no longer the citizen's due; with a reason to read.
            KeyOfAnotherHolder, SourceUnavailable, SignerUnavailable, StatusListsFull: see `IssueCopies`.

        Spec: OpenID4VCI 1.0, Deferred Credential Response.
        """
        now, transaction_id = self.clock.now(), parse_transaction_id(request.transaction_id)
        # (1) The transaction is of this authorization: its id alone gives nobody anything.
        async with self.units.reading() as records:
            authorization = check_token(await records.tokens.find(digest_of(token)), now=now).authorization
            application = await records.applications.of_transaction(transaction_id)
        if application is None or application.authorization_id != authorization.id:
            raise TransactionIdInvalid()
        # (2) An officer has said yes, and the wallet comes in time.
        match state_at(application, now):
            case Waiting():
                return self.apply.promise(application)
            case Refused(reason=reason):
                raise CredentialRequestDenied("refused", reason=reason)
            case Expired():
                raise CredentialRequestDenied("expired", reason=EXPIRED)
            case Collected(issuance_id=issuance_id):
                return await self._repeat(token, application, issuance_id, now)
            case Approved(decision=decision):
                try:
                    return await self._issue(token, application, decision, now)
                except _ChangedMeanwhile:
                    return await self(token, request)

    async def _issue(
        self, token: AccessToken, application: Application, decision: Decision, now: datetime
    ) -> CredentialResponse:
        issuance = Issuance(
            id=IssuanceId(self.entropy.identifier()),
            authorization_id=application.authorization_id,
            configuration_id=application.configuration_id,
            request_digest=application.request_digest,
            issued_at=now,
        )
        state = Collected(decision=decision, issuance_id=issuance.id)

        async def collect(records: Records) -> None:
            await _require_unchanged(records, application)
            await records.issuances.add(issuance)
            await records.applications.save(replace(application, state=state))

        # (3) The citizen is entitled now, whatever was so when the officer looked.
        try:
            order = self._order(token, application, issuance)
            return _without_report(await self.issue_copies(order, before=collect))
        except NotEntitled as error:
            await self._refuse(application, now)
            raise CredentialRequestDenied("no longer entitled", reason=NOT_ENTITLED) from error

    async def _repeat(
        self, token: AccessToken, application: Application, issuance_id: IssuanceId, now: datetime
    ) -> CredentialResponse:
        async with self.units.reading() as records:
            issuance = await records.issuances.find(issuance_id)
        if issuance is None or now >= issuance.issued_at + GIVEN_AGAIN_WITHIN:
            raise TransactionIdInvalid("obtained")
        try:
            return _without_report(await self.repeat_issuance(self._order(token, application, issuance)))
        except NonceUsed as error:
            raise TransactionIdInvalid("for credentials that ended since") from error

    async def _refuse(self, application: Application, now: datetime) -> None:
        decision = Decision(by=ISSUER_ITSELF.name, at=now)
        refused = replace(application, state=Refused(decision=decision, reason=NOT_ENTITLED))
        async with self.units.writing() as records:
            await _require_unchanged(records, application)
            await records.applications.save(refused)
            await record_act(records, ISSUER_ITSELF, Act.APPLICATION_REFUSED, subject=application.id, now=now)

    def _order(self, token: AccessToken, application: Application, issuance: Issuance) -> Order:
        configuration = self.catalogue.configuration(application.configuration_id)
        if configuration is None:
            raise CredentialRequestDenied("no longer in the catalogue")
        return Order(
            token=token,
            citizen_id=application.citizen_id,
            configuration=configuration,
            issuance=issuance,
            keys=application.keys,
        )


async def _require_unchanged(records: Records, application: Application) -> None:
    if await records.applications.hold(application.id) != application:
        raise _ChangedMeanwhile


def _without_report(response: CredentialResponse) -> CredentialResponse:
    """No report is asked for: widespread wallets refuse a deferred response that has a `notification_id`."""
    return replace(response, notification_id=None)
