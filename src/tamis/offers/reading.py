"""Reading an offer: what it claims, which red flags it shows, and what it leaves out.

Nothing is judged but the text. No clinic or person is called anything; no advice is given.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from tamis.instruments.red_flags import RedFlags, red_flags
from tamis.offers.folding import Folded, fold
from tamis.offers.hits import Hit, disease_hit, hits
from tamis.offers.judging import judge, tells_of_others
from tamis.offers.sentences import Sentence, sentences
from tamis.offers.tone import Tone, sounds, tone
from tamis.offers.values import Claim, Finding, Reading, TrialMention, Verdict

_WORD = re.compile(r"[a-z']+", re.ASCII)
#: What a file that is no text begins with, when its bytes are pasted or read as one.
_NO_TEXT = ("%pdf-", "{\\rtf")
#: Sentences looked at to tell the language.
_SAMPLE = 400
#: Letters on each side of a claim in which what it is about may be named.
_NEAR = 40
#: How many findings of one flag are kept.
_PER_FLAG = 6


def read_offer(text: str, instrument: RedFlags | None = None) -> Reading:
    """Read a pasted offer.

    Bounded in time: of a very long text the beginning and the end are read and `skipped` says how
    much was not. HTML is read as its text; nothing in it is run.

    Args:
        text: Plain text or HTML, as it was received.
        instrument: The red flags; `tamis.instruments.red_flags.red_flags()` unless given.
    """
    tool = instrument or red_flags()
    folded = fold(text, tool)
    read = _distinct(sentences(folded.text, tool))
    if not folded.foreign and not any(_WORD.search(s.text) for s in read):
        return Reading(verdict="empty")
    found = list(_flag_hits(read, folded.text, tool))
    if not _english(read, found, folded, tool):
        return Reading(verdict="language", foreign=folded.foreign, skipped=folded.skipped)
    signals = {
        s.id: [h for h in hits(s.id, s.cues, read, tool) if h.stance != "denied"]
        for s in tool.signals
    }
    there = {name for name, held in signals.items() if held}
    if tool.patterns["condition"].search(folded.text):
        there.add("condition")
    if any(p.search(folded.text) for p in tool.diseases):
        there.add("disease")
    heard = tone(folded.text, tool)
    there |= sounds(heard.score, tool)
    others = tells_of_others(signals, read)
    if "selling" in there and "warning" not in there:
        others = False
    return _reading(text, folded, found, there, heard, others, tool)


def _english(
    read: Sequence[Sentence], found: Sequence[Hit], folded: Folded, tool: RedFlags
) -> bool:
    """Whether enough of the text is English to be read: small words, or cues only English has."""
    if folded.foreign * 2 > folded.letters or folded.text.startswith(_NO_TEXT):
        return False
    sample = [w for s in read[:_SAMPLE] for w in _WORD.findall(s.text)]
    few = len(sample) < tool.language["few"]
    if any(h.name not in tool.weak for h in found) or (
        few and sum(len(s.text) for s in read) <= tool.language["letters"]
    ):
        return True
    small = [w for w in sample if w in tool.words]
    if found and small:
        return True
    return len(set(small)) >= tool.language["distinct"] and len(small) >= tool.language[
        "share"
    ] * len(sample)


def _distinct(read: Iterator[Sentence]) -> list[Sentence]:
    """Each sentence once: repeating it makes it no truer, and costs time."""
    seen: set[str] = set()
    kept = []
    for one in read:
        if one.text not in seen:
            seen.add(one.text)
            kept.append(one)
    return kept


def _flag_hits(read: Sequence[Sentence], whole: str, tool: RedFlags) -> Iterator[Hit]:
    for flag in tool.flags:
        yield from hits(flag.id, flag.cues, read, tool)
    many = disease_hit(whole, read, tool)
    if many is not None:
        yield many


def _reading(
    text: str,
    folded: Folded,
    found: Sequence[Hit],
    there: Collection[str],
    heard: Tone,
    others: bool,
    tool: RedFlags,
) -> Reading:
    said = set() if others else {h.name for h in found if h.stance == "said"}
    judged = judge(said, there, tool)
    findings = tuple(_findings(text, folded, found, others, tool))
    return Reading(
        verdict=_verdict(judged.reasons, judged.ask, others),
        reasons=judged.reasons,
        serious=judged.serious,
        ask=judged.ask,
        unknown=judged.unknown,
        findings=findings,
        claims=() if others else tuple(_claims(text, folded, found, tool)),
        trials=tuple(_trials(text, folded, tool)),
        signals=tuple(sorted(there)),
        tone=heard.score,
        telling=heard.words,
        foreign=folded.foreign,
        skipped=folded.skipped,
    )


def _verdict(reasons: Sequence[str], ask: Sequence[str], others: bool) -> Verdict:
    if others:
        return "described"
    if reasons:
        return "serious"
    return "ask" if ask else "nothing"


def _findings(
    text: str, folded: Folded, found: Sequence[Hit], others: bool, tool: RedFlags
) -> Iterator[Finding]:
    """Findings in the order of the text, at most a handful of each flag and stance."""
    order = {f.id: n for n, f in enumerate(tool.flags)}
    counts: dict[tuple[str, str], int] = {}
    for hit in sorted(found, key=lambda h: (h.start, h.end, order[h.name])):
        stance = "described" if others and hit.stance == "said" else hit.stance
        counts[hit.name, stance] = counts.get((hit.name, stance), 0) + 1
        if counts[hit.name, stance] <= _PER_FLAG:
            start, end = folded.source_span(hit.start, hit.end)
            yield Finding(
                flag=hit.name, stance=stance, start=start, end=end, quote=text[start:end],
                words=folded.text[hit.start : hit.end],
            )  # fmt: skip


def _claims(text: str, folded: Folded, found: Sequence[Hit], tool: RedFlags) -> Iterator[Claim]:
    makes = {f.id for f in tool.flags if f.claim} | {"no-risk"}
    held = [h for h in found if h.stance == "said" and h.name in makes]
    for hit in sorted(held, key=lambda h: (h.start, h.end)):
        near = folded.text[max(0, hit.start - _NEAR) : hit.end + _NEAR]
        about = tuple(c.id for c in tool.concepts if c.words.search(near))
        start, end = folded.source_span(hit.start, hit.end)
        yield Claim(
            flag=hit.name, concepts=about, start=start, end=end, quote=text[start:end],
            words=folded.text[hit.start : hit.end],
        )  # fmt: skip


def _trials(text: str, folded: Folded, tool: RedFlags) -> Iterator[TrialMention]:
    seen = set()
    for match in tool.patterns["trials"].finditer(folded.text):
        start, end = folded.source_span(*match.span())
        number = match[0].replace(" ", "").upper()
        if number not in seen:
            seen.add(number)
            yield TrialMention(number=number, start=start, end=end, quote=text[start:end])
