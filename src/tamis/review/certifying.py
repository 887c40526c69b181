"""Certificates: what a stopping rule says about the log, kept in the log and compared with it.

A certificate is an event. It names the heads of the logs it was read from, so it can be worked out
again from the same lines (`recomputed`), and the set of reports and the decisions it speaks of, so
it is known whether it still stands (`learn.standing`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from tamis.learn.errors import OutOfRange
from tamis.learn.stopping.audit import Audit, Ranked
from tamis.learn.stopping.certificate import Certificate, Standings, certify, standing
from tamis.learn.stopping.estimate import LINES, Thinning
from tamis.learn.stopping.heuristics import InARow, Knee
from tamis.learn.stopping.hypergeometric import (
    BiasedUrn,
    Hypergeometric,
    RandomTail,
    sample_needed,
)
from tamis.learn.stopping.progress import Progress, Rule
from tamis.model.errors import TamisError, UnknownName
from tamis.model.events import Certified, SampleDrawn, Stage
from tamis.model.state import fold
from tamis.review.progress import Screening, screening
from tamis.store.protocol_file import parse

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: Name → what makes the rule from target, confidence and the number after a colon.
RULES: Mapping[str, Callable[[float, float, float | None], Rule]] = {
    "thinning": lambda t, c, n: Thinning(target=t, quantile=_line(c)),
    "audit": lambda t, c, n: Audit(target=t, confidence=c),
    "sample": lambda t, c, n: RandomTail(sample=int(n or 1), target=t, confidence=c),
    "hypergeometric": lambda t, c, n: Hypergeometric(target=t, confidence=c),
    "urn": lambda t, c, n: BiasedUrn(target=t, confidence=c, bias=n or 2.0),
    "ranked": lambda t, c, n: Ranked(target=t, confidence=c, bias=n or 1.0),
    "in-a-row": lambda t, c, n: InARow(excludes=int(n or 50)),
    "knee": lambda t, c, n: Knee(),
}


class SampleOpen(TamisError):
    """Another sample was to be drawn while one is being judged: choosing among samples biases."""

    exit_code = 2
    http_status = 409

    def __init__(self, left: int) -> None:
        super().__init__(
            f"{left} reports of the last sample wait to be judged; judge them before drawing again"
        )


class NoSample(TamisError):
    """The rule for a sample was asked before one was drawn."""

    exit_code = 2
    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "no sample was drawn at this stage; draw one with `tamis screen audit FOLDER --draw`"
        )


_FIELDS = tuple(f.name for f in fields(Certificate))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A certificate in the log, and whether it still speaks about the review."""

    event: str
    at: str
    by: str
    stage: Stage
    certificate: Certificate
    now: Standings


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What a certificate without belief in the ranking would cost from here.

    Attributes:
        target: Recall aimed at.
        unscreened: Reports left.
        sample: Of these, to be drawn at random, all of them excludes; all when fewer will not do.
    """

    target: float
    unscreened: int
    sample: int

    @property
    def share(self) -> float:
        """The sample as a share of what is left."""
        return self.sample / self.unscreened if self.unscreened else 0.0


def rule_named(name: str, target: float, confidence: float) -> Rule:
    """A stopping rule by name: one of `RULES`, where it takes a number as "name:number".

    Raises:
        UnknownName: There is no such rule, or what follows the colon is no number.
        LearnError: The rule refuses the numbers.
    """
    called, colon, number = name.partition(":")
    if called not in RULES:
        raise UnknownName("stopping rule", called, RULES)
    try:
        value = float(number) if colon else None
    except ValueError as error:
        raise UnknownName("number of the stopping rule", number, ("urn:2", "sample:150")) from error
    return RULES[called](target, confidence, value)


def make(review: Review, stage: Stage, rule: str, target: float, confidence: float) -> Certificate:
    """Ask a rule about the log as it is; the same log gives the same certificate.

    Raises:
        UnknownName: There is no such stage or rule.
    """
    return _made(_told(review, stage), rule, target, confidence)


def keep(
    review: Review, stage: Stage, rule: str, target: float, confidence: float
) -> tuple[Certified, bool]:
    """Make a certificate and append it, unless the log holds the same one already.

    Returns:
        The certificate's event, and whether it is new.
    """
    made = make(review, stage, rule, target, confidence)
    for event in review.state.certificates:
        if event.stage == stage and event.asked == rule and as_certificate(event) == made:
            return event, False
    heads = tuple(sorted(review.folder.heads().items()))
    event = review.event(
        Certified,
        stage=stage,
        asked=rule,
        heads=heads,
        **{name: getattr(made, name) for name in _FIELDS},
    )
    review.append(event)
    return event, True


def draw(review: Review, stage: Stage, size: int, seed: int | None = None) -> SampleDrawn:
    """Draw a sample of what nobody judged yet, and say so in the log before anyone looks at it.

    Args:
        review: The review.
        stage: At which stage.
        size: Reports wanted.
        seed: For the draw; unless given it follows from the decisions so far.

    Raises:
        OutOfRange: The size is not between 1 and what is left.
        SampleOpen: The last sample has not been judged to its end.
    """
    told = _told(review, stage)
    if told.sample is not None and told.sample.judged < len(told.sample.reports):
        raise SampleOpen(len(told.sample.reports) - told.sample.judged)
    judged = set(told.order)
    pool = sorted(r for r in told.reports if r not in judged)
    if not 1 <= size <= len(pool):
        raise OutOfRange("size of the sample", size, f"from 1 to the {len(pool)} unscreened")
    number = int(told.digest[:12], 16) if seed is None else seed
    chosen = np.random.default_rng(number).permutation(len(pool))[:size]
    event = review.event(
        SampleDrawn,
        stage=stage,
        reports=tuple(pool[row] for row in chosen),
        pool=len(pool),
        seed=number,
    )
    review.append(event)
    return event


def kept(review: Review, stage: Stage | None = None) -> tuple[Kept, ...]:
    """Every certificate of a stage (or of all), oldest first, with what it is worth now."""
    found: dict[Stage, Screening] = {}
    out = []
    for event in review.state.certificates:
        if stage in (None, event.stage):
            if event.stage not in found:
                found[event.stage] = _told(review, event.stage)
            out.append(_kept(event, found[event.stage]))
    return tuple(out)


def latest(review: Review, told: Screening, stage: Stage) -> Kept | None:
    """The last certificate of a stage."""
    of_stage = [e for e in review.state.certificates if e.stage == stage]
    return _kept(of_stage[-1], told) if of_stage else None


def recomputed(review: Review, event: Certified) -> bool:
    """Work a certificate out again from the log lines it names, and say whether it is the same."""
    log, ends = review.folder.log, dict(event.heads)
    events = [
        e for writer in log.writers() if writer in ends for e in log.events_of(writer, ends[writer])
    ]
    text = review.folder.protocols.text(event.protocol)
    told = screening(events, fold(events, review.record_ids), parse(text), event.stage)
    return _made(told, event.asked, event.target, event.confidence) == as_certificate(event)


def costs(now: Progress, confidence: float, targets: tuple[float, ...]) -> tuple[Needed, ...]:
    """What a random sample would have to be from here, per target."""
    left = now.records - now.screened
    return tuple(
        Needed(
            target=target,
            unscreened=left,
            sample=sample_needed(left, now.found, target, confidence),
        )
        for target in targets
    )


def as_certificate(event: Certified) -> Certificate:
    """The certificate that an event keeps."""
    return Certificate(**{name: getattr(event, name) for name in _FIELDS})


def _told(review: Review, stage: Stage) -> Screening:
    return screening(review.events, review.state, review.protocol, stage)


def _kept(event: Certified, told: Screening) -> Kept:
    certificate = as_certificate(event)
    return Kept(
        event=event.id,
        at=event.at,
        by=event.by,
        stage=event.stage,
        certificate=certificate,
        now=standing(certificate, told.reports, told.digest),
    )


def _made(told: Screening, asked: str, target: float, confidence: float) -> Certificate:
    progress, name = told.progress, asked
    if asked == "sample":
        if told.sample is None:
            raise NoSample
        progress, name = told.as_drawn, f"sample:{len(told.sample.reports)}"
    made = certify(
        rule_named(name, target, confidence),
        progress,
        target=target,
        confidence=confidence,
        records=told.reports,
        log_head=told.digest,
    )
    if not told.unsettled:
        return made
    more = (
        f"the {told.unsettled} judged reports that wait for another vote or an adjudication stay "
        f"as voted so far (a conflict counts as an include)"
    )
    return replace(made, assumptions=(*made.assumptions, more))


def _line(confidence: float) -> float:
    if confidence not in LINES:
        allowed = tuple(f"{q:g}" for q in LINES if q > 0.5)
        raise UnknownName("confidence of the rule 'thinning'", f"{confidence:g}", allowed)
    return confidence
