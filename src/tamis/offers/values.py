"""What is read in an offer, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: Who says it: the text itself, the text denying it, the text of others, a question, a laboratory.
Stance = Literal["said", "denied", "described", "asked", "bench"]
#: What can be said of the whole text.
Verdict = Literal["serious", "ask", "nothing", "described", "empty", "language"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A red flag in the text: `quote` is exactly `text[start:end]` of what was pasted.

    Offsets count characters (Unicode code points). `words` is the quote as it reads, without
    markup.
    """

    flag: str
    stance: Stance
    start: int
    end: int
    quote: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something the offer claims; `concepts` are ids of what the instrument knows it is about."""

    flag: str
    concepts: tuple[str, ...]
    start: int
    end: int
    quote: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialMention:
    """A number of a trial register in the text; `number` is it without spaces, in capitals."""

    number: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read in a text.

    `serious` and `ask` are ids of flags, heaviest first; `reasons` are the rules that made the
    warning serious; `unknown` is what the text does not say; `signals` is the context found.
    `tone` is how much the words, taken together, are those of sellers (see `tamis.offers.tone`),
    and `telling` the heaviest of them.
    `foreign` is the number of letters that could not be read, `skipped` the characters of a very
    long text that were not.
    """

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    serious: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    claims: tuple[Claim, ...] = ()
    trials: tuple[TrialMention, ...] = ()
    signals: tuple[str, ...] = ()
    tone: float = 0.0
    telling: tuple[str, ...] = ()
    foreign: int = 0
    skipped: int = 0
