"""How the queue of applications is put together."""

from issuer.http.application_acts import ApplicationActs
from issuer.ports import UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.count_quota import CountQuota
from issuer.usecases.decide_application import DecideApplication
from issuer.usecases.list_applications import ListApplications
from issuer.usecases.read_application import ReadApplication
from issuer.usecases.reveal_application import RevealApplication
from issuer.wiring.parts import IssuerParts


def application_acts(
    settings: Settings, parts: IssuerParts, units: UnitsOfWork, entitlement: CheckEntitlement
) -> ApplicationActs:
    """The acts of officers, on the database behind `units`."""
    count_quota = CountQuota(settings.quotas)
    read = ReadApplication(
        units=units, clock=parts.clock, catalogue=parts.catalogue, check_entitlement=entitlement
    )
    return ApplicationActs(
        list=ListApplications(units=units, clock=parts.clock),
        read=read,
        reveal=RevealApplication(units=units, clock=parts.clock, read=read, count_quota=count_quota),
        decide=DecideApplication(units=units, clock=parts.clock, count_quota=count_quota),
    )
