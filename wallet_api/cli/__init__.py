"""`citywallet wallet`: what a citizen does, from the command line. Exit status 0 only when it happened."""

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from wallet_api.cli.printing import print_received, show_consent

if TYPE_CHECKING:
    from citywallet.client.wallet import WalletClient

app = typer.Typer(no_args_is_help=True, help="A citizen's wallet: receive cards, show them.")

_Answer = TypeVar("_Answer")
_NO_WALLET = "아직 지갑이 없어요. `citywallet wallet new`로 먼저 만들어 주세요."
_OUTCOMES = {"presented": "제출함", "declined": "제출 안 함", "failed": "실패", "unconfirmed": "확인 안 됨"}

Link = Annotated[str, typer.Argument(help="The whole link, in quotes.", metavar="LINK")]
WalletOption = Annotated[
    str | None, typer.Option("--wallet", help="The wallet's id; else the one made last.", metavar="ID")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.command()
def new(as_json: AsJson = False) -> None:
    """Make a wallet; the other commands use the one made last."""
    wallet = _call(lambda client: client.new_wallet())
    if as_json:
        _print_json({"id": wallet})
    else:
        typer.echo(f"지갑을 만들었어요: {wallet}")


@app.command()
def accept(
    link: Link,
    tx_code: Annotated[str | None, typer.Option("--tx-code", help="The code that came separately.")] = None,
    wallet: WalletOption = None,
    as_json: AsJson = False,
) -> None:
    """Receive the card of an offer."""

    async def act(client: "WalletClient") -> dict[str, Any]:
        return await client.accept(await _chosen(client, wallet), link=link, tx_code=tx_code)

    accepted = _call(act)
    if as_json:
        _print_json(accepted)
        return
    typer.echo(accepted["message"]["ko"])
    print_received(accepted["cards"], [accepted["application"]])


@app.command("sign-in")
def sign_in(
    link: Annotated[str | None, typer.Argument(help="The link of an offer for those who sign in.")] = None,
    configurations: Annotated[
        list[str] | None, typer.Option("--type", help="What to receive, as the issuer calls it: citizen-id.")
    ] = None,
    issuer: Annotated[str | None, typer.Option("--issuer", help="The issuer; else the city's.")] = None,
    wallet: WalletOption = None,
    as_json: AsJson = False,
) -> None:
    """Receive a card by signing in at the issuer, in a browser; waits until that is done."""
    if (link is None) == (configurations is None):
        raise typer.BadParameter("name either the link of an offer or, by --type, what to receive")
    from wallet_api.cli.signing_in import receive_by_signing_in

    def show(address: str) -> None:
        typer.echo(f"이 주소를 브라우저에서 열어 주세요:\n  {address}", err=True)

    async def act(client: "WalletClient") -> dict[str, Any]:
        chosen = await _chosen(client, wallet)
        if link is not None:
            begun = await client.begin_offered_sign_in(chosen, link=link)
        else:
            begun = await client.begin_sign_in(
                chosen, issuer=issuer or _city_issuer(), configurations=configurations or []
            )
        return await receive_by_signing_in(client, chosen, begun=begun, show=show)

    ended = _call(act)
    if as_json:
        _print_json(ended)
    elif ended["state"] == "finished":
        application = ended["application"]
        typer.echo("카드를 받았어요." if application is None else application["message"]["ko"])
        print_received(ended["cards"], [application])
    else:
        typer.echo(f"{_korean(ended['code']) or '카드를 받지 못했어요.'} [{ended['code']}]", err=True)
    if ended["state"] != "finished":
        raise typer.Exit(1)


@app.command()
def collect(wallet: WalletOption = None, as_json: AsJson = False) -> None:
    """Ask for the cards that were applied for; listing the cards does so, too."""

    async def act(client: "WalletClient") -> dict[str, Any]:
        return await client.collect(await _chosen(client, wallet))

    found = _call(act)
    if as_json:
        _print_json(found)
    elif found["cards"] or found["applications"]:
        print_received(found["cards"], found["applications"])
    else:
        typer.echo("기다리는 카드가 없어요.")


@app.command()
def present(
    link: Link,
    yes: Annotated[bool, typer.Option("--yes", help="Consent without being asked.")] = False,
    wallet: WalletOption = None,
    as_json: AsJson = False,
) -> None:
    """Answer a verifier's request, after showing what it takes."""
    answer = _call(lambda client: _present_at_once(client, wallet, link)) if yes else _ask(wallet, link)
    if as_json:
        _print_json(answer)
    else:
        typer.echo(answer["message"]["ko"])
        if answer["redirect_uri"]:
            typer.echo(f"  {answer['redirect_uri']}")
    if answer["outcome"] != "presented":
        raise typer.Exit(1)


@app.command()
def cards(wallet: WalletOption = None, as_json: AsJson = False) -> None:
    """List the cards of a wallet and everything on them."""

    async def act(client: "WalletClient") -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        chosen = await _chosen(client, wallet)
        return await client.cards(chosen), await client.applications(chosen)

    found, applications = _call(act)
    if as_json:
        _print_json(found)
        return
    for card in found:
        typer.echo(f"{card['name']['ko']} · {card['issuer_name']['ko']} · ~{_day(card['expires_at'])}")
        for item in card["claims"]:
            typer.echo(f"  {item['name']['ko']}: {item['spoken']['ko']}")
        if card["not_refreshed"]:
            typer.echo(f"  ※ {card['not_refreshed']['ko']} [{card['not_refreshed']['code']}]")
    if not found:
        typer.echo("카드가 없어요.")
    print_received([], applications)


@app.command()
def refresh(wallet: WalletOption = None, as_json: AsJson = False) -> None:
    """Ask for newer cards now; those that are due are refreshed by `cards` anyway."""

    async def act(client: "WalletClient") -> list[dict[str, Any]]:
        return await client.refresh(await _chosen(client, wallet))

    found = _call(act)
    if as_json:
        _print_json(found)
    else:
        for card in found:
            reason = card["not_refreshed"]
            told = f"{reason['ko']} [{reason['code']}]" if reason else "새로 고쳤어요."
            typer.echo(f"{card['name']['ko']} · {card['issuer_name']['ko']} · {told}")
    if any(card["not_refreshed"] for card in found):
        raise typer.Exit(1)


@app.command()
def history(wallet: WalletOption = None, as_json: AsJson = False) -> None:
    """List what was asked and how it ended; names of items, never their values."""

    async def act(client: "WalletClient") -> list[dict[str, Any]]:
        return await client.history(await _chosen(client, wallet))

    entries = _call(act)
    if as_json:
        _print_json(entries)
        return
    for entry in entries:
        verifier = entry["verifier"]["name"]["ko"] if entry["verifier"] else "확인되지 않은 곳"
        items = ", ".join(item["name"]["ko"] for item in entry["items"]) or "나간 정보 없음"
        typer.echo(f"{_day(entry['at'])} · {verifier} · {_OUTCOMES[entry['outcome']]} · {items}")
    if not entries:
        typer.echo("이력이 없어요.")


@app.command("trust-issuer")
def trust_issuer(
    url: Annotated[str, typer.Argument(help="The issuer's address, exactly as it calls itself.")],
    as_json: AsJson = False,
) -> None:
    """Let offers of an issuer through that the city does not know."""
    trusted = _call(lambda client: client.trust_issuer(url))
    if as_json:
        _print_json(trusted)
    else:
        typer.echo(f"이제 이 기관의 카드를 받을 수 있어요: {trusted['url']}")


class _NoWallet(Exception):
    """Raised when no wallet was named and none was made yet."""


async def _chosen(client: "WalletClient", wallet: str | None) -> str:
    chosen = wallet or await client.newest_wallet()
    if chosen is None:
        raise _NoWallet(_NO_WALLET)
    return chosen


async def _present_at_once(client: "WalletClient", wallet: str | None, link: str) -> dict[str, Any]:
    return await client.present(await _chosen(client, wallet), link=link)


def _ask(wallet: str | None, link: str) -> dict[str, Any]:
    """Show the consent, and do what the citizen says."""

    async def look(client: "WalletClient") -> tuple[str, dict[str, Any]]:
        chosen = await _chosen(client, wallet)
        return chosen, await client.look_at(chosen, link=link)

    chosen, consent = _call(look)
    show_consent(consent)
    # Asked on standard error, so that the JSON on standard output stays alone.
    if typer.confirm("제출할까요?", err=True):
        return _call(lambda client: client.submit(chosen, consent["id"]))
    return _call(lambda client: client.decline(chosen, consent["id"]))


def _city_issuer() -> str:
    from citywallet.client import load_city_file
    from citywallet.runtime.settings import city_file_path

    return load_city_file(city_file_path()).issuer_url


def _call(act: "Callable[[WalletClient], Awaitable[_Answer]]") -> _Answer:
    import asyncio

    from citywallet.client import ApiError, ApiUnreachable, CityFileInvalid, CityMissing, load_city_file
    from citywallet.client.wallet import WalletClient
    from citywallet.runtime.settings import city_file_path
    from citywallet.runtime.tls import client_context

    async def run() -> _Answer:
        city = load_city_file(city_file_path())
        tls = client_context(city.tls_authority)
        async with WalletClient(city.wallet_url, key=city.wallet_key, tls=tls) as client:
            return await act(client)

    try:
        return asyncio.run(run())
    except ApiError as error:
        _fail(f"{_korean(error.code) or error} [{error.code}]")
    except (ApiUnreachable, CityFileInvalid, CityMissing, _NoWallet) as error:
        _fail(str(error))


def _korean(code: str) -> str | None:
    """The citizen's sentence for an error code of the wallet."""
    from wallet_api.domain.sentences import sentences

    words = sentences().get(code)
    return None if words is None else words.ko


def _day(time: str | None) -> str:
    from datetime import datetime

    from wallet_api.domain.words import korean_date

    return "" if time is None else korean_date(datetime.fromisoformat(time))


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
