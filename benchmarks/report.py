"""Results as JSON files, and the tables of docs/performance.md made from them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import describe_machine
from benchmarks.measure import Terms
from benchmarks.outcome import Outcome

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
DOCUMENT = ROOT / "docs" / "performance.md"
_BEGIN = "<!-- figures: made by `python -m benchmarks`, do not edit -->"
_END = "<!-- end of figures -->"
_NOISY_CORES = 0.1


def write_result(name: str, outcome: Outcome, *, terms: Terms, command: str, folder: Path = RESULTS) -> Path:
    """Keep one benchmark's result."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    content = outcome.as_json(command=command, terms=terms, machine=describe_machine())
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def write_document(order: Sequence[str]) -> None:
    """Put the tables of all kept results between the document's two marks."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    DOCUMENT.write_text(f"{before}{_BEGIN}\n\n{tables(order)}\n{_END}{after}", encoding="utf-8")


def tables(order: Sequence[str], *, folder: Path = RESULTS) -> str:
    """Every kept result as Markdown."""
    kept = [folder / f"{name}.json" for name in order]
    return "\n".join(_section(json.loads(path.read_text("utf-8"))) for path in kept if path.exists())


def as_text(outcome: Outcome) -> str:
    """One outcome for the terminal."""
    lines = [f"\n{outcome.title}"]
    for each in outcome.figures:
        value = each.value
        spread = f"({value.minimum:,.1f}–{value.maximum:,.1f})"
        lines.append(f"  {each.name:52} {value.median:14,.1f} {each.unit:6} {spread}")
    for ratio in outcome.ratios:
        value = ratio.value
        verdict = {None: "", True: "  met", False: "  MISSED"}[ratio.is_met]
        target = "" if ratio.target is None else f"  target {'≤' if ratio.at_most else '≥'} {ratio.target:g}"
        spread = f"({value.minimum:.3f}–{value.maximum:.3f})"
        lines.append(f"  {ratio.name:52} {value.median:14.3f}        {spread}{target}{verdict}")
    if outcome.foreign_load:
        lines.append(f"  load that was not ours: {_load(outcome.foreign_load)}")
    return "\n".join(lines)


def _section(result: dict[str, Any]) -> str:
    lines = [f"## {result['title']}", "", _conditions(result), ""]
    if result["ratios"]:
        lines += ["| ratio | median | min–max | target | |", "|---|---|---|---|---|"]
        lines += [_ratio_row(each) for each in result["ratios"]]
        lines.append("")
    lines += ["| measured | median | min–max |", "|---|---|---|"]
    lines += [
        f"| {each['name']} | {_number(each['median'])} {each['unit']} "
        f"| {_number(each['min'])}–{_number(each['max'])} |"
        for each in result["figures"]
    ]
    lines += ["", *(f"- {note}" for note in result["notes"]), ""]
    return "\n".join(lines)


def _conditions(result: dict[str, Any]) -> str:
    machine = result["machine"]
    libraries = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())
    load = result["foreign_load_cores"]
    changed = " with uncommitted changes" if machine["uncommitted_changes"] else ""
    return (
        f"`{result['command']}`, {result['rounds']} rounds of {result['window_seconds']:g} s CPU per window, "
        f"interleaved. {machine['cores']} × {machine['processor']}, {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}, {machine['openssl']}; {libraries}. "
        f"Commit {machine['commit']}{changed}." + (f" Load that was not ours: {_load(load)}." if load else "")
    )


def _load(cores: list[float]) -> str:
    noisy = sum(load > _NOISY_CORES for load in cores)
    words = f"{min(cores):.2f}–{max(cores):.2f} cores"
    return f"{words}, {noisy} of {len(cores)} rounds noisy (above {_NOISY_CORES} core)" if noisy else words


def _ratio_row(ratio: dict[str, Any]) -> str:
    target = "" if ratio["target"] is None else f"{'≤' if ratio['at_most'] else '≥'} {ratio['target']:g}"
    verdict = {None: "", True: "met", False: "**missed**"}[ratio["is_met"]]
    spread = f"{_small(ratio['min'])}–{_small(ratio['max'])}"
    return f"| {ratio['name']} | {_small(ratio['median'])} | {spread} | {target} | {verdict} |"


def _small(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3f}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
