"""How well the offer check tells offers that deserve a serious warning from texts that don't.

    python benchmarks/offers.py [--json]

The texts are in tests/data/offers. One half was used while building, the other was kept away until
building was over; which is which is decided by a hash of each text's id. The table counts both.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from tamis.offers.reading import read_offer
from tamis.stats import wilson

#: What is asked of the unseen half.
RECALL, FALSE_ALARMS = 0.95, 0.05


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one half: predatory texts warned of or missed, others warned of or left alone."""

    half: str
    warned: int
    missed: int
    false: int
    quiet: int
    flags: int
    flags_found: int
    wrong: tuple[str, ...]

    @property
    def recall(self) -> float:
        """The share of predatory texts that got a serious warning."""
        return self.warned / (self.warned + self.missed)

    @property
    def false_rate(self) -> float:
        """The share of other texts that got one."""
        return self.false / (self.false + self.quiet)


def texts() -> Any:
    """The module that reads the evaluation texts."""
    path = Path(__file__).parents[1] / "tests" / "offers" / "texts.py"
    spec = spec_from_file_location("offer_texts", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def score(half: str, offers: Sequence[Any]) -> Score:
    """Read every text of a half and count."""
    cells = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    flags = found = 0
    wrong = []
    for offer in offers:
        reading = read_offer(offer.text)
        serious = reading.verdict == "serious"
        cells[offer.serious, serious] += 1
        raised = {f.flag for f in reading.findings if f.stance == "said"}
        flags += len(offer.flags)
        found += len(offer.flags & raised)
        if serious != offer.serious:
            wrong.append(offer.id)
    return Score(
        half, cells[True, True], cells[True, False], cells[False, True], cells[False, False],
        flags, found, tuple(wrong),
    )  # fmt: skip


def main() -> None:
    """Print the table; the exit code is 1 when the unseen half misses a target."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    held = texts().everything()
    scores = [
        score("building half", [t for t in held if not t.unseen]),
        score("unseen half", [t for t in held if t.unseen]),
    ]
    scores.append(score("never learned from: rounds 14 and 15, everyday", texts().kept_away()))
    if asked.json:
        print(json.dumps([asdict(s) for s in scores], indent=2))
    else:
        show(scores)
    unseen = scores[1]
    sys.exit(unseen.recall < RECALL or unseen.false_rate > FALSE_ALARMS)


def show(scores: Sequence[Score]) -> None:
    """The confusion table of each half, with Wilson intervals."""
    for s in scores:
        print(f"{s.half}: {s.warned + s.missed + s.false + s.quiet} texts")
        print("                     serious warning   none")
        print(f"  predatory          {s.warned:15d}{s.missed:7d}")
        print(f"  legitimate         {s.false:15d}{s.quiet:7d}")
        print(f"  recall of serious warnings  {share(s.warned, s.warned + s.missed)}")
        print(f"  false serious warnings      {share(s.false, s.false + s.quiet)}")
        if s.flags:
            print(f"  marked flags found          {share(s.flags_found, s.flags)}")
        print(f"  wrong: {', '.join(s.wrong) or 'none'}\n")


def share(events: int, total: int) -> str:
    """'0.95 (0.80 to 0.99), 21 of 22'."""
    found = wilson(events, total)
    return f"{events / total:.3f} ({found.lower:.3f} to {found.upper:.3f}), {events} of {total}"


if __name__ == "__main__":
    main()
