"""Judging: from hits to a verdict, by the instrument's rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tamis.instruments.red_flags import RedFlags, Rule
from tamis.offers.hits import Hit
from tamis.offers.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Judgement:
    """The rules that fit, the flags that made them fit, the other flags, what is not told."""

    reasons: tuple[str, ...]
    serious: tuple[str, ...]
    ask: tuple[str, ...]
    unknown: tuple[str, ...]


def tells_of_others(signals: Mapping[str, Sequence[Hit]], read: Sequence[Sentence]) -> bool:
    """Whether a text warns, reports or explains and offers nothing itself.

    Sentences are counted, not words: a seller may warn of other sellers once, and a warning may
    quote an offer.
    """
    own = {h.sentence for h in signals.get("offer", ()) if not read[h.sentence].reported}
    warned = {h.sentence for h in signals.get("warning", ())}
    news = {h.sentence for h in signals.get("news", ())}
    others = {i for i, s in enumerate(read) if s.reported}
    if not own:
        return bool(warned or news or others)
    if len(warned | others) >= 2 and len(warned | others) >= len(own):
        return True
    return len(warned | news) >= 2 and len(warned | news) > len(own)


def judge(said: Collection[str], there: Collection[str], instrument: RedFlags) -> Judgement:
    """Apply the rules.

    Args:
        said: Flags that the text itself raises.
        there: Signals it holds.
        instrument: Whose rules.
    """
    flags = [f for f in instrument.flags if f.id in said]
    flags = [f for f in flags if not f.only_with or set(f.only_with) & set(said)]
    weight = sum(f.weight for f in flags)
    names = {f.id for f in flags} | set(there)
    reasons, serious = [], set()
    for rule in instrument.rules:
        if weight >= rule.least and _fits(rule, names):
            reasons.append(rule.id)
            serious |= {n for e in rule.every for n in e} & {f.id for f in flags}
            if rule.least:
                serious |= {f.id for f in flags if f.weight > 1}
    if "plain" in there and len(serious) < instrument.tone.flags:
        reasons, serious = [], set()
    ordered = sorted(flags, key=lambda f: -f.weight)
    return Judgement(
        tuple(reasons),
        tuple(f.id for f in ordered if f.id in serious),
        tuple(f.id for f in ordered if f.id not in serious),
        tuple(u.id for u in instrument.unknowns if not set(u.told_by) & (names | set(said))),
    )


def _fits(rule: Rule, names: Collection[str]) -> bool:
    """Whether a rule's names are there and those it excludes are not."""
    there = frozenset(names)
    excused = rule.none & there or (rule.unless and rule.unless <= there)
    return not excused and all(either & there for either in rule.every)
