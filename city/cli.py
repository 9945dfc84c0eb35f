"""The `citywallet` command. What is heavy is imported by the command that needs it, so that help is quick."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from city.key_commands import app as keys_app
from issuer.cli import app as issuer_app
from verifier.cli import app as verifier_app
from wallet_api.cli import app as wallet_app

app = typer.Typer(
    name="citywallet",
    help="A city's wallet and credential service: run a whole city; issue, hold, show, check, revoke cards.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(issuer_app, name="issuer", help="The office: people, offers, cards, revocation.")
app.add_typer(wallet_app, name="wallet", help="A wallet: accept offers, show cards.")
app.add_typer(keys_app, name="keys", help="The issuer's signing keys: replace one, lay one down.")
app.add_typer(verifier_app, name="verifier", help="A desk: ask a question, read the answer.")

Folder = Annotated[Path, typer.Option("--directory", help="The folder in which the city keeps its things.")]
Tls = Annotated[bool, typer.Option("--tls", help="Let a city that is started here serve https.")]
DEFAULT_FOLDER = Path("var")


def main() -> None:
    """Run the command line; a reason not to do what was asked is one sentence and a status that is not 0."""
    try:
        _require_text(sys.argv[1:])
        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        if not _is_sentence(error):
            raise
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None


@app.command()
def up(
    citizens: Annotated[int | None, typer.Option(min=1, help="How many people the register has.")] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Forget the city in the folder first.")] = False,
    tls: Tls = False,
    directory: Folder = DEFAULT_FOLDER,
) -> None:
    """Run a whole city on this machine until Ctrl-C: chain, issuer, wallet, verifier."""
    from city.up import run_city

    raise typer.Exit(run_city(directory, citizens=citizens, reset=reset, tls=tls))


@app.command()
def demo(
    directory: Folder = DEFAULT_FOLDER,
    throw_away: Annotated[
        bool, typer.Option("--throw-away", help="Use a city of its own even if one runs here.")
    ] = False,
    tls: Tls = False,
) -> None:
    """Tell the story of one card, from offer to revocation, and check every step of it."""
    from city.demo import run_demo

    raise typer.Exit(run_demo(directory, throw_away=throw_away, tls=tls))


@app.command()
def serve(service: Annotated[str, typer.Argument(help="issuer, wallet or verifier")]) -> None:
    """Run one service with the settings in the environment; `migrate` must have prepared its database."""
    from city.serve import serve as serve_service

    raise typer.Exit(serve_service(_known(service), migrate=False))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def chain(context: typer.Context) -> None:
    """Run the development chain alone; takes --database FILE and --port NUMBER."""
    from chain_dev.__main__ import main as run_chain

    raise typer.Exit(run_chain(context.args))


@app.command()
def migrate(
    service: Annotated[
        str | None, typer.Argument(help="One service, with the settings in the environment.")
    ] = None,
    directory: Folder = DEFAULT_FOLDER,
) -> None:
    """Bring the databases of the city in the folder, or of one service, up to date."""
    from city.upkeep import migrate_city, migrate_service

    for sentence in migrate_city(directory) if service is None else migrate_service(_known(service)):
        typer.echo(sentence)


@app.command()
def doctor(
    directory: Folder = DEFAULT_FOLDER,
    deep: Annotated[
        bool, typer.Option("--deep", help="Hold what is written down against itself and the chain.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --deep: print one JSON array.")] = False,
) -> None:
    """Look whether the city runs and its parts belong together; with --deep, whether it all can be true."""
    if deep:
        raise typer.Exit(_doctor_deep(directory, as_json=as_json))
    from city.upkeep import examine

    findings = examine(directory)
    for finding in findings:
        typer.echo(finding.sentence)
    raise typer.Exit(0 if all(finding.good for finding in findings) else 1)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(context: typer.Context) -> None:
    """Measure how fast things are beside their limits; only in a checkout, see docs/performance.md."""
    from importlib.util import find_spec
    from runpy import run_module

    if find_spec("benchmarks") is None:
        sys.stderr.write("The benchmarks are not part of the installed package; use a checkout.\n")
        raise typer.Exit(1)
    sys.argv = ["python -m benchmarks", *context.args]
    run_module("benchmarks", run_name="__main__")


@app.command()
def register(
    count: Annotated[int, typer.Option(min=1, help="How many people.")] = 300,
    seed: Annotated[str, typer.Option(help="The same seed gives the same people.")] = "incheon",
    output: Annotated[Path | None, typer.Option(help="The file to write; else standard output.")] = None,
) -> None:
    """Write a register of people who do not exist, as CSV, for `citywallet issuer import`."""
    from city.upkeep import write_fictional_register

    write_fictional_register(count=count, seed=seed, output=output)


def _doctor_deep(folder: Path, *, as_json: bool) -> int:
    import json
    from dataclasses import asdict

    from city.inspection import inspect_city

    inspected = inspect_city(folder)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in inspected], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(line for one in inspected for line in one.lines()))
    return 0 if not any(one.breaches for one in inspected) else 1


def _known(service: str) -> str:
    from city.layout import SERVICES

    if service not in SERVICES:
        raise typer.BadParameter(f"there is no service {service}; there are {', '.join(SERVICES)}")
    return service


def _require_text(arguments: Sequence[str]) -> None:
    """Bytes that are no text can be no id, link or time, and nothing that comes later could send them on."""
    for argument in arguments:
        if not _is_text(argument):
            shown = os.fsencode(argument).decode("utf-8", "replace")
            sys.stderr.write(f"The argument {shown!r} is not text in UTF-8.\n")
            raise SystemExit(1)


def _is_text(argument: str) -> bool:
    try:
        argument.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_sentence(error: Exception) -> bool:
    """Whether the error's text is for a person; anything else is a fault of ours and keeps its traceback."""
    from city.sentences import errors_for_people

    return isinstance(error, errors_for_people())
