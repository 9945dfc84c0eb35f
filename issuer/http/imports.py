"""The office's imports: the register, and the lists behind other sources, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from issuer.domain.identifiers import SourceName
from issuer.http.acts import acts_of
from issuer.http.gate import SHOWN_BY_CALLERS, caller_of
from issuer.http.models import Identifier, ImportModel
from issuer.http.uploads import TABLE_BODY, uploaded_table

REGISTER_IMPORTS = "/api/v1/register-imports"
SOURCE_IMPORTS = "/api/v1/source-imports"

import_routes = APIRouter(tags=["office"], dependencies=SHOWN_BY_CALLERS)


@import_routes.post(REGISTER_IMPORTS, summary="Import a register file", openapi_extra=TABLE_BODY)
async def import_register(request: Request) -> ImportModel:
    """Take a CSV file in UTF-8 or CP949, or the first sheet of a workbook; bad rows are listed."""
    async with uploaded_table(request) as table:
        return ImportModel.of(await acts_of(request).import_register(table, by=caller_of(request)))


@import_routes.post(SOURCE_IMPORTS, summary="Import the list behind a data source", openapi_extra=TABLE_BODY)
async def import_facts(
    request: Request, source: Annotated[Identifier, Query()], whole: Annotated[bool, Query()] = False
) -> ImportModel:
    """Take a list with a column for each fact; who is not in a whole list is forgotten."""
    async with uploaded_table(request) as table:
        report = await acts_of(request).import_facts(
            SourceName(source), table, is_whole=whole, by=caller_of(request)
        )
    return ImportModel.of(report)
