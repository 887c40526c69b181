"""Study-level linking: reports of one investigation, suggested for a person to confirm.

    registration   reports that print one trial registration number
    cohort         no number in common, but shared authors and the same sample size, drug words
                   and recruitment dates

Nothing here decides. A report that covers three trials carries three numbers and is suggested
with each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

import polars as pl

from tamis.match.index import prepared_rows
from tamis.match.locators import registry_numbers
from tamis.match.text import repaired
from tamis.match.values import Suggestion

#: More reports than this under one number is a registry-wide analysis, not one study.
MAX_REPORTS = 60

#: A sample size printed by more reports than this ("n = 100") ties nobody.
_MAX_SHARING = 25

_SAMPLE = (
    r"(?i)\bn ?= ?(\d{1,3}(?:[ ,]\d{3})|\d{2,5})\b"
    r"|\b(\d{2,5}) (?:[a-z-]+ ){0,3}?(?:patients|participants|subjects|individuals|adults|children"
    r"|women|men|volunteers)\b"
)
_DATES = (
    r"(?i)((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:\d{1,2},? )?"
    r"(?:19|20)\d\d)"
)


def suggest_studies(reports: pl.DataFrame) -> tuple[Suggestion, ...]:
    """Suggest which reports and registrations belong to one study.

    Args:
        reports: Columns as for `link`, one row per report (after duplicates are linked).
            Registration numbers are read from `registry_ids`, title and abstract; sample sizes
            and dates from title and abstract.

    Returns:
        Suggestions, strongest first: one per registration number that two or more reports share,
        then pairs tied by authors, sample size and recruitment dates.

    Raises:
        MissingColumnError: There is no `id` column.
        DuplicateIdError: An id occurs twice.
    """
    prepared = prepared_rows(reports)
    text = _texts(reports, prepared)
    numbered = _by_number(text)
    taken = {pair for s in numbered for pair in combinations(s.reports, 2)}
    return (*numbered, *_by_cohort(prepared, text, taken))


def _texts(reports: pl.DataFrame, prepared: pl.DataFrame) -> pl.DataFrame:
    """`id`, `own` and `named` registration numbers, `sizes`, `dates`, in the order of ids."""

    def column(name: str) -> pl.Expr:
        return (
            pl.col(name) if name in reports.columns else pl.lit(None, dtype=pl.String).alias(name)
        )

    given = reports.select(column("id"), *map(column, ("registry_ids", "title", "abstract")))
    body = pl.concat_str("title", "abstract", separator=". ", ignore_nulls=True)
    size = body.str.extract_all(_SAMPLE).list.eval(
        pl.element().str.extract(r"(\d{1,3}[ ,]\d{3}|\d+)").str.replace_all(r"[ ,]", "")
    )
    read = given.with_columns(repaired(given["abstract"])).select(
        "id",
        registry_numbers(pl.col("registry_ids")).list.unique().list.sort().alias("own"),
        registry_numbers(body).list.unique().list.sort().alias("named"),
        size.list.unique().list.sort().alias("sizes"),
        body.str.to_lowercase().str.extract_all(_DATES).list.unique().list.sort().alias("dates"),
    )
    return prepared.select("id").join(read, on="id", how="left", maintain_order="left")


def _by_number(text: pl.DataFrame) -> tuple[Suggestion, ...]:
    bearers: dict[str, dict[str, str]] = defaultdict(dict)
    for name, own, named in text.select("id", "own", "named").iter_rows():
        for number in named or ():
            bearers[number][name] = "in its title or abstract"
        for number in own or ():
            bearers[number][name] = "in its registration field"
    found = [
        Suggestion(
            reports=tuple(sorted(where)),
            basis="registration",
            score=0.99 if all(w.endswith("field") for w in where.values()) else 0.95,
            reasons=tuple(f"{name} carries {number} {where[name]}" for name in sorted(where)),
        )
        for number, where in sorted(bearers.items())
        if 2 <= len(where) <= MAX_REPORTS
    ]
    return tuple(sorted(found, key=lambda s: (-s.score, s.reports)))


def _by_cohort(
    prepared: pl.DataFrame, text: pl.DataFrame, taken: set[tuple[str, str]]
) -> tuple[Suggestion, ...]:
    people = {
        name: frozenset((authors or "").split())
        for name, authors in prepared.select("id", "authors").iter_rows()
    }
    words = {
        name: frozenset(w for w in (title or "").split() if len(w) >= 6)
        for name, title in prepared.select("id", "title").iter_rows()
    }
    sizes = {n: frozenset(s or ()) for n, s in text.select("id", "sizes").iter_rows()}
    dates = {n: frozenset(d or ()) for n, d in text.select("id", "dates").iter_rows()}
    own = {n: frozenset(o or ()) for n, o in text.select("id", "own").iter_rows()}
    found = []
    for a, b in sorted(_sharing(sizes) | _sharing(dates)):
        if (a, b) in taken or (own[a] and own[b]):
            continue
        tie = _tie(a, b, people, words, sizes, dates)
        if tie is not None:
            found.append(tie)
    return tuple(sorted(found, key=lambda s: (-s.score, s.reports)))


def _sharing(values: Mapping[str, frozenset[str]]) -> set[tuple[str, str]]:
    bearers: dict[str, list[str]] = defaultdict(list)
    for name, shown in values.items():
        for value in shown:
            bearers[value].append(name)
    return {
        pair
        for names in bearers.values()
        if len(names) <= _MAX_SHARING
        for pair in combinations(sorted(names), 2)
    }


def _tie(
    a: str,
    b: str,
    people: Mapping[str, frozenset[str]],
    words: Mapping[str, frozenset[str]],
    sizes: Mapping[str, frozenset[str]],
    dates: Mapping[str, frozenset[str]],
) -> Suggestion | None:
    """The case for one cohort; None unless authors and at least one other thing agree."""
    shared = {
        "authors": people[a] & people[b],
        "words of the title": words[a] & words[b],
        "sample size": sizes[a] & sizes[b],
        "dates": dates[a] & dates[b],
    }
    fewest = min(len(people[a]), len(people[b]))
    if len(shared["authors"]) < 2 or len(shared["authors"]) < 0.4 * fewest:
        return None
    agreeing = [name for name in ("sample size", "dates") if shared[name]]
    if not agreeing or (len(agreeing) == 1 and len(shared["words of the title"]) < 2):
        return None
    score = 0.4 + 0.15 * len(agreeing) + 0.05 * min(4, len(shared["words of the title"]))
    return Suggestion(reports=(a, b), basis="cohort", score=round(score, 2), reasons=_lines(shared))


def _lines(shared: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    return tuple(
        f"same {name}: {', '.join(sorted(values)[:8])}" for name, values in shared.items() if values
    )
