"""An eligibility text cut into statements, each with the section and the people it speaks of.

Registers print lists with bullets, numbers or nothing, wrapped at eighty columns or flattened to
one line, with headings ("Key Exclusion Criteria:") or without. A statement is a sentence or a list
item as `tamis.model.sentences` cuts it, so its place in the text is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tamis.model.sentences import Sentence, sentences
from tamis.trials.headings import Section
from tamis.trials.headings import sections as stretches

#: A title, which says nothing: "Criteria and requirements for stem cell therapy".
_TITLE = re.compile(
    r"\W*(?:(?:eligibility|selection|study|trial|patient|participant)\s)?(?:criteria"
    r"|requirements)\b[^.:;\d]{0,80}",
    re.IGNORECASE,
)
#: What opens a list item.
_MARK = re.compile(
    r"(?:(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]|\((?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\)|[①-⑳]"
    r"|[*•●▪◦‣·○■□⁃–—-])(?=\s|[^\s\d\w.,])\s*"
    r"|[•·●▪◦‣⁃](?=[A-Z])"
)
_BULLET_INSIDE = re.compile(r"(?<=\s)(?:[*•●▪◦‣⁃]|[①-⑳])(?=\s?\S)|(?<=[;.])\s-\s(?=[A-Z])")
_DASH_INSIDE = re.compile(r"(?<=\s)(?<!\d\s)[-–](?=\s[A-Z≥≤<>\d\"'%])")
#: A line with this many dashes before capitals is a list that lost its line ends.
_DASHED = 3
_NUMBER_INSIDE = re.compile(r"(?<=\s)\(?(\d{1,2})[.)]\s(?=[A-Za-z≥≤<>\\\"'(①])")
_CONTROLS = re.compile(
    r"(?:^|\b)(?:healthy|control|reference (?=group)|carer|caregiver|care ?partner"
    r"|study partner|blood relatives?|famil(?:y|ial) members?|asymptomatic|unaffected|non-ALS)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:patients?|participants?|subjects?|volunteers?|people|individuals|probands?|cases?|"
    r"controls?|relatives?|caregivers?|carers?|members?|partners?)\b",
    re.IGNORECASE,
)
_NONE_OF = re.compile(
    r"\b(?:must not|may not|can(?:not| not)|none of|no evidence of|not have|do(?:es)? not|free of|"
    r"absence of|without|no history of)\b[^:]{0,80}:\s*$",
    re.IGNORECASE,
)
_AT_RISK = re.compile(
    r"(?:subjects?|participants?|individuals?|people|volunteers?) with (?:an? )?family history of",
    re.IGNORECASE,
)
_RELATIVES = re.compile(
    r"(?:blood |healthy |family )?(?:relatives?|controls?|members?) (?:of|for) (?:an? |the )?\w+"
    r"(?: patients?| subjects?| participants?)?",
    re.IGNORECASE,
)
#: The heading of what is asked of carers, that ends where their list begins.
_OTHERS_CRITERIA = re.compile(
    r"\b(?:care ?givers?|carers?|care ?partners?|study partners?|informants?"
    r"|(?:healthy )?controls?)"
    r"[’']?s? (?:inclusion|exclusion|eligibility)(?: criteria)?\W*$"
    r"|\bcriteria for (?:the )?(?:care ?givers?|carers?|(?:healthy )?controls?)\b[^\n]{0,20}$",
    re.IGNORECASE,
)
#: "For participants with ALS enrolled in the main trial:" opens a list, it asks nothing.
_FOR_THESE = re.compile(
    r"\W*for (?:the |all )?(?:[\w-]+ ){0,4}?(?:patients?|participants?|subjects?|volunteers?"
    r"|controls?|cohort|group)\b"
    r"[^.;:]{0,60}:",
    re.IGNORECASE,
)
#: Words that make a line a statement and not a heading of a group.
_STATEMENT = re.compile(
    r"\d|[≥≤<>=]|\b(?:with|who|are|is|have|has|must|able|unable|not|no|pregnan\w+|aged?|diagnos\w+"
    r"|willing|females?|males?|women|men|on|of|in|taking|using|by|to|from)\b",
    re.IGNORECASE,
)
#: A line at least this long may have been wrapped.
_WRAPPED = 58


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One statement: `text` is `whole[start:end]` on one line, single spaces.

    `negated` says that it stands in a list under "must not have any of:"; `control` that it is
    about healthy controls, relatives or carers and not about patients.
    """

    start: int
    end: int
    text: str
    section: Section
    negated: bool = False
    control: bool = False


def items(whole: str) -> tuple[Item, ...]:
    """Cut a text into statements, in order."""
    found: list[Item] = []
    for start, end, section in stretches(whole):
        control, negated = bool(_OTHERS_CRITERIA.search(whole[:start][-60:])), False
        mark = ""
        for first, last in _blocks(whole, start, end):
            own_mark = _kind_of_mark(whole[first:last])
            if negated and own_mark == mark:
                negated = False
            for sentence in _statements(whole, first, last):
                group = _group(sentence.text)
                if _TITLE.fullmatch(sentence.text):
                    continue
                if group is not None:
                    control = group
                    if group or not _MARK.match(sentence.text):
                        continue
                found.append(
                    Item(
                        start=sentence.start, end=sentence.end,
                        text=" ".join(sentence.text.split()), section=section, negated=negated,
                        control=control,
                    )
                )  # fmt: skip
            if section != "exclusion" and _NONE_OF.search(whole[first:last]):
                negated, mark = True, own_mark
    return tuple(found)


def _statements(whole: str, first: int, last: int) -> Iterator[Sentence]:
    """The sentences of a block, with their place in the whole; a huge block goes in parts.

    No statement is that long, and cutting sentences takes more than linear time.
    """
    while first < last:
        end = last if last - first <= _PART else whole.rfind(" ", first, first + _PART) + 1
        end = max(end, first + 1) if end > first else min(first + _PART, last)
        if whole.count(".", first, end) <= _DOTS:
            for s in sentences(whole[first:end]):
                yield Sentence(first + s.start, first + s.end, s.text)
        first = end


#: Characters of a block that are cut into sentences at once, and full stops a text can have there.
_PART, _DOTS = 2_000, 200


def _blocks(whole: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """List items and paragraphs: lines, wrapped lines put together, flattened lists cut up."""
    at: int | None = None
    previous = ""
    for line in re.finditer(r"[^\n]*\n?", whole[start:end]):
        text = line[0].strip()
        first = start + line.start()
        if at is not None and not _continues(previous, text):
            yield from _flattened(whole, at, first)
            at = None
        if text and at is None:
            at = first
        previous = text
    if at is not None:
        yield from _flattened(whole, at, end)


def _continues(previous: str, text: str) -> bool:
    """Whether a line goes on with the one before."""
    if not text or not previous or _MARK.match(text) or previous.endswith((".", ";", ":")):
        return False
    return text[0].islower() or text[0] in "(,)%&/" or len(previous) >= _WRAPPED


def _flattened(whole: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a line that holds several list items: at bullets, and at numbers that count up."""
    text = whole[start:end]
    cuts = [m.start() for m in _BULLET_INSIDE.finditer(text)]
    dashes = [m.start() for m in _DASH_INSIDE.finditer(text)]
    cuts += dashes if len(dashes) >= _DASHED else []
    numbers = [(m.start(), int(m[1])) for m in _NUMBER_INSIDE.finditer(text)]
    opening = re.match(r"\s*\(?(\d{1,2})[.)]\s", text)
    expected = [int(opening[1]) + 1] if opening else []
    listed = {n for _, n in numbers}
    for at, number in numbers:
        if number in expected or (number == 1 and 2 in listed):
            cuts.append(at)
            expected = [*(e for e in expected if e != number), number + 1]
    at = start
    for cut in sorted(set(cuts)):
        if whole[at : start + cut].strip():
            yield at, start + cut
        at = start + cut
    if whole[at:end].strip():
        yield at, end


def _kind_of_mark(block: str) -> str:
    mark = _MARK.match(block.lstrip())
    if not mark:
        return ""
    sign = mark[0].strip().strip("().")
    return "number" if sign.isdecimal() else "letter" if sign.isalpha() else sign


def _group(text: str) -> bool | None:
    """Whether a line only names people: True for controls and carers, False for patients."""
    if _FOR_THESE.fullmatch(text):
        return bool(_CONTROLS.search(text))
    bare = _MARK.sub("", text, count=1).strip(" :*-_.")
    words = bare.split()
    if (len(words) <= 6 and _RELATIVES.fullmatch(bare)) or _AT_RISK.match(bare):
        return True
    if not words or len(words) > 7 or _STATEMENT.search(bare):
        return None
    if not (_PEOPLE.fullmatch(words[-1]) or re.fullmatch(r"(?i)groups?|cohorts?", words[-1])):
        return None
    return bool(_CONTROLS.search(bare))
