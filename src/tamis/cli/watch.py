"""`tamis watch`: an update every so often, as a plain process."""

from __future__ import annotations

import random
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from tamis.cli.shared import By, Folder, Json, list_problems, print_json, tell
from tamis.cli.update import RetractionWatch, Sources, show
from tamis.model.errors import LogBusy, TamisError, UnknownName

_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d|w)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
#: The shortest pause between two updates: services are asked by people too.
SHORTEST = 60.0


def seconds(text: str) -> float:
    """'1d', '12h', '1d12h', '90 m' → seconds.

    Raises:
        UnknownName: It is no such text, or less than a minute.
    """
    squeezed = text.strip().lower().replace(" ", "")
    parts = _PART.findall(squeezed)
    if not parts or "".join(n + unit for n, unit in parts) != squeezed:
        raise UnknownName("interval", text, ("30m", "12h", "1d", "1w", "1d12h"))
    total = sum(float(n) * _SECONDS[unit] for n, unit in parts)
    if total < SHORTEST:
        raise UnknownName("interval", text, ("1m", "12h", "1d", "1w"))
    return total


def run(
    folder: Folder,
    every: Annotated[str, typer.Option(help="How often: 30m, 12h, 1d, 1w …")] = "1d",
    once: Annotated[bool, typer.Option("--once", help="One update, then stop.")] = False,
    jitter: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the interval that is left to chance.")
    ] = 0.1,
    source: Sources = "",
    retraction_watch: RetractionWatch = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Update the review every so often until told to stop; nothing is published by itself."""
    pause = seconds(every)
    names = [name.strip() for name in source.split(",") if name.strip()]

    def work() -> int:
        return _update(folder, names, retraction_watch, by, json=json)

    with _alone(folder), stopped_by_signals() as stop:
        if once:
            raise typer.Exit(work())
        keep_at_it(work, pause, jitter, stop, told=_told)


def keep_at_it(
    work: Callable[[], int],
    pause: float,
    jitter: float,
    stop: threading.Event,
    *,
    told: Callable[[float], None] = lambda seconds: None,
    chance: random.Random | None = None,
) -> int:
    """Work, wait, work again, until told to stop.

    Args:
        work: One round; its exit code says whether all went well, and is not heeded.
        pause: Seconds between the beginnings of two waits.
        jitter: Up to this share of the pause is added or taken away, so that many reviews that
            were started together do not ask services together.
        stop: Set to stop; a wait ends at once, a round is finished first.
        told: Called with the seconds of each wait.
        chance: What jitter is drawn from.

    Returns:
        How many rounds there were.
    """
    dice = chance or random.Random()
    rounds = 0
    while not stop.is_set():
        work()
        rounds += 1
        if stop.is_set():
            break
        wait = pause * (1 + jitter * (2 * dice.random() - 1))
        told(wait)
        stop.wait(wait)
    return rounds


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and the first SIGINT set; the handlers before come back afterwards."""
    stop = threading.Event()

    def asked(number: int, frame: FrameType | None) -> None:
        tell("stopping; a round that is at work is finished first")
        stop.set()

    before = {s: signal.signal(s, asked) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One watcher for a review."""
    from tamis.review import Review
    from tamis.store.lock import locked_folder

    place = Review(folder).path / ".index" / "watching"
    place.mkdir(parents=True, exist_ok=True)
    with locked_folder(place, patience=0.0):
        yield


def _update(
    folder: Path, names: list[str], retraction_watch: Path | None, by: str | None, *, json: bool
) -> int:
    """One round. A round that fails is told of; the next may go well."""
    from tamis.review import Review

    try:
        # Opened anew each time: people work on the review meanwhile.
        done = Review(folder, by=by).update(names, retraction_watch=retraction_watch)
    except LogBusy as error:
        tell(f"another update is at work: {error}")
        return error.exit_code
    except TamisError as error:
        tell(f"error: {error}")
        return error.exit_code
    except OSError as error:  # a full disk may be emptied before the next round
        tell(f"error: {error}")
        return 1
    if json:
        print_json(done)
    else:
        show(done)
    list_problems(done.problems)
    return done.exit_code


def _told(wait: float) -> None:
    when = datetime.now().astimezone() + timedelta(seconds=wait)
    tell(f"next update at {when:%Y-%m-%d %H:%M:%S %Z}")
