"""Replay one labelled file with ASReview's default model; run by the interpreter that has it.

    PYTHON-WITH-ASREVIEW benchmarks/screening_asreview.py FILE.csv.gz '[[12, 40], [7, 3]]'

Each pair is the rows of a prior include and a prior exclude. Prints one JSON line per pair: the
labels in the order in which records were shown (priors left out) and the CPU seconds used.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import time
from pathlib import Path

import pandas as pd
from asreview.learner import ActiveLearningCycle
from asreview.models.models import get_ai_config
from asreview.simulation.simulate import Simulate

csv.field_size_limit(10**9)


def read(path: Path) -> tuple[pd.DataFrame, list[int]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    frame = pd.DataFrame([{"title": r["title"], "abstract": r["abstract"]} for r in rows])
    return frame, [int(r["label_included"]) for r in rows]


def main() -> None:
    frame, labels = read(Path(sys.argv[1]))
    for priors in json.loads(sys.argv[2]):
        began = time.process_time()
        cycle = ActiveLearningCycle.from_meta(get_ai_config("elas_u4")["value"])
        run = Simulate(frame, labels, cycle, print_progress=False)
        run.label(priors)
        run.review()
        seen = [int(r) for r in run._results["record_id"]]
        order = [labels[r] for r in seen if r not in priors]
        order += [0] * (len(labels) - len(priors) - len(order))
        seconds = round(time.process_time() - began, 3)
        print(json.dumps({"order": order, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
