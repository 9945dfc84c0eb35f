"""A bulk job's life: received, checked row by row, then run, with stops in between.

Receiving ──▶ Checking ──▶ Checked ── start ──▶ Running ──▶ Done
                                        stop ▼     ▲ resume
                                            Stopped
"""

from dataclasses import dataclass
from datetime import datetime

from issuer.domain.errors import BulkJobNotReady
from issuer.domain.identifiers import BulkJobId, CredentialConfigurationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """The file is being read; a job that stays so was broken off, and nothing comes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """Every row up to `position` was held against register and source; nothing is issued by it."""

    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The dry run is over; what it found waits for somebody to start the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Every row up to `position` is done."""

    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Somebody stopped the job; every row up to `position` is done."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Every row is done or refused."""

    finished_at: datetime


JobState = Receiving | Checking | Checked | Running | Stopped | Done


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJob:
    """One file of citizens to whom credentials of one configuration go. `created_by` names who sent it."""

    id: BulkJobId
    configuration_id: CredentialConfigurationId
    created_by: str
    created_at: datetime
    state: JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCounts:
    """How many rows a job has; `ready` are those that were found in order and wait for the run."""

    rows: int
    ready: int
    done: int
    refused: int


def start(state: JobState) -> Running:
    """Begin to issue what the dry run found in order.

    Raises:
        BulkJobNotReady: the dry run is not over, or the job was started before.
    """
    if not isinstance(state, Checked):
        raise BulkJobNotReady(type(state).__name__)
    return Running()


def stop(state: JobState) -> Stopped:
    """Issue no more; the rows that are being issued are finished.

    Raises:
        BulkJobNotReady: the job does not run.
    """
    if not isinstance(state, Running):
        raise BulkJobNotReady(type(state).__name__)
    return Stopped(position=state.position)


def resume(state: JobState) -> Running:
    """Go on where the job was stopped.

    Raises:
        BulkJobNotReady: the job was not stopped.
    """
    if not isinstance(state, Stopped):
        raise BulkJobNotReady(type(state).__name__)
    return Running(position=state.position)
