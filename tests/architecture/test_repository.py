"""What is committed fits any machine, and the catalogue of threats is kept count of."""

import re
import subprocess
import sys

from tests.architecture.sources import ROOT, committed_texts, none_of

# Paths of one machine and addresses of package registries have no place in the repository.
PLACES = re.compile(
    r"/(?:work|root|home|Users|tmp/brief)/[a-z]|https?://(?:[a-z0-9-]+\.)*(?:pypi|npmjs)\.(?:org|com)"
)
ALLOWED = {"tests/architecture/test_repository.py"}


def test_nothing_committed_names_a_place_on_one_machine_or_a_registry() -> None:
    found = [
        f"{path}:{number}"
        for path, text in committed_texts()
        if path not in ALLOWED
        for number, line in enumerate(text.splitlines(), 1)
        if PLACES.search(line)
    ]
    none_of(found)


def test_nothing_committed_holds_two_versions_of_itself() -> None:
    none_of(
        f"{path}:{number}"
        for path, text in committed_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if line.startswith(("<" * 7 + " ", ">" * 7 + " "))
    )


def test_the_threats_that_have_tests_can_be_listed() -> None:
    done = subprocess.run(
        [sys.executable, "tools/threats.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    *lines, _summary = done.stdout.splitlines()
    numbers = [int(line.split()[0]) for line in lines if line[:4].strip().isdigit()]
    assert numbers == sorted(set(numbers))
    assert {43, 50, 77, 79} <= set(numbers)
