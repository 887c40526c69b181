"""`tamis simulate`."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import Json, list_problems, print_json, say, table, tell

if TYPE_CHECKING:
    from tamis.review.simulating import Simulated


def _seeds(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in text.split(","):
        ends = re.fullmatch(r"\s*(\d+)(?:-(\d+))?\s*", part)
        if not ends:
            raise typer.BadParameter(f"'{part}' is no seed; write 1,2,3 or 1-10")
        first, last = int(ends[1]), int(ends[2] or ends[1])
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))


def run(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Labelled .csv or .csv.gz files (title, abstract, label_included), folders of "
            "them, or reviews that were screened."
        ),
    ],
    ranker: Annotated[
        list[str] | None, typer.Option(help="Which ranker; give it again to compare several.")
    ] = None,
    seeds: Annotated[str, typer.Option(help="One run per seed: 1,2,3 or 1-10.")] = "1,2,3",
    start: Annotated[
        str, typer.Option(help="pair: from one include and one exclude; protocol: from its words.")
    ] = "pair",
    label: Annotated[
        str, typer.Option(help="Which label to find: included, abstract or final.")
    ] = "included",
    protocols: Annotated[
        Path | None, typer.Option(help="TOML with the words of each file's protocol.")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option(help="Stopping rules to ask; the usual ones unless given.")
    ] = None,
    target: Annotated[float, typer.Option(help="Recall the rules aim at.")] = 0.95,
    confidence: Annotated[float, typer.Option(help="What the rules are asked for.")] = 0.95,
    jobs: Annotated[int, typer.Option(help="Files at a time.")] = 1,
    svg: Annotated[Path | None, typer.Option(help="Folder for recall curves as SVG.")] = None,
    times: Annotated[bool, typer.Option(help="Give the times, which differ between runs.")] = True,
    json: Json = False,
) -> None:
    """Replay labelled records: how good is the order, and where would each rule have stopped."""
    from tamis.learn.errors import LearnError
    from tamis.model.errors import UnknownName
    from tamis.review.labelled import protocols as read_protocols
    from tamis.review.simulating import RULES, Wanted, simulate

    if start not in ("pair", "protocol"):
        raise UnknownName("start", start, ("pair", "protocol"))
    wanted = Wanted(
        rankers=tuple(ranker or ["lexical"]),
        seeds=_seeds(seeds),
        start=start,  # type: ignore[arg-type]
        level=label,
        rules=tuple(rule or RULES),
        target=target,
        confidence=confidence,
        questions=read_protocols(protocols),
    )
    try:
        done = simulate(files, wanted, jobs)
    except LearnError as error:
        tell(f"error: {error}")
        raise typer.Exit(error.exit_code) from error
    failed = list_problems(done.problems)
    if svg is not None:
        _draw(done.runs, svg)
    if json:
        print_json(_plain(done.runs, times))
    elif done.runs:
        _show(done.runs, times, target)
    if failed:
        raise typer.Exit(1)


def _plain(runs: Sequence[Simulated], times: bool) -> list[dict[str, object]]:
    import msgspec

    plain: list[dict[str, object]] = msgspec.to_builtins(runs)
    for each in plain:
        if not times:
            del each["cost"]
    return plain


def _show(runs: Sequence[Simulated], times: bool, target: float) -> None:
    mean = statistics.fmean
    groups: dict[tuple[str, str], list[Simulated]] = {}
    for one in runs:
        groups.setdefault((one.file, one.ranker), []).append(one)
    rows = []
    for (file, ranker), held in groups.items():
        f = [one.figures for one in held]
        rows.append(
            [
                file, ranker, f[0].records, f[0].includes,
                f"{mean(x.loss for x in f):.4f}", f"{mean(x.recall_10 for x in f):.3f}",
                f"{mean(x.recall_20 for x in f):.3f}", f"{mean(x.wss_95 for x in f):.3f}",
                f"{mean(x.wss_100 for x in f):.3f}", f"{mean(x.atd for x in f):.3f}",
                f"{mean(x.ndcg for x in f):.3f}", f"{mean(x.to_95 for x in f):.0f}",
                f"{mean(x.to_100 for x in f):.0f}",
                *([f"{1000 * mean(one.cost.median for one in held):.1f}"] if times else []),
            ]
        )  # fmt: skip
    head = ["file", "ranker", "records", "includes", "loss", "R@10", "R@20", "WSS@95", "WSS@100",
            "ATD", "NDCG", "to 95%", "to 100%", *(["ms/retrain"] if times else [])]  # fmt: skip
    table(rows, head)
    say()
    table(
        (
            [
                s[0].rule, s[0].standing, f"{mean(x.recall >= target - 1e-9 for x in s):.2f}",
                f"{min(x.recall for x in s):.3f}", f"{mean(x.saved for x in s):.3f}",
            ]
            for s in zip(*(one.stops for one in runs), strict=True)
        ),
        ("rule", "standing", f"runs at {target:.0%}", "worst recall", "work saved"),
    )  # fmt: skip


def _draw(runs: Sequence[Simulated], folder: Path) -> None:
    from tamis.report.plots.pictures import save
    from tamis.report.plots.recall import RecallRun, recall_curves

    folder.mkdir(parents=True, exist_ok=True)
    for file in dict.fromkeys(one.file for one in runs):
        held = [one for one in runs if one.file == file]
        plot = recall_curves(
            [
                RecallRun(
                    method=one.ranker, label=f"seed {one.seed}", points=one.curve, stop=_first(one)
                )
                for one in held
            ],
            prevalence=held[0].figures.includes / held[0].figures.records,
            title=file,
            rule=held[0].stops[0].rule if held[0].stops else "",
        )
        output = folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', file)}.svg"
        save(plot, output, "journal")
        tell(f"wrote `{output}`")


def _first(one: Simulated) -> tuple[float, float] | None:
    """Where the first rule asked stopped."""
    stop = next((s for s in one.stops[:1] if s.stopped), None)
    return (stop.read / one.figures.records, stop.recall) if stop else None
