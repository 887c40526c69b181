"""Hits: where a cue stands in the text, and whether the text says it, denies it or tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tamis.instruments.red_flags import Cue, RedFlags
from tamis.offers.sentences import Sentence
from tamis.offers.values import Stance

#: How much of a sentence before or after a hit can deny or soften it.
_AROUND = 90


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue of `name` at `whole[start:end]`, in the sentence with that number."""

    name: str
    start: int
    end: int
    sentence: int
    stance: Stance


def hits(
    name: str, cues: Sequence[Cue], read: Sequence[Sentence], instrument: RedFlags
) -> Iterator[Hit]:
    """Every hit of a flag or signal. A softened promise counts for the milder flag it names."""
    for cue in cues:
        for number, sentence in enumerate(read):
            text = sentence.text
            places = sorted({m.span() for p in cue.find for m in p.finditer(text)})
            if not places or any(p.search(text) for p in cue.unless):
                continue
            for start, end in _outermost(places):
                stance, soft = _stance(cue, sentence, start, end, instrument)
                yield Hit(
                    cue.modal if soft else name,
                    sentence.start + start,
                    sentence.start + end,
                    number,
                    stance,
                )


def _outermost(places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places that do not lie inside an earlier one."""
    last = -1
    for start, end in places:
        if end > last:
            yield start, end
            last = end


def _stance(
    cue: Cue, sentence: Sentence, start: int, end: int, instrument: RedFlags
) -> tuple[Stance, bool]:
    """Who says it, and whether it is softened into a milder flag."""
    text, known = sentence.text, instrument.patterns
    before = text[max(0, start - _AROUND) : start]
    if cue.negate and known["negation.before"].search(before):
        undone = known["negation.undone"].search(before)
        if not undone:
            return "denied", False
    if cue.after and known["negation.after"].search(text[end : end + _AROUND]):
        return "denied", False
    if sentence.reported:
        return "described", False
    if cue.after:
        if known["negation.bench"].search(text):
            return "bench", False
        if sentence.asks or known["negation.inquiry"].search(before):
            return "asked", False
    soft = bool(cue.modal and known["negation.modal"].search(before))
    return "said", soft


def disease_hit(whole: str, read: Sequence[Sentence], instrument: RedFlags) -> Hit | None:
    """The first stretch of text that names many unrelated diseases."""
    least, window = instrument.limits["diseases"], instrument.limits["window"]
    named = sorted(
        (m.start(), m.end(), kind)
        for kind, pattern in enumerate(instrument.diseases)
        for m in pattern.finditer(whole)
    )
    counts: dict[int, int] = {}
    first = 0
    for _, end, kind in named:
        counts[kind] = counts.get(kind, 0) + 1
        while end - named[first][0] > window:
            dropped = named[first][2]
            counts[dropped] -= 1
            if not counts[dropped]:
                del counts[dropped]
            first += 1
        if len(counts) >= least:
            return _disease(named[first][0], end, read)
    return None


def _disease(start: int, end: int, read: Sequence[Sentence]) -> Hit:
    at = next((i for i, s in enumerate(read) if s.end > start), 0)
    reported = bool(read) and read[at].reported
    return Hit("many-diseases", start, end, at, "described" if reported else "said")
