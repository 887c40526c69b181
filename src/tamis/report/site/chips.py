"""Certainty and judgements in words and shape, never in colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.model.results import Certainty

if TYPE_CHECKING:
    from tamis.report.site.links import Links

LEVEL_WORDS = {
    "high": "High certainty",
    "moderate": "Moderate certainty",
    "low": "Low certainty",
    "very-low": "Very low certainty",
}
STATE_WORDS = {
    "not-studied": "Not studied",
    "not-reported": "Not reported",
    "not-pooled": "No usable estimate",
    "graded": "Not graded yet",
}
_FILLED = {"high": 4, "moderate": 3, "low": 2, "very-low": 1}


def certainty_words(found: Certainty) -> str:
    """The certainty of a result in words; the absence of a result is said, never graded."""
    if found.state != "graded" or found.level is None:
        return STATE_WORDS[found.state]
    return LEVEL_WORDS[found.level]


def certainty_chip(links: Links, comparison: str, outcome: str) -> Markup:
    """A linked chip: four discs filled to the level, and the level in words."""
    found = links.certainty_of(comparison, outcome)
    if found is None:
        return links.missing(f"certainty {comparison}/{outcome}")
    return chip_of(links, found)


def chip_of(links: Links, found: Certainty) -> Markup:
    """The chip of a certainty, opening the reasons behind it."""
    words = certainty_words(found)
    graded = words in LEVEL_WORDS.values()
    kind = found.level if graded and found.level else "none"
    mark = _discs(_FILLED[kind]) if graded else _no_result()
    href = links.href(links.grade_place(found.comparison, found.outcome))
    return Markup('<a class="chip chip-{}" href="{}">{}<span>{}</span></a>').format(
        kind, href, mark, words
    )


def _discs(filled: int) -> Markup:
    discs = Markup("").join(
        Markup('<circle cx="{}" cy="7" r="5" class="{}"/>').format(
            7 + 13 * i, "on" if i < filled else "off"
        )
        for i in range(4)
    )
    return Markup(
        '<svg class="discs" width="53" height="14" viewBox="0 0 53 14" aria-hidden="true" '
        'focusable="false">{}</svg>'
    ).format(discs)


def _no_result() -> Markup:
    return Markup(
        '<svg class="discs" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" '
        'focusable="false"><path class="off" d="M2 7h10"/></svg>'
    )
