"""What the commands print of cards, applications and consents."""

from typing import Any

import typer


def print_received(cards: list[Any], applications: list[Any]) -> None:
    """Print the cards that came, and how each application stands."""
    for card in cards:
        typer.echo(f"  받음 · {card['name']['ko']} · {card['issuer_name']['ko']}")
    for applied in (card for each in applications if each is not None for card in each["cards"]):
        stands = "담당자가 확인하고 있어요." if applied["reason"] is None else applied["reason"]["ko"]
        state = "기다림" if applied["state"] == "waiting" else "거절됨"
        typer.echo(f"  {state} · {applied['name']['ko']} · {stands}")


def show_consent(consent: dict[str, Any]) -> None:
    """Print who asks for what, on standard error: the JSON on standard output stays alone."""
    typer.echo(consent["message"]["ko"], err=True)
    if consent["purpose"]:
        typer.echo(f"  왜 필요한가요: {consent['purpose']['ko']}", err=True)
    for card in consent["cards"]:
        typer.echo(f"  {card['name']['ko']}", err=True)
        for item in card["items"]:
            typer.echo(f"    {item['name']['ko']}: {item['spoken']['ko']}", err=True)
