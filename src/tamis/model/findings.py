"""What a check of a search strategy found: each finding with place, reason and source."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.model.problems import Severity


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters `start` to `end` (end excluded) of the checked text; `line` counts from 1."""

    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in a search strategy that may lose records, or find what was not meant.

    Attributes:
        code: The kind of finding, stable between versions.
        severity: An error changes what is found, a warning may, a note is good to know.
        title: The kind of finding, for people.
        passages: Where, in the order of the text.
        words: The text of the first few passages, as written.
        seen: What was seen there.
        why: Why it matters.
        instead: What to write instead, or how to check.
        source: The document the reason rests on.
        address: Where that document can be read.
    """

    code: str
    severity: Severity
    title: str
    passages: tuple[Passage, ...]
    words: tuple[str, ...]
    seen: str
    why: str
    instead: str
    source: str
    address: str

    @property
    def line(self) -> int:
        """The line of the first passage; 0 when the finding is about the whole text."""
        return self.passages[0].line if self.passages else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReport:
    """The check of one search strategy.

    Attributes:
        platform: Whose syntax it was checked against.
        label: That platform's name for people.
        headings: The thesaurus that headings were looked up in.
        text: The strategy as checked.
        findings: In the order of the text, errors first within a line.
    """

    platform: str
    label: str
    headings: str
    text: str
    findings: tuple[Finding, ...] = ()
