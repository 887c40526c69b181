"""A chunk of RIS text → tags and values: quickly for clean records, carefully for others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tamis.formats._clean import paragraphs
from tamis.formats._ris_tags import LENIENT, PROSE
from tamis.formats._words import words
from tamis.model.problems import Problem

Tags = dict[str, list[str]]

_STRICT = re.compile(r"\n([A-Z][A-Z0-9])  -")
_STRICT_LINE = re.compile(r"([A-Z][A-Z0-9])  -(?: +(.*)|(\S.*)|$)")
_LOOSE_LINE = re.compile(r"([A-Z][A-Z0-9]{1,4})(?: {0,3}- ?(.*)| {3,}-(.*))$")
#: A later line of a value that may be a tag in disguise.
_DISGUISED = re.compile(r"\n[A-Z][A-Z0-9]{1,4} {0,5}-")
#: What databases print between records: Ovid's counters, Cochrane's headings.
_NOISE = re.compile(
    r"|\d{1,9}\.|<\d+\. ?>|Record #\d+ of \d+|Provider: .*|Content: .*|\d{1,9}/\d{1,9}"
)
#: A record has at least one of these; tags without them are the tail of something else.
_SUBSTANCE = frozenset(
    words("""
        TY TI T1 CT BT AU A1 AB N2 DO JF JO T2 PY Y1 AN UR ID PMID DOI TT ST
        """)
)


@dataclass(slots=True)
class Entry:
    """The tags of one record in the making, with the lines they were read from."""

    line: int
    tags: Tags = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    current: str = ""

    @property
    def raw(self) -> str:
        return "\n".join(self.lines)

    def is_over(self) -> bool:
        """Whether a TY line now begins another record: tags right before it may be its own."""
        if "TY" in self.tags:
            return len(self.tags) > 1
        return _is_noise(self.lines[-1])

    def finished(self) -> Entry:
        """Values with their line ends and spaces put in order."""
        for values in self.tags.values():
            values[:] = map(paragraphs, values)
        return self

    def add(self, tag: str, value: str) -> None:
        """Begin a field."""
        self.current = tag
        self.tags.setdefault(tag, []).append(value)

    def extend(self, text: str) -> None:
        """Continue the field that was begun last."""
        values = self.tags[self.current]
        values[-1] = f"{values[-1]}\n{text}"


def _is_noise(text: str) -> bool:
    """Whether lines say nothing: empty ones, counters, headings of a list."""
    if not text or text.isspace():
        return True
    return all(_NOISE.fullmatch(line.strip()) for line in text.split("\n"))


def quick(chunk: str) -> Tags | None:
    """Tags of a record that is in order; None sends the chunk to `careful`."""
    parts = _STRICT.split(chunk)
    before = parts[0]
    if not _is_noise(before):
        return None
    tags: Tags = {}
    for tag, value in zip(parts[1::2], map(str.strip, parts[2::2]), strict=True):
        if "\n" in value:
            if _DISGUISED.search(value):
                return None
            value = paragraphs(value)
        if tag in tags:
            tags[tag].append(value)
        else:
            tags[tag] = [value]
    return tags if len(tags.get("TY", ())) == 1 and next(iter(tags)) == "TY" else None


def careful(chunk: str, line: int, problems: list[Problem], *, ended: bool) -> Iterator[Entry]:
    """Records of a chunk that is not in order, line by line; oddities go to `problems`."""
    reading = _Careful(problems)
    entry: Entry | None = None
    for number, text in enumerate(chunk.split("\n"), line):
        found = reading.tag(text, entry, number)
        if found is None:
            entry = reading.continued(text, entry, number)
            continue
        tag, value = found
        if entry is not None and (tag == "ER" or (tag == "TY" and entry.is_over())):
            yield from reading.close(entry, ended=tag == "ER")
            entry = None
        if tag == "ER":
            continue
        entry = entry or Entry(number)
        entry.add(tag, value)
        entry.lines.append(text)
    if entry is not None:
        yield from reading.close(entry, ended=ended)


class _Careful:
    """Judges lines, with the dialect of the file in mind."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems

    def say(self, what: str, hint: str, line: int) -> None:
        self._problems.append(Problem("", what, hint, line=line))

    def close(self, entry: Entry, *, ended: bool) -> Iterator[Entry]:
        """The entry, if it is a record, with what is odd about it."""
        if _SUBSTANCE.isdisjoint(entry.tags):
            self.say(f"'{entry.lines[0][:60]}' belongs to no record", "left out", entry.line)
            return
        if not ended:
            self.say("a record has no ER line", "check that the file is whole", entry.line)
        if "TY" not in entry.tags:
            self.say("a record has no TY line", "read as an article", entry.line)
        yield entry.finished()

    def tag(self, text: str, entry: Entry | None, number: int) -> tuple[str, str] | None:
        """(tag, value) when the line begins a field."""
        if found := _STRICT_LINE.match(text):
            if found[1] == "ER" and found[2] and entry is not None and entry.current in PROSE:
                return None
            return found[1], (found[2] or found[3] or "").strip()
        found = _LOOSE_LINE.match(text)
        if found is None or found[1] not in LENIENT:
            return None
        if found[1] == "TY" and len(text) > 40:
            return None
        if entry is not None and entry.current in PROSE and found[1] != "TY":
            self.say(
                f"a line that looks like tag {found[1]} was read as text of {entry.current}",
                "tags are followed by two spaces and a dash",
                number,
            )
            return None
        self.say(
            f"tag {found[1]} is not followed by two spaces and a dash", "read all the same", number
        )
        return found[1], (found[2] or found[3] or "").strip()

    def continued(self, text: str, entry: Entry | None, number: int) -> Entry | None:
        """A line that begins no field continues one, or stands between records."""
        if entry is not None:
            entry.lines.append(text)
            entry.extend(text.strip())
        elif not _is_noise(text):
            self.say(f"'{text.strip()[:60]}' stands outside any record", "left out", number)
        return entry
