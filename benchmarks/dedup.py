"""Duplicate linkage measured on labelled sets, side by side with bib-dedupe.

    python benchmarks/dedup.py run DATA [--set NAME ...] [--thin] [--bib-python PATH]
    python benchmarks/dedup.py fit DATA [--write]
    python benchmarks/dedup.py leave-one-out DATA
    python benchmarks/dedup.py relations FOLDER
    python benchmarks/dedup.py spark [DATA] [--generated N] [--master MASTER]
    python benchmarks/dedup.py scale N
    python benchmarks/dedup.py grow KNOWN NEW

DATA is a folder with one folder per set, each holding `records.csv.gz` (record_id, author, title,
year, journal or booktitle, volume, number, pages, doi, abstract, isbn …) and `clusters.csv.gz`
(record_id, cluster_id). Rows are shuffled before anything sees them. Every tool and set runs in a
process of its own; CPU seconds (own and children) and peak memory are the operating system's.

bib-dedupe is not a dependency: put it into an environment of its own and name its interpreter,

    python -m venv /some/where && /some/where/bin/pip install bib-dedupe==0.11.0
    python benchmarks/dedup.py run DATA --bib-python /some/where/bin/python

Counts follow the works metric: per true work, copies folded away; works lost because a cluster
holds several; copies left over.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

#: Sets the default weights are fitted on; the others show what the model does out of its domain.
TRAINED_ON = (
    "cardiac", "cytology_screening", "diabetes", "digital_work", "haematology", "neuroimaging",
    "respiratory", "srsr",
)  # fmt: skip

#: A set counts like at most this many pairs, so that the largest does not drown the rest.
PAIRS_PER_SET = 10_000

BIB_DEDUPE = """
import json, sys
import pandas as pd
from bib_dedupe.bib_dedupe import block, cluster, match, prep
path, out = sys.argv[1:]
frame = pd.read_csv(path, dtype=str).rename(columns={"record_id": "ID", "entry_type": "ENTRYTYPE"})
for name in ("author", "title", "year", "journal", "volume", "number", "pages", "doi", "abstract"):
    if name not in frame:
        frame[name] = ""
frame = frame.fillna("").sample(frac=1, random_state=0)
if "booktitle" in frame:
    frame.loc[frame.journal == "", "journal"] = frame.booktitle
matched = match(block(prep(frame, cpu=1), cpu=1), cpu=1)
maybe = matched[matched.duplicate_label == "maybe"]
json.dump({"clusters": cluster(matched), "ask": maybe[["ID_1", "ID_2"]].values.tolist()},
          open(out, "w"))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one tool did on one set."""

    folded: int
    wrong: int
    missed: int
    asked: int
    asked_true: int
    missed_after: int
    cpu: float
    peak_mb: float

    @property
    def recall(self) -> float:
        return self.folded / max(1, self.folded + self.missed)

    @property
    def precision(self) -> float:
        return self.folded / max(1, self.folded + self.wrong)


def works(truth: Mapping[str, str], clusters: Iterable[Sequence[str]]) -> tuple[int, int, int]:
    """Copies folded, works lost, copies missed."""
    head: dict[str, str] = {}
    wrong = 0
    for members in clusters:
        wrong += len({truth[m] for m in members}) - 1
        head.update(dict.fromkeys(members, min(members)))
    groups: dict[str, set[str]] = defaultdict(set)
    for record, work in truth.items():
        groups[work].add(head.get(record, record))
    missed = sum(len(g) - 1 for g in groups.values())
    return len(truth) - len(groups) - missed, wrong, missed


def reviewed(
    truth: Mapping[str, str], clusters: Iterable[Sequence[str]], ask: Iterable[Sequence[str]]
) -> list[list[str]]:
    """Clusters after a person answered every question rightly."""
    from tamis.match.cluster import components

    number = {name: at for at, name in enumerate(sorted(truth))}
    names = sorted(truth)
    edges = [(number[a], number[b]) for c in clusters for a, b in pairwise(c)]
    edges += [(number[a], number[b]) for a, b in ask if truth[a] == truth[b]]
    return [[names[row] for row in rows] for rows in components(edges)]


def frame_of(path: Path, *, thin: bool = False):
    """The records of a set with the columns of `tamis.match.RECORD_SCHEMA`, shuffled."""
    import polars as pl

    raw = pl.read_csv(path / "records.csv.gz", infer_schema=False)

    def col(name: str) -> pl.Expr:
        return pl.col(name) if name in raw.columns else pl.lit(None, dtype=pl.String).alias(name)

    gone = ("doi", "pmid", "isbn", "abstract", "volume", "issue", "kind") if thin else ()
    frame = raw.select(
        col("record_id").alias("id"),
        col("source"),
        col("title"),
        col("author").alias("authors"),
        col("year").str.extract(r"(\d{4})").cast(pl.Int32, strict=False),
        pl.coalesce(col("journal"), col("booktitle")).alias("journal"),
        col("volume"),
        col("number").alias("issue"),
        col("pages"),
        col("doi"),
        col("url").str.extract(r"ncbi\.nlm\.nih\.gov/pubmed/(\d+)").alias("pmid"),
        col("isbn"),
        col("abstract"),
        col("entry_type").alias("kind"),
    ).with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in gone)
    return frame.sample(fraction=1, shuffle=True, seed=3)


def labels_of(path: Path) -> dict[str, str]:
    import polars as pl

    table = pl.read_csv(path / "clusters.csv.gz", infer_schema=False)
    return dict(table.select("record_id", "cluster_id").iter_rows())


def doubts_of(name: str) -> list[dict[str, str]]:
    """Label doubts of a set, read by hand: `dedup_label_doubts.csv` beside this file."""
    with Path(__file__).with_name("dedup_label_doubts.csv").open() as lines:
        return [row for row in csv.DictReader(lines) if row["set"] == name]


def adjudicated(truth: Mapping[str, str], doubts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Labels with the doubtful ones changed: works joined, or a record given a work of its own."""
    changed = dict(truth)
    for doubt in doubts:
        a, b = doubt["record_a"], doubt["record_b"]
        if a not in changed or b not in changed:
            continue
        if doubt["label"] == "same":
            changed[b] = f"{doubt['work_b']} *"
        else:
            old, new = changed[b], changed[a]
            changed = {record: new if work == old else work for record, work in changed.items()}
    return changed


def sets_in(data: Path, wanted: Sequence[str]) -> list[Path]:
    found = sorted(p.parent for p in data.glob("*/clusters.csv.gz"))
    return [p for p in found if not wanted or p.name in wanted]


def _worker(path: Path, out: Path, thin: bool) -> None:
    from tamis.match import link

    linkage = link(frame_of(path, thin=thin))
    kept = {
        "clusters": linkage.clusters,
        "ask": [(p.a, p.b) for p in linkage.ask],
        "related": [(r.a, r.b, r.kind) for r in linkage.related],
    }
    out.write_text(json.dumps(kept))


def measured(command: Sequence[str], out: Path, truth: Mapping[str, str]) -> tuple[Outcome, dict]:
    """Run a tool in its own process and count."""
    log = out.with_suffix(".log")
    with log.open("wb") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=sink)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed:\n{log.read_text()[-2000:]}")
    result = json.loads(out.read_text())
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    return counted(result, truth, cpu, peak), result


def counted(result: Mapping, truth: Mapping[str, str], cpu: float, peak_mb: float) -> Outcome:
    """A tool's clusters and questions against labels."""
    folded, wrong, missed = works(truth, result["clusters"])
    return Outcome(
        folded=folded,
        wrong=wrong,
        missed=missed,
        asked=len(result["ask"]),
        asked_true=sum(truth[a] == truth[b] for a, b in result["ask"]),
        missed_after=works(truth, reviewed(truth, result["clusters"], result["ask"]))[2],
        cpu=cpu,
        peak_mb=peak_mb,
    )


HEAD = (
    f"{'set':<20} {'tool':<10} {'folded':>7} {'wrong':>6} {'missed':>6} {'recall':>7} {'prec.':>7} "
    f"{'asked':>6} {'true':>5} {'left':>5} {'CPU s':>8} {'MB':>6}"
)


def line(name: str, tool: str, o: Outcome) -> str:
    return (
        f"{name:<20} {tool:<10} {o.folded:>7} {o.wrong:>6} {o.missed:>6} {o.recall:>7.4f} "
        f"{o.precision:>7.4f} {o.asked:>6} {o.asked_true:>5} {o.missed_after:>5} {o.cpu:>8.1f} "
        f"{o.peak_mb:>6.0f}"
    )


def total(outcomes: Sequence[Outcome]) -> Outcome:
    names = ("folded", "wrong", "missed", "asked", "asked_true", "missed_after", "cpu")
    sums = {name: sum(getattr(o, name) for o in outcomes) for name in names}
    return Outcome(**sums, peak_mb=max(o.peak_mb for o in outcomes))


def run(args: argparse.Namespace) -> None:
    """Tamis, and bib-dedupe where an interpreter is named, on every set of a folder."""
    per_tool: dict[str, list[Outcome]] = defaultdict(list)
    related: dict[str, dict[frozenset[str], str]] = {}
    merged: dict[str, dict[str, str]] = {}
    cleared: list[str] = []
    print(HEAD)
    with tempfile.TemporaryDirectory() as scratch:
        for path in sets_in(args.data, args.set):
            truth, out = labels_of(path), Path(scratch) / f"{path.name}.json"
            own = [sys.executable, __file__, "worker", str(path), str(out)]
            outcome, result = measured(own + ["--thin"] * args.thin, out, truth)
            merged[path.name] = {m: min(c) for c in result["clusters"] for m in c}
            related[path.name] = {frozenset((a, b)): kind for a, b, kind in result["related"]}
            tools = {"tamis": outcome}
            if args.bib_python:
                records = str(path / "records.csv.gz")
                other = [args.bib_python, "-c", BIB_DEDUPE, records, str(out)]
                tools["bib-dedupe"], _ = measured(other, out, truth)
            for tool, done in tools.items():
                per_tool[tool].append(done)
                print(line(path.name, tool, done), flush=True)
            if doubts := doubts_of(path.name):
                clear = counted(result, adjudicated(truth, doubts), outcome.cpu, outcome.peak_mb)
                cleared.append(line(path.name, "tamis", clear))
    for tool, outcomes in per_tool.items():
        print(line("all", tool, total(outcomes)))
    if cleared:
        print("\nwith the doubtful labels changed (dedup_label_doubts.csv):", *cleared, sep="\n")
    _hard_negatives(args.data, merged, related)


def _hard_negatives(
    data: Path, merged: Mapping[str, Mapping[str, str]], related: Mapping[str, Mapping]
) -> None:
    """How many pairs with one title and two works were merged, and how many were typed."""
    table = data / "hard_negatives.csv"
    if not table.exists():
        return
    with table.open() as lines:
        rows = [r for r in csv.DictReader(lines) if r["dataset"] in merged]
    joined = doubtful = 0
    doubted = {
        (name, frozenset((d["record_a"], d["record_b"])))
        for name in merged
        for d in doubts_of(name)
    }
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        a, b, head = row["record_a"], row["record_b"], merged[row["dataset"]]
        if head.get(a, a) == head.get(b, b):
            joined += 1
            doubtful += (row["dataset"], frozenset((a, b))) in doubted
        kinds[row["kind"]][related[row["dataset"]].get(frozenset((a, b)), "untyped")] += 1
    print(f"\nhard negatives: {len(rows)}, merged: {joined}, of them doubtful: {doubtful}")
    for name, counted in sorted(kinds.items()):
        print(f"  {name}: " + ", ".join(f"{k} {n}" for k, n in counted.most_common()))


def levels_of(path: Path):
    """Compared candidate pairs of a set with their label and share."""
    import polars as pl

    from tamis.match import aliases, block, compare, index

    prepared = index.prepared_rows(frame_of(path))
    found = block.pairs(block.keys(prepared), prepared)
    levels = aliases.with_aliases(compare.compare(found, prepared), prepared)
    work = prepared["id"].replace_strict(labels_of(path))
    same = work.gather(levels["a"]) == work.gather(levels["b"])
    share = min(1.0, PAIRS_PER_SET / len(levels))
    return levels.with_columns(same.alias("same"), pl.lit(share).alias("share"))


def fitted(frames: Sequence):
    import polars as pl

    from tamis.match import fit, priors

    return fit.fit(
        pl.concat(frames),
        priors.PRIORS,
        crossings=priors.CROSSINGS,
        same_above=0.8,
        ask_above=0.02,
    )


def fit_default(args: argparse.Namespace) -> None:
    """Fit the default scorecard and print it, or write it over `tamis/match/weights.py`."""
    model = fitted([levels_of(p) for p in sets_in(args.data, TRAINED_ON)])
    text = source_of(model)
    if not args.write:
        print(text)
        return
    target = Path(__file__).parents[1] / "src" / "tamis" / "match" / "weights.py"
    target.write_text(text)
    print(f"wrote {target.name}; run `ruff format` on it", file=sys.stderr)


def source_of(model) -> str:
    """A scorecard as the text of a Python module."""
    rows = [
        '"""The default scorecard: fitted weights as data, natural log-odds.',
        "",
        "Made by `benchmarks/dedup.py fit --write`. Levels left out weigh nothing.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from tamis.match.scorecard import Scorecard",
        "",
        "MODEL = Scorecard(",
        f"    base={model.base},",
        f"    same_above={model.same_above},",
        f"    ask_above={model.ask_above},",
        "    weights={",
    ]
    for field, points in model.weights.items():
        rows.append(f'        "{field}": {{')
        rows += [f'            "{word}": {value},' for word, value in points.items()]
        rows.append("        },")
    rows += ["    },", "    crossings={"]
    for (left, right), table in model.crossings.items():
        rows.append(f'        ("{left}", "{right}"): {{')
        rows += [f'            ("{a}", "{b}"): {value},' for (a, b), value in table.items()]
        rows.append("        },")
    return "\n".join([*rows, "    },", ")", ""])


def leave_one_out(args: argparse.Namespace) -> None:
    """Each set linked with weights fitted on the other sets of `TRAINED_ON`."""
    from tamis.match import link

    frames = {p.name: levels_of(p) for p in sets_in(args.data, TRAINED_ON)}
    outcomes = []
    print(HEAD)
    for path in sets_in(args.data, args.set):
        model = fitted([frame for name, frame in frames.items() if name != path.name])
        truth, started = labels_of(path), time.process_time()
        linkage = link(frame_of(path), model=model)
        spent = time.process_time() - started
        folded, wrong, missed = works(truth, linkage.clusters)
        ask = [(p.a, p.b) for p in linkage.ask]
        outcome = Outcome(
            folded=folded,
            wrong=wrong,
            missed=missed,
            asked=len(ask),
            asked_true=sum(truth[a] == truth[b] for a, b in ask),
            missed_after=works(truth, reviewed(truth, linkage.clusters, ask))[2],
            cpu=spent,
            peak_mb=0,
        )
        outcomes.append(outcome)
        print(line(path.name, "tamis", outcome), flush=True)
    print(line("all", "tamis", total(outcomes)))


#: Records are made so many at a time: Python's own tuples would need more memory than linking.
PIECE = 200_000


def generated(n: int, seed: int = 0):
    """Made-up records, a fifth of them respelt copies; returns the frame and the truth."""
    import polars as pl

    pieces = [_piece(min(PIECE, n - at), at, seed) for at in range(0, n, PIECE)]
    return pl.concat([frame for frame, _ in pieces]), [work for _, t in pieces for work in t]


def _piece(n: int, start: int, seed: int):
    import polars as pl

    rng = random.Random(seed)
    syllables = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "an", "er")]
    words = ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(30_000)]
    common = ["of", "the", "in", "and", "effect", "patients", "with", "trial", "review", "study"]
    journals = [" ".join(rng.sample(words, 3)).title() for _ in range(3000)]
    rng = random.Random(f"{seed} {start}")
    rows: list[tuple] = []
    truth: list[str] = []
    while len(rows) < n:
        title = " ".join(
            rng.choice(common) if rng.random() < 0.3 else rng.choice(words)
            for _ in range(rng.randint(7, 16))
        )
        names = [f"{rng.choice(words).title()}, {rng.choice('ABCDEFGH')}" for _ in range(4)]
        first = rng.randint(1, 900)
        year, volume = rng.randint(1980, 2025), str(rng.randint(1, 90))
        pages, doi = f"{first}-{first + 8}", f"10.5555/{start + len(rows)}"
        journal = rng.choice(journals)
        row = (title, "; ".join(names), year, journal, volume, str(rng.randint(1, 12)), pages, doi)
        work = f"w{start + len(rows)}"
        rows.append(row)
        truth.append(work)
        if rng.random() < 0.25 and len(rows) < n:
            rows.append(_respelt(row, rng))
            truth.append(work)
    names_ = ("title", "authors", "year", "journal", "volume", "issue", "pages", "doi")
    frame = pl.DataFrame(rows, schema=names_, orient="row").with_columns(
        pl.col("year").cast(pl.Int32)
    )
    ids = pl.Series("id", [f"r{start + at:09d}" for at in range(n)])
    return frame.insert_column(0, ids), truth


def _respelt(row: tuple, rng: random.Random) -> tuple:
    title, authors, year, journal, volume, issue, pages, doi = row
    at = rng.randrange(len(title))
    title = title[:at] + title[at + 1 :] if rng.random() < 0.3 else title.upper()
    authors = authors.split("; ")[0] + "; et al" if rng.random() < 0.2 else authors
    journal = " ".join(w[:4] + "." for w in journal.split()) if rng.random() < 0.5 else journal
    first, last = pages.split("-")
    pages = f"{first}-{last[-1]}" if len(first) == len(last) and rng.random() < 0.5 else pages
    return (
        title,
        authors,
        year,
        journal,
        volume,
        issue,
        pages,
        doi if rng.random() < 0.5 else None,
    )


def _written(n: int, folder: Path) -> Path:
    """Generated records and their truth, in parquet files of one piece each."""
    import polars as pl

    for at in range(0, n, PIECE):
        frame, truth = _piece(min(PIECE, n - at), at, 0)
        frame.write_parquet(folder / f"{at:010d}.parquet")
        pl.DataFrame({"id": frame["id"], "work": truth}).write_parquet(folder / f"{at:010d}.truth")
    return folder


def scale(args: argparse.Namespace) -> None:
    """Link N generated records in a process of its own and print cost."""
    import polars as pl

    with tempfile.TemporaryDirectory() as scratch:
        folder, out = _written(args.n, Path(scratch)), Path(scratch) / "clusters.json"
        wall = time.time()
        command = [sys.executable, __file__, "link-parquet", str(folder), str(out)]
        process = subprocess.Popen(command)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.time() - wall
        if status:
            sys.exit("linking failed")
        truth = pl.read_parquet(sorted(folder.glob("*.truth")))
        told = json.loads(out.read_text())
        folded, wrong, missed = works(dict(truth.iter_rows()), told["clusters"])
    print(
        f"{args.n:,} records: {wall:.1f} s wall, {usage.ru_utime + usage.ru_stime:.1f} s CPU, peak "
        f"{usage.ru_maxrss / 1024:,.0f} MB, all with reading them and starting Python; "
        f"folded {folded:,}, wrong {wrong}, missed {missed}, asked {told['asked']:,}",
        flush=True,
    )


def _link_parquet(folder: Path, out: Path) -> None:
    import polars as pl

    from tamis.match import link

    linkage = link(pl.read_parquet(sorted(folder.glob("*.parquet"))))
    out.write_text(json.dumps({"clusters": linkage.clusters, "asked": len(linkage.ask)}))


def grow(args: argparse.Namespace) -> None:
    """Link NEW generated records against KNOWN ones whose index lies on disk, and print cost."""
    import polars as pl

    from tamis.match import Index, block, index
    from tamis.review import linkage_cache

    with tempfile.TemporaryDirectory() as scratch:
        folder, kept = Path(scratch), Path(scratch) / "linkage"
        files = sorted(_written(args.known + args.new, folder).glob("*.parquet"))
        everything = pl.read_parquet(files).sample(fraction=1, shuffle=True, seed=1)
        everything.tail(args.new).write_parquet(folder / "new.parquet")
        started, known = time.time(), everything.head(args.known)
        del everything
        prepared = index.prepared_rows(known)
        del known
        made = Index.empty().extended(prepared, block.keys(prepared))
        seen = linkage_cache.Seen(program=linkage_cache.program(), batches=1)
        linkage_cache.save(kept, seen, made, args.known)
        built = time.time() - started
        del made, prepared
        command = [sys.executable, __file__, "grow-worker", str(kept), str(folder / "new.parquet")]
        wall = time.time()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said, _ = process.communicate()
        print(
            f"{args.new:,} new records against {args.known:,} known: "
            f"{time.time() - wall:.2f} s wall with starting Python ({said.strip()}); "
            f"the index was made once in {built:.0f} s",
            flush=True,
        )


def _grow_worker(folder: Path, batch: Path) -> None:
    import resource

    import polars as pl

    from tamis.match import link_and_index
    from tamis.review import linkage_cache

    started = time.time()
    found = linkage_cache.load(folder, {})
    if found is None:
        sys.exit("the index does not count any more")
    loaded = time.time()
    new = pl.read_parquet(batch)
    linkage, grown = link_and_index(new, found[1])
    linked = time.time()
    seen = linkage_cache.Seen(program=found[0].program, batches=2, ask=linkage.ask)
    linkage_cache.save(folder, seen, grown, len(new))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"reading {loaded - started:.2f}, linking {linked - loaded:.2f}, keeping "
        f"{time.time() - linked:.2f}; {used.ru_utime + used.ru_stime:.2f} s CPU, peak "
        f"{used.ru_maxrss / 1024:,.0f} MB, {len(linkage.clusters)} clusters"
    )


def spark(args: argparse.Namespace) -> None:
    """Every set of a folder, or generated records, with both engines; exit 1 unless they agree."""
    from tamis.match import link
    from tamis.match.spark import link_on_spark, session

    sets = {p.name: frame_of(p) for p in (sets_in(args.data, args.set) if args.data else [])}
    if args.generated or not sets:
        count = args.generated or 20_000
        sets[f"generated {count:,}"] = generated(count)[0]
    running = session(args.master)
    differing = []
    print(f"{'set':<22} {'records':>9} {'clusters':>9} {'here s':>7} {'CPU s':>6} {'Spark s':>8} "
          f"{'CPU s':>7}  same", flush=True)  # fmt: skip
    for name, frame in sets.items():
        wall, cpu = time.time(), time.process_time()
        here = link(frame)
        wall, cpu = time.time() - wall, time.process_time() - cpu
        with tempfile.TemporaryDirectory() as scratch:
            far, busy = time.time(), _session_cpu()
            frame.write_parquet(f"{scratch}/given.parquet")
            given = running.read.parquet(f"{scratch}/given.parquet")
            there = link_on_spark(given, scratch=f"{scratch}/stages").linkage()
            far, busy = time.time() - far, _session_cpu() - busy
        parts = ("clusters", "pairs", "ask", "related")
        unlike = [part for part in parts if getattr(here, part) != getattr(there, part)]
        differing += [name] * bool(unlike)
        print(
            f"{name:<22} {len(frame):>9,} {len(here.clusters):>9,} {wall:>7.1f} {cpu:>6.1f} "
            f"{far:>8.1f} {busy:>7.1f}  {'no: ' + ', '.join(unlike) if unlike else 'yes'}",
            flush=True,
        )
    running.stop()
    if differing:
        sys.exit(f"the engines differ on: {', '.join(differing)}")


def _session_cpu() -> float:
    """CPU seconds of this process, Spark and its workers; of this process where /proc is not."""
    mine, total = os.getsid(0), 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == mine:
            total += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return total or time.process_time()


def relations(args: argparse.Namespace) -> None:
    """Preprints and their articles, registrations and their reports."""
    if (args.data / "medrxiv_pairs.csv.gz").exists():
        _preprints(args.data)
    if (args.data / "intovalue_links.csv.gz").exists():
        _registrations(args.data)


def _preprints(data: Path) -> None:
    import polars as pl

    from tamis.match import link

    def read(name: str) -> pl.DataFrame:
        return pl.read_csv(data / f"medrxiv_{name}.csv.gz", infer_schema=False)

    year = pl.col("date").str.head(4).cast(pl.Int32).alias("year")
    posted = read("preprints").select(
        (pl.col("doi") + " v" + pl.col("version")).alias("id"), "doi", "title", "authors", year,
        pl.lit("medRxiv").alias("journal"),
    )  # fmt: skip
    article = read("published").select(pl.col("doi").alias("id"), "doi", "title", "authors", year)
    gold = set(read("pairs").iter_rows())
    linkage = link(pl.concat([posted, article], how="diagonal"))
    told = {(r.a.split(" v")[0], r.b) for r in linkage.related if r.kind == "preprint"}
    merged = sum(any(" v" in x for x in c) and any(" v" not in x for x in c)
                 for c in linkage.clusters)  # fmt: skip
    right = len(told & gold)
    print(f"preprint → article: recall {right / len(gold):.4f}, precision "
          f"{right / len(told):.4f} of {len(told)}; merged {merged}")  # fmt: skip


def _registrations(data: Path) -> None:
    import polars as pl

    from tamis.match import rank_reports

    def read(name: str) -> pl.DataFrame:
        return pl.read_csv(data / f"intovalue_{name}.csv.gz", infer_schema=False)

    trials = read("trials").select(
        "id", "title", pl.col("start_date").alias("start"),
        pl.col("completion_date").alias("completion"),
        pl.col("enrollment").cast(pl.Float64).cast(pl.Int64).alias("enrolment"),
    )  # fmt: skip
    papers = read("publications").select(
        pl.col("pmid").alias("id"), "title", "authors", pl.col("year").cast(pl.Int32),
        pl.col("epub").alias("published"),
    )  # fmt: skip
    links = read("links").filter(pl.col("pmid").is_in(papers["id"].implode()))
    printed = (
        links.filter((pl.col("in_abstract") == "True") | (pl.col("in_si") == "True"))
        .group_by(pl.col("pmid").alias("id"))
        .agg(pl.col("trn").str.join(";").alias("registry_ids"))
    )
    numbered = papers.join(printed, on="id", how="left")
    for name, reports in (("with", numbered), ("without", papers)):
        started = time.process_time()
        ranks = {(r.registration, r.report): r.rank for r in rank_reports(trials, reports)}
        found = [ranks.get(pair, 99) for pair in links.select("id", "pmid").iter_rows()]
        shares = ", ".join(
            f"@{k} {sum(rank <= k for rank in found) / len(found):.3f}" for k in (1, 5)
        )
        print(f"registration → report, {name} the number in the text: recall {shares} "
              f"({len(found)} links, {time.process_time() - started:.1f} s CPU)")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(required=True)
    for name, verb in (("run", run), ("fit", fit_default), ("leave-one-out", leave_one_out)):
        sub = verbs.add_parser(name)
        sub.set_defaults(verb=verb)
        sub.add_argument("data", type=Path)
        sub.add_argument("--set", nargs="*", default=[])
        sub.add_argument("--thin", action="store_true", help="author, title, year, journal, pages")
        sub.add_argument("--bib-python", help="interpreter that has bib-dedupe")
        sub.add_argument("--write", action="store_true")
    sub = verbs.add_parser("scale")
    sub.set_defaults(verb=scale)
    sub.add_argument("n", type=int)
    sub = verbs.add_parser("grow")
    sub.set_defaults(verb=grow)
    sub.add_argument("known", type=int)
    sub.add_argument("new", type=int)
    sub = verbs.add_parser("spark")
    sub.set_defaults(verb=spark)
    sub.add_argument("data", type=Path, nargs="?")
    sub.add_argument("--set", nargs="*", default=[])
    sub.add_argument("--generated", type=int)
    sub.add_argument("--master", default="local[2]")
    sub = verbs.add_parser("relations")
    sub.set_defaults(verb=relations)
    sub.add_argument("data", type=Path)
    for name, work in (("link-parquet", _link_parquet), ("grow-worker", _grow_worker)):
        sub = verbs.add_parser(name)
        sub.set_defaults(verb=lambda a, work=work: work(a.data, a.out))
        sub.add_argument("data", type=Path)
        sub.add_argument("out", type=Path)
    sub = verbs.add_parser("worker")
    sub.add_argument("data", type=Path)
    sub.add_argument("out", type=Path)
    sub.add_argument("--thin", action="store_true")
    sub.set_defaults(verb=lambda a: _worker(a.data, a.out, a.thin))
    args = parser.parse_args()
    args.verb(args)


if __name__ == "__main__":
    main()
