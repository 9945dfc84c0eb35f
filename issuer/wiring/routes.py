"""The routes that every issuer has below its own address."""

from issuer.http.api import office_routes
from issuer.http.applications import application_routes
from issuer.http.approvals import approval_routes
from issuer.http.audit import audit_routes
from issuer.http.bulk import bulk_routes
from issuer.http.clients import client_routes
from issuer.http.credentials import credential_routes
from issuer.http.health import health_routes
from issuer.http.imports import import_routes
from issuer.http.issuance import issuance_routes
from issuer.http.issuing import issuing_routes
from issuer.http.metadata import type_routes
from issuer.http.sign_in import sign_in_routes
from issuer.http.staff import staff_routes
from issuer.http.status import status_routes
from issuer.http.types import catalogue_routes

ROUTES = (
    issuance_routes,
    credential_routes,
    status_routes,
    type_routes,
    office_routes,
    import_routes,
    application_routes,
    approval_routes,
    issuing_routes,
    client_routes,
    bulk_routes,
    health_routes,
    sign_in_routes,
    staff_routes,
    catalogue_routes,
    audit_routes,
)
