"""Reports as single citations, for reading on and for taking elsewhere."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.model.errors import UnknownName
from tamis.model.events import STAGES
from tamis.model.facts import Status
from tamis.model.records import Record
from tamis.steps import screening as step
from tamis.steps.merging import Merged, merge

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: File endings that mean a list of citations, and the writer each takes.
CITATIONS = {
    ".ris": "ris", ".nbib": "nbib", ".bib": "bibtex", ".csv": "csv", ".json": "csl-json",
}  # fmt: skip
_WORDS = {"included": "include", "excluded": "exclude", "maybe": "maybe"}


def merged(review: Review) -> tuple[Merged, ...]:
    """Every report as one citation, with the record that gave each value; in order of arrival."""
    home = review.state.reports.home
    members: dict[str, list[Record]] = defaultdict(list)
    for record in review.folder.records():
        if record.id in home:
            members[home[record.id]].append(record)
    return tuple(merge(report, members[report]) for report in review.state.reports.members)


def write_citations(review: Review, file: Path) -> int:
    """Write every report to a file of citations, each value traceable, decisions beside it.

    Provenance and decisions stand in fields that `tamis import` reads back: `tamis:from` (field,
    source, the source's own id, record), `tamis:record`, `tamis:decision`, `tamis:reason`.

    Returns:
        How many reports were written.

    Raises:
        UnknownName: The file's ending is that of no format tamis writes.
    """
    from tamis.formats import write
    from tamis.store.durable import write_whole

    if file.suffix.lower() not in CITATIONS:
        raise UnknownName("ending of a file of citations", file.suffix, CITATIONS)
    standings = step.standings(review.state, review.protocol)
    reports = merged(review)
    out = BytesIO()
    write(
        (traced(m, [standings[stage][m.report] for stage in STAGES]) for m in reports),
        CITATIONS[file.suffix.lower()],
        out,
    )
    write_whole(file, out.getvalue())
    return len(reports)


def traced(report: Merged, statuses: list[Status]) -> Record:
    """The merged citation carrying where its values stand and what was decided."""
    from dataclasses import replace

    extra = [("tamis:record", r) for r in report.records]
    extra += [
        ("tamis:from", f"{k.field} = {k.source} {k.source_id} ({k.record})") for k in report.kept
    ]
    for stage, status in zip(STAGES, statuses, strict=True):
        if status.standing in _WORDS:
            extra += [("tamis:decision", _WORDS[status.standing]), ("tamis:stage", stage)]
            extra += [("tamis:reason", status.criterion)] if status.criterion else []
    return replace(report.record, extra=tuple(extra))
