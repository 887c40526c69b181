"""A fitted model as text, HTML or JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from tamis.stats.cautions import Caution
from tamis.stats.errors import UnknownOption
from tamis.stats.names import METHODS, TESTS, named

if TYPE_CHECKING:
    from tamis.stats.models.pooled import Pooled
    from tamis.stats.regression.result import Regression

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a heading; the first column names the row."""

    heading: str
    columns: Row
    rows: tuple[Row, ...]


def number(value: float | None, digits: int = 4) -> str:
    """A number for reading; an en dash where there is none."""
    if value is None or math.isnan(value):
        return "–"
    if value != 0 and abs(value) < 10**-digits:
        return f"{value:.2e}".replace("-", "−")
    return f"{value:.{digits}f}".replace("-", "−")


def p_text(p: float | None) -> str:
    """A p-value for reading."""
    if p is None or math.isnan(p):
        return "–"
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}"


def interval_text(low: float, high: float) -> str:
    """Limits for reading."""
    return f"{number(low)} to {number(high)}"


def rendered(
    title: str, tables: Sequence[Table], cautions: Sequence[Caution], facts: Any, form: str
) -> str:
    """Tables and cautions in one of the three forms.

    Raises:
        UnknownOption: `form` is not text, html or json.
    """
    if form == "json":
        return json.dumps(facts, ensure_ascii=False, indent=2, allow_nan=False)
    if form == "text":
        return _as_text(title, tables, cautions)
    if form == "html":
        return _as_html(title, tables, cautions)
    raise UnknownOption("format", repr(form), "text, html, json")


def _as_text(title: str, tables: Sequence[Table], cautions: Sequence[Caution]) -> str:
    lines = [title]
    for table in tables:
        lines += ["", table.heading]
        cells = [table.columns, *table.rows]
        widths = [max(len(row[j]) for row in cells) for j in range(len(table.columns))]
        for row in cells:
            first = f"  {row[0]:<{widths[0]}}"
            rest = "".join(f"  {c:>{w}}" for c, w in zip(row[1:], widths[1:], strict=True))
            lines.append((first + rest).rstrip())
    if cautions:
        lines += ["", "Cautions", *(f"  {c.message}" for c in cautions)]
    return "\n".join(lines) + "\n"


def _as_html(title: str, tables: Sequence[Table], cautions: Sequence[Caution]) -> str:
    parts = [f"<section><h2>{escape(title)}</h2>"]
    for table in tables:
        head = "".join(f'<th scope="col">{escape(c)}</th>' for c in table.columns)
        parts.append(f"<table><caption>{escape(table.heading)}</caption><thead><tr>{head}</tr>")
        parts.append("</thead><tbody>")
        for row in table.rows:
            cells = "".join(f"<td>{escape(c)}</td>" for c in row[1:])
            parts.append(f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>')
        parts.append("</tbody></table>")
    if cautions:
        items = "".join(f"<li>{escape(c.message)}</li>" for c in cautions)
        parts.append(f"<h3>Cautions</h3><ul>{items}</ul>")
    return "".join([*parts, "</section>"])


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _level(level: float) -> str:
    return f"{100 * level:g} %"


def pooled_facts(p: Pooled) -> dict[str, Any]:
    """A pooled result as plain values; None where a number does not exist."""
    facts: dict[str, Any] = {
        "k": p.k,
        "method": p.method,
        "test": p.test,
        "level": p.level,
        "estimate": p.estimate,
        "se": p.se,
        "statistic": _finite(p.statistic),
        "df": p.df,
        "p_value": _finite(p.p_value),
        "ci": list(p.ci),
        "tau2": p.tau2,
        "tau2_se": p.tau2_se,
        "i2": p.i2,
        "h2": p.h2,
        "q": p.q,
        "q_df": p.q_df,
        "q_p": p.q_p,
    }
    if p.fit.random_effects and p.q_df > 0:
        tau2 = p.tau2_interval()
        pi = p.prediction_interval()
        facts["tau2_ci"] = [_finite(x) for x in tau2.tau2]
        facts["prediction_interval"] = [pi.lower, pi.upper]
    facts["cautions"] = [{"code": c.code, "message": c.message} for c in p.cautions]
    return facts


def pooled_summary(p: Pooled, form: str) -> str:
    """`Pooled.summary`."""
    facts = pooled_facts(p)
    rows: list[Row] = [
        ("Pooled effect", number(p.estimate), interval_text(*p.ci), p_text(p.p_value))
    ]
    if "prediction_interval" in facts:
        rows.append(("Prediction interval", "", interval_text(*facts["prediction_interval"]), ""))
    het: list[Row] = []
    if p.fit.random_effects:
        limits = facts.get("tau2_ci")
        text = "–" if limits is None else _limits(limits)
        het.append(("τ²", number(p.tau2), text))
    het.append(("I² (%)", number(p.i2, 1), ""))
    het.append((f"Q ({p.q_df} df)", number(p.q, 2), f"p {p_text(p.q_p)}"))
    name = named("method", p.method, METHODS).says
    test = named("test", p.test, TESTS).says
    title = f"{p.k} {'study' if p.k == 1 else 'studies'}, {name}; {test}"
    tables = (
        Table("Effect", ("", "estimate", f"{_level(p.level)} interval", "p"), tuple(rows)),
        Table("Heterogeneity", ("", "estimate", f"{_level(p.level)} interval"), tuple(het)),
    )
    return rendered(title, tables, p.cautions, facts, form)


def _limits(limits: Sequence[float | None]) -> str:
    return " to ".join("∞" if x is None else number(x) for x in limits)


def regression_facts(r: Regression) -> dict[str, Any]:
    """A meta-regression as plain values."""
    f = r.fit
    facts: dict[str, Any] = {
        "k": f.k,
        "method": f.method,
        "test": f.test,
        "level": f.level,
        "coefficients": [
            {
                "name": c.name,
                "estimate": c.estimate,
                "se": c.se,
                "statistic": _finite(c.statistic),
                "p_value": _finite(c.p_value),
                "ci": list(c.ci),
            }
            for c in r.coefficients
        ],
        "tau2": f.tau2,
        "i2": f.i2,
        "r2": r.r2,
        "q": f.q,
        "q_df": f.q_df,
        "q_p": f.q_p,
        "omnibus": {
            "statistic": _finite(r.omnibus.statistic),
            "df": r.omnibus.df,
            "denominator_df": r.omnibus.denominator_df,
            "p_value": r.omnibus.p_value,
        },
    }
    facts["cautions"] = [{"code": c.code, "message": c.message} for c in f.cautions]
    return facts


def regression_summary(r: Regression, form: str) -> str:
    """`Regression.summary`."""
    f, t = r.fit, r.omnibus
    rows = tuple(
        (c.name, number(c.estimate), number(c.se), interval_text(*c.ci), p_text(c.p_value))
        for c in r.coefficients
    )
    statistic = "χ²" if t.denominator_df is None else "F"
    df = f"{t.df}" if t.denominator_df is None else f"{t.df}, {t.denominator_df}"
    other: tuple[Row, ...] = (
        (f"Moderators, {statistic} ({df} df)", number(t.statistic, 2), f"p {p_text(t.p_value)}"),
        ("Residual τ²", number(f.tau2), ""),
        ("Residual I² (%)", number(f.i2, 1), ""),
        ("R² (%)", number(r.r2, 1), ""),
        (f"Residual Q ({f.q_df} df)", number(f.q, 2), f"p {p_text(f.q_p)}"),
    )
    name = named("method", f.method, METHODS).says
    title = f"Meta-regression of {f.k} studies, {name}; {named('test', f.test, TESTS).says}"
    columns = ("", "estimate", "SE", f"{_level(f.level)} interval", "p")
    tables = (
        Table("Coefficients", columns, rows),
        Table("Model", ("", "value", ""), other),
    )
    return rendered(title, tables, f.cautions, regression_facts(r), form)
