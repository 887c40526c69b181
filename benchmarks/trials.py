"""How well the eligibility reader reads: precision and recall by kind of criterion.

    python benchmarks/trials.py [--json] [--wrong]

The texts and labels are in tests/data/eligibility. The first set was open while the reader was
being written; the others were kept away, measured once, and then used. benchmarks/trials.md keeps
the figures of the first measures.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from tamis.stats import wilson


def gold() -> Any:
    """The module that reads and compares the labelled texts."""
    path = Path(__file__).parents[1] / "tests" / "trials" / "gold.py"
    spec = spec_from_file_location("eligibility_gold", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def table(module: Any) -> str:
    """Markdown: a row for each kind; the set that was open, and the others together."""
    sets = {name: module.tallies(name) for name in module.SETS}
    later = module.SETS[1:]
    rows = [
        "| kind | labels, tuning | precision | recall | labels, kept away | precision | recall |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for kind in sorted({k for t in sets.values() for k in t}, key=lambda k: (k == "all", k)):
        open_ = sets[module.SETS[0]].get(kind, module.Tally(0, 0, 0))
        kept = _together(module, [sets[name].get(kind) for name in later])
        rows.append(f"| {kind} | {_cells(open_)} | {_cells(kept)} |")
    return "\n".join(rows)


def _cells(tally: Any) -> str:
    labels = tally.right + tally.missed
    if not labels + tally.extra:
        return "0 | – | –"
    read = tally.right + tally.extra
    return f"{labels} | {_share(tally.right, read)} | {_share(tally.right, labels)}"


def _together(module: Any, tallies: list[Any]) -> Any:
    known = [t for t in tallies if t is not None]
    return module.Tally(
        sum(t.right for t in known), sum(t.extra for t in known), sum(t.missed for t in known)
    )


def _share(part: int, whole: int) -> str:
    if not whole:
        return "–"
    interval = wilson(part, whole)
    return f"{part / whole:.2f} ({interval.lower:.2f} to {interval.upper:.2f})"


def wrong(module: Any) -> list[dict[str, Any]]:
    """Every text that is not read as labelled."""
    out = []
    for name in module.SETS:
        for text in module.texts(name):
            _, extra, missed = module.compare(text, module.read(text.text))
            if extra or missed:
                out.append(
                    {"set": name, "id": text.id, "extra": dict(extra), "missed": dict(missed)}
                )
    return out


def main() -> None:
    """Print the table, or the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the counts as JSON")
    parser.add_argument("--wrong", action="store_true", help="also what is not read as labelled")
    args = parser.parse_args()
    module = gold()
    if args.json:
        print(json.dumps({s: {k: [t.right, t.extra, t.missed] for k, t in module.tallies(s).items()}
                          for s in module.SETS}))  # fmt: skip
    else:
        print(table(module))
    if args.wrong:
        print(json.dumps(wrong(module), indent=1))


if __name__ == "__main__":
    main()
