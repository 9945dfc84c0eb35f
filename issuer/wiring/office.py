"""How the office's own acts are put together."""

from issuer.domain.callers import ClientCaller
from issuer.domain.identifiers import OfficeClientId
from issuer.domain.office_clients import ConfiguredClients, digest_of_key
from issuer.domain.permissions import CLIENT_SCOPES, PERMISSIONS, Permission, Role
from issuer.http.office_acts import OfficeActs
from issuer.ports import UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.check_audit_log import CheckAuditLog
from issuer.usecases.identify_office_client import IdentifyOfficeClient
from issuer.usecases.read_audit_log import ReadAuditLog
from issuer.usecases.state_audit_head import StateAuditHead
from issuer.wiring.parts import IssuerParts

# What the counter's own system does: all of it but staff, audit and the past.
_OFFICER_SCOPES = CLIENT_SCOPES - {
    Permission.READ_PAST_STATUS,
    Permission.READ_AUDIT,
    Permission.READ_STAFF,
    Permission.MANAGE_STAFF,
}


def office_acts(settings: Settings, parts: IssuerParts, units: UnitsOfWork) -> OfficeActs:
    """The acts of the office, on the database behind `units`."""
    return OfficeActs(
        identify_client=IdentifyOfficeClient(units=units, configured=_configured_clients(settings)),
        read_audit_log=ReadAuditLog(units=units),
        check_audit_log=CheckAuditLog(units=units),
        state_audit_head=StateAuditHead(
            units=units, clock=parts.clock, keys=parts.keys, profile=settings.profile
        ),
    )


def _configured_clients(settings: Settings) -> ConfiguredClients:
    """The systems whose keys the settings hold: the counter's and the auditors'."""
    scopes = {"officer": _OFFICER_SCOPES, "auditor": PERMISSIONS[Role.AUDITOR]}
    keys = {"officer": settings.officer_key, "auditor": settings.auditor_key}
    return ConfiguredClients(
        {
            digest_of_key(key.get_secret_value()): ClientCaller(
                id=OfficeClientId(name), name=name, permissions=scopes[name]
            )
            for name, key in keys.items()
        }
    )
