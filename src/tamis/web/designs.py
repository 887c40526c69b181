"""The badge that says what kind of study a report seems to be."""

from __future__ import annotations

from collections.abc import Mapping

from tamis.learn.design import Hint, Kind

DESIGN_WORDS: Mapping[Kind, str] = {
    "randomised-trial": "Randomised trial",
    "protocol": "Protocol",
    "systematic-review": "Systematic review",
    "review": "Review",
    "case-report": "Case report",
    "animal-study": "Animal study",
    "laboratory-study": "Laboratory study",
    "comment": "Comment",
}


def design_why(hint: Hint) -> str:
    """What the guess rests on, and how often such a guess was right."""
    if hint.rule.startswith("type:"):
        return f"publication type {hint.because}"
    right = f"right for {100 * hint.probability:.0f} % of labelled abstracts"
    if hint.kind == "unclear":
        right = f"{100 * hint.randomised:.1f} % of such abstracts were of randomised trials"
    seen = f"\u201c{hint.because}\u201d; " if hint.because else ""
    return f"a guess by rules: {seen}{right}"
