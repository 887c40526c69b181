"""Wording: sentences built from certainty × effect, and a linter for everything else.

A page may not say more than its certainty allows. The scheme follows GRADE guidelines 26
(Santesso N et al. J Clin Epidemiol 2020;119:126-135): high certainty states, moderate says
"probably", low says "may", very low says that the evidence is very uncertain. The words are ours.

Sentences name numbers as {n:…} and studies as {study:…}, so that a page can link them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tamis.model.problems import Problem
from tamis.model.protocol import RATIOS, Comparison, Outcome
from tamis.model.results import AnswerState, Certainty, CertaintyLevel, HarmCount, Interval

CERTAINTY_WORDS: Mapping[CertaintyLevel, str] = {
    "high": "High certainty",
    "moderate": "Moderate certainty",
    "low": "Low certainty",
    "very-low": "Very low certainty",
}
CERTAINTY_MEANS: Mapping[CertaintyLevel, str] = {
    "high": "More research is unlikely to change this.",
    "moderate": "More research could change this.",
    "low": "More research is likely to change this.",
    "very-low": "We can't rely on this result.",
}
STATE_WORDS: Mapping[AnswerState, str] = {
    "not-studied": "Not studied",
    "not-reported": "Not reported here",
    "not-pooled": "No usable estimate",
    "graded": "Not graded yet",
}
_HOW: Mapping[CertaintyLevel, str] = {"high": "", "moderate": "probably ", "low": "may "}


def effect_sentence(
    certainty: Certainty,
    comparison: Comparison,
    outcome: Outcome,
    design: str = "",
    printed: str = "",
) -> str:
    """Say what the evidence supports, and no more.

    Args:
        certainty: Of this outcome in this comparison.
        comparison: `plain` (or the label) is the subject of the sentence.
        outcome: `plain` (or the label) is its object.
        design: How the result was obtained ("one trial without blinding"), for the number line.
        printed: Id of a difference that was printed without what is needed to judge it.
    """
    subject = comparison.plain or comparison.label
    thing = outcome.plain or outcome.label.lower()
    if certainty.state == "not-studied":
        return (
            f"Not studied: no study with a comparison group has asked whether {subject} "
            f"changes {thing}. That is not the same as no effect."
        )
    if certainty.state == "not-pooled":
        return _unusable(subject, thing, outcome, printed)
    if certainty.state == "not-reported" or certainty.level is None:
        return (
            f"Not reported here: {subject} was compared with a control, but the numbers for "
            f"{thing} could not be read. That is not the same as no effect."
        )
    lead = _lead(certainty.level, certainty.effect, subject, thing, outcome)
    return " ".join(p for p in (lead, _numbers(certainty.effect, outcome, design)) if p)


def harm_sentence(
    certainty: Certainty, comparison: Comparison, outcome: Outcome, count: HarmCount | None
) -> str:
    """Say how many people treated were harmed, and what so few people can't rule out."""
    subject = comparison.plain or comparison.label
    thing = outcome.plain or outcome.label.lower()
    if certainty.state == "not-studied":
        return f"Not studied: nobody here was given {subject}, so nothing is known about {thing}."
    if count is None:
        return (
            f"Not reported here: people were given {subject}, but how many had {thing} could not "
            "be read. That does not mean that nobody had."
        )
    n = count.numbers
    return (
        f"{{n:{n['events']}}} of {{n:{n['total']}}} people given {subject} had {thing}. So few "
        f"people can't rule out that it strikes up to {{n:{n['upper']}}} of people treated, and "
        "nobody was there to compare with."
    )


def _unusable(subject: str, thing: str, outcome: Outcome, printed: str) -> str:
    """Something was printed, but not how large the effect is and how sure."""
    lead = f"Studied, without a usable estimate: {subject} was compared with a control"
    if printed:
        unit = f" {outcome.unit}" if outcome.unit else ""
        found = f", and a difference of {{n:{printed}}}{unit} in {thing} was printed, "
        return f"{lead}{found}but not how sure it is. No effect was shown, and none was ruled out."
    return (
        f"{lead}, but what could be read about {thing} does not say how large the effect is and "
        "how sure. That is not the same as no effect."
    )


def _lead(
    level: CertaintyLevel, effect: Interval | None, subject: str, thing: str, outcome: Outcome
) -> str:
    if level == "very-low" or effect is None:
        return f"The evidence is very uncertain about whether {subject} changes {thing}."
    how, verb = _HOW[level], _verb(effect, outcome, bare=level == "low")
    return f"{_capital(subject)} {how}{verb} {thing}."


def _verb(effect: Interval, outcome: Outcome, *, bare: bool) -> str:
    """What the interval says about direction, in words a low certainty can soften."""
    null = 1.0 if outcome.measure in RATIOS else 0.0
    low, high = effect.low, effect.high
    if low is not None and high is not None and _trivial(low, high, outcome):
        return "make" + "s" * (not bare) + " little or no important difference to"
    counted = outcome.measure in RATIOS or outcome.measure == "RD"
    up, down = ("raise", "lower") if counted else ("improve", "worsen")
    if low is None or high is None or low <= null <= high:
        if bare:
            return f"{up}, {down} or not change"
        return f"{up}s, {down}s or does not change (the interval allows each)"
    risen = effect.estimate > null
    good = risen if counted else risen == (outcome.better == "higher")
    verb = up if good else down
    return verb if bare else f"{verb}s"


def _trivial(low: float, high: float, outcome: Outcome) -> bool:
    edge = outcome.important_difference
    if edge is None or outcome.measure in RATIOS:
        return False
    return -edge.value < low and high < edge.value


def _numbers(effect: Interval | None, outcome: Outcome, design: str) -> str:
    """The absolute numbers behind the sentence, each a link."""
    if effect is None or not {"estimate", "low", "high"} <= set(effect.numbers):
        return ""
    n = effect.numbers
    if "per-100" in n:
        source = f"In {design}, it" if design else "It"
        return (
            f"{source} happened to {{n:{n['per-100']}}} more in every hundred people "
            f"(interval {{n:{n['per-100-low']}}} to {{n:{n['per-100-high']}}}; "
            "a minus means fewer)."
        )
    unit = f" {outcome.unit}" if outcome.unit and outcome.measure not in RATIOS else ""
    source = f"In {design}, the" if design else "The"
    kind = {"MD": "difference", "RD": "difference in risk"}.get(outcome.measure, "estimate")
    return (
        f"{source} {kind} was {{n:{n['estimate']}}}{unit} "
        f"(interval {{n:{n['low']}}} to {{n:{n['high']}}})."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_STRONG = re.compile(
    r"\b(proven|proves?|safe|safely|effective(?:ly)?|breakthroughs?|cures?|cured|miracle|promising|"
    r"revolutionary|game[- ]chang\w+|guaranteed?|clinically meaningful|works)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(not|no|never|nor|neither|without|cannot|can't|isn't|aren't|doesn't|don't|didn't|hasn't|"
    r"haven't|un\w*certain|whether|if|how|unknown|nobody|claims?|claimed|called|calls|says?|said|"
    r"words?|such as|question|ask)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"(\b(relative risk|odds ratio|hazard ratio|risk ratio|rate ratio)\b|"
    r"(?:%|per ?cent)\s+(?:\w+\s+){0,2}"
    r"(?:lower|higher|less|more|fewer|reduction|increase|slower|faster|longer|shorter|better|worse)|"
    r"\b(?:halv|doubl|tripl)\w*|\b\w+[- ]fold\b|"
    r"\btimes (?:as|more|less|longer)\b|\b(?:twice|half) as\b)",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"(\bout of\b|\bper (?:100|1000|hundred|thousand)\b|\bpoints?\b|\bfrom\b.+\bto\b|\bof \{n:)",
    re.IGNORECASE,
)
_NOT_SIGNIFICANT = re.compile(
    r"\b(?:not?|non|in)[ -]?(?:statistically )?significan\w*", re.IGNORECASE
)
_NO_EFFECT = re.compile(
    r"\b(no (?:effect|difference|benefit|harm|change)|does(?:n't| not) (?:work|help)|ineffective|"
    r"(?:had|has|have|showed) no effect)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n{2,}")
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")


def lint(text: str, where: str, *, allowed: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Find wording that says more than evidence can.

    Reported: words such as "proven" or "safe" that are neither denied nor quoted; a relative
    effect without an absolute one in the same sentence; "not significant" read as no effect.

    Args:
        text: Prose, with or without references.
        where: What to call the place.
        allowed: Strong words the certainty does support here.
    """
    fine = {w.lower() for w in allowed}
    problems = []
    for sentence in _SENTENCE.split(text):
        plain = _QUOTED.sub(" ", sentence)
        for match in _STRONG.finditer(plain):
            if match[0].lower() in fine or _DENIED.search(plain[: match.start()]):
                continue
            what = f"'{match[0]}' says more than the certainty allows: {_short(sentence)}"
            hint = "use {effect:comparison/outcome}, or say whose word it is"
            problems.append(Problem(where, what, hint, "error"))
        if _RELATIVE.search(plain) and not _ABSOLUTE.search(plain):
            what = f"a relative effect without the absolute one: {_short(sentence)}"
            problems.append(Problem(where, what, "give both in the same sentence", "error"))
        if _NOT_SIGNIFICANT.search(plain) and _NO_EFFECT.search(plain):
            what = f"'not significant' is read as no effect: {_short(sentence)}"
            problems.append(Problem(where, what, "give the interval instead", "error"))
    return tuple(problems)


def _short(sentence: str) -> str:
    text = " ".join(sentence.split())
    return f"“{text[:90]}…”" if len(text) > 90 else f"“{text}”"


_REFERENCE = re.compile(r"\{(n|study|doc|trial|term|effect|certainty):([^{}]+)\}")


def plain(text: str, shown: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Write out references for a terminal: numbers as shown, studies and documents by label."""

    def word(match: re.Match[str]) -> str:
        kind, name = match[1], match[2]
        if kind == "n":
            return shown.get(name, f"[{name}?]")
        return labels.get(name, name)

    return _REFERENCE.sub(word, text)
