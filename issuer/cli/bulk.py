"""`citywallet issuer bulk`: one file of citizens, from its dry run to the links of its offers.

What is interrupted here goes on in the issuer; `bulk-resume` looks on again.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from citywallet.client.bulk import BulkJobState
    from citywallet.client.issuer import IssuerClient

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Job = Annotated[str, typer.Argument(help="The job's id.")]
OffersFile = Annotated[
    Path | None, typer.Option("--offers", help="Write links and transaction codes into this CSV file.")
]
_SHOWN_ROWS = 20


def add_bulk_commands(app: typer.Typer) -> None:
    """Add the commands to those of the office."""
    app.command("bulk")(bulk)
    app.command("bulk-jobs")(bulk_jobs)
    app.command("bulk-stop")(bulk_stop)
    app.command("bulk-resume")(bulk_resume)


def bulk(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX with a column citizen_id.")],
    type_id: Annotated[str, typer.Option("--type", help="The type of credential: veteran.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row, issue nothing.")] = False,
    offers: OffersFile = None,
    as_json: AsJson = False,
) -> None:
    """Issue to everybody in a file; rows that cannot be issued are named and stop no other."""
    from issuer.cli.console import call, read_file

    content = read_file(file)

    async def run(client: IssuerClient) -> dict[str, Any]:
        from citywallet.client.bulk import BulkClient

        jobs = BulkClient(client)
        job_id = await jobs.send(content, type_id=type_id)
        checked = await _watch(jobs, job_id, quiet=as_json)
        if dry_run or checked.state != "checked":
            return await _outcome(jobs, checked, offers=None)
        await jobs.start(job_id)
        return await _outcome(jobs, await _watch(jobs, job_id, quiet=as_json), offers=offers)

    _show(call(run), as_json=as_json)


def bulk_jobs(as_json: AsJson = False) -> None:
    """List the newest bulk jobs."""
    from issuer.cli.console import call, print_json

    async def listed(client: IssuerClient) -> list[BulkJobState]:
        from citywallet.client.bulk import BulkClient

        return await BulkClient(client).jobs()

    jobs = call(listed)
    if as_json:
        print_json([asdict(job) for job in jobs])
        return
    for job in jobs:
        typer.echo(f"{job.id}  {job.type_id}  {_line(job)}")


def bulk_stop(job: Job, as_json: AsJson = False) -> None:
    """Issue no more; `bulk-resume` goes on."""
    from issuer.cli.console import call

    async def stopped(client: IssuerClient) -> dict[str, Any]:
        from citywallet.client.bulk import BulkClient

        jobs = BulkClient(client)
        return await _outcome(jobs, await jobs.stop(job), offers=None)

    _show(call(stopped), as_json=as_json)


def bulk_resume(job: Job, offers: OffersFile = None, as_json: AsJson = False) -> None:
    """Start a checked job, go on with a stopped one, or look on until it is done."""
    from issuer.cli.console import call

    async def resumed(client: IssuerClient) -> dict[str, Any]:
        from citywallet.client.bulk import BulkClient

        jobs = BulkClient(client)
        found = await _watch(jobs, job, quiet=as_json) if (await jobs.job(job)).state == "checking" else None
        state = found or await jobs.job(job)
        if state.state == "checked":
            await jobs.start(job)
        elif state.state == "stopped":
            await jobs.resume(job)
        return await _outcome(jobs, await _watch(jobs, job, quiet=as_json), offers=offers)

    _show(call(resumed), as_json=as_json)


async def _watch(jobs: Any, job_id: str, *, quiet: bool) -> BulkJobState:
    """Wait until the job stands still, with a bar for people."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task("Checking", total=None)

        def tell(job: BulkJobState) -> None:
            checking = job.state in ("checking", "checked")
            progress.update(
                task,
                description="Checking" if checking else "Issuing",
                total=job.rows,
                completed=job.looked_at if checking else job.done + job.errors,
            )

        watched: BulkJobState = await jobs.wait(job_id, tell=tell)
        return watched


async def _outcome(jobs: Any, job: BulkJobState, *, offers: Path | None) -> dict[str, Any]:
    if offers is not None and job.done:
        offers.write_bytes(await jobs.offers(job.id))  # noqa: ASYNC240 - nothing else runs here
    return asdict(job) | {"refused_rows": await jobs.refused_rows(job.id)}


def _show(outcome: dict[str, Any], *, as_json: bool) -> None:
    from issuer.cli.console import print_json

    refused = outcome["refused_rows"]
    if as_json:
        print_json(outcome)
    else:
        typer.echo(
            f"{outcome['id']}  {outcome['state']}: {outcome['rows']} rows, {outcome['ready']} ready, "
            f"{outcome['done']} done, {outcome['errors']} refused"
        )
        for row in refused[:_SHOWN_ROWS]:
            typer.echo(f"line {row['row']}: {row['sentence']['ko']} ({row['code']})")
        if len(refused) > _SHOWN_ROWS:
            typer.echo(f"… and {len(refused) - _SHOWN_ROWS} more; --json lists them all")
    if refused:
        raise typer.Exit(1)


def _line(job: BulkJobState) -> str:
    return f"{job.state}  {job.done} of {job.rows}, {job.errors} refused"
