"""The eligibility reader: free text to criteria, each with its words and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tamis.trials.criteria import Criterion, Reading
from tamis.trials.diagnosis import diagnoses
from tamis.trials.drugs import drugs
from tamis.trials.items import Item, items
from tamis.trials.measured import measured
from tamis.trials.plain import plain
from tamis.trials.states import states
from tamis.trials.tongues import tongue
from tamis.trials.vocabulary import Vocabulary, built_in

#: A statement longer than this is no statement but a text without full stops; it is read in parts.
_LONGEST = 1_500
#: Lines of a register's form about how many people of which age are planned.
_FORM = re.compile(
    r"\W*(?:F\.1(?:\.\d){1,4}\b|are the trial subjects under|number of subjects for this age)",
    re.IGNORECASE,
)
_SEX = re.compile(
    r"\b(?:(?P<only>only)\s+)?(?P<sex>(?:fe)?males?|(?:wo)?men)\b(?:\s+(?P<after>(?:patients "
    r"|subjects |participants |sex |gender )?only))?",
    re.IGNORECASE,
)


def read(raw: str, words: Vocabulary | None = None) -> Reading:
    """Read an eligibility text.

    Args:
        raw: The text as a register holds it; markup, scripts and other languages may be in it.
        words: The conditions to know by name; those that come with tamis when left out.

    Returns:
        The criteria in the order of the text. Every criterion's `sentence` is
        `reading.text[start:end]`. Text in a language this does not read gives no criterion and
        says so.
    """
    clean = plain(raw)
    if not clean.text.strip():
        return Reading(text=clean.text, unread="empty", problems=clean.problems)
    language = tongue(clean.text)
    if not language.readable:
        empty = language.name == "none"
        return Reading(
            text=clean.text, unread="empty" if empty else "another-language",
            language=language.name, problems=clean.problems,
        )  # fmt: skip
    known = words or built_in()
    found = tuple(
        replace(c, sentence=clean.text[c.start : c.end])
        for c in _unique(c for item in items(clean.text) for c in _of(item, known))
    )
    return Reading(
        text=clean.text, criteria=found, unread="" if found else "no-criteria",
        language="English, in part" if language.mixed else "English", problems=clean.problems,
    )  # fmt: skip


def _of(item: Item, words: Vocabulary) -> Iterator[Criterion]:
    if item.control or len(item.text) > _LONGEST or _FORM.match(item.text):
        return
    yield from diagnoses(item, words)
    yield from measured(item)
    yield from _sex(item)
    yield from states(item)
    yield from drugs(item)


def _sex(item: Item) -> Iterator[Criterion]:
    """'Male only', 'women only'; both sexes, or a rule for one of them, is no criterion."""
    for m in _SEX.finditer(item.text):
        if m["only"] or m["after"]:
            term = "female" if m["sex"].lower().startswith(("f", "w")) else "male"
            yield Criterion(
                kind="sex", effect="requires", term=term, section=item.section, start=item.start,
                end=item.end, sentence=item.text,
            )  # fmt: skip
            return


def _unique(found: Iterator[Criterion]) -> Iterator[Criterion]:
    """Each statement of each thing once."""
    seen: set[tuple[str, int]] = set()
    for criterion in found:
        if (criterion.key, criterion.start) not in seen:
            seen.add((criterion.key, criterion.start))
            yield criterion
