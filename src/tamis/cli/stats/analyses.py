"""`tamis stats effects`, `pool`, `regress`, `bias` and `influence`: results in words and JSON."""

from __future__ import annotations

import csv
import json as jsonlib
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tamis.cli.shared import Json, say, table, tell
from tamis.cli.stats.options import Columns, File, LabelColumn, Level, Measure, Method, Test
from tamis.cli.stats.studies import Studies, read_studies
from tamis.model.errors import UnknownName

if TYPE_CHECKING:
    from tamis.stats.models.pooled import Pooled

Subgroup = Annotated[str | None, typer.Option(help="Column of subgroups, each pooled apart.")]


def write_json(value: Any) -> None:
    """JSON to stdout, without NaN: what cannot be computed is null."""
    text = jsonlib.dumps(_finite(value), ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write(text + "\n")


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):
        return None
    return value


def _cautions(studies: Studies) -> list[dict[str, str]]:
    return [{"code": c.code, "message": c.message} for c in studies.cautions]


def effects(
    file: File, measure: Measure = None, label: LabelColumn = None, column: Columns = None
) -> None:
    """Effect sizes and sampling variances, as CSV; ratios on the log scale."""
    studies = read_studies(file, measure, column or (), label)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("study", "yi", "vi"))
    for name, y, v in zip(studies.labels, studies.yi, studies.vi, strict=True):
        writer.writerow((name, "" if y != y else repr(y), "" if v != v else repr(v)))
    for caution in studies.cautions:
        tell(f"caution: {caution}")


def pool(
    file: File,
    measure: Measure = None,
    method: Method = "REML",
    test: Test = "knapp-hartung",
    level: Level = 0.95,
    subgroup: Subgroup = None,
    label: LabelColumn = None,
    column: Columns = None,
    json: Json = False,
) -> None:
    """Pool studies: the result, cautions, and a paragraph for the methods section."""
    studies = read_studies(file, measure, column or (), label)
    pooled = studies.pooled(method, test, level)
    groups = _grouped(studies, subgroup, method, test, level)
    if json:
        said = jsonlib.loads(pooled.summary("json"))
        said |= {"measure": studies.measure, "shown": _shown(studies, pooled)}
        said["cautions_of_effects"] = _cautions(studies)
        said["methods"] = pooled.methods_paragraph()
        if groups is not None:
            said["subgroups"] = groups
        write_json(said)
        return
    say(pooled.summary().rstrip())
    shown = _shown(studies, pooled)
    say(f"\n{shown['words']} {shown['text']}")
    for caution in studies.cautions:
        say(f"caution: {caution}")
    if groups is not None:
        say("\nSubgroups")
        table([(f"  {g['name']}", g["k"], g["text"]) for g in groups["groups"]])
        say(f"  {groups['test']}")
    say(f"\n{pooled.methods_paragraph()}")


def _shown(studies: Studies, pooled: Pooled) -> dict[str, Any]:
    """The pooled effect on the scale on which it is read."""
    from tamis.report.plots.effect_scale import effect_scale

    scale = effect_scale(studies.measure)
    low, high = pooled.ci
    interval = f"{100 * pooled.level:g}% CI"
    return {
        "words": scale.words,
        "estimate": scale.shown(pooled.estimate),
        "ci": [scale.shown(low), scale.shown(high)],
        "text": f"{scale.text(pooled.estimate)} ({interval} {scale.interval(low, high)})",
    }


def _grouped(
    studies: Studies, by: str | None, method: str, test: str, level: float
) -> dict[str, Any] | None:
    if by is None:
        return None
    from tamis.report.plots.effect_scale import effect_scale, p_text
    from tamis.stats.heterogeneity.subgroups import subgroups

    labels = [t or None for t in studies.table.texts(by)]
    found = subgroups(studies.yi, studies.vi, labels, method=method, test=test, level=level)
    scale = effect_scale(studies.measure)
    groups = [
        {
            "name": name, "k": p.k, "estimate": p.estimate, "ci": list(p.ci), "tau2": p.tau2,
            "text": f"{scale.text(p.estimate)} ({scale.interval(*p.ci)})",
        }
        for name, p in found.groups
    ]  # fmt: skip
    said = "one group only: nothing to compare"
    if found.q_between is not None and found.q_p is not None:
        said = f"Test for subgroup differences: χ²={found.q_between:.2f}, df={found.q_df}, "
        said += p_text(found.q_p)
    return {"groups": groups, "q": found.q_between, "df": found.q_df, "p": found.q_p, "test": said}


def regress(
    file: File,
    moderators: Annotated[
        str, typer.Option(help="Formula over the file's columns, e.g. '~ year + factor(alloc)'.")
    ],
    measure: Measure = None,
    method: Method = "REML",
    test: Test = "knapp-hartung",
    level: Level = 0.95,
    label: LabelColumn = None,
    column: Columns = None,
    json: Json = False,
) -> None:
    """Meta-regression: coefficients, the heterogeneity they account for, cautions, methods."""
    from tamis.stats.regression import regress as fit

    studies = read_studies(file, measure, column or (), label)
    data = {name: studies.table.values(name) for name in studies.table.columns}
    found = fit(studies.yi, studies.vi, moderators, data, method=method, test=test, level=level)
    if json:
        said = jsonlib.loads(found.summary("json"))
        said |= {"measure": studies.measure, "cautions_of_effects": _cautions(studies)}
        write_json(said | {"methods": found.methods_paragraph()})
        return
    say(found.summary().rstrip())
    for caution in studies.cautions:
        say(f"caution: {caution}")
    say(f"\n{found.methods_paragraph()}")


def bias(
    file: File,
    measure: Measure = None,
    predictor: Annotated[
        str, typer.Option(help="Of Egger's test: standard-error, variance, or one of study size.")
    ] = "standard-error",
    method: Method = "REML",
    test: Test = "z",
    label: LabelColumn = None,
    column: Columns = None,
    json: Json = False,
) -> None:
    """Small-study effects: regression and rank tests, trim and fill, PET-PEESE, fail-safe N."""
    from tamis.cli.stats.bias_words import NAMES, asymmetry

    studies = read_studies(file, measure, column or (), label)
    found = asymmetry(studies, predictor, method, test)
    if json:
        write_json({"measure": studies.measure, **found})
        return
    for name, part in found.items():
        say(f"{NAMES[name]}: {part['text']}")
    for caution in dict.fromkeys(c for part in found.values() for c in part["cautions"]):
        say(f"caution: {caution}")


def influence(
    file: File,
    measure: Measure = None,
    method: Method = "REML",
    test: Test = "knapp-hartung",
    sort: Annotated[str, typer.Option(help="given, cook, dffits, hat or residual.")] = "given",
    label: LabelColumn = None,
    column: Columns = None,
    json: Json = False,
) -> None:
    """Deletion diagnostics of each study, and the pooled effect without it."""
    from tamis.report.plots.studied import studies_of
    from tamis.stats.diagnostics import influence as diagnose
    from tamis.stats.diagnostics import leave_one_out

    studies = read_studies(file, measure, column or (), label)
    pooled = studies.pooled(method, test, 0.95)
    found, without = diagnose(pooled.fit), leave_one_out(pooled.fit)
    rows: list[dict[str, Any]] = [
        {
            "study": s.label, "residual": float(found.studentised[i]),
            "dffits": float(found.dffits[i]), "cook": float(found.cooks_distance[i]),
            "covariance_ratio": float(found.covariance_ratio[i]), "hat": float(found.hat[i]),
            "tau2_without": float(found.tau2_without[i]), "weight": float(found.weight[i]),
            "estimate_without": float(without.estimate[i]),
            "influential": bool(found.influential[i]),
        }
        for i, s in enumerate(studies_of(pooled))
    ]  # fmt: skip
    orders = ("cook", "dffits", "hat", "residual")
    if sort not in ("given", *orders):
        raise UnknownName("order", sort, ("given", *orders))
    if sort in orders:
        rows.sort(key=lambda r: -abs(r[sort]))
    if json:
        write_json(rows)
        return
    head = ("study", "residual", "dffits", "cook", "cov.ratio", "hat", "τ² without", "effect", "")
    table(
        [
            (r["study"], *(f"{r[k]:.3f}" for k in list(r)[1:7]), f"{r['estimate_without']:.3f}",
             "*" if r["influential"] else "")
            for r in rows
        ],
        head,
    )  # fmt: skip
    say("\neffect: pooled without the study; *: beyond a customary limit")
