"""What a figure belongs to: this machine, these versions, this commit; and who else was at work."""

import os
import platform
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

LIBRARIES = (
    "cryptography",
    "orjson",
    "deflate",
    "fastapi",
    "uvicorn",
    "uvloop",
    "sqlalchemy",
    "py-evm",
    "coincurve",
    "safe-pysha3",
    "sd-jwt",
    "jwcrypto",
    "openvc-core",
)
_ROOT = Path(__file__).resolve().parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")


def describe_machine() -> dict[str, object]:
    """Processor, memory, operating system, Python, libraries and commit."""
    from cryptography.hazmat.backends.openssl import backend

    return {
        "processor": _first_line_with("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.platform(),
        "python": f"{sys.version.split()[0]} ({_build()})",
        "openssl": backend.openssl_version_text(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "commit": _git("rev-parse", "--short", "HEAD"),
        "uncommitted_changes": bool(_git("status", "--short", "--untracked-files=no")),
    }


def busy_seconds() -> float:
    """CPU seconds that the whole machine has been busy since it started; waiting and stolen time left out."""
    fields = [int(text) for text in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    user, nice, system, _idle, _iowait, irq, softirq = fields[:7]
    return (user + nice + system + irq + softirq) / _TICKS


def cpu_seconds_of(pids: tuple[int, ...]) -> float:
    """CPU seconds that processes have spent so far, all their threads together."""
    return sum(_cpu_seconds(pid) for pid in pids)


def _cpu_seconds(pid: int) -> float:
    # The scheduler counts nanoseconds; a process's own times come in hundredths of a second.
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    except OSError:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


def _build() -> str:
    """Whether the interpreter was built with a profile of its own use; without, Python code is slower."""
    optimized = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    return "built with optimizations" if optimized else "built without --enable-optimizations"


def _first_line_with(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "unknown")


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=_ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
