"""Replaying labelled records: how good is an order, and where would a rule have stopped?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Literal, cast

import numpy as np

from tamis import registry
from tamis.learn.errors import LearnError
from tamis.learn.metrics import Figures, figures, recall_curve
from tamis.learn.ranker import RankerFactory
from tamis.learn.simulate import Replay, Schedule, prior_pairs, replay
from tamis.learn.stopping.progress import Progress
from tamis.learn.values import Question
from tamis.model.errors import TamisError
from tamis.model.problems import Problem
from tamis.review.certifying import rule_named
from tamis.review.labelled import Labelled, found, read

Start = Literal["pair", "protocol"]


class NoPair(LearnError):
    """Starting from one include and one exclude would leave none to find."""

    def __init__(self, includes: int, excludes: int) -> None:
        super().__init__(
            f"Starting from a pair needs two includes and two excludes, one of each to start from "
            f"and one to find. Got {includes} and {excludes}. Start from the protocol's words "
            f"instead (--start protocol)."
        )


#: Rules asked unless others are named. Those that live on random draws have none here.
RULES = ("thinning", "hypergeometric", "urn:2", "in-a-row:50", "in-a-row:100", "knee")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to replay.

    Attributes:
        rankers: Names of the group `tamis.rankers`.
        seeds: One run each; a seed chooses the pair to start from, and whatever the ranker leaves
            to chance.
        start: From one random include and one random exclude, or from the protocol alone.
        level: Which label: included, abstract or final.
        rules: Stopping rules, as `tamis screen certify --rule` names them.
        target: Recall the rules aim at.
        confidence: What they are asked for.
        questions: Protocol words by name of file.
    """

    rankers: tuple[str, ...] = ("lexical",)
    seeds: tuple[int, ...] = (1, 2, 3)
    start: Start = "pair"
    level: str = "included"
    rules: tuple[str, ...] = RULES
    target: float = 0.95
    confidence: float = 0.95
    questions: Mapping[str, Question]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Where a rule, asked at every per cent, would have stopped.

    Attributes:
        rule: As it was named.
        standing: What its word is worth.
        stopped: Whether it stopped before the end.
        read: Records read then.
        recall: What was found by then, of all includes.
        saved: Share of the records never read.
    """

    rule: str
    standing: str
    stopped: bool
    read: int
    recall: float
    saved: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Processor seconds of a retrain with its ranking."""

    retrains: int
    median: float
    p95: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """One run. `curve` is (share read, recall) at every per cent; priors are in no figure."""

    file: str
    ranker: str
    seed: int
    start: Start
    asked: bool
    figures: Figures
    curve: tuple[tuple[float, float], ...]
    stops: tuple[Stopped, ...]
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """All runs, and what could not be replayed."""

    runs: tuple[Simulated, ...]
    problems: tuple[Problem, ...]


def simulate(paths: Iterable[Path], wanted: Wanted, jobs: int = 1) -> Simulation:
    """Replay labelled files and reviews, several at a time.

    Args:
        paths: Files, folders of files, reviews.
        wanted: What to replay on each.
        jobs: Processes; one file is one job.

    Returns:
        The same runs in the same order for the same input, however many jobs; times differ.

    Raises:
        UnreadableFile: A path is nothing of that kind.
        UnknownName: There is no such ranker, rule or level.
    """
    for rule in wanted.rules:
        rule_named(rule, wanted.target, wanted.confidence)
    for name in wanted.rankers:
        registry.load("tamis.rankers", name.partition(":")[0])
    files = found(paths)
    work = [(path, wanted) for path in files]
    if jobs > 1 and len(work) > 1:
        # Spawned, not forked: a process with threads must not be copied.
        with ProcessPoolExecutor(min(jobs, len(work)), get_context("spawn")) as pool:
            done = list(pool.map(_one, work))
    else:
        done = [_one(each) for each in work]
    return Simulation(
        runs=tuple(run for each in done for run in each.runs),
        problems=tuple(p for each in done for p in each.problems),
    )


def _one(work: tuple[Path, Wanted]) -> Simulation:
    path, wanted = work
    try:
        data = read(path, wanted.level, wanted.questions)
        runs = tuple(
            run_one(data, ranker, seed, wanted)
            for ranker in wanted.rankers
            for seed in wanted.seeds
        )
    except (TamisError, LearnError, ValueError) as error:
        return Simulation(runs=(), problems=(Problem(str(path), str(error), severity="error"),))
    odd = (
        (Problem(str(path), f"{data.unlabelled} records without a label were left out"),)
        if data.unlabelled
        else ()
    )
    return Simulation(runs=runs, problems=odd)


def run_one(data: Labelled, ranker: str, seed: int, wanted: Wanted) -> Simulated:
    """One run.

    Raises:
        OneClass: There is no include or no exclude.
        NoPair: A pair to start from would leave none to find.
    """
    called, _, option = ranker.partition(":")
    make = cast(RankerFactory, registry.load("tamis.rankers", called))
    figures(tuple(data.labels.values()))  # one class only is refused before anything is drawn
    if wanted.start == "pair":
        _spare(data)
    priors = prior_pairs(data.labels, seed) if wanted.start == "pair" else ()
    done = replay(
        make(option, seed=seed),
        data.documents,
        data.includes,
        question=data.question,
        priors=priors,
        schedule=Schedule(),
    )
    return Simulated(
        file=data.name,
        ranker=ranker,
        seed=seed,
        start=wanted.start,
        asked=data.question is not None,
        figures=done.figures,
        curve=recall_curve(done.labels),
        stops=tuple(_stop(done, rule, wanted) for rule in wanted.rules),
        cost=_cost(done.seconds),
    )


def _spare(data: Labelled) -> None:
    """A pair to start from leaves figures only for the includes and excludes beside it."""
    wanted, others = len(data.includes), len(data.labels) - len(data.includes)
    if wanted < 2 or others < 2:
        raise NoPair(wanted, others)


def _stop(done: Replay, name: str, wanted: Wanted) -> Stopped:
    rule = rule_named(name, wanted.target, wanted.confidence)
    whole = Progress(len(done.labels), done.labels)
    looks = sorted({max(1, round(whole.records * n / 100)) for n in range(1, 101)})
    at = next((n for n in looks if rule(whole.first(n)).stop), None)
    read_ = at or whole.records
    return Stopped(
        rule=name,
        standing=rule.standing,
        stopped=at is not None,
        read=read_,
        recall=sum(done.labels[:read_]) / sum(done.labels),
        saved=1 - read_ / whole.records,
    )


def _cost(seconds: Sequence[float]) -> Cost:
    middle, high = np.percentile(seconds, [50, 95]).tolist()
    return Cost(retrains=len(seconds), median=middle, p95=high, total=float(sum(seconds)))
