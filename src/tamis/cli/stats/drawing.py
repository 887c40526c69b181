"""What every verb that draws does at its end."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.cli.shared import say, tell
from tamis.cli.stats.errors import UnusableOption
from tamis.cli.stats.studies import Studies
from tamis.model.errors import UnknownName

if TYPE_CHECKING:
    from tamis.report.plots.plot import Plot


def finish(plot: Plot, output: Path, width: str, as_table: bool) -> None:
    """Write the picture; its description, or its data, goes to stdout."""
    from tamis.report.plots.pictures import SUFFIXES, save

    if output.suffix.lower() not in SUFFIXES:
        raise UnknownName("kind of picture", output.suffix or str(output), SUFFIXES)
    if width not in ("journal", "phone"):
        raise UnknownName("width", width, ("journal", "phone"))
    try:
        save(plot, output, "phone" if width == "phone" else "journal")
    except OSError as error:
        raise UnusableOption(f"'{output}' can't be written: {error.strerror}") from error
    tell(f"wrote `{output}`")
    if as_table:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(plot.table.columns)
        writer.writerows([cell.text for cell in row] for row in plot.table.rows)
    else:
        say(plot.description)


def cautioned(studies: Studies, more: tuple[object, ...] = ()) -> None:
    """Cautions, on stderr."""
    for caution in (*studies.cautions, *more):
        tell(f"caution: {caution}")


def completed(studies: Studies) -> dict[str, tuple[float, ...]]:
    """The columns of two groups with events, n filled in from events and non-events."""
    data = dict(studies.data)
    for group in ("1", "2"):
        events, rest, total = "events" + group, "nonevents" + group, "n" + group
        if events in data and rest in data and total not in data:
            data[total] = tuple(a + b for a, b in zip(data[events], data[rest], strict=True))
    return data
