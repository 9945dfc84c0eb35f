"""The services as they are measured over HTTP: `python -m benchmarks.service verifier|issuer FOLDER PORT`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from benchmarks.memory import MAX_AGE, a_public_chain, the_policy, the_query
from citywallet.protocol.dcql import DcqlQuery
from citywallet.protocol.policy import BilingualText
from citywallet.runtime.clock import SystemClock
from citywallet.runtime.entropy import SystemEntropy
from citywallet.runtime.http import Readiness
from citywallet.runtime.logging import configure_logging
from citywallet.runtime.serve import listen, serve_on
from citywallet.storage.database import Database, open_database
from issuer.app import build_app
from tests.support.issuer import issuer_settings
from tests.support.key_directory import chain_ports
from tests.support.status_chain import FakeStatusChain
from tests.support.verifier import some_settings
from verifier.adapters.catalogue import FileCatalogue
from verifier.adapters.known_facts import SqlKnownFacts
from verifier.adapters.transaction_store import SqlTransactionStore
from verifier.app import Ports, assemble_app
from verifier.domain.question import Flow, Question
from verifier.settings import Settings

QUESTION = "benchmark"
_TEXT = BilingualText(ko="측정", en="benchmark")


def verifier_settings(folder: Path) -> Settings:
    """Settings on the database that lies in `folder`."""
    return some_settings(folder, f"sqlite+aiosqlite:///{folder / 'verifier.db'}")


def verifier_ports(database: Database) -> Ports:
    """The verifier's own database; the chain's facts and the status list in memory."""
    chain, lists = a_public_chain()
    return Ports(
        chain=chain,
        lists=lists,
        known=SqlKnownFacts(database),
        transactions=SqlTransactionStore(database),
        catalogue=FileCatalogue([_the_question()]),
    )


def verifier_app(folder: Path) -> FastAPI:
    """The verifier with its real routes."""
    settings = verifier_settings(folder)
    database = open_database(settings.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await database.close()

    async def ready() -> Readiness:
        return Readiness(ready=True)

    return assemble_app(
        settings,
        verifier_ports(database),
        clock=SystemClock(),
        entropy=SystemEntropy(),
        lifespan=lifespan,
        ready=ready,
    )


def issuer_app(folder: Path) -> FastAPI:
    """The issuer with its real routes and database; no chain, no background work."""
    changes: dict[str, Any] = {
        "database_url": f"sqlite+aiosqlite:///{folder / 'issuer.db'}",
        "status_list_entries": 2**20,
    }
    settings = issuer_settings(folder, **changes)
    chain = FakeStatusChain(SystemClock())  # type: ignore[arg-type]
    return build_app(settings, chain=chain_ports(chain), with_workers=False)


def _the_question() -> Question:
    return Question(
        name=QUESTION,
        label=_TEXT,
        purpose=_TEXT,
        legal_basis=_TEXT,
        card=_TEXT,
        retention=timedelta(days=1),
        flow=Flow.PROXIMITY,
        query=DcqlQuery(credentials=(the_query(),), credential_sets=()),
        policy=the_policy(MAX_AGE),
    )


def main() -> None:
    """Serve until told to stop."""
    kind, folder, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    configure_logging(kind)
    app = verifier_app(folder) if kind == "verifier" else issuer_app(folder)
    serve_on(listen(port=port), app)


if __name__ == "__main__":
    main()
