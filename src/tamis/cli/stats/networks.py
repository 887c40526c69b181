"""`tamis stats network` and `tamis stats rankogram`: files with one row per contrast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import tell
from tamis.cli.stats.drawing import finish
from tamis.cli.stats.errors import MissingColumns
from tamis.cli.stats.guessing import first, plain, ready
from tamis.cli.stats.options import AsTable, Columns, Output, Title, Width
from tamis.cli.stats.reading import read_table
from tamis.cli.stats.studies import named_columns, told

if TYPE_CHECKING:
    from tamis.stats.network import NetworkFit

File = Annotated[
    Path, typer.Argument(help="CSV file, one row per contrast: study, treat1, treat2, effect, se.")
]
Model = Annotated[str, typer.Option(help="random or common effects.")]
_TREATMENTS = {
    "treat1": ("treat1", "treatment1", "t1", "trt1", "arm1", "a"),
    "treat2": ("treat2", "treatment2", "t2", "trt2", "arm2", "b"),
    "study": ("study", "studlab", "studyid", "trial", "id", "label"),
}


def _fitted(file: Path, columns: list[str] | None, model: str) -> NetworkFit:
    from tamis.stats.network import network_meta_analysis

    table, named = read_table(file), named_columns(columns or ())
    found = {k: named.get(k) or first(table.columns, map(plain, v)) for k, v in _TREATMENTS.items()}
    rest = [c for c in table.columns if c not in found.values()]
    own = ready(rest, named)
    lacking = [k for k, v in found.items() if v is None]
    lacking += [k for k in ("yi",) if k not in own]
    lacking += [] if {"vi", "sei"} & own.keys() else ["sei"]
    if lacking:
        raise MissingColumns("one row per contrast", lacking, table.columns)
    spread = "sei" if "sei" in own else "vi"
    used = {**{k: v for k, v in found.items() if v}, "yi": own["yi"], spread: own[spread]}
    told(f"{ours} ← `{theirs}`" for ours, theirs in used.items())
    se = table.numbers(used[spread])
    fit = network_meta_analysis(
        table.numbers(used["yi"]),
        se if spread == "sei" else tuple(v**0.5 for v in se),
        table.texts(used["treat1"]),
        table.texts(used["treat2"]),
        table.texts(used["study"]),
        model=model,  # type: ignore[arg-type]  # the kernel refuses other words
    )
    for caution in fit.cautions:
        tell(f"caution: {caution}")
    return fit


def network(
    file: File,
    output: Output = Path("network.svg"),
    model: Model = "random",
    title: Title = "",
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """Graph of a network of treatments."""
    from tamis.report.plots.network_graph import network_graph

    fit = _fitted(file, column, model)
    finish(network_graph(fit.network, title=title or file.stem), output, width, table)


def rankogram(
    file: File,
    output: Output = Path("rankogram.svg"),
    model: Model = "random",
    better: Annotated[str, typer.Option(help="Which effects are better: smaller or larger.")] = (
        "smaller"
    ),
    seed: Annotated[int, typer.Option(help="Of the simulated ranks.")] = 1,
    title: Title = "",
    column: Columns = None,
    width: Width = "journal",
    table: AsTable = False,
) -> None:
    """Chance of each rank of each treatment of a network."""
    from tamis.report.plots.rankogram import rankogram as draw
    from tamis.stats.network import rank_treatments

    fit = _fitted(file, column, model)
    ranking = rank_treatments(fit, better, seed=seed)  # type: ignore[arg-type]
    finish(draw(ranking, title=title or file.stem), output, width, table)
