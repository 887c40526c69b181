"""An offer read beside a review: red flags, what trials show of its claims, what its trials are.

Nothing is written and nothing is kept: what was pasted is as private as the person who pasted it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from tamis.instruments.red_flags import red_flags
from tamis.offers.evidence import (
    Answer,
    Known,
    KnownTrial,
    TrialAnswer,
    answers,
    trial_answers,
)
from tamis.offers.judging import judge
from tamis.offers.reading import read_offer
from tamis.offers.values import Reading, TrialMention

if TYPE_CHECKING:
    from tamis.review.facade import Review
    from tamis.review.trials import TrialCard


class TrialBook(Protocol):
    """Whoever knows registered trials by any of their numbers."""

    def find(self, number: str) -> KnownTrial | None:
        """The trial of that number, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCheck:
    """A reading with what a review can set beside it.

    `review` is the review's title, "" when none was asked; `questions` are those to ask, in order
    and without repeats; `unsure` are the flags a guided check could not settle.
    """

    reading: Reading
    answers: tuple[Answer, ...]
    trials: tuple[TrialAnswer, ...]
    questions: tuple[str, ...]
    review: str = ""
    unsure: tuple[str, ...] = ()


def check_offer(text: str, review: Review | None = None) -> OfferCheck:
    """Read an offer; with a review, set its claims and its trials beside what is known there."""
    reading = read_offer(text)
    known = _known(review) if review is not None else Known()
    book = _book(review) if review is not None and reading.trials else None
    return OfferCheck(
        reading=reading,
        answers=answers(text, reading, known),
        trials=_trials(reading.trials, known, book),
        questions=questions(reading),
        review=known.title,
    )


def questions(reading: Reading) -> tuple[str, ...]:
    """What to ask: of each flag, heaviest first, then of what the text leaves out."""
    tool = red_flags()
    told = {u.id: u.ask for u in tool.unknowns}
    asked = [tool.flag(f).ask for f in (*reading.serious, *reading.ask)]
    return tuple(dict.fromkeys([*asked, *(told[u] for u in reading.unknown)]))


def _known(review: Review) -> Known:
    from tamis.report.site.offer_evidence import known

    return known(review.publication())


def _book(review: Review) -> TrialBook:
    """The review's registered trials, each with what is worth asking about it."""
    watch = review.trials
    registry = watch.registry()

    class Book:
        def find(self, number: str) -> KnownTrial | None:
            trial = registry.find(number)
            return _registered(watch.card(trial.id)) if trial is not None else None

    return Book()


def _registered(card: TrialCard) -> KnownTrial:
    r = card.registration
    lines = (
        ("Title", r.title),
        ("Conditions", "; ".join(r.conditions)),
        ("Sponsor", r.sponsor),
        ("Phase", r.design.phase),
        ("Status", f"{r.status_words or r.status} (seen {r.seen})" if r.seen else r.status_words),
        ("Results", {"yes": "posted", "no": "none posted"}.get(r.results, r.results)),
    )
    says = [f"{name}: {text}" for name, text in lines if text]
    says += [f"{w.ask} {w.reason}" for w in card.warnings]
    return KnownTrial(numbers=card.ids, label=r.short_title or r.id, says=tuple(says), place=r.url)


def _trials(
    mentions: tuple[TrialMention, ...], known: Known, book: TrialBook | None
) -> tuple[TrialAnswer, ...]:
    """The register's own entry first; what the review's table adds stands behind it."""
    found = []
    for answer in trial_answers(mentions, known):
        entry = book.find(answer.mention.number) if book is not None else None
        if entry is not None and answer.known is not None:
            added = tuple(s for s in answer.known.says if s not in entry.says)
            entry = replace(entry, says=(*entry.says, *added))
        found.append(TrialAnswer(mention=answer.mention, known=entry or answer.known))
    return tuple(found)


def check_answers(answered: Mapping[str, str]) -> OfferCheck:
    """What follows from answers to the guided questions.

    Args:
        answered: Flag or signal → "yes", "no" or "unsure". What is not answered is unsure; an
            unsure answer is never read as harmless.
    """
    tool = red_flags()
    yes = {name for name, word in answered.items() if word == "yes"}
    signals = {s.signal for s in tool.assurances}
    there = {"cells", "remedy", "offer", "routine", "condition"} | (yes & signals)
    judged = judge(yes - signals, there, tool)
    reading = Reading(
        verdict="serious" if judged.reasons else "ask" if judged.ask else "nothing",
        reasons=judged.reasons, serious=judged.serious, ask=judged.ask,
    )  # fmt: skip
    unsure = tuple(f.id for f in tool.flags if answered.get(f.id, "unsure") == "unsure")
    asked = (*questions(reading), *(tool.flag(f).ask for f in unsure))
    return OfferCheck(
        reading=reading, answers=(), trials=(), questions=tuple(dict.fromkeys(asked)), unsure=unsure
    )
