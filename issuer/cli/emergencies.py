"""`citywallet issuer revoke-all` and `issuer halt`: what must be done at once."""

from typing import Annotated

import typer

Reason = Annotated[str, typer.Option("--reason", help="A code, such as stolen or misuse, or your own words.")]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def add_emergency_commands(app: typer.Typer) -> None:
    """Add `revoke-all` and `halt` to the commands of the issuer."""
    app.command("revoke-all")(revoke_all)
    app.command()(halt)


def revoke_all(
    reason: Reason,
    citizen: Annotated[str | None, typer.Option("--citizen", help="Whose cards.")] = None,
    device: Annotated[str | None, typer.Option("--device", help="The cards of a device, by its id.")] = None,
    as_json: AsJson = False,
) -> None:
    """Revoke everything of a person, or of a device, in one act."""
    from issuer.cli.console import call, print_json

    if (citizen is None) == (device is None):
        raise typer.BadParameter("name a citizen or a device")
    done = call(lambda client: client.revoke_all(citizen=citizen, device=device, reason=reason))
    if as_json:
        print_json({"done": done})
    else:
        typer.echo(f"revoked {done}")


def halt(reason: Reason, as_json: AsJson = False) -> None:
    """Offer and issue nothing more, until two people end it in the office."""
    from issuer.cli.console import call, print_json

    call(lambda client: client.halt(reason=reason))
    if as_json:
        print_json({"halted": True})
    else:
        typer.echo("Nothing is issued from now on. Two people end that in the office.")
