"""Say in one sentence what this machine lacks to set citywallet up.

Runs on any Python 3, before anything is installed.
"""

import importlib.util
import re
import shutil
import subprocess
import sys

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20


def main() -> str:
    """Return the first thing that is missing, or an empty string."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        return f"citywallet needs Python 3.11 or newer, this is {found}: name another with PYTHON=python3.11."
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        return "This Python cannot make virtual environments: install its venv package (python3-venv)."
    for tool in ("node", "npm", "git"):
        if shutil.which(tool) is None:
            return f"citywallet needs {tool}, and it is not on the PATH: install it and try again."
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)", version)
    if major is None or int(major[1]) < OLDEST_NODE:
        return f"citywallet needs Node {OLDEST_NODE} or newer, and this is {version.strip() or 'broken'}."
    return ""


if __name__ == "__main__":
    sys.exit(main() or None)
