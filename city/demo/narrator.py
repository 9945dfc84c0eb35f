"""Prints the story: who does what, what was sent, what came back."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

_LONGEST = 76


class StoryDiffers(Exception):
    """A step did not end as it should; the message is one sentence."""


class Narrator:
    """Numbers the scenes and writes them to standard output."""

    def __init__(self) -> None:
        self._console = Console(soft_wrap=True, highlight=False)
        self._scenes = 0
        self._checks = 0

    @property
    def checks(self) -> int:
        """How many expectations were held against the city so far."""
        return self._checks

    def scene(self, sentence: str) -> None:
        """Begin the next step."""
        self._scenes += 1
        self._console.print(f"\n[bold]{self._scenes:2}. {escape(sentence)}[/bold]")

    def sent(self, line: str) -> None:
        """Say what was sent."""
        self._console.print(f"    → {escape(_short(line))}")

    def received(self, *lines: str) -> None:
        """Say what came back."""
        for line in lines:
            self._console.print(f"    ← {escape(_short(line))}", style="cyan")

    def say(self, line: str) -> None:
        """Say something beside the steps."""
        self._console.print(escape(line))

    def expect(self, what: str, *, found: object, wanted: object) -> None:
        """Hold a result against what it should be, and say that it is so.

        Raises:
            StoryDiffers: it is not so.
        """
        if found != wanted:
            raise StoryDiffers(f"Step {self._scenes} differs: {what} should be {wanted!r}, but is {found!r}.")
        self._checks += 1
        self._console.print(f"    [green]✓[/green] {escape(what)}: {escape(_plain(found))}")


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _plain(found: object) -> str:
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, Sequence) and not isinstance(found, str):
        return ", ".join(map(str, found))
    return str(found)
