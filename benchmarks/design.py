"""How often the hints about study design are right, on abstracts that people labelled.

    python benchmarks/design.py FOLDER           # precision and recall on test.csv
    python benchmarks/design.py FOLDER --fit     # the table that ships, from train.csv and val.csv

FOLDER holds train.csv, val.csv and test.csv with the columns title, abstract and accepted_label, as
in StudyTypeTeller (Ineichen-Group/StudyTypeTeller, data/data_splits_stratified/
6-2-2_all_classes_enriched_with_kw). It states no licence, so none of it is here.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path

from tamis import learn
from tamis.learn import design

#: Its labels in our words; "Remaining" is every other kind of record.
KINDS = {
    "Human-RCT-drug-intervention": "randomised-trial",
    "Human-RCT-non-drug-intervention": "randomised-trial",
    "Human-RCT-non-intervention": "randomised-trial",
    "Clinical-study-protocol": "protocol",
    "Human-systematic-review": "systematic-review",
    "Animal-systematic-review": "systematic-review",
    "Non-systematic-review": "review",
    "Human-case-report": "case-report",
    "Animal-other": "animal-study",
    "Animal-drug-intervention": "animal-study",
    "Animal-non-drug-intervention": "animal-study",
    "In-vitro-study": "laboratory-study",
}
Labelled = tuple[learn.Document, str]


def load(folder: Path, *parts: str) -> list[Labelled]:
    csv.field_size_limit(10**9)
    out = []
    for part in parts:
        with (folder / f"{part}.csv").open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.DictReader(stream)):
                abstract = "" if row["abstract"] == "N/A" else row["abstract"]
                paper = learn.Document(id=f"{part}{number}", title=row["title"], abstract=abstract)
                out.append((paper, KINDS.get(row["accepted_label"], "unclear")))
    return out


def fit(held: list[Labelled]) -> None:
    kinds = {rule.name: rule.kind for rule in design.RULES}
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for paper, kind in held:
        seen[learn.design_hint(paper).rule][kind] += 1
    for name in [*kinds, "no rule"]:
        if name in seen:
            count = seen[name].total() + 1
            right = seen[name][kinds.get(name, "unclear")] + 0.5
            trials = seen[name]["randomised-trial"] + 0.5
            print(f'    "{name}": ({right / count:.3f}, {trials / count:.3f}),')
    whole = sum(seen.values(), Counter())
    size = whole.total()
    print(f"    all: {whole['unclear'] / size:.3f}, {whole['randomised-trial'] / size:.3f}")


def measure(held: list[Labelled]) -> None:
    hints = [(learn.design_hint(paper), kind) for paper, kind in held]
    print("| kind | hinted | right | precision | labelled | recall |")
    print("|---|---:|---:|---:|---:|---:|")
    for kind in dict.fromkeys(KINDS.values()):
        hinted = [label for hint, label in hints if hint.kind == kind]
        labelled = sum(label == kind for _, label in hints)
        right = sum(label == kind for label in hinted)
        print(
            f"| {kind} | {len(hinted)} | {right} | {right / max(1, len(hinted)):.2f} | "
            f"{labelled} | {right / max(1, labelled):.2f} |"
        )
    trials = [label == "randomised-trial" for _, label in hints]
    unlikely = [t for (h, _), t in zip(hints, trials, strict=True) if h.probably_not_a_trial]
    print(
        f"\n'probably not a trial' on {len(unlikely)} of {len(hints)}, wrong on {sum(unlikely)}; "
        f"trials among all {sum(trials)}"
    )
    brier = sum((h.randomised - t) ** 2 for (h, _), t in zip(hints, trials, strict=True)) / len(
        hints
    )
    share = sum(trials) / len(trials)
    print(
        f"Brier score of P(randomised) {brier:.3f}; "
        f"of the share of trials {share * (1 - share):.3f}"
    )
    print("\n| P(randomised) | records | expected trials | trials |\n|---|---:|---:|---:|")
    for low, high in ((0, 0.05), (0.05, 0.5), (0.5, 1.01)):
        inside = [
            (h, t) for (h, _), t in zip(hints, trials, strict=True) if low <= h.randomised < high
        ]
        expected = sum(h.randomised for h, _ in inside)
        print(
            f"| {low:g} to {min(high, 1):g} | {len(inside)} | {expected:.1f} | "
            f"{sum(t for _, t in inside)} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    if options.fit:
        design.TABLE = defaultdict(lambda: (0.0, 0.0))  # type: ignore[assignment]
        fit(load(options.folder, "train", "val"))
    else:
        measure(load(options.folder, "test"))


if __name__ == "__main__":
    main()
