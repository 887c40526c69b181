"""Suggestions for a document of the review; accepting one is a person's reading."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from tamis.review import texts
from tamis.steps.suggesting import Suggestion, suggest

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: What was found in the texts that were looked at last: a long one takes a second.
_KEPT: OrderedDict[tuple[str, str, str], tuple[Suggestion, ...]] = OrderedDict()
_MOST = 32
_LOCK = Lock()


def note(rule: str) -> str:
    """What a value says of itself when a rule had suggested it."""
    return f"suggested by rule {rule}"


def suggestions(review: Review, document: str) -> tuple[Suggestion, ...]:
    """What the rules find in a document.

    Raises:
        UnknownName: There is no such document.
        UnreadableText: Its file is not here, or can't be read.
    """
    found = texts.readable(review, document).document
    key = (str(review.path), found.sha256 or found.id, review.protocol.hash)
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
    made = suggest(texts.text(review, document), review.protocol)
    with _LOCK:
        _KEPT[key] = made
        while len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    return made


def of_report(review: Review, report: str) -> tuple[tuple[str, tuple[Suggestion, ...]], ...]:
    """Suggestions from everything that can be read of a report, by document.

    Raises:
        UnknownName: There is no such report.
    """
    from tamis.review.screening import resolve

    home = resolve(review, report)
    return tuple(
        (r.document.id, suggestions(review, r.document.id))
        for r in texts.documents(review, home)
        if r.here
    )
