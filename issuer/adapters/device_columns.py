"""How devices are found in the table of authorizations."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col

from issuer.adapters.tables import AuthorizationRow
from issuer.domain.devices import BearerDevice, Device, KeyDevice

_instance, _dpop = col(AuthorizationRow.instance_thumbprint), col(AuthorizationRow.dpop_thumbprint)
# The thumbprint by which an authorization's device is known; NULL where there is no key.
DEVICE_KEY: ColumnElement[Any] = func.coalesce(_instance, _dpop)


def belongs_to(device: Device) -> ColumnElement[bool]:
    """The authorizations of a device."""
    match device:
        case KeyDevice(thumbprint):
            return or_(_instance == thumbprint, and_(_instance.is_(None), _dpop == thumbprint))
        case BearerDevice(authorization_id):
            return and_(col(AuthorizationRow.id) == authorization_id, DEVICE_KEY.is_(None))
