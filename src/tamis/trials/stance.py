"""Which way a statement points: what it asks for, what it rules out, what it merely allows."""

from __future__ import annotations

import re

from tamis.trials.items import Item

_REFUSES = re.compile(
    r"\b(?:(?:will|shall|must|should|are|is|be)\s+(?:be\s+)?excluded|not\s+(?:be\s+)?(?:eligible|"
    r"allowed|permitted|included|accepted)|ineligible|prohibited|disqualif\w+"
    r"|can(?:not|’t|'t| not)\s+(?:participate|take part|join|be enrolled))\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:no|not|without|never|none|free of|absence of|lack of|absent|neither|nor|negative for"
    r"|denies|must not|may not|do(?:es)? not|have not|has not|haven[’']t|hasn[’']t|other than"
    r"|exclud(?:e|es|ing)|rul(?:e|ed) out|discontinued?|naive|na[iï]ve)\b",
    re.IGNORECASE,
)
#: "not" that denies nothing about the subject ("if not", "whether or not", "not only").
_IDLE = re.compile(
    r"\b(?:(?:or|if|but|and)\s+not\s+(?:limited|yet)|whether or not|not only|not limited to"
    r"|no (?:more|less|fewer|older|younger|greater|later|longer|earlier|lower) than"
    r"|not (?:more|less|fewer|older|younger|greater|lower|later|longer|earlier|exceed\w*|above"
    r"|below)"
    r"|in no way|not applicable|no upper limit|no limit)\b",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:except(?:ing|ions?)?|unless|with the exception of|other than|apart from"
    r"|may be (?:allowed"
    r"|permitted|included|enrolled|eligible)|(?:is|are) (?:allowed|permitted|acceptable)"
    r"|can be included"
    r"|will not be excluded|does not exclude|do not exclude)\b",
    re.IGNORECASE,
)
_ALLOWS = re.compile(
    r"\b(?:(?:is|are|be|being) (?:also )?(?:allowed|permitted|accepted|acceptable|eligible)"
    r"|may (?:be|"
    r"continue|take|participate|use|receive)|can (?:be included|participate|continue|take part)"
    r"|(?:allowed|permitted) (?:if|to|in|provided)|will not be excluded|not (?:an )?exclusion)\b",
    re.IGNORECASE,
)
_MUST_NOT = re.compile(
    r"\W*(?:\d{1,2}[.)]\s*)?(?:\w+ ){0,2}(?:must|should|may|shall|can) ?not\b", re.IGNORECASE
)
#: How far before a word a "no" still speaks of it, in characters.
_REACH = 70
#: A "no" does not reach over these.
_BREAK = re.compile(r"[.;:()]|\b(?:but|who|which|although|however|if|then|must|should|unless)\b",
                    re.IGNORECASE)  # fmt: skip


def excludes(item: Item) -> bool:
    """Whether the statement stands among, or reads as, what keeps people out."""
    if item.section == "exclusion":
        return True
    return bool(_REFUSES.search(item.text)) or item.negated


def denied(text: str, at: int) -> bool:
    """Whether a "no" or "not" before place `at` speaks of what stands there."""
    before = text[max(0, at - _REACH) : at]
    idle = [m.span() for m in _IDLE.finditer(before)]
    for m in reversed(list(_NOT.finditer(before))):
        if any(s <= m.start() < e for s, e in idle):
            continue
        return not _BREAK.search(before[m.end() :])
    return False


def ruled_out(item: Item, at: int) -> bool:
    """Whether what stands at `at` keeps people out: excluded, or asked to be absent.

    "Must not be pregnant" among the exclusions says what it says outside of them.
    """
    if item.section == "exclusion" and _MUST_NOT.match(item.text):
        return True
    return excludes(item) != denied(item.text, at)


def excepted(text: str) -> bool:
    """Whether the statement names an exception."""
    return bool(_EXCEPT.search(text))


def allowed(text: str) -> bool:
    """Whether the statement says that something does not keep people out."""
    return bool(_ALLOWS.search(text))
