"""How reliable stopping rules are, and how much work they save, on replayed reviews.

    python benchmarks/stopping.py FOLDER                         # replays, then the rules
    python benchmarks/screening.py FOLDER --json ORDERS.json     # or replay once ...
    python benchmarks/stopping.py ORDERS.json                    # ... and ask as often as wanted
    python benchmarks/stopping.py ORDERS.json --leave-out        # the default rule, fitted without
                                                                 # the file it is asked about
    python benchmarks/stopping.py ORDERS.json --fit              # prints the default rule's lines

The default rule is asked as it ships, unless told otherwise. It was fitted on the fifteen files
that `stopping.md` calls main: on those, only --leave-out says what it is worth.
Reliability is the share of reviews that stop at or above the target (each file counts once, its
replays averaged); work saved is the share of records never read.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
import screening
from scipy import optimize

from tamis import learn
from tamis.learn.stopping import estimate

QUANTILES = (0.01, 0.025, 0.5, 0.9, 0.95, 0.975, 0.99)
RUNS = ("1+1, protocol", "protocol alone")


@dataclass(frozen=True, slots=True)
class Order:
    """One replay."""

    name: str
    main: bool
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a rule stopped one replay."""

    name: str
    recall: float
    saved: float


Ask = Callable[[learn.Progress], bool]


def replays(folder: Path, seeds: Sequence[int]) -> tuple[Order, ...]:
    sets = screening.load(folder, screening.HERE / "screening_protocols.toml")
    lines = [screening.warm(data, seeds, True) for data in sets]
    lines += [screening.cold(data) for data in sets if data.question]
    return tuple(Order(line.name, line.main, order) for line in lines for order in line.orders)


def orders(held: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[Order, ...]:
    """The replays among what `screening.py` measured."""
    return tuple(
        Order(line["name"], line["main"], tuple(order))
        for run in RUNS
        for line in held.get(run, ())
        for order in line["orders"]
    )


def looks(order: Order, share: float = 0.01) -> list[learn.Progress]:
    """The screening at every per cent of the records."""
    size = len(order.labels)
    at = sorted({max(1, round(size * share * step)) for step in range(1, round(1 / share) + 1)})
    whole = learn.Progress(size, order.labels)
    return [whole.first(count) for count in at]


def stopped(order: Order, ask: Ask) -> Stop:
    total = sum(order.labels)
    seen = looks(order)
    last = next((progress for progress in seen if ask(progress)), seen[-1])
    return Stop(order.name, last.found / total, 1 - last.screened / len(order.labels))


def tally(stops: Iterable[Stop], target: float) -> tuple[float, float, float, float]:
    """Reliability, worst recall, mean recall, work saved; files count once each."""
    by: dict[str, list[Stop]] = {}
    for stop in stops:
        by.setdefault(stop.name, []).append(stop)
    mean = statistics.fmean
    return (
        mean(mean(s.recall >= target - 1e-9 for s in held) for held in by.values()),
        min(s.recall for held in by.values() for s in held),
        mean(mean(s.recall for s in held) for held in by.values()),
        mean(mean(s.saved for s in held) for held in by.values()),
    )


def row(title: str, stops: Sequence[Stop], target: float, group: str) -> None:
    reliable, worst, recall, saved = tally(stops, target)
    print(
        f"| {title} | {group} | {reliable:.3f} | {worst:.3f} | {recall:.3f} | {saved:.3f} |",
        flush=True,
    )


def points(held: Sequence[Order]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, log of missing over found, weight: each replay weighs one."""
    xs: list[float] = []
    zs: list[float] = []
    ws: list[float] = []
    for order in held:
        seen = [p for p in looks(order)[::4] if p.found >= estimate.FEWEST]
        total = sum(order.labels)
        xs += [learn.outlook(p) for p in seen]
        zs += [float(np.log((total - p.found + 0.5) / (p.found + 0.5))) for p in seen]
        ws += [1 / len(seen)] * len(seen)
    return np.array(xs), np.array(zs), np.array(ws)


def line(held: Sequence[Order], quantile: float) -> tuple[float, float]:
    """Intercept and slope by quantile regression, as a linear programme."""
    xs, zs, ws = points(held)
    design = np.column_stack([np.ones_like(xs), xs])
    eye = sp.eye_array(len(zs))
    matrix = sp.hstack([sp.csr_array(design), sp.csr_array(-design), eye, -eye]).tocsc()
    cost = np.concatenate([np.zeros(4), ws * quantile, ws * (1 - quantile)])
    found = optimize.linprog(cost, A_eq=matrix, b_eq=zs, bounds=(0, None), method="highs")
    both = found.x[:2] - found.x[2:4]
    return round(float(both[0]), 3), round(float(both[1]), 3)


def bounded(order: Order, target: float) -> Stop:
    """Where the anytime-valid ranked bound stops (`learn.Ranked`, all looks in one pass)."""
    progress = learn.Progress(len(order.labels), order.labels)
    found = np.cumsum(progress.array)
    path = learn.bound_path(progress, every=max(1, progress.records // 100), ranked=True)
    stop = next(
        (n for n, most in path if found[n - 1] and found[n - 1] >= target * most - 1e-9),
        progress.records,
    )
    return Stop(order.name, float(found[stop - 1] / found[-1]), 1 - stop / progress.records)


Lines = Mapping[float, tuple[float, float]]


def fitted(held: Sequence[Order]) -> Lines:
    return {quantile: line(held, quantile) for quantile in QUANTILES}


def left_out(main: Sequence[Order]) -> dict[str, Lines]:
    """For each file, the lines fitted on all the others."""
    names = sorted({order.name for order in main})
    return {name: fitted([order for order in main if order.name != name]) for name in names}


def with_lines(lines: Lines, ask: Callable[[], object]) -> object:
    """Ask something of the estimate with other lines than those it ships."""
    own = dict(estimate.LINES)
    try:
        estimate.LINES.update(lines)
        return ask()
    finally:
        estimate.LINES.update(own)


def default_rule(held: Sequence[Order], by: Mapping[str, Lines], target: float) -> list[Stop]:
    rule = learn.Thinning(target=target)

    def run(order: Order) -> Stop:
        return stopped(order, lambda progress: rule(progress).stop)

    return [with_lines(by.get(o.name, {}), lambda o=o: run(o)) for o in held]  # type: ignore[misc]


def live(held: Sequence[Order], by: Mapping[str, Lines]) -> tuple[float, float]:
    """Coverage of the live interval over all looks, median error from 20 % screened on."""
    covered: dict[str, list[bool]] = {}
    errors: dict[str, list[float]] = {}
    for order in held:
        total = sum(order.labels)
        for progress in looks(order, 0.02):
            found = with_lines(by.get(order.name, {}), lambda p=progress: learn.live_recall(p))
            if not isinstance(found, learn.Recall):
                continue
            true = progress.found / total
            inside = found.low - 1e-9 <= true <= found.high + 1e-9
            covered.setdefault(order.name, []).append(inside)
            if progress.screened >= 0.2 * progress.records:
                errors.setdefault(order.name, []).append(abs(found.value - true))
    return (
        statistics.fmean(statistics.fmean(each) for each in covered.values()),
        statistics.median(error for each in errors.values() for error in each),
    )


def audited(order: Order, share: float, seed: int) -> learn.Progress:
    """The order with a share of cards drawn at random from what is unscreened."""
    chance = np.random.default_rng(seed)
    left = list(range(len(order.labels)))
    labels, marks = [], []
    while left:
        drawn = bool(chance.random() < share)
        place = int(chance.integers(len(left))) if drawn else 0
        labels.append(order.labels[left.pop(place)])
        marks.append(drawn)
    return learn.Progress(len(order.labels), tuple(labels), tuple(marks))


def audit_table(held: Sequence[Order], seeds: int) -> None:
    print("\n| audit share | confidence | looks too low | allowed | saved at .90 | saved at .95 |")
    print("|---|---|---:|---:|---:|---:|")
    firsts = list({order.name: order for order in held}.values())
    for share in (0.1, 0.3):
        for confidence in (0.8, 0.95):
            failed, saved = [], {0.9: [], 0.95: []}  # type: ignore[var-annotated]
            for order in firsts:
                total = sum(order.labels)
                for seed in range(seeds):
                    progress = audited(order, share, seed)
                    path = learn.bound_path(progress, confidence, every=20)
                    failed.append(any(most < total for _, most in path))
                    found = np.cumsum(progress.array)
                    for target, held_saved in saved.items():
                        stop = next(
                            (
                                n
                                for n, most in path
                                if found[n - 1] > 0 and found[n - 1] >= target * most - 1e-9
                            ),
                            progress.records,
                        )
                        held_saved.append(1 - stop / progress.records)
            means = [statistics.fmean(values) for values in saved.values()]
            print(
                f"| {share:.0%} | {confidence:.0%} | {statistics.fmean(failed):.3f} | "
                f"{1 - confidence:.2f} | {means[0]:.3f} | {means[1]:.3f} |",
                flush=True,
            )


def tail_fails(order: Order, seed: int) -> bool:
    """Half of the tail drawn at random after a third was ranked: is the bound above the truth?"""
    chance = np.random.default_rng(seed)
    size = len(order.labels)
    ranked = size // 3
    sample = (size - ranked) // 2
    tail = chance.choice(np.arange(ranked, size), sample, replace=False)
    labels = (*order.labels[:ranked], *(order.labels[row] for row in tail))
    progress = learn.Progress(size, labels, (False,) * ranked + (True,) * sample)
    advice = learn.RandomTail(sample=sample, target=0.9, confidence=0.8)(progress)
    return (advice.recall or 0.0) > progress.found / sum(order.labels) + 1e-9


def quantile_fails(order: Order, seed: int) -> bool | None:
    """QBCB at .8 with a sample of half of the includes: does it stop short of the target?"""
    hits = [str(row) for row, label in enumerate(order.labels) if label]
    rule = learn.QuantileBound(target=0.8, confidence=0.8)
    if len(hits) // 2 < learn.includes_needed(0.8, 0.8):
        return None
    sample = np.random.default_rng(seed).choice(hits, len(hits) // 2, replace=False).tolist()
    stop = next(n for n in range(1, len(hits) + 1) if rule(sample, hits[:n]).stop)
    return stop < 0.8 * len(hits) - 1e-9


def one_look_table(held: Sequence[Order], seeds: int) -> None:
    firsts = list({order.name: order for order in held}.values())
    tails = [tail_fails(order, seed) for order in firsts for seed in range(seeds)]
    marks = [quantile_fails(order, seed) for order in firsts for seed in range(seeds)]
    ends = [mark for mark in marks if mark is not None]
    print("\n| rule for one look | fails | allowed | trials |")
    print("|---|---:|---:|---:|")
    print(f"| random sample of the tail | {statistics.fmean(tails):.3f} | 0.20 | {len(tails)} |")
    if ends:
        print(f"| QBCB | {statistics.fmean(ends):.3f} | 0.20 | {len(ends)} |")


def rules(target: float) -> dict[str, Ask]:
    held: dict[str, learn.Rule] = {
        "50 excludes in a row (heuristic)": learn.InARow(excludes=50),
        "100 in a row (heuristic)": learn.InARow(excludes=100),
        "200 in a row (heuristic)": learn.InARow(excludes=200),
        "5 % of records in a row (heuristic)": learn.ShareInARow(share=0.05),
        "knee (heuristic)": learn.Knee(),
        "hypergeometric on every last part": learn.Hypergeometric(target=target),
        "biased urn 2": learn.BiasedUrn(target=target, bias=2.0),
    }
    return {name: (lambda progress, rule=rule: rule(progress).stop) for name, rule in held.items()}


def default_alone(held: Sequence[Order], target: float = 0.95) -> None:
    """The default rule and the live estimate: each main file left out of the fit where four or
    more others remain, the others as it ships."""
    main_ones = [order for order in held if order.main]
    others = [order for order in held if not order.main]
    fits = left_out(main_ones) if len({order.name for order in main_ones}) > 4 else {}
    how = "file left out of the fit" if fits else "as shipped"
    print("| default rule | files | reliable | worst recall | mean recall | saved |")
    print("|---|---|---:|---:|---:|---:|")
    stops = default_rule(main_ones, fits, target)
    row(f"thinning finds, {how}", stops, target, "main")
    if others:
        more = default_rule(others, {}, target)
        row("thinning finds, as shipped", more, target, "others")
        row("thinning finds", [*stops, *more], target, "all")
    print("\n| live recall | coverage of its 95 % interval | median error from 20 % on |")
    print("|---|---:|---:|")
    for group, chosen in (("main", main_ones), ("others", others)):
        if chosen:
            coverage, error = live(chosen, fits)
            print(f"| {group} | {coverage:.3f} | {error:.3f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="a folder, or JSON from screening.py --json")
    parser.add_argument("--target", type=float, default=0.95)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--fit", action="store_true", help="print lines fitted on the main files")
    parser.add_argument("--leave-out", action="store_true", help="refit for each main file")
    parser.add_argument("--audits", type=int, default=5, help="seeds of the random audit")
    options = parser.parse_args()
    source = options.source
    if source.is_dir():
        held = replays(source, options.seeds)
    else:
        held = orders(json.loads(source.read_text("utf-8")))
    main_ones = [order for order in held if order.main]
    others = [order for order in held if not order.main]
    if options.fit:
        for quantile, pair in fitted(main_ones).items():
            print(f"    {quantile:g}: {pair},")
        return
    print("| rule | files | reliable | worst recall | mean recall | saved |")
    print("|---|---|---:|---:|---:|---:|")
    groups = [("main", main_ones), ("others", others)] if others else [("main", main_ones)]
    for group, chosen in groups:
        for name, ask in rules(options.target).items():
            row(name, [stopped(o, ask) for o in chosen], options.target, group)
        row(
            "anytime-valid ranked bound",
            [bounded(o, options.target) for o in chosen],
            options.target,
            group,
        )
    enough = len({order.name for order in main_ones}) > 4
    by = left_out(main_ones) if options.leave_out and enough else {}
    default = "thinning finds (default" + ("; file left out)" if by else ", as shipped)")
    ours = default_rule(main_ones, by, options.target)
    row(default, ours, options.target, "main")
    if others:
        theirs = default_rule(others, {}, options.target)
        row("thinning finds (default, as shipped)", theirs, options.target, "others")
        row(default, [*ours, *theirs], options.target, "all")
    print("\n| live recall | coverage of its 95 % interval | median error from 20 % on |")
    print("|---|---:|---:|")
    for group, chosen in groups:
        coverage, error = live(chosen, by)
        print(f"| {group} | {coverage:.3f} | {error:.3f} |", flush=True)
    audit_table(held, options.audits)
    one_look_table(held, 10 * options.audits)


if __name__ == "__main__":
    main()
