"""Reading test vectors."""

import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parent.parent / "vectors"


def load_vectors(path: str) -> dict[str, Any]:
    """Read one vector file, named below `tests/vectors`."""
    loaded: dict[str, Any] = json.loads((VECTORS / path).read_text(encoding="utf-8"))
    return loaded
