"""Two tables of single trials that were readable whole."""

from __future__ import annotations

from typing import Any

from tools.als.data import Source
from tools.als.errors import Unconverted
from tools.als.facts import Collection, Entry, keys_of
from tools.als.places import Placed, Places

#: Rows of Oh 2018's table 3 that trials.yaml does not repeat.
_OH_ONLY_HERE = {"appel_als_slope_change": "appel-als-slope-change"}
_OH_ARMS = {"treated": ("n_t", "mean_t", "sd_t"), "control": ("n_c", "mean_c", "sd_c")}
_OH_PRINTED = {
    "md": "printed.md",
    "se": "printed.se",
    "ci_low": "printed.ci-low",
    "ci_high": "printed.ci-high",
    "p": "printed.p",
}


def tables(collection: Collection, places: Places) -> None:
    """Add what the two tables hold beyond the entries of the trials."""
    _oh(collection, places)
    _cudkowicz(collection, places)


def _rows(table: Entry) -> list[dict[str, Any]]:
    columns = table["columns"]
    return [dict(zip(columns, row, strict=True)) for row in table["rows"]]


def _oh(collection: Collection, places: Places) -> None:
    table = collection.tables["oh_2018_table3"]
    rows = {r["outcome"]: r for r in _rows(table)}
    if not set(_OH_ONLY_HERE) <= set(rows):
        raise Unconverted("oh_2018_table3", f"a row of {sorted(_OH_ONLY_HERE)} is missing")
    for name, outcome in _OH_ONLY_HERE.items():
        row = rows[name]
        source = Source(collection=collection, keys=keys_of(table), unit="points/month")
        for arm, keys in _OH_ARMS.items():
            place = Placed(study="oh-2018", outcome=outcome, arm=arm)
            for short, key in zip(("n", "mean", "sd"), keys, strict=True):
                unit = "people" if short == "n" else None
                places.add(place, source.datum(short, row[key], unit=unit))
        for key, printed in _OH_PRINTED.items():
            unit = "" if key == "p" else None
            place = Placed(study="oh-2018", outcome=outcome)
            places.add(place, source.datum(printed, row[key], unit=unit))


def _cudkowicz(collection: Collection, places: Places) -> None:
    """Table 4: nested subgroups by baseline score, after the trial was unblinded."""
    table = collection.tables["cudkowicz_2022_table4"]
    note = "the table before the erratum of August 2022, which changed subgroup results"
    source = Source(collection=collection, keys=keys_of(table), unit="points", note=note)
    for row in _rows(table):
        people = f"baseline ALSFRS-R ≥ {str(row['threshold']).removeprefix('>=')}"

        def put(
            outcome: str,
            arm: str,
            name: str,
            value: object,
            unit: str | None = None,
            people: str = people,
        ) -> None:
            place = Placed(
                study="cudkowicz-2022",
                outcome=outcome,
                timepoint="28 weeks",
                population=people,
                arm=arm,
                prespecified=False,
            )
            places.add(place, source.datum(name, value, unit=unit))

        responders, change = "responders-slope-large", "alsfrs-r-change"
        put(responders, "", "n", row["n_responder_analysis"], "people")
        put(responders, "treated", "percent", row["pct_treated"], "%")
        put(responders, "control", "percent", row["pct_placebo"], "%")
        put(responders, "", "printed.p", row["p_responder"], "")
        put(change, "", "n", row["n_mmrm"], "people")
        for arm, letter in (("treated", "t"), ("control", "c")):
            put(change, arm, "mean", row[f"ls_mean_{letter}"])
            put(change, arm, "se", row[f"se_{letter}"])
        put(change, "", "printed.md", row["delta"])
        put(change, "", "printed.p", row["p"], "")
