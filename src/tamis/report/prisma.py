"""The PRISMA 2020 flow: as a diagram, as a table, and as the counts other tools read.

Layout after Page MJ et al. BMJ 2021;372:n71 (figure 1; the updated-review variant in its template).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from tamis.model.results import Flow, FlowBox
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.prisma_drawing import draw_narrow, draw_wide

COLUMNS = {
    "previous": "Previous studies",
    "databases": "New studies via databases and registers",
    "other": "New studies via other methods",
    "result": "Included",
}
ROWS = {"identification": "Identification", "screening": "Screening", "included": "Included"}


def flow_diagram(flow: Flow, number: Callable[[str], Label], words: Callable[[str], Label]) -> Plot:
    """Draw the flow of records, reports and studies.

    Args:
        flow: The boxes, in reading order; a removed box follows the box it was taken from.
        number: Makes the label of a count from its id in the ledger.
        words: Makes the label of a box or of a reason.
    """
    title = "PRISMA 2020 flow diagram" + (", updated review" if flow.variant == "updated" else "")
    about = _describe(flow)
    return Plot(
        title=title,
        svg=draw_wide(flow, title, about, number, words),
        narrow=draw_narrow(flow, title, about, number, words),
        table=PlotTable(
            caption=title,
            columns=("Box", "Column", "Step", "Count"),
            rows=tuple(_table(flow, number, words)),
        ),
        description=about,
    )


def _describe(flow: Flow) -> str:
    kind = "an update of an earlier review" if flow.variant == "updated" else "a new review"
    columns = [COLUMNS[c].lower() for c in COLUMNS if any(b.column == c for b in flow.boxes)]
    return f"Flow of records and reports for {kind}, from identification to inclusion: " + (
        "; ".join(columns) + "." if columns else "nothing was searched yet."
    )


def _table(
    flow: Flow, number: Callable[[str], Label], words: Callable[[str], Label]
) -> Iterator[tuple[Label, ...]]:
    for box in flow.boxes:
        place = (Label(COLUMNS[box.column]), Label(ROWS[box.row]))
        yield (words(box.label), *place, number(box.number))
        for label, name in box.lines:
            yield (words(f"– {label}"), *place, number(name))


#: The column `data` of the PRISMA2020 package's template, by where PRISMA draws each count.
_MAIN = {
    ("databases", "identification", False): ("database_results",),
    ("databases", "identification", True): ("duplicates",),
    ("databases", "screening", False): ("records_screened", "dbr_sought_reports", "dbr_assessed"),
    ("databases", "screening", True): (
        "records_excluded", "dbr_notretrieved_reports", "dbr_excluded",
    ),
    ("other", "identification", False): ("website_results",),
    ("other", "screening", False): ("other_sought_reports", "other_assessed"),
    ("other", "screening", True): ("other_notretrieved_reports", "other_excluded"),
    ("previous", "identification", False): ("previous_studies", "previous_reports"),
}  # fmt: skip
#: The ids of `tamis.steps.flow`; flows from elsewhere are placed by column, row and order.
_IDS = {
    "kept-studies": "previous_studies",
    "previous-kept": "previous_reports",
    "identified": "database_results",
    "duplicates": "duplicates",
    "known": "excluded_other",
    "screened": "records_screened",
    "excluded": "records_excluded",
    "sought": "dbr_sought_reports",
    "not-retrieved": "dbr_notretrieved_reports",
    "assessed": "dbr_assessed",
    "excluded-full-text": "dbr_excluded",
    "other-identified": "citations_results",
    "other-sought": "other_sought_reports",
    "other-not-retrieved": "other_notretrieved_reports",
    "other-assessed": "other_assessed",
    "other-excluded-full-text": "other_excluded",
    "new-studies": "new_studies",
    "new-reports": "new_reports",
    "studies": "total_studies",
    "reports": "total_reports",
}
NAMES = (
    "previous_studies", "previous_reports", "database_results", "register_results",
    "website_results", "organisation_results", "citations_results", "duplicates",
    "excluded_automatic", "excluded_other", "records_screened", "records_excluded",
    "dbr_sought_reports", "dbr_notretrieved_reports", "other_sought_reports",
    "other_notretrieved_reports", "dbr_assessed", "dbr_excluded", "other_assessed",
    "other_excluded", "new_studies", "new_reports", "total_studies", "total_reports",
)  # fmt: skip


def package_csv(flow: Flow, count: Callable[[str], int]) -> bytes:
    """The counts in the shape of the PRISMA2020 R package: columns `data`, `boxtext`, `n`.

    Reasons for exclusion are "reason, count" joined by semicolons, as that package reads them.
    """
    found = dict(_placed(flow, count))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("data", "boxtext", "n"))
    for name in NAMES:
        label, n = found.get(name, ("", "NA"))
        writer.writerow((name, label, n))
    return out.getvalue().encode()


def _placed(flow: Flow, count: Callable[[str], int]) -> Iterator[tuple[str, tuple[str, str]]]:
    ours = {"identified", "studies"} <= {b.id for b in flow.boxes}
    seen: dict[tuple[str, str, bool], int] = {}
    for box in flow.boxes:
        name = box.id if box.id in NAMES else _IDS.get(box.id, "") if ours else _by_place(box, seen)
        if name:
            yield name, (box.label, _count(name, box, count))


def _by_place(box: FlowBox, seen: dict[tuple[str, str, bool], int]) -> str:
    if box.column == "result" or box.row == "included":
        return _result_name(box)
    key = (box.column, box.row, box.removed)
    names = _MAIN.get(key, ())
    place = seen[key] = seen.get(key, -1) + 1
    return names[place] if place < len(names) else ""


def _count(name: str, box: FlowBox, count: Callable[[str], int]) -> str:
    if not name.endswith(("dbr_excluded", "other_excluded")) or not box.lines:
        return str(box.count)
    return "; ".join(f"{label.replace(',', ' ')}, {count(n)}" for label, n in box.lines)


def _result_name(box: FlowBox) -> str:
    label = box.label.lower()
    if box.column == "previous":
        return "previous_reports" if label.startswith("report") else "previous_studies"
    which = "total" if "total" in f"{label} {box.id}" else "new"
    return f"{which}_reports" if label.startswith("report") else f"{which}_studies"
