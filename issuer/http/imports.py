"""The office's imports: the register, over HTTP."""

from fastapi import APIRouter, Request

from issuer.http.acts import acts_of
from issuer.http.gate import SHOWN_BY_CALLERS, caller_of
from issuer.http.models import ImportModel
from issuer.http.uploads import TABLE_BODY, uploaded_table

REGISTER_IMPORTS = "/api/v1/register-imports"

import_routes = APIRouter(tags=["office"], dependencies=SHOWN_BY_CALLERS)


@import_routes.post(REGISTER_IMPORTS, summary="Import a register file", openapi_extra=TABLE_BODY)
async def import_register(request: Request) -> ImportModel:
    """Take a CSV file in UTF-8 or CP949, or the first sheet of a workbook; bad rows are listed."""
    async with uploaded_table(request) as table:
        return ImportModel.of(await acts_of(request).import_register(table, by=caller_of(request)))
