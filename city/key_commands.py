"""`citywallet keys`: the signing keys of the city in a folder."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from city.rotation import KeyOffice

app = typer.Typer(name="keys", no_args_is_help=True)

Folder = Annotated[Path, typer.Option("--directory", help="The folder in which the city keeps its things.")]
DEFAULT_FOLDER = Path("var")


class Purpose(StrEnum):
    """What a key signs."""

    CREDENTIAL = "credential"
    STATUS = "status"


@app.command()
def rotate(
    purpose: Annotated[Purpose, typer.Argument(help="What the key signs.")],
    directory: Folder = DEFAULT_FOLDER,
) -> None:
    """Let the running issuer sign with a new key; the old one stays good for what it signed."""
    from citywallet.protocol.trust import KeyPurpose

    thumbprint = asyncio.run(_office(directory).rotate(KeyPurpose(purpose.value)))
    typer.echo(f"The issuer signs with {thumbprint.hex()}.")


@app.command()
def retire(
    thumbprint: Annotated[str, typer.Argument(help="The key, as `citywallet issuer keys` shows it.")],
    directory: Folder = DEFAULT_FOLDER,
) -> None:
    """End a key that signs no more; whatever it signed is refused from then on."""
    try:
        digest = bytes.fromhex(thumbprint)
    except ValueError:
        raise typer.BadParameter("a thumbprint has 64 hexadecimal digits") from None
    asyncio.run(_office(directory).retire(digest))
    typer.echo(f"The key {thumbprint} has ended.")


def _office(folder: Path) -> "KeyOffice":
    from city.layout import Layout
    from city.rotation import KeyOffice
    from citywallet.runtime.clock import SystemClock
    from citywallet.runtime.entropy import SystemEntropy

    return KeyOffice(layout=Layout(folder), clock=SystemClock(), entropy=SystemEntropy(), report=typer.echo)
