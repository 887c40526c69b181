"""Lines of RIS that are not in order → records, with what is odd about each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tamis.formats._ris_fields import unwrapped
from tamis.formats._ris_tags import LENIENT, PROSE
from tamis.formats._words import words
from tamis.model.problems import Problem

_STRICT = re.compile(r"([A-Z][A-Z0-9])  -(?: +(.*)|(\S.*)|$)")
_LOOSE = re.compile(r"([A-Z][A-Z0-9]{1,4})(?: {0,3}- ?(.*)| {3,}-(.*))$")
#: What databases print between records: Ovid's counters, Cochrane's headings.
NOISE = (
    r"(?:|\d{1,9}+\.|<\d++\. ?+>|\d{1,9}+/\d{1,9}+|Record #\d++ of \d++|Provider: .*+"
    r"|Content: .*+)[ \t]*+"
)
_NOISE = re.compile(NOISE)
#: A record has at least one of these; tags without them are the tail of something else.
_SUBSTANCE = words("TY TI T1 CT BT AU A1 AB N2 DO JF JO T2 PY Y1 AN UR ID PMID DOI TT ST")


@dataclass(slots=True)
class Entry:
    """The tags of one record in the making, with the lines they were read from."""

    line: int
    tags: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    current: str = ""
    #: whether the file leaves out spaces before dashes throughout
    loose: bool = False

    @property
    def raw(self) -> str:
        """The record's text."""
        return "\n".join(self.lines)

    def is_over(self) -> bool:
        """Whether a TY line now begins another record: tags right before it may be its own."""
        if "TY" in self.tags:
            return len(self.tags) > 1
        return is_noise(self.lines[-1])

    def finished(self) -> Entry:
        """Values with their line ends put in order."""
        for values in self.tags.values():
            values[:] = map(unwrapped, values)
        return self

    def add(self, tag: str, value: str) -> None:
        """Begin a field."""
        self.current = tag
        self.tags.setdefault(tag, []).append(value)

    def extend(self, text: str) -> None:
        """Continue the field that was begun last."""
        values = self.tags[self.current]
        values[-1] = f"{values[-1]}\n{text}"


def careful(
    lines: Sequence[str], line: int, problems: list[Problem], *, ended: bool
) -> Iterator[Entry]:
    """Records among lines, one by one; oddities go to `problems`.

    Args:
        lines: Lines up to an ER line, or to the end of the file.
        line: Number of the first.
        problems: Where to put what is odd.
        ended: Whether an ER line follows.
    """
    reading = _Careful(problems)
    entry: Entry | None = None
    for number, text in enumerate(lines, line):
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
        entry = entry or Entry(number, loose=not _STRICT.match(text))
        entry.add(tag, value)
        entry.lines.append(text)
    if entry is not None:
        yield from reading.close(entry, ended=ended)


class _Careful:
    """Judges lines and entries; says what is odd."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems

    def say(self, what: str, hint: str, line: int) -> None:
        self._problems.append(Problem("", what, hint, line=line))

    def close(self, entry: Entry, *, ended: bool) -> Iterator[Entry]:
        """The entry, if it is a record, with what is odd about it."""
        if _SUBSTANCE.isdisjoint(entry.tags):
            more = f" and {n} more lines" if (n := len([*filter(None, entry.lines)]) - 1) else ""
            self.say(f"'{entry.lines[0][:60]}'{more} belong to no record", "left out", entry.line)
            return
        if not ended:
            self.say("a record has no ER line", "check that the file is whole", entry.line)
        if "TY" not in entry.tags:
            self.say("a record has no TY line", "read as an article", entry.line)
        yield entry.finished()

    def tag(self, text: str, entry: Entry | None, number: int) -> tuple[str, str] | None:
        """(tag, value) when the line begins a field."""
        if found := _STRICT.match(text):
            if found[1] == "ER" and found[2] and entry is not None and entry.current in PROSE:
                return None
            return found[1], (found[2] or found[3] or "").strip()
        found = _LOOSE.match(text)
        if found is None or found[1] not in LENIENT:
            return None
        if found[1] == "TY" and len(text) > 40:
            return None
        in_prose = entry is not None and entry.current in PROSE and not entry.loose
        if entry is not None and in_prose and found[1] != "TY":
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
        elif not is_noise(text):
            self.say(f"'{text.strip()[:60]}' stands outside any record", "left out", number)
        return entry


def is_noise(line: str) -> bool:
    """Whether a line says nothing: an empty one, a counter, the heading of a list."""
    return not line or line.isspace() or _NOISE.fullmatch(line.strip()) is not None
