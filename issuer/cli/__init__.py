"""`citywallet issuer`: what officers do, from the command line. Exit status 0 only when it happened.

Each command imports what it needs when it runs, so that `--help` answers at once.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from issuer.cli.bulk import add_bulk_commands
from issuer.cli.emergencies import add_emergency_commands
from issuer.cli.staff import add_staff_commands

app = typer.Typer(
    name="issuer", help="The issuing office: register, offers, credentials.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
CredentialOption = Annotated[str, typer.Option("--credential", help="The credential's id.")]
Reason = Annotated[str | None, typer.Option("--reason", help="For the office's own record.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait until the chain holds the change.")]


@app.command("import")
def import_register(
    file: Annotated[Path, typer.Argument(help="A CSV file in UTF-8 or CP949, or an XLSX workbook.")],
    as_json: AsJson = False,
) -> None:
    """Import a register file; rows that cannot be taken are listed, the others stored."""
    from issuer.cli.console import call, read_file

    content = read_file(file)
    _show(call(lambda client: client.import_register(content), progress="Importing …"), as_json=as_json)


@app.command("import-facts")
def import_facts(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX: citizen_id, and a column for each fact.")],
    source: Annotated[str, typer.Option("--source", help="The data source, as in the type's file.")],
    whole: Annotated[bool, typer.Option("--whole", help="Forget whoever is not in it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import the list behind a data source, such as the veterans' list."""
    from issuer.cli.console import call, read_file

    content = read_file(file)
    report = call(
        lambda client: client.import_facts(content, source=source, whole=whole), progress="Importing …"
    )
    _show(report, as_json=as_json)


@app.command()
def citizens(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 20, as_json: AsJson = False
) -> None:
    """List citizens of the register."""
    from issuer.cli.console import call, print_json

    found = call(lambda client: client.citizens(limit=limit))
    if as_json:
        print_json(found)
        return
    for citizen in found:
        typer.echo(f"{citizen['id']}  {citizen['name']}  {citizen['birthdate']}")


@app.command()
def offer(
    type_id: Annotated[str, typer.Option("--type", help="The type of credential: citizen-id.")],
    citizen: Annotated[str, typer.Option("--citizen", help="The citizen's id.")],
    tx_code: Annotated[bool, typer.Option("--tx-code", help="Protect the offer with six digits.")] = False,
    sign_in: Annotated[
        bool, typer.Option("--sign-in", help="Let the citizen sign in; the offer carries no code.")
    ] = False,
    by_value: Annotated[
        bool, typer.Option("--by-value", help="Put the whole offer into the link; a wallet fetches nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Offer a credential to a citizen; give the digits to them by another way than the link."""
    from citywallet.client.issuer import CODE_IN_OFFER, SIGN_IN
    from issuer.cli.console import call, print_json

    grants = (SIGN_IN,) if sign_in else (CODE_IN_OFFER,)
    made = call(lambda client: client.offer(type_id=type_id, citizen=citizen, tx_code=tx_code, grants=grants))
    if as_json:
        print_json(asdict(made))
        return
    typer.echo(made.credential_offer if by_value else made.credential_offer_uri)
    if made.tx_code:
        typer.echo(f"Transaction code: {made.tx_code}")


@app.command()
def credentials(
    citizen: Annotated[str, typer.Option("--citizen", help="The citizen's id.")], as_json: AsJson = False
) -> None:
    """List what a citizen was issued, newest first."""
    from issuer.cli.console import call, print_json

    found = call(lambda client: client.credentials(citizen=citizen))
    if as_json:
        print_json(found)
        return
    for credential in found:
        typer.echo(
            f"{credential['id']}  {credential['type']}  {credential['state']}  {credential['issued_at']}"
        )


@app.command()
def keys(as_json: AsJson = False) -> None:
    """List the signing keys, what the chain says of each, and which one signs."""
    from issuer.cli.console import call, print_json

    found = call(lambda client: client.signing_keys())
    if as_json:
        print_json([{**asdict(key), "thumbprint": key.thumbprint.hex()} for key in found])
        return
    for key in found:
        typer.echo(f"{key.thumbprint.hex()}  {key.purpose}  {key.state}{'  signs' if key.signs else ''}")


@app.command()
def revoke(
    credential: CredentialOption, reason: Reason = None, wait: Wait = False, as_json: AsJson = False
) -> None:
    """Revoke a credential for good."""
    _change(credential, "revoke", reason=reason, wait=wait, as_json=as_json)


@app.command()
def suspend(
    credential: CredentialOption, reason: Reason = None, wait: Wait = False, as_json: AsJson = False
) -> None:
    """Suspend a credential."""
    _change(credential, "suspend", reason=reason, wait=wait, as_json=as_json)


@app.command()
def resume(
    credential: CredentialOption, reason: Reason = None, wait: Wait = False, as_json: AsJson = False
) -> None:
    """Resume a suspended credential."""
    _change(credential, "resume", reason=reason, wait=wait, as_json=as_json)


def _change(credential: str, act: str, *, reason: str | None, wait: bool, as_json: bool) -> None:
    from issuer.cli.console import call, change_status, print_json

    progress = "Waiting for the chain …" if wait else None
    record = call(
        lambda client: change_status(client, credential, act, reason=reason, wait=wait), progress=progress
    )
    if as_json:
        print_json(record)
    else:
        typer.echo(f"{record['id']}  {record['state']}")


def _show(report: dict[str, Any], *, as_json: bool) -> None:
    from issuer.cli.console import print_json

    if as_json:
        print_json(report)
    else:
        _print_report(report)
    if report["refused"]:
        raise typer.Exit(1)


def _print_report(report: dict[str, Any]) -> None:
    typer.echo(f"new {report['new']}, changed {report['changed']}, unchanged {report['unchanged']}")
    if report["forgotten"]:
        typer.echo(f"forgotten {report['forgotten']}")
    for row in report["refused_rows"]:
        where = f" in {row['column']}" if row["column"] else ""
        typer.echo(f"line {row['row']}: {row['fault']}{where}")
    if report["refused"]:
        typer.echo(f"refused {report['refused']}")


add_bulk_commands(app)
add_emergency_commands(app)
add_staff_commands(app)
