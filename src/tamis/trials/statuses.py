"""A register's words for a status → one of `registration.Status`."""

from __future__ import annotations

import re

from tamis.trials.registration import Status

#: The first pattern that fits decides; what a status *was* ("was recruiting") does not count.
_WORDS: tuple[tuple[Status, str], ...] = (
    ("no-longer-available", r"no longer available|approved for marketing"),
    ("withdrawn", r"withdrawn|not authori[sz]ed|cancelled|withheld|revoked|lapsed"),
    ("terminated", r"terminated|stopped|prematurely ended|halted prematurely|expired"),
    ("suspended", r"suspended|temporar\w+ (?:halted|closed|not available)|on hold"),
    ("completed", r"complete|ended|finished|study closed|concluded"),
    ("unknown", r"unknown|not known"),
    ("not-yet-recruiting",
    r"not[ _]yet|pending|authori[sz]ed, recruitment pending|under evaluation|planned|approved"),
    ("by-invitation", r"by[ _]invitation"),
    ("active",
    r"active,?[ _]not[ _]recruiting|not recruiting|recruitment ended|ongoing, recruitment ended"
               r"|closed to|follow-?up|recruitment complete|no longer recruiting"),
    ("recruiting", r"recruiting|open\b|enrol|ongoing"),
    ("available", r"available|authori[sz]ed"),
)  # fmt: skip
_COMPILED = tuple((status, re.compile(words, re.IGNORECASE)) for status, words in _WORDS)
_NOTHING = re.compile(r"^\W*(?:not (?:found|stated|applicable|reported)|n/?a|none)?\W*$", re.I)
_ASIDE = re.compile(r"[;(].*$", re.DOTALL)


def status_of(words: str) -> Status:
    """The status that a register's words mean; what stands in brackets or after ";" is an aside."""
    main = _ASIDE.sub("", words).strip() or words
    if _NOTHING.match(main):
        return "not-stated"
    if re.search(r"recruitment (?:complete|ended)|recruitment status is complete", main, re.I):
        return "active" if "ended" in main.lower() else "completed"
    return next((s for s, pattern in _COMPILED if pattern.search(main)), "not-stated")
