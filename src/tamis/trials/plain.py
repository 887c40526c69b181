"""Registry text made plain: markup out, nothing run, time in proportion to length.

A text without markup is left exactly as it is, so that places in what is read are places in what
the register printed.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import reduce

from tamis.model.problems import Problem

#: What a tag looks like; "FVC <50%" and "age < b" are none. Attributes are bounded, so a text of
#: nothing but "<" costs one look at each character.
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,30})(?:[\s/][^<>]{0,3000})?>")
_BREAKING = frozenset(
    [
        "p",
        "br",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "td",
        "th",
        "table",
        "section",
        "article",
        "dd",
        "dt",
        "hr",
    ]
)
#: Elements whose content is no text for readers.
_SILENT = ("script", "style", "template", "noscript", "svg", "iframe", "object")
_SPACES = re.compile(r"[ \t\xa0\u2000-\u200b]+")
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
#: More than this is not an eligibility text; ClinicalTrials.gov allows 20,000 characters.
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without markup, and what was odd about it."""

    text: str
    problems: tuple[Problem, ...] = ()


def plain(raw: str) -> Plain:
    """Take HTML, comments, scripts and control characters out of a text.

    Args:
        raw: What a register or an export holds; any length, any content.

    Returns:
        The words alone, at most `MOST` characters, with a `Problem` for each thing that was cut.
    """
    problems: list[Problem] = []
    text = raw
    if "<" in text or "&" in text:
        text = _without_markup(text, problems)
    text = _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MOST:
        problems.append(
            Problem("eligibility", f"only the first {MOST} characters were read", "see the source")
        )
        text = text[:MOST]
    return Plain(text, tuple(problems))


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _without_markup(text: str, problems: list[Problem]) -> str:
    if not _TAG.search(text) and "<!--" not in text:
        return html.unescape(text)
    text = _cut(text, "<!--", "-->", problems)
    text = reduce(lambda t, name: _cut(t, f"<{name}", f"</{name}", problems), _SILENT, text)
    text = _TAG.sub(lambda m: "\n" if m[1].lower() in _BREAKING else " ", text)
    text = _SPACES.sub(" ", html.unescape(text))
    return _EMPTY_LINES.sub("\n\n", text).strip()


def _cut(text: str, opens: str, closes: str, problems: list[Problem]) -> str:
    """Take out everything from `opens` to `closes`; without an end only the opening goes."""
    low, kept, at = text.lower(), [], 0
    if len(low) != len(text):  # a letter whose small form is longer; then case can't be ignored
        low = text
    while (start := low.find(opens, at)) >= 0:
        kept.append(text[at:start])
        end = low.find(closes, start + len(opens))
        if end < 0:
            problems.append(Problem("eligibility", f"'{opens}' has no end; its text was kept"))
            at = start + len(opens)
            break
        if opens == "<script":
            problems.append(Problem("eligibility", "a script stood in the text; it was left out"))
        after = low.find(">", end + len(closes) - 1)
        at = after + 1 if after >= 0 else len(text)
    return "".join([*kept, text[at:]])
