"""The audit log on the command line: shown, checked, and held against heads that were kept elsewhere."""

from pathlib import Path

import typer

from citywallet.client.city_file import CityFile
from citywallet.client.office import OfficeClient
from citywallet.protocol.encoding import integer_member, string_member
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.trust import parse_pem_certificates
from citywallet.runtime.files import write_whole
from issuer.cli.console import call_office, print_json, read_file, running_city
from issuer.domain.audit import AuditHead
from issuer.domain.audit_statement import verify_audit_statement


def show(*, as_json: bool) -> None:
    """Print the newest entries."""
    entries = call_office(_auditor, lambda client: client.audit())
    if as_json:
        print_json(entries)
        return
    for each in entries:
        subject, reason = each["subject"] or "-", each["reason"] or ""
        typer.echo(
            f"{each['number']}  {each['at']}  {each['actor']}  {each['act']}  {subject}  {reason}".rstrip()
        )


def save_head(path: Path) -> None:
    """Keep a signed statement of the newest entry."""
    stated = call_office(_auditor, lambda client: client.audit_head())
    write_whole(path, f"{stated['statement']}\n".encode(), mode=0o644)
    typer.echo(f"Entry {stated['number']} is stated in {path}.")


def holds(against: Path | None) -> bool:
    """Whether the log is whole, and contains what a kept statement names; says so."""
    checked = call_office(_auditor, lambda client: client.check_audit())
    if not checked["whole"]:
        typer.echo(
            f"The log was changed: from entry {checked['first_broken']} on it proves nothing.", err=True
        )
        return False
    if against is None:
        typer.echo("The log is whole.")
        return True
    kept = _kept_head(against)
    if kept.number and not call_office(_auditor, lambda client: _contains(client, kept)):
        typer.echo(
            f"The log was cut or rewritten: it does not contain the stated entry {kept.number}.", err=True
        )
        return False
    typer.echo(f"The log is whole and contains the stated entry {kept.number}.")
    return True


async def _contains(client: OfficeClient, kept: AuditHead) -> bool:
    entries = await client.audit(before=kept.number + 1)
    return bool(entries) and (
        integer_member(entries[0], "number"),
        string_member(entries[0], "digest"),
    ) == (kept.number, kept.digest.hex())


def _kept_head(path: Path) -> AuditHead:
    city = running_city()
    anchors = parse_pem_certificates(read_file(city.trust_anchors))
    try:
        text = read_file(path).decode("ascii", "replace").strip()
        return verify_audit_statement(text, issuer=city.issuer_url, anchors=anchors).head
    except ProtocolError as error:
        typer.echo(f"The file {path} holds no genuine statement ({error.public})", err=True)
        raise typer.Exit(1) from None


def _auditor(city: CityFile) -> str:
    return city.auditor_key
