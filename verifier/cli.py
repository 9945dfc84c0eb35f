"""`citywallet verifier`: ask a question, read its result, check a card from a file."""

import json
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from citywallet.client.verifier import VerifierClient

app = typer.Typer(no_args_is_help=True, help="Ask citizens a question; check a card.")

_Answer = TypeVar("_Answer")
_KOREAN_TIME = timezone(timedelta(hours=9))
_MARKS = {"passed": "✓", "failed": "✗", "not_used": "–", "not_reached": "·"}

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="A past time, ISO 8601; without a zone it is Korean time.", metavar="TIME"),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="Such as age-65, incheon-resident, senior-resident.")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Ask a question; prints the link that the citizen's wallet follows."""
    at = _time(as_of)
    opened = _call(lambda verifier: verifier.ask(question, as_of=at))
    if as_json:
        _print_json({"id": opened.id, "request_uri": opened.request_uri})
        return
    typer.echo(f"id    {opened.id}")
    typer.echo(f"link  {opened.request_uri}")
    typer.echo(f"Then: citywallet verifier result {opened.id} --wait 60")


@app.command()
def result(
    transaction_id: Annotated[str, typer.Argument(metavar="ID", help="What `ask` printed as id.")],
    wait: Annotated[int, typer.Option(help="Seconds to wait for an answer.", min=0, max=600)] = 0,
    as_json: AsJson = False,
) -> None:
    """Read how a question stands. A refusal is an answer, too."""
    patience = timedelta(seconds=wait)
    found = _call(lambda verifier: verifier.result(transaction_id, wait=patience))
    if as_json:
        _print_json({"state": found.state, "decision": found.decision, "report": found.report})
        return
    if found.report is None:
        typer.echo("아직 답이 없어요. / No answer yet.")
        return
    _print_report(found.report)


@app.command()
def check(
    file: Annotated[str, typer.Argument(help="A file with a compact SD-JWT, or - for standard input.")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Check a card by itself, without its holder: the report says so."""
    at = _time(as_of)
    card = _read(file)
    judged = _call(lambda verifier: verifier.check(card, as_of=at))
    if as_json:
        _print_json({"decision": judged.decision, "report": judged.report})
        return
    _print_report(judged.report)


def _call(act: "Callable[[VerifierClient], Awaitable[_Answer]]") -> _Answer:
    import asyncio

    from citywallet.client import ApiError, ApiUnreachable, CityFileInvalid, CityMissing, load_city_file
    from citywallet.client.verifier import VerifierClient
    from citywallet.runtime.settings import city_file_path
    from citywallet.runtime.tls import client_context

    async def run() -> _Answer:
        city = load_city_file(city_file_path())
        tls = client_context(city.tls_authority)
        async with VerifierClient(city.verifier_url, key=city.verifier_key, tls=tls) as client:
            return await act(client)

    try:
        return asyncio.run(run())
    except (ApiError, ApiUnreachable, CityFileInvalid, CityMissing) as error:
        _fail(str(error))


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        _fail(f"{text} is not a time; write it like 2026-03-03T09:00:00+09:00.")
    return at if at.tzinfo is not None else at.replace(tzinfo=_KOREAN_TIME)


def _read(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("ascii").strip()
    except OSError:
        _fail(f"{file} cannot be read.")
    except UnicodeDecodeError:
        _fail(f"{file} holds no card: it has characters that no card has.")


def _print_report(report: dict[str, Any]) -> None:
    sentence = report["sentence"]
    typer.echo(f"{report['decision'] or '-'}  [{report['reason']}]")
    typer.echo(f"  {sentence['ko']}")
    typer.echo(f"  {sentence['en']}")
    for finding in report["findings"]:
        label = finding["label"]
        reason = f"  [{finding['reason']}]" if finding["reason"] else ""
        typer.echo(f"  {_MARKS[finding['outcome']]} {label['ko']} / {label['en']}{reason}")
        evidence = ", ".join(f"{name} {value}" for name, value in finding["evidence"].items())
        if evidence:
            typer.echo(f"      {evidence}")


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
