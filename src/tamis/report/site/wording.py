"""The page's own words for the codes of the model."""

from __future__ import annotations

from typing import Final

#: design → (name, what it can and can't show). In the order of how much it can show.
DESIGNS: Final[dict[str, tuple[str, str]]] = {
    "randomised-blinded": (
        "Randomised and blinded",
        "Chance decided who was treated and nobody knew who was: the strongest test of an effect.",
    ),
    "randomised-open": (
        "Randomised, not blinded",
        "Chance decided who was treated, but people knew it, which can colour what they report.",
    ),
    "matched-historical": (
        "Compared with matched earlier patients",
        "The comparison group was treated elsewhere or earlier and may differ in unseen ways.",
    ),
    "non-randomised-controlled": (
        "Controlled, not randomised",
        "There was a comparison group, but something other than chance decided who was in it.",
    ),
    "before-after": (
        "Before–after, no control group",
        "People are compared with themselves earlier. This can't show that a treatment works, so "
        "it supports no statement about benefit here.",
    ),
    "single-arm": (
        "One treated group only",
        "Everyone was treated. This says something about harms, but can't show a benefit.",
    ),
    "no-results": ("No results yet", "Registered or described, without results that can be read."),
    "unclear": ("Design unclear", "The sources do not say how the study was done."),
}
STATUSES: Final = {
    "completed": "Completed",
    "ongoing": "Ongoing",
    "planned": "Planned",
    "stopped": "Stopped early",
    "unknown": "Status unknown",
}
#: Why a value is missing: different things, never zero.
MISSING: Final = {
    "not-reported": "not reported here",
    "not-readable": "not readable in the sources at hand",
    "ambiguous": "ambiguous in the source",
}
STANDINGS: Final = {
    "unscreened": "not yet screened",
    "waiting": "waiting for a second reviewer",
    "conflict": "reviewers disagree",
    "maybe": "undecided",
    "included": "included",
    "excluded": "excluded",
}
DOCUMENTS: Final = {
    "paper": "Published paper",
    "registry": "Trial register",
    "regulator": "Regulator",
    "secondary": "Secondary source",
    "news": "News",
    "company": "Company",
    "earlier-review": "Earlier review",
}
VERDICTS: Final = {
    "supported": ("Supported", "✓"),
    "contradicted": ("Contradicted", "✕"),
    "unsupported": ("Unsupported", "?"),
    "not-checkable": ("Not checkable here", "–"),
}
KINDS: Final = {
    "extracted": "Read in a source",
    "derived": "Worked out from other numbers",
    "count": "Counted",
    "protocol": "Set by the protocol",
    "reported": "Reported by an earlier version or source, not recounted",
}
LAYERS: Final = {
    "patients": "For patients and families",
    "clinicians": "For clinicians",
    "methods": "How this was done",
}


def steps_words(rating: int) -> str:
    """A GRADE rating in words."""
    amount = {1: "one level", 2: "two levels", 3: "three levels"}.get(abs(rating), "")
    return f"{'down' if rating < 0 else 'up'} {amount}" if amount else "no change"


def readable(code: str) -> str:
    """A code as words: 'risk-of-bias' → 'Risk of bias'."""
    words = code.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def instrument_name(instrument: str) -> str:
    """An instrument by the name the field gives it."""
    return {"rob-2": "RoB 2", "robins-i": "ROBINS-I"}.get(instrument, instrument)
