"""`citywallet issuer staff` and `issuer audit`: who works in the office, and what was done there."""

from pathlib import Path
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
User = Annotated[str, typer.Argument(help="The user name.")]

staff_app = typer.Typer(name="staff", help="Accounts of the office's pages.", no_args_is_help=True)


def add_staff_commands(app: typer.Typer) -> None:
    """Add `staff` and `audit` to the commands of the issuer."""
    app.add_typer(staff_app, name="staff")
    app.command()(audit)


@staff_app.command("list")
def list_staff(as_json: AsJson = False) -> None:
    """List everybody's account."""
    from issuer.cli.console import call_office, print_json

    found = call_office(lambda city: city.founder_key, lambda client: client.staff())
    if as_json:
        print_json(found)
        return
    for each in found:
        typer.echo(f"{each['user']}  {each['name']}  {', '.join(_texts(each['roles']))}  {each['state']}")


@staff_app.command("add")
def add(
    user: User,
    name: Annotated[str, typer.Option("--name", help="The person's name.")],
    role: Annotated[list[str], typer.Option("--role", help="teller, approver, auditor or administrator.")],
) -> None:
    """Invite somebody; prints the link by which they enrol."""
    from issuer.cli.console import call_office

    typer.echo(
        call_office(
            lambda city: city.founder_key, lambda client: client.invite(user=user, name=name, roles=role)
        )
    )


@staff_app.command("code")
def code(user: User) -> None:
    """Print password and current code of an account that the city founded for demonstrations."""
    from citywallet.runtime.clock import SystemClock
    from issuer.cli.codes import current_code
    from issuer.cli.console import running_city

    for each in running_city().staff:
        if each.user == user:
            typer.echo(f"{each.password}  {current_code(each.totp_secret, now=SystemClock().now())}")
            return
    typer.echo(f"The city founded no account with the user name {user}.", err=True)
    raise typer.Exit(1)


def audit(
    check: Annotated[bool, typer.Option("--check", help="Compute the whole log again.")] = False,
    save_head: Annotated[
        Path | None, typer.Option("--save-head", help="Keep a signed statement of the newest entry here.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="Hold the log against a statement kept before.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the newest entries of the audit log, or check it; exit status 1 if it was changed."""
    from issuer.cli import audit_log

    if save_head is not None:
        audit_log.save_head(save_head)
    if check or against is not None:
        raise typer.Exit(0 if audit_log.holds(against) else 1)
    if save_head is None:
        audit_log.show(as_json=as_json)


def _texts(value: Any) -> list[str]:
    return [str(each) for each in value]
