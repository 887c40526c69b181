"""A strategy's text cut into its lines: labels, hit counts and the noise of exports set apart.

Published strategies come as one query over many lines of print, or as numbered lines, with or
without counts: `1. exp asthma/ (1234)`, `#3 #1 AND #2 56`, `S1<tab>TI asthma<tab>1,024`. Histories
copied from EBSCO and Web of Science run from the last line to the first. What is no part of a
search (database, dates, `Search modes - Boolean/Phrase`, rulers) becomes an oddity of code `noise`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tamis.sources.query.counts import ENDS_QUERY, JOINS, ONLY_COUNT, count, take_hits
from tamis.sources.query.noise import Row, blanked, rows_of, without_noise, without_total
from tamis.sources.query.place import Oddity
from tamis.sources.query.tokens import Lines


@dataclass(frozen=True, slots=True)
class RawLine:
    """Characters `start` to `end` of the text that make one query, with label and hits."""

    label: str
    start: int
    end: int
    hits: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """What the text was cut into; in `text` the noise is blanked out, place for place."""

    text: str
    lines: tuple[RawLine, ...]
    oddities: tuple[Oddity, ...]
    numbered: bool


_LABEL = re.compile(
    r"\s*(?:\|\s*)?(?:(?P<sign>[#sS]|\bline\s|\bset\s)\s?(?P<signed>\d{1,3}[a-z]?)"
    r"|(?P<plain>\d{1,3}(?:[a-z](?=\s*(?:[.)]|$)))?))(?P<end>\s*[.):|\t]\s*|\s+-\s+|\s+|$|(?<=\d)(?=[\[(#\"]|mesh))",
    re.IGNORECASE,
)

#: A line that only combines others: `1 OR 2`, `(#3 and #4) not 5`, `or/1-3`, `limit 4 to …`.
_COMBINES = re.compile(
    r"\s*(?:\(*\s*[#sS]?\s?\d{1,3}[a-z]?\s*\)*(?:\s+(?:and|or|not|and not)\s+"
    r"\(*\s*[#sS]?\s?\d{1,3}[a-z]?\s*\)*)+|(?:and|or)[/\s]\s*#?\d+\s*[-,][\d,\s#-]*|limit\s+#?\d+\s+to\b.*)"
    r"(?:\s+\(?[\d,]+\)?)?\s*$",
    re.IGNORECASE,
)

_LIMITS = re.compile(r"\s*limit\s+#?\d+\s+to\b", re.IGNORECASE)

#: How a combining line goes on behind a number that looks like a label.
_GOES_ON = re.compile(r"\s*(?:and|or|not|near|adj\d*)\b(?!\s*/)", re.IGNORECASE)

#: A heading of a person's own above the query of a numbered line: `1. Index test: red flags`.
_REMARK = re.compile(r"[A-Z][\w ,/()-]{2,60}:[^\[\]\"*]{0,80}$")


_JOINED = re.compile(r"\s*(?:(?:and|or|not|adj\d*|near/\d+)\b(?!\s*/)|\))", re.IGNORECASE)


def lay_out(text: str, where: Lines, *, one_per_line: bool) -> Layout:
    """Cut plain text into queries.

    Args:
        text: The text, typographic characters already replaced.
        where: Tells lines from offsets.
        one_per_line: On this platform an unnumbered line is a query of its own, unless it is
            visibly continued (Ovid and EBSCO run line by line).
    """
    text, tail = without_total(text, where)
    rows, noise, oddities = without_noise(rows_of(text), where)
    oddities += tail
    text = blanked(text, noise)
    rows = _unrolled(rows)
    labelled = _labelled(rows)
    if labelled:
        counts = [r for i, r in enumerate(rows) if i not in labelled and ONLY_COUNT.match(r.text)]
        made = tuple(_numbered(rows, labelled))
        return Layout(blanked(text, counts), made, tuple(oddities), True)
    combined = any(_COMBINES.match(row.text) for row in rows)
    if (one_per_line or combined) and len(rows) > 1:
        made = tuple(_by_order(rows, text))
        return Layout(text, made, tuple(oddities), len(made) > 1)
    return Layout(text, tuple(_whole(rows)), tuple(oddities), False)


def _unrolled(rows: list[Row]) -> list[Row]:
    """Rows cut where `#2`, `#3` … go on within them: a copy that lost its line feeds."""
    made: list[Row] = []
    for row in rows:
        first = _LABEL.match(row.text)
        if first is None or not first["sign"]:
            made.append(row)
            continue
        cuts, next_ = [0], number(first["signed"]) + 1
        for found in re.finditer(r"\s[#S](\d{1,3})(?=\s)", row.text):
            before = row.text[: found.start()]
            if (
                int(found[1]) != next_
                or JOINS.search(before)
                or before.count("(") != before.count(")")
            ):
                continue
            if _GOES_ON.match(row.text, found.end()) and next_ > 2 and len(row.text) < 200:
                continue
            cuts.append(found.start() + 1)
            next_ += 1
        for start, end in zip(cuts, [*cuts[1:], len(row.text)], strict=True):
            made.append(Row(row.start + start, row.start + end, row.text[start:end]))
    return made


def _labelled(rows: list[Row]) -> dict[int, re.Match[str]]:
    """Rows that begin with a label, by index; empty when the text is not numbered.

    Labels count when they run 1, 2, 3 … (or down), a few missing; `5 year survival` on one line of
    a query is no label.
    """
    matches = {
        i: m
        for i, row in enumerate(rows)
        if (m := _LABEL.match(row.text)) and not _GOES_ON.match(row.text, m.end())
    }
    signed = {i: m for i, m in matches.items() if m["sign"]}
    chosen = _sequence(signed) if len(signed) >= 2 or 0 in signed else {}
    if not chosen:
        chosen = _sequence({i: m for i, m in matches.items() if m["plain"]})
        if chosen and 0 not in chosen and 1 not in {number(m["plain"]) for m in chosen.values()}:
            return {}
    if len(chosen) < 2 and not _single(rows, chosen):
        return {}
    return dict(sorted({**chosen, **_misnumbered(rows, matches, chosen)}.items()))


def _misnumbered(
    rows: list[Row], matches: dict[int, re.Match[str]], chosen: dict[int, re.Match[str]]
) -> dict[int, re.Match[str]]:
    """`44. 21 and 31 and 43` below line 48: a number out of order before lines combined."""
    return {
        i: m
        for i, m in matches.items()
        if i > min(chosen)
        and m["end"].strip()[:1] in (".", ")")
        and _COMBINES.match(rows[i].text[m.end() :])
    }


def _single(rows: list[Row], chosen: dict[int, re.Match[str]]) -> bool:
    """One numbered line alone: `1. exp asthma/`."""
    return len(rows) == 1 and 0 in chosen and chosen[0]["end"].strip()[:1] in (".", ")")


def number(label: str) -> int:
    """The number in a label: 3 for `3a`."""
    digits = re.match(r"\d+", label)
    return int(digits.group()) if digits else 0


def _sequence(matches: dict[int, re.Match[str]]) -> dict[int, re.Match[str]]:
    """The longest run of rows whose numbers rise (or fall) by small steps."""
    rising = _run(matches, 1)
    falling = _run(matches, -1)
    best = rising if len(rising) >= len(falling) else falling
    numbers = [number(m["signed"] or m["plain"]) for m in best.values()]
    return best if numbers and (min(numbers) <= 3 or len(numbers) >= 4) else {}


def _run(matches: dict[int, re.Match[str]], step: int) -> dict[int, re.Match[str]]:
    kept: dict[int, re.Match[str]] = {}
    last: int | None = None
    for row, match in matches.items():
        here = number(match["signed"] or match["plain"])
        if last is None or 0 <= (here - last) * step <= 8:
            kept[row] = match
            last = here
    return kept


def _numbered(rows: list[Row], labels: dict[int, re.Match[str]]) -> Iterable[RawLine]:
    """Rows from one label to the next are one line; rows before the first label fall away."""
    order = sorted(labels)
    known = {(m["signed"] or m["plain"]).lower() for m in labels.values()}
    glued = sum(m["end"] == "" and bool(rows[i].text[m.end() :]) for i, m in labels.items())
    for at, first in enumerate(order):
        last = order[at + 1] if at + 1 < len(order) else len(rows)
        match = labels[first]
        label = (match["signed"] or match["plain"]).lower()
        here, limits = rows[first:last], list[Row]()
        if last == len(rows):
            here, limits = _without_limits(here, bool(rows[first].text[match.end() :].strip()))
        line = _with_hits(_unremarked(here, match.end()), label, match.end())
        if glued and line.hits is None:
            line = _glued_hits(line, here, known)
        yield line
        for limit in limits:
            free = str(max(number(k) for k in known) + 1)
            known.add(free)
            yield _with_hits([limit], free, 0)


def _without_limits(rows: list[Row], begun: bool) -> tuple[list[Row], list[Row]]:
    """Below the last number, `limit 33 to …` and `1 AND 2 NOT 3` are lines without one.

    `begun` says that the numbered row itself holds a query.
    """
    for at in range(1 if begun else 2, len(rows)):
        before = next(r for r in reversed(rows[:at]) if not ONLY_COUNT.match(r.text))
        combines = _LIMITS.match(rows[at].text) or _COMBINES.match(rows[at].text)
        if combines and not JOINS.search(before.text):
            return rows[:at], rows[at:]
    return rows, []


def _unremarked(rows: list[Row], skip: int) -> list[Row]:
    """Without a remark between the label and the query."""
    if len(rows) < 2 or not _REMARK.match(rows[0].text[skip:].strip()):
        return rows
    if JOINS.search(rows[0].text) or _JOINED.match(rows[1].text):
        return rows
    return [Row(rows[0].end - skip, rows[0].end, " " * skip), *rows[1:]]


def _with_hits(rows: list[Row], label: str, skip: int) -> RawLine:
    start = rows[0].start + skip
    body = rows[-1].text if len(rows) > 1 else rows[-1].text[skip:]
    counted = next((r for r in rows[1:] if ONLY_COUNT.match(r.text)), None)
    hits, length = take_hits(body)
    if hits is None and counted is not None:
        return RawLine(label, start, max(start, rows[-1].end), count(counted.text))
    end = rows[-1].end - (len(body) - length)
    if hits is not None and length == 0 and len(rows) > 1:
        end = rows[-2].end
    return RawLine(label, start, max(start, end), hits)


def _glued_hits(line: RawLine, rows: list[Row], known: set[str]) -> RawLine:
    """A count printed straight behind the query: `[mh Neoplasms]82548`, `#1 or #2241300`."""
    text = rows[-1].text
    found = re.search(r"(?<=[\])a-z*\"])(\d+)\s*$", text)
    if found:
        return replace(line, end=rows[-1].start + found.start(), hits=int(found[1]))
    reference = re.search(r"#(\d{4,})\s*$", text)
    if reference:
        digits = reference[1]
        fits = [
            n
            for n in range(1, 4)
            if digits[:n] in known and number(digits[:n]) < number(line.label)
        ]
        if fits:
            cut = reference.start(1) + max(fits)
            return replace(line, end=rows[-1].start + cut, hits=int(digits[max(fits) :]))
    return line


def _by_order(rows: list[Row], text: str) -> Iterable[RawLine]:
    """Lines without numbers, counted from the top; open brackets and operators continue one."""
    start = 0
    count = 0
    for at in range(len(rows)):
        body = text[rows[start].start : rows[at].end]
        following = rows[at + 1] if at + 1 < len(rows) else None
        open_ = body.count("(") > body.count(")") or body.count('"') % 2 == 1
        more = following is not None and _continues(body, following.text, open_)
        if not more:
            count += 1
            yield replace(_with_hits(rows[start : at + 1], str(count), 0), label=str(count))
            start = at + 1


def _continues(body: str, following: str, open_: bool) -> bool:
    """Whether a row goes on with what stands before it; a bracket left open by mistake does not."""
    if _COMBINES.match(following):
        return False
    if JOINS.search(body) or _JOINED.match(following):
        return True
    whole = following.count("(") == following.count(")") and following.count('"') % 2 == 0
    return open_ and not (whole and bool(ENDS_QUERY.search(following.rstrip())))


def _whole(rows: list[Row]) -> Iterable[RawLine]:
    if rows:
        yield RawLine("", rows[0].start, rows[-1].end)
