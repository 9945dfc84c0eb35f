"""Who calls the office, for use cases that are called without HTTP."""

from issuer.domain.callers import ClientCaller
from issuer.domain.identifiers import OfficeClientId
from issuer.domain.permissions import CLIENT_SCOPES

A_DEPARTMENT = ClientCaller(
    id=OfficeClientId("department"), name="department", permissions=CLIENT_SCOPES, key_shown_to=None
)
