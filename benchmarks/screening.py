"""Replay labelled reviews with tamis, and with ASReview in the same run where it is installed.

    python benchmarks/screening.py FOLDER                        # tamis alone
    python benchmarks/screening.py FOLDER --asreview PYTHON      # and ASReview 3, by an interpreter
                                                                 # that can import it
    python benchmarks/screening.py FOLDER --quick                # rankings alone
    python benchmarks/screening.py FOLDER --speed                # retrains, start, memory alone

FOLDER holds *.csv.gz (also in sub-folders, reported apart) with the columns title, abstract,
label_included (0/1), and optionally label_abstract, label_final, source_id (growing with time).
ASReview wants an environment of its own: `uv venv other && uv pip install -p other asreview`.
Both get the same random pairs of one include and one exclude. ASReview takes hours on large files:
each of its replays is kept as soon as it is done (--kept), so a run that was ended goes on from
there. The JSON for tamis holds no times, so that two runs can be compared byte by byte.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import resource
import statistics
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import screening_peer

from tamis import learn

HERE = Path(__file__).parent
csv.field_size_limit(10**9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One file: records, labels at up to two levels, the protocol's words."""

    name: str
    path: Path
    main: bool
    documents: tuple[learn.Document, ...]
    included: dict[str, int]
    early: dict[str, int]
    late: dict[str, int]
    age: tuple[int, ...]
    question: learn.Question | None

    @property
    def replayable(self) -> bool:
        """Whether a pair of priors leaves an include and an exclude to find."""
        return 2 <= len(self.includes) <= len(self.included) - 2

    @property
    def includes(self) -> frozenset[str]:
        return frozenset(record for record, label in self.included.items() if label)


def load(folder: Path, protocols: Path) -> tuple[Labelled, ...]:
    table = tomllib.loads(protocols.read_text("utf-8"))
    own = folder / "protocols.toml"
    if own.exists():
        table |= tomllib.loads(own.read_text("utf-8"))
    paths = sorted(folder.rglob("*.csv.gz"), key=lambda path: (path.parent != folder, path.name))
    sets = [read(path, path.parent == folder, table) for path in paths]
    for data in sets:
        if not data.replayable:
            told = f"{len(data.includes)} includes among {len(data.included)} labelled records"
            print(f"{data.path}: left out, {told}; a pair to start from and one of each "
                  "to find are needed", file=sys.stderr)  # fmt: skip
    return tuple(data for data in sets if data.replayable)


def read(path: Path, main: bool, protocols: dict[str, dict[str, object]]) -> Labelled:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    name = path.name.removesuffix(".csv.gz")
    ids = [str(number) for number in range(len(rows))]
    found = protocols.get(name)
    ages = [row.get("source_id", "") for row in rows]

    def level(column: str) -> dict[str, int]:
        held = {i: row.get(column) or "" for i, row in zip(ids, rows, strict=True)}
        return {i: int(float(label)) for i, label in held.items() if label != ""}

    return Labelled(
        name=name,
        path=path,
        main=main,
        documents=tuple(
            learn.Document(id=i, title=row["title"], abstract=row["abstract"])
            for i, row in zip(ids, rows, strict=True)
        ),
        included=level("label_included"),
        early=level("label_abstract"),
        late=level("label_final"),
        age=tuple(int(age) for age in ages) if all(age.isdigit() for age in ages) else (),
        question=learn.Question(title=str(found["title"]), terms=tuple(found.get("terms", ())))  # type: ignore[arg-type]
        if found
        else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Mean figures of one file under one condition."""

    name: str
    main: bool
    figures: dict[str, float]
    orders: tuple[tuple[int, ...], ...]


def mean(orders: Iterable[Sequence[int]]) -> dict[str, float]:
    held = [asdict(learn.figures(order)) for order in orders]
    return {key: statistics.fmean(each[key] for each in held) for key in held[0]}


def warm(data: Labelled, seeds: Sequence[int], protocol: bool) -> Line:
    """From one random include and one random exclude, per seed."""
    question = data.question if protocol else None
    orders = [
        learn.replay(
            learn.LexicalRanker(),
            data.documents,
            data.includes,
            question=question,
            priors=learn.prior_pairs(data.included, seed),
        ).labels
        for seed in seeds
    ]
    return Line(name=data.name, main=data.main, figures=mean(orders), orders=tuple(orders))


def cold(data: Labelled) -> Line:
    """From the protocol alone."""
    found = learn.replay(
        learn.LexicalRanker(), data.documents, data.includes, question=data.question
    )
    return Line(
        name=data.name, main=data.main, figures=mean([found.labels]), orders=(found.labels,)
    )


def staged(data: Labelled, record: str) -> tuple[learn.Decision, ...]:
    """The decisions a reviewer makes on a record where both levels are known."""
    early = learn.Decision(record=record, verdict=_word(data.early[record]))
    if not data.early[record]:
        return (early,)
    late = learn.Decision(record=record, verdict=_word(data.late[record]), stage="full-text")
    return (early, late)


def _word(label: int) -> learn.Verdict:  # type: ignore[name-defined]
    return "include" if label else "exclude"


def both_levels(data: Labelled, seeds: Sequence[int]) -> Line:
    """As `warm`, learning from title/abstract and full-text decisions; figures on final ones."""
    final = frozenset(record for record, label in data.late.items() if label)
    orders = []
    for seed in seeds:
        first = learn.prior_pairs(data.late, seed)
        priors = [decision for d in first for decision in staged(data, d.record)]
        priors = [d for n, d in enumerate(priors) if d not in priors[:n]]
        orders.append(
            learn.replay(
                learn.LexicalRanker(),
                data.documents,
                final,
                question=data.question,
                priors=priors,
                decide=partial(staged, data),
            ).labels
        )
    return Line(name=data.name, main=data.main, figures=mean(orders), orders=tuple(orders))


def living(data: Labelled) -> Line | None:
    """Learn on the older 70 %, rank the newest 30 %, going on learning."""
    if not data.age:
        return None
    order = np.argsort(np.array(data.age), kind="stable")
    old = [data.documents[row].id for row in order[: round(0.7 * len(order))]]
    new = {data.documents[row].id for row in order[round(0.7 * len(order)) :]}
    fresh = sum(data.included[record] for record in new)
    if not 0 < fresh < len(new) or not any(data.included[record] for record in old):
        return None
    priors = [learn.Decision(record=r, verdict=_word(data.included[r])) for r in old]
    found = learn.replay(
        learn.LexicalRanker(),
        data.documents,
        data.includes,
        question=data.question,
        priors=priors,
    )
    return Line(
        name=data.name, main=data.main, figures=mean([found.labels]), orders=(found.labels,)
    )


def asreview(data: Labelled, seeds: Sequence[int], kept: screening_peer.Kept) -> Line:
    """The same pairs, by ASReview's default model."""
    drawn = (learn.prior_pairs(data.included, seed) for seed in seeds)
    pairs = [(int(include.record), int(exclude.record)) for include, exclude in drawn]
    orders = kept.orders(data.path, pairs)
    return Line(name=data.name, main=data.main, figures=mean(orders), orders=orders)


COLUMNS = (
    ("loss", "loss", 4),
    ("R@10", "recall_10", 3),
    ("R@20", "recall_20", 3),
    ("WSS@95", "wss_95", 3),
    ("WSS@100", "wss_100", 3),
    ("ATD", "atd", 3),
    ("NDCG", "ndcg", 3),
    ("first", "first", 0),
)


def show(title: str, lines: Sequence[Line]) -> None:
    for label, chosen in (
        ("main", [line for line in lines if line.main]),
        ("all", lines if any(not line.main for line in lines) else []),
    ):
        if not chosen:
            continue
        cells = [
            f"{statistics.fmean(line.figures[key] for line in chosen):.{digits}f}"
            for _, key, digits in COLUMNS
        ]
        middle = statistics.median(line.figures["first"] for line in chosen)
        print(f"| {title} | {label} {len(chosen)} | {' | '.join(cells)} | {middle:g} |", flush=True)


def head() -> None:
    names = [name for name, _, _ in COLUMNS]
    print(f"| run | files | {' | '.join(names)} | median first |")
    print("|---|---|" + "---:|" * (len(names) + 1))


def mean_of(lines: Sequence[Line], key: str, *, main: bool = True) -> float:
    chosen = [line.figures[key] for line in lines if line.main or not main]
    return statistics.fmean(chosen) if chosen else float("nan")


def against(results: dict[str, tuple[Line, ...]], theirs: Sequence[Line]) -> None:
    """The table of the figures aimed at, as far as these files can answer it."""
    protocol, plain = results["1+1, protocol"], results["1+1"]
    cold, living_ = results["protocol alone"], results["newest 30 %"]
    drug = [line for line in living_ if line.name.startswith("Cohen") and line.main]
    first = [line.figures["first"] for line in cold if line.main]
    rows = [
        ("mean loss, 1+1 priors", "≤ .0865", "≤ .073",
         f"{mean_of(protocol, 'loss'):.4f} with the protocol, {mean_of(plain, 'loss'):.4f} without",
         f"{mean_of(theirs, 'loss'):.4f}"),
        ("loss from the protocol alone; median first include", "≤ .088; ≤ 8", "≤ .075; ≤ 4",
         f"{mean_of(cold, 'loss'):.4f}; {statistics.median(first) if first else float('nan'):g}",
         "can't"),
        ("R@10 / R@20", ".70 / .85", ".75 / .88",
         f"{mean_of(protocol, 'recall_10'):.3f} / {mean_of(protocol, 'recall_20'):.3f}",
         f"{mean_of(theirs, 'recall_10'):.3f} / {mean_of(theirs, 'recall_20'):.3f}"),
        ("WSS@95, main / all files", ".64 / .60", ".70 / .65",
         f"{mean_of(protocol, 'wss_95'):.3f} / {mean_of(protocol, 'wss_95', main=False):.3f}",
         f"{mean_of(theirs, 'wss_95'):.3f} / {mean_of(theirs, 'wss_95', main=False):.3f}"),
        ("newest 30 %: R@10; loss (drug reviews)", ".60; .110", ".70; .09",
         f"{mean_of(drug, 'recall_10'):.3f}; {mean_of(drug, 'loss'):.3f}", "can't"),
    ]  # fmt: skip
    print("\n| | must | aim | tamis | ASReview |\n|---|---|---|---|---|")
    for row in rows:
        cells = [cell if "nan" not in cell else "not run" for cell in row]
        print(f"| {' | '.join(cells)} |")


def beside(
    sets: Sequence[Labelled],
    results: dict[str, tuple[Line, ...]],
    seeds: Sequence[int],
    kept: screening_peer.Kept,
) -> tuple[Line, ...]:
    """ASReview on the same pairs, smallest files first, each row as it comes."""
    protocol = {line.name: line for line in results["1+1, protocol"]}
    plain = {line.name: line for line in results["1+1"]}
    print(f"\nBeside ASReview {kept.version}, which has no way to use a protocol:\n")
    print("| file | loss, protocol | loss, none | loss ASReview | ratio | ratio, none | "
          "WSS@95, protocol | WSS@95, none | WSS@95 ASReview |")  # fmt: skip
    print("|---|" + "---:|" * 8, flush=True)
    theirs = []
    for data in sorted(sets, key=lambda data: len(data.documents)):
        line = asreview(data, seeds, kept)
        theirs.append(line)
        ours, without, peer = protocol[data.name], plain[data.name], line.figures
        losses = [ours.figures["loss"], without.figures["loss"], peer["loss"]]
        ratios = [losses[0] / losses[2], losses[1] / losses[2]]
        saved = [ours.figures["wss_95"], without.figures["wss_95"], peer["wss_95"]]
        print(f"| {data.name} | {' | '.join(f'{loss:.4f}' for loss in losses)} | "
              f"{' | '.join(f'{ratio:.2f}' for ratio in ratios)} | "
              f"{' | '.join(f'{share:.3f}' for share in saved)} |", flush=True)  # fmt: skip
    for title, lines in (("with the protocol", protocol), ("without one", plain)):
        summary(title, [lines[line.name].figures["loss"] / line.figures["loss"] for line in theirs])
    print()
    head()
    show(f"ASReview {kept.version}, 1+1", theirs)
    return tuple(theirs)


def summary(title: str, ratios: Sequence[float]) -> None:
    better = sum(ratio < 1 for ratio in ratios)
    middle = float(np.exp(np.mean(np.log(ratios))))
    print(
        f"\n{title}: tamis better on {better} of {len(ratios)}; geometric mean ratio of losses "
        f"{middle:.3f}; worst {max(ratios):.2f}",
        flush=True,
    )


def speed(sets: Sequence[Labelled], sizes: Sequence[int]) -> None:
    """Start and retrains on pooled files, decisions taken from the labels; processor time, which a
    busy machine does not lengthen much."""
    pooled = [
        learn.Document(id=f"{data.name}/{d.id}", title=d.title, abstract=d.abstract)
        for data in sets
        for d in data.documents
    ]
    truth = {f"{data.name}/{r}": label for data in sets for r, label in data.included.items()}
    chance = np.random.default_rng(1)
    order = [pooled[row] for row in chance.permutation(len(pooled))]
    print("| records | first ranking, CPU s | retrain p50, CPU ms | p95, CPU ms | memory, MB |")
    print("|---:|---:|---:|---:|---:|")
    for size in sizes:
        documents = [order[row % len(order)] for row in range(min(size, len(order)))]
        began = time.process_time()
        ranker = learn.LexicalRanker().fit(documents, sets[0].question or learn.Question())
        started = time.process_time() - began
        spent = _retrains(ranker, documents, truth)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        middle, high = np.percentile(spent, [50, 95]) * 1000
        print(
            f"| {len(documents)} | {started:.2f} | {middle:.1f} | {high:.1f} | {peak:.0f} |",
            flush=True,
        )


def _retrains(
    ranker: learn.LexicalRanker, documents: Sequence[learn.Document], truth: dict[str, int]
) -> list[float]:
    pending = np.ones(len(documents), dtype=bool)
    decisions: list[learn.Decision] = []
    spent = []
    most = min(1500, len(documents) // 2)
    while len(decisions) < most:
        began = time.process_time()
        rows = learn.ranked(ranker.learn(decisions).scores(), pending)
        if decisions:
            spent.append(time.process_time() - began)
        for row in rows[:10]:
            record = documents[row].id
            pending[row] = False
            decisions.append(learn.Decision(record=record, verdict=_word(truth[record])))
    return spent


def each(
    title: str, sets: Sequence[Labelled], run: Callable[[Labelled], Line | None]
) -> tuple[Line, ...]:
    """One line per file, told on stderr as it comes; the means when all are there."""
    lines: list[Line] = []
    for data in sets:
        line = run(data)
        if line is not None:
            lines.append(line)
            told = f"loss {line.figures['loss']:.4f}  WSS@95 {line.figures['wss_95']:.3f}"
            print(f"{title}: {data.name}  {told}", file=sys.stderr, flush=True)
    if lines:
        show(title, lines)
    return tuple(lines)


def write(path: Path, figures: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--asreview", default=os.environ.get("ASREVIEW_PYTHON", ""))
    parser.add_argument("--protocols", type=Path, default=HERE / "screening_protocols.toml")
    parser.add_argument(
        "--json",
        type=Path,
        help="figures of tamis go here",
    )
    parser.add_argument(
        "--kept",
        type=Path,
        default=Path(".bench/asreview.jsonl"),
        help="replays of ASReview are kept here, and read from here by a later run",
    )
    parser.add_argument("--largest", type=int, help="leave files with more records out")
    parser.add_argument("--quick", action="store_true", help="leave stopping, time, memory out")
    parser.add_argument("--main-only", action="store_true", help="leave sub-folders out")
    parser.add_argument("--speed", action="store_true", help="measure time and memory instead")
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000, 10000, 57000])
    options = parser.parse_args()
    sets = load(options.folder, options.protocols)
    if options.main_only:
        sets = tuple(data for data in sets if data.main)
    if options.largest:
        sets = tuple(data for data in sets if len(data.documents) <= options.largest)
    if not sets:
        sys.exit(f"no *.csv.gz in {options.folder}")
    if options.speed:
        speed(sets, options.sizes)
        return
    asked = [data for data in sets if data.question]
    two = [
        data
        for data in sets
        if len(data.early) == len(data.late) == len(data.documents) and any(data.late.values())
    ]
    seeds = options.seeds
    head()
    results = {
        "1+1, protocol": each("1+1, protocol", sets, lambda d: warm(d, seeds, True)),
        "1+1": each("1+1", sets, lambda d: warm(d, seeds, False)),
        "protocol alone": each("protocol alone", asked, cold),
        "both levels": each("both levels, final includes", two, lambda d: both_levels(d, seeds)),
        "newest 30 %": each("newest 30 %", sets, living),
    }
    plain = {k: [asdict(line) for line in v] for k, v in results.items()}
    if options.json:
        write(options.json, plain)
    theirs: tuple[Line, ...] = ()
    if options.asreview:
        kept = screening_peer.kept(options.asreview, options.kept)
        theirs = beside(sets, results, seeds, kept)
        if options.json:
            write(options.json.with_suffix(".asreview.json"), [asdict(line) for line in theirs])
    against(results, theirs)
    if options.quick:
        return
    import stopping  # it imports this module

    print()
    stopping.default_alone(stopping.orders(plain))
    print()
    speed(sets, options.sizes)


if __name__ == "__main__":
    main()
