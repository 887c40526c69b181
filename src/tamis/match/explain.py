"""Scores in words: which agreements carried a pair, which spoke against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tamis.match.decide import VETOES
from tamis.match.levels import LEVELS
from tamis.match.scorecard import Scorecard
from tamis.match.values import Difference

#: A level that moves the log-odds by less than this is not worth a word.
_WORTH_SAYING = 0.25

_NAMES: dict[str, str] = {
    "numbers": "numbers in the title",
    "place": "volume and pages",
    "page_end": "last page",
    "doi": "DOI",
    "pmid": "PubMed number",
    "mark": "kind of item",
    "kind": "kind of publication",
}

#: Compared field → columns of the prepared record that show it.
_SHOWN: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "numbers": ("title_numbers",),
    "authors": ("authors",),
    "year": ("year",),
    "journal": ("journal",),
    "place": ("volume", "page"),
    "issue": ("issue",),
    "page_end": ("page_end",),
    "doi": ("doi",),
    "pmid": ("pmid", "pmcid"),
    "abstract": ("abstract",),
    "mark": ("mark",),
    "kind": ("conference", "supplement", "preprint", "registered"),
}


def points(levels: Mapping[str, int], model: Scorecard) -> dict[str, float]:
    """What each field adds to the log-odds; a crossing is shared half and half."""
    total = {field: model.weight(field, levels[field]) for field in LEVELS}
    for (left, right), table in model.crossings.items():
        both = (LEVELS[left][levels[left]], LEVELS[right][levels[right]])
        total[left] += table.get(both, 0.0) / 2
        total[right] += table.get(both, 0.0) / 2
    return total


def reasons(levels: Mapping[str, int], veto: int, model: Scorecard) -> tuple[str, ...]:
    """The evidence in words, strongest first; a veto leads.

    Args:
        levels: Level of each field.
        veto: Key of `VETOES`, or 0.
        model: The scorecard that gave the score.
    """
    added = points(levels, model)
    told = sorted(
        (field for field in LEVELS if levels[field] and abs(added[field]) >= _WORTH_SAYING),
        key=lambda field: (-abs(added[field]), field),
    )
    words = [
        f"{_NAMES.get(field, field)}: {LEVELS[field][levels[field]]} ({added[field]:+.1f})"
        for field in told
    ]
    return (*((VETOES[veto],) if veto else ()), *words)


def differences(
    levels: Mapping[str, int], a: Mapping[str, object], b: Mapping[str, object], model: Scorecard
) -> tuple[Difference, ...]:
    """Fields whose normalised values are not the same in both records."""
    added = points(levels, model)
    found = []
    for field, columns in _SHOWN.items():
        left, right = _shown(a, columns), _shown(b, columns)
        if left != right:
            found.append(
                Difference(
                    field=_NAMES.get(field, field),
                    level=LEVELS[field][levels[field]],
                    a=left,
                    b=right,
                    weight=round(added[field], 2),
                )
            )
    return tuple(sorted(found, key=lambda d: (-abs(d.weight), d.field)))


def _shown(record: Mapping[str, object], columns: Sequence[str]) -> str | None:
    if columns == _SHOWN["kind"]:
        return " ".join(name for name in columns if record[name]) or None
    values = [str(record[name]) for name in columns if record[name] is not None]
    return ", ".join(values) if any(values) else None


class Explainer:
    """Reasons for many pairs: the words of a pattern of levels are made once."""

    def __init__(self, model: Scorecard) -> None:
        self._model = model
        self._known: dict[tuple[int, ...], tuple[str, ...]] = {}

    def all(self, decided: pl.DataFrame) -> list[tuple[str, ...]]:
        """Reasons for each row of a `decide` frame."""
        fields = list(LEVELS)
        return [self._of(row) for row in decided.select(*fields, "veto").iter_rows()]

    def _of(self, row: tuple[int, ...]) -> tuple[str, ...]:
        if row not in self._known:
            levels = dict(zip(LEVELS, row[:-1], strict=True))
            self._known[row] = reasons(levels, row[-1], self._model)
        return self._known[row]
