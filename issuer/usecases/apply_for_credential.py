"""A citizen asks, without an offer, for what an officer must approve: the request becomes an application."""

from dataclasses import dataclass, replace
from datetime import datetime

from citywallet.protocol.oid4vci import DeferredCredentialResponse
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from issuer.domain.access_tokens import check_token
from issuer.domain.applications import Application, Approved, TransactionId, Waiting, state_at
from issuer.domain.errors import NotEligible
from issuer.domain.identifiers import ApplicationId
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.domain.requested_credential import NotEntitled
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.issue_copies import BeforeRecording, Order, refuse_keys_of_others


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyForCredential:
    """Record what is asked for with the keys that were proven, and promise the wallet a transaction."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    profile: IssuerProfile
    check_entitlement: CheckEntitlement

    async def __call__(self, order: Order, *, before: BeforeRecording) -> DeferredCredentialResponse:
        """Apply for what an order asks for. `before` runs first in the unit of work that records it.

        An application that is still open keeps its place; it is for the keys of the newest request.

        Raises:
            NotEntitled: the source does not entitle the citizen; no officer need look at it.
            AccessTokenRefused: the token does not count any more.
            KeyOfAnotherHolder: a key is bound to another citizen's credential.
            SourceUnavailable: the source could not be asked; nothing was recorded.

        Spec: OpenID4VCI 1.0, Credential Response.
        """
        now = self.clock.now()
        try:
            await self.check_entitlement(order.citizen_id, order.configuration.type, now=now)
        except NotEligible as error:
            raise NotEntitled("not entitled") from error
        failpoint("apply.before_record")
        async with self.units.writing() as records:
            check_token(await records.tokens.find(digest_of(order.token)), now=now)
            await before(records)
            await refuse_keys_of_others(records, order)
            application = await self._record(records, order, now)
        failpoint("apply.after_record")
        return self.promise(application)

    def promise(self, application: Application) -> DeferredCredentialResponse:
        """What the wallet is told of an application: which transaction it is, and when to ask."""
        return DeferredCredentialResponse(
            transaction_id=application.transaction_id,
            interval_seconds=int(self.profile.collection_interval.total_seconds()),
        )

    async def _record(self, records: Records, order: Order, now: datetime) -> Application:
        issuance = order.issuance
        # Neither the office's id nor anything else of the record tells it.
        transaction_id = TransactionId(self.entropy.identifier())
        earlier = await records.applications.newest_under(issuance.authorization_id, order.configuration.id)
        if earlier is not None and isinstance(state_at(earlier, now), Waiting | Approved):
            renewed = replace(
                earlier,
                transaction_id=transaction_id,
                request_digest=issuance.request_digest,
                keys=order.keys,
            )
            await records.applications.save(renewed)
            return renewed
        application = Application(
            id=ApplicationId(self.entropy.identifier()),
            transaction_id=transaction_id,
            authorization_id=issuance.authorization_id,
            citizen_id=order.citizen_id,
            configuration_id=order.configuration.id,
            request_digest=issuance.request_digest,
            keys=order.keys,
            submitted_at=now,
            expires_at=now + self.profile.application_lifetime,
            state=Waiting(),
        )
        await records.applications.add(application)
        return application
