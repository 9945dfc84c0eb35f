"""How departments' systems are put together: those of the settings, and those that administrators create."""

from issuer.domain.callers import ClientCaller
from issuer.domain.identifiers import OfficeClientId
from issuer.domain.office_clients import ConfiguredClients, digest_of_key
from issuer.domain.permissions import CLIENT_SCOPES, PERMISSIONS, Permission, Role
from issuer.http.office_acts import ClientActs
from issuer.ports import UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.create_office_client import CreateOfficeClient
from issuer.usecases.disable_office_client import DisableOfficeClient
from issuer.usecases.identify_office_client import IdentifyOfficeClient
from issuer.usecases.list_office_clients import ListOfficeClients
from issuer.usecases.rotate_client_key import RotateClientKey
from issuer.wiring.parts import IssuerParts

_FOUNDER_SCOPES = frozenset({Permission.READ_STAFF, Permission.MANAGE_STAFF})
# What the counter's own system does: all of it but staff, audit and the past.
_OFFICER_SCOPES = CLIENT_SCOPES - _FOUNDER_SCOPES - {Permission.READ_PAST_STATUS, Permission.READ_AUDIT}


def client_acts(settings: Settings, parts: IssuerParts, units: UnitsOfWork) -> ClientActs:
    """What administrators do with systems, and how a system is known by its key."""
    configured = _configured_clients(settings)
    return ClientActs(
        identify=IdentifyOfficeClient(units=units, configured=configured),
        list=ListOfficeClients(units=units),
        create=CreateOfficeClient(
            units=units, clock=parts.clock, entropy=parts.entropy, configured=configured
        ),
        rotate=RotateClientKey(units=units, clock=parts.clock, entropy=parts.entropy),
        disable=DisableOfficeClient(units=units, clock=parts.clock),
    )


def _configured_clients(settings: Settings) -> ConfiguredClients:
    """The systems whose keys the settings hold: the counter's, the auditors', the founder's."""
    configured = [
        ("officer", settings.officer_key, _OFFICER_SCOPES),
        ("auditor", settings.auditor_key, PERMISSIONS[Role.AUDITOR]),
    ]
    if settings.founder_key is not None:
        configured.append(("founder", settings.founder_key, _FOUNDER_SCOPES))
    return ConfiguredClients(
        {
            digest_of_key(key.get_secret_value()): ClientCaller(
                id=OfficeClientId(name), name=name, permissions=scopes, key_shown_to=None
            )
            for name, key, scopes in configured
        }
    )
