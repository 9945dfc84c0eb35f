"""The processes of a city: started, watched, and stopped in order."""

import asyncio
import http.client
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from city.errors import PartEnded, PartSilent, ToldToStop
from city.logs import turn_over
from citywallet.runtime.settings import child_environment

_PAUSE_SECONDS: Final = 0.03
_PROBE_SECONDS: Final = 5.0
_STOP_SECONDS: Final = 12.0
_WATCH_SECONDS: Final = 0.1
_LAST_WORDS_BYTES: Final = 4096
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPlan:
    """How to start one part, and where it says that it is ready: by https if there is a context for it."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    port: int
    ready_path: str
    log: Path
    tls: ssl.SSLContext | None = None


class RunningPart:
    """One child process, in a session of its own: Ctrl-C reaches only the city, which then stops it."""

    def __init__(self, plan: PartPlan) -> None:
        self.plan = plan
        plan.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        turn_over(plan.log)
        with plan.log.open("ab") as log:
            self._said_before = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "city.child", plan.name, *plan.arguments],
                env=child_environment(plan.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def name(self) -> str:
        """The part's name."""
        return self.plan.name

    @property
    def pid(self) -> int:
        """The process, for those who measure it."""
        return self._process.pid

    def require_alive(self) -> None:
        """Make sure that the process runs.

        Raises:
            PartEnded: it ended; the sentence holds its last words if they were one.
        """
        status = self._process.poll()
        if status is not None:
            raise PartEnded(self._obituary(status))

    def is_ready(self) -> bool:
        """Ask the part whether it can do its work."""
        connection = self._connection()
        try:
            connection.request("GET", self.plan.ready_path)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port, tls = "127.0.0.1", self.plan.port, self.plan.tls
        if tls is None:
            return http.client.HTTPConnection(host, port, timeout=_PROBE_SECONDS)
        return http.client.HTTPSConnection(host, port, timeout=_PROBE_SECONDS, context=tls)

    def ask_to_stop(self) -> None:
        """Ask the process to finish what it does and end."""
        if self._process.poll() is None:
            self._process.terminate()

    def wait_until_stopped(self) -> None:
        """Wait for the end; a process that does not come to it is killed."""
        try:
            self._process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the process as a power cut would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def _obituary(self, status: int) -> str:
        with self.plan.log.open("rb") as log:
            log.seek(self._said_before)
            said = log.read()[-_LAST_WORDS_BYTES:].decode("utf-8", "replace")
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        if status > 0 and len(lines) == 1 and not lines[0].startswith("{"):
            return f"The {self.name} did not start: {lines[0]}"
        how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
        return f"The {self.name} {how}: what it said last is in {self.plan.log}."


class RunningParts:
    """All child processes of one city, in the order in which they were started.

    `is_told_to_stop` is asked wherever somebody waits: a signal may only note that it came, since an
    exception out of nowhere would tear up what is half done.
    """

    def __init__(self, *, is_told_to_stop: Callable[[], bool] = lambda: False) -> None:
        self._parts: list[RunningPart] = []
        self._is_told_to_stop = is_told_to_stop

    def start(self, plan: PartPlan) -> RunningPart:
        """Start one more part."""
        part = RunningPart(plan)
        self._parts.append(part)
        return part

    def named(self, name: str) -> RunningPart:
        """The part of that name.

        Raises:
            KeyError: there is none.
        """
        return {part.name: part for part in self._parts}[name]

    def has(self, name: str) -> bool:
        """Whether a part of that name was started and is watched."""
        return any(part.name == name for part in self._parts)

    def forget(self, part: RunningPart) -> None:
        """Stop watching a part that somebody ended on purpose."""
        self._parts.remove(part)

    def require_alive(self) -> None:
        """Make sure that all of them run and that they still should.

        Raises:
            ToldToStop: somebody asked the city to stop.
            PartEnded: one of them ended.
        """
        if self._is_told_to_stop():
            raise ToldToStop
        for part in self._parts:
            part.require_alive()

    def run(self, work: Coroutine[None, None, _T]) -> _T:
        """Run asynchronous work to its end, for as long as the parts run.

        Raises:
            ToldToStop: somebody asked the city to stop; the work was cancelled.
            PartEnded: a part of the city ended; the work was cancelled.
        """
        return asyncio.run(self._watched(work))

    async def _watched(self, work: Coroutine[None, None, _T]) -> _T:
        task = asyncio.ensure_future(work)
        try:
            while not (await asyncio.wait([task], timeout=_WATCH_SECONDS))[0]:
                self.require_alive()
        finally:
            task.cancel()
            await asyncio.wait([task])
        return task.result()

    def wait_ready(self, waiting_for: Sequence[RunningPart], *, seconds: float) -> None:
        """Wait until each of these says that it can do its work.

        Raises:
            ToldToStop: somebody asked the city to stop.
            PartEnded: a part of the city ended.
            PartSilent: one of them is not ready in time.
        """
        deadline = time.monotonic() + seconds
        remaining = list(waiting_for)
        while remaining:
            self.require_alive()
            remaining = [part for part in remaining if not part.is_ready()]
            if remaining and time.monotonic() > deadline:
                first = remaining[0]
                raise PartSilent(
                    f"The {first.name} was not ready within {seconds:.0f} s: "
                    f"what it says is in {first.plan.log}."
                )
            time.sleep(_PAUSE_SECONDS)

    def stop(self) -> None:
        """Stop every part: the services first, all at once, then the chain on which they write."""
        with _uninterrupted():
            for group in (self._parts[1:], self._parts[:1]):
                for part in group:
                    part.ask_to_stop()
                for part in group:
                    part.wait_until_stopped()
            self._parts.clear()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let an impatient second Ctrl-C wait until everything is stopped; only the main thread can ask it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        one: signal.signal(one, signal.SIG_IGN) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
