"""The `citywallet` command as a process, and cities in folders of their own."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from city.ports import Addresses, free_addresses

COMMAND = str(Path(sys.executable).parent / "citywallet")
_LAST_LINE = "Ctrl-C stops the city."
_START_SECONDS = 90.0
_END_SECONDS = 30.0


def city_environment(addresses: Addresses, **more: str) -> dict[str, str]:
    """The environment of a city on these ports."""
    ours = {f"CITYWALLET_{name.upper()}_PORT": str(part.port) for name, part in addresses.named().items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CITYWALLET_")}
    return inherited | ours | {"COLUMNS": "120"} | more


def run_command(*arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `citywallet` to its end."""
    return subprocess.run(
        [COMMAND, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False
    )


class CityProcess:
    """`citywallet up` in a process group of its own, as a shell would start it."""

    def __init__(self, folder: Path, *arguments: str, environment: Mapping[str, str]) -> None:
        self.said: list[str] = []
        self._ready = threading.Event()
        self._words = _LAST_LINE
        self._process = subprocess.Popen(
            [COMMAND, "up", "--directory", str(folder), "--citizens", "20", *arguments],
            env=dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, words: str) -> None:
        """Wait until the city says these words; its end is an error."""
        self._words = words
        self._look()
        assert self._ready.wait(_START_SECONDS), f"not in time: {self.text}"
        assert words in self.text, self.text
        self._ready.clear()

    def wait_until_shown(self) -> None:
        """Wait until the city runs and has shown itself."""
        self.wait_for(_LAST_LINE)

    def interrupt(self) -> int:
        """Press Ctrl-C: SIGINT to the whole group. Returns the exit status."""
        os.killpg(self._process.pid, signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        """Wait for the end and return the exit status."""
        status = self._process.wait(_END_SECONDS)
        self._reader.join(_END_SECONDS)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.interrupt()

    def kill(self) -> None:
        """End the city's own process as a power cut would."""
        self._process.kill()
        self.wait()

    @property
    def text(self) -> str:
        """Everything that it said."""
        return "".join(self.said)

    _words = "\0"

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line)
            self._look()
        self._ready.set()

    def _look(self) -> None:
        if self._words in self.text:
            self._ready.set()


__all__ = ["COMMAND", "CityProcess", "city_environment", "free_addresses", "run_command"]
