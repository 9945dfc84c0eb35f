"""A wallet tells what became of the credentials that it was given."""

from dataclasses import dataclass

from citywallet.protocol.oid4vci import NotificationIdInvalid, NotificationRequest
from citywallet.runtime.clock import Clock
from issuer.domain.identifiers import AuthorizationId, IssuanceId
from issuer.domain.notifications import Notification
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNotification:
    """Keep an event with the issuance that it is about; nothing follows from it by itself."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, authorization_id: AuthorizationId, request: NotificationRequest) -> None:
        """Record what a wallet reports under an authorization; reporting it again changes nothing.

        Raises:
            NotificationIdInvalid: no issuance under this authorization has this notification id.

        Spec: OpenID4VCI 1.0, Notification Endpoint.
        """
        notification = Notification(
            issuance_id=IssuanceId(request.notification_id),
            event=request.event,
            description=request.event_description,
            received_at=self.clock.now(),
        )
        async with self.units.writing() as records:
            issuance = await records.issuances.find(notification.issuance_id)
            if issuance is None or issuance.authorization_id != authorization_id:
                raise NotificationIdInvalid()
            await records.issuances.note(notification)
