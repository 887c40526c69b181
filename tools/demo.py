"""Build a review's page and print what it found: the flow, the certainty table, the path."""

from __future__ import annotations

import sys
from pathlib import Path

from tamis import open_review
from tamis.report.language import CERTAINTY_WORDS, STATE_WORDS


def main(folder: str) -> None:
    """Publish the review in `folder` and tell about it."""
    review = open_review(folder)
    site = review.publish()
    evidence = review.evidence
    print(f"\n{review.protocol.title}\n")
    print("PRISMA 2020 flow")
    for box in evidence.flow.boxes:
        print(f"  {box.count:>5}  {'(removed) ' if box.removed else ''}{box.label}")
        for label, number in box.lines:
            print(f"         {evidence.ledger[number].shown:>5}  {label}")
    print("\nCertainty of evidence (GRADE)")
    labels = evidence.labels()
    for comparison in review.protocol.comparisons:
        rows: dict[str, list[str]] = {}
        for found in evidence.certainties:
            if found.comparison == comparison.id:
                words = CERTAINTY_WORDS[found.level] if found.level else STATE_WORDS[found.state]
                rows.setdefault(words, []).append(labels.get(found.outcome, found.outcome))
        print(f"  {comparison.label}")
        for words, outcomes in rows.items():
            print(f"    {words:<18}  {'; '.join(outcomes)}")
    print(f"\n{len(evidence.ledger)} numbers, each with its derivation, on {site.files} files")
    print(f"The page: {Path(site.index).resolve()}\n")


if __name__ == "__main__":
    main(sys.argv[1])
