"""Whatever is typed: one sentence and a status that is not 0, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest


def run(*arguments: str | bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command as it is typed, in a folder without a city."""
    command: list[str | bytes] = [sys.executable, "-c", "from city.cli import main; main()", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "arguments",
    [
        [b"verifier", b"result", b"\xff"],
        [b"wallet", b"accept", b"openid-credential-offer://\xff"],
        [b"issuer", b"offer", b"--type", b"citizen-id", b"--citizen", b"c-\xed\xa0\x80"],
    ],
)
def test_bytes_that_are_no_text_are_refused_in_one_sentence(tmp_path: Path, arguments: list[bytes]) -> None:
    ended = run(*arguments, folder=tmp_path)

    assert ended.returncode == 1
    assert ended.stdout == ""
    [sentence] = ended.stderr.splitlines()
    assert sentence.startswith("The argument ")
    assert sentence.endswith(" is not text in UTF-8.")


def test_a_register_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "register.csv"

    ended = run("register", "--count", "1", "--output", str(missing), folder=tmp_path)

    assert ended.returncode == 1
    assert ended.stderr == f"The file {missing} cannot be written: No such file or directory.\n"
