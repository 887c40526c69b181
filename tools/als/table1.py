"""The earlier review's table of included trials: its rows as records, found in its text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tamis.model.ids import record_id
from tamis.model.records import Record
from tools.als.errors import Unconverted
from tools.als.facts import Collection, Entry

SOURCE = "Earlier review, Table 1"
_ROW = re.compile(r"^\s*(\d{4}) (.+?) et al\.\s*(\d+) ")


def _table(collection: Collection) -> list[tuple[str, str]]:
    """(trial id, first author as printed) of each row, in the printed order."""
    rows = [m for line in collection.texts["seed_review"] if (m := _ROW.match(line))]
    listed = {
        (str(e["citation"]["year"]), _plain(_first_author(e))): t
        for t, e in collection.trials.items()
        if e.get("seed_table1", {}).get("listed")
    }
    found_rows = []
    for row in rows:
        key = (row[1], _plain(row[2].rsplit(" ", 1)[0]))
        if key not in listed:
            raise Unconverted("Table 1", f"no trial for the row '{row[0]}'")
        found_rows.append((listed.pop(key), row[2]))
    if listed:
        raise Unconverted("Table 1", f"no row for {sorted(listed.values())}")
    return found_rows


def _first_author(entry: Entry) -> str:
    return re.split(r"[,;]", str(entry["citation"]["authors"]))[0].rsplit(" ", 1)[0].strip()


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in text if c.isalpha())


def rows(collection: Collection) -> Iterator[tuple[str, Record]]:
    """A record for each row, keyed "table-1/<trial>", in the printed order."""
    for number, (trial, author) in enumerate(_table(collection), 1):
        entry = collection.trials[trial]
        row = entry["seed_table1"]
        family, _, initials = author.rpartition(" ")
        yield (
            f"table-1/{trial}",
            Record(
                id=record_id(SOURCE, f"row {number}"),
                source=SOURCE,
                source_id=f"row {number}",
                authors=(f"{family}, {initials}",),
                year=int(entry["citation"]["year"]),
                journal_country=str(row["country_as_printed"]),
                notes=("The table prints first author, year, country and findings, but no title.",),
                extra=(("reference in its table", str(row["ref_in_table"])),),
            ),
        )
