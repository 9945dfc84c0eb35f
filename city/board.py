"""What the city shows when it runs: addresses, people, three things to try."""

from datetime import date

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from city.people import demo_citizens
from city.town import Town

_PARTS = (
    ("Issuer", "issuer", "offers, signs and revokes cards"),
    ("Wallet", "wallet", "holds cards for citizens"),
    ("Verifier", "verifier", "asks questions at desks"),
    ("Demo sign-in", "identity", "stands for the city's login"),
    ("Chain", "chain", "anchors issuers and revocations"),
)


def show_board(town: Town, *, day: date) -> None:
    """Print the city to standard output; ages are those of `day`."""
    console = Console(soft_wrap=True)
    console.print()
    console.print(_addresses(town))
    _show_tls(console, town)
    console.print(_people(town, day=day))
    console.print(_things_to_try(town))
    console.print(
        f"Everything is kept in {escape(str(town.layout.root))}/. Ctrl-C stops the city.", style="dim"
    )


def _addresses(town: Town) -> Table:
    table = Table(
        "part", "address", "what it does", box=box.SIMPLE, title="The city runs", title_justify="left"
    )
    for name, part, task in _PARTS:
        table.add_row(name, town.addresses.named()[part].url, task)
        if part == "issuer":
            office = f"{town.addresses.issuer.url}/office"
            table.add_row("  office", office, "where staff sign in: `citywallet issuer staff code teller`")
    return table


def _show_tls(console: Console, town: Town) -> None:
    if town.addresses.is_tls:
        console.print(
            "Browsers and wallets must trust this root certificate; it vouches for this machine alone:\n"
            f"  [bold]{escape(str(town.layout.tls_authority.resolve()))}[/bold]\n"
        )


def _people(town: Town, *, day: date) -> Table:
    table = Table(
        *("citizen", "age", "district", "lives in the city"),
        box=box.SIMPLE,
        title="Some of its citizens (nobody here exists)",
        title_justify="left",
    )
    for person in demo_citizens(town.plan, size=town.register_size, day=day):
        resident = "yes" if person.resident else "no, moved away"
        table.add_row(person.id, str(person.age_on(day)), person.district.name, resident)
    return table


def _things_to_try(town: Town) -> str:
    citizen = town.city_file.citizens[0]
    return "\n".join(
        (
            "[bold]Three things to try in another window[/bold]",
            "  1. The story of one card, checked step by step:",
            "       .venv/bin/citywallet demo",
            "  2. Offer a citizen ID and accept it in a wallet:",
            f"       .venv/bin/citywallet issuer offer --type citizen-id --citizen {citizen}",
            "       .venv/bin/citywallet wallet new",
            "       .venv/bin/citywallet wallet accept '<the link>'",
            "     or sign in as one of the citizens above, in a browser:",
            "       .venv/bin/citywallet wallet sign-in --type citizen-id",
            "  3. Ask a question at a desk and answer it from the wallet:",
            "       .venv/bin/citywallet verifier ask senior-resident",
            "       .venv/bin/citywallet wallet present '<the link>' --yes",
        )
    )
