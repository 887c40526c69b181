"""Risk-of-bias plots: a light for each result and domain, and bars that sum them up.

After the figures of the RoB 2 and ROBINS-I guidance; shapes and letters carry the judgement.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tamis.report.plots.lights import JUDGEMENTS, judgement_key, judgement_words, light
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.plots.svg import LINE, frame, line, paragraph, rectangle, text

_LABEL, _CELL, _ROW, _NARROW = 330, 40, 34, 340


@dataclass(frozen=True, slots=True, kw_only=True)
class RobRow:
    """One result that was judged: its label and a judgement for each domain."""

    label: Label
    judgements: tuple[tuple[str, str], ...]


def traffic_lights(name: str, title: str, rows: tuple[RobRow, ...]) -> Plot:
    """A row of lights for each result, a column for each domain."""
    domains = _domains(rows)
    about = f"{title}: one row for each result, one column for each domain."
    table = PlotTable(
        caption=title,
        columns=("Result", *domains),
        rows=tuple(
            (r.label, *(Label(judgement_words(dict(r.judgements).get(d, ""))) for d in domains))
            for r in rows
        ),
    )
    return Plot(
        title=title,
        svg=_wide(name, title, about, rows, domains),
        narrow=_narrow(name, title, about, rows, domains),
        table=table,
        description=about,
    )


def _domains(rows: tuple[RobRow, ...]) -> tuple[str, ...]:
    found = dict.fromkeys(d for r in rows for d, _ in r.judgements)
    return tuple(sorted(found, key=lambda d: d.lower() == "overall"))


def _letters(domains: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        "O" if d.lower() == "overall" else "ABCDEFGHIJKLMN"[i % 14] for i, d in enumerate(domains)
    )


def _wide(
    name: str, title: str, about: str, rows: tuple[RobRow, ...], domains: tuple[str, ...]
) -> Markup:
    width = max(_LABEL + _CELL * len(domains) + 10, 640)
    body = Markup("").join(
        text(_LABEL + _CELL * i + 20, 18, mark, "strong middle")
        for i, mark in enumerate(_letters(domains))
    )
    body += line(0, 28, width, 28, "rule")
    y = 52.0
    for row in rows:
        drawn, lines = paragraph(0, y + 5, row.label, 39)
        named = dict(row.judgements)
        lights = Markup("").join(
            light(_LABEL + _CELL * i + 20, y, named[d]) for i, d in enumerate(domains) if d in named
        )
        body += drawn + lights
        y += _ROW + (lines - 1) * LINE
    drawn, y = _legend(rows, domains, y, width, 90)
    return frame(f"{name}-wide", (width, y), title, about, body + drawn)


def _narrow(
    name: str, title: str, about: str, rows: tuple[RobRow, ...], domains: tuple[str, ...]
) -> Markup:
    step = min(_CELL, (_NARROW - 10) / max(len(domains), 1))
    body, y = Markup(""), 18.0
    for row in rows:
        drawn, lines = paragraph(0, y, row.label, 38, "strong")
        y += lines * LINE
        named = dict(row.judgements)
        for i, (mark, domain) in enumerate(zip(_letters(domains), domains, strict=True)):
            body += text(step * i + step / 2, y + 2, mark, "small middle muted")
            if domain in named:
                body += light(step * i + step / 2, y + 19, named[domain])
        body, y = body + drawn, y + 54
    drawn, y = _legend(rows, domains, y, _NARROW, 44)
    return frame(f"{name}-narrow", (_NARROW, y), title, about, body + drawn)


def _legend(
    rows: tuple[RobRow, ...], domains: tuple[str, ...], y: float, width: float, columns: int
) -> tuple[Markup, float]:
    out, x = line(0, y - 12, width, y - 12, "rule"), 0.0
    used = {judgement_key(j) for r in rows for _, j in r.judgements}
    y += 12
    for key in (k for k in JUDGEMENTS if k in used):
        words = JUDGEMENTS[key][0]
        if x + 40 + 7 * len(words) > width:
            x, y = 0.0, y + 28
        out += light(x + 12, y - 5, key) + text(x + 28, y, words, "small")
        x += 52 + 7 * len(words)
    y += 30
    for mark, domain in zip(_letters(domains), domains, strict=True):
        drawn, lines = paragraph(0, y, Label(f"{mark}  {domain}"), columns, "small muted")
        out, y = out + drawn, y + lines * LINE
    return out, y + 2


def summary_bars(name: str, title: str, rows: tuple[RobRow, ...], href: str = "") -> Plot:
    """A bar for each domain, cut by how many results got each judgement.

    `href` is where the counts are explained; every count in the table opens it.
    """
    domains = _domains(rows)
    found = [(domain, judgement_key(judged)) for r in rows for domain, judged in r.judgements]
    keys = [k for k in JUDGEMENTS if k in {key for _, key in found}]
    counts = {d: [found.count((d, k)) for k in keys] for d in domains}
    about = f"{title}: for each domain, the share of results with each judgement."
    table = PlotTable(
        caption=title,
        columns=("Domain", *(JUDGEMENTS[k][0] for k in keys)),
        rows=tuple((Label(d), *(Label(str(n), href) for n in counts[d])) for d in domains),
    )
    wide = _bars(f"{name}-wide", title, about, counts, keys, 640)
    narrow = _bars(f"{name}-narrow", title, about, counts, keys, _NARROW)
    return Plot(title=title, svg=wide, narrow=narrow, table=table, description=about)


def _bars(
    name: str, title: str, about: str, counts: dict[str, list[int]], keys: list[str], width: int
) -> Markup:
    left = 250 if width > _NARROW else 0
    body, y = Markup(""), 20.0
    for domain, row in counts.items():
        drawn, lines = paragraph(0, y, Label(domain), 34 if left else 44, "small")
        body += drawn
        y += 0 if left else lines * LINE + 2
        x, whole = float(left), max(sum(row), 1)
        for key, n in zip(keys, row, strict=True):
            part = (width - left - 2) * n / whole
            if n:
                _, mark, _, style = JUDGEMENTS[key]
                body += rectangle(x, y - 14, part, 20, f"light light-{style}")
                body += text(x + part / 2, y + 1, mark, "letter")
            x += part
        y += 34 + ((lines - 1) * LINE if left else 4)
    return frame(name, (width, y), title, about, body)
