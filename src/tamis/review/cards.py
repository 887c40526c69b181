"""A card: what a reviewer reads of one report, merged from the records behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tamis.learn.design import Hint, design_hint
from tamis.learn.values import Document
from tamis.model.records import Record
from tamis.trials.numbers import canonical, register_of, register_page

#: Headings of structured abstracts (NLM's list of label names, the commoner ones).
_LABELS = (
    "abstract|aims?|aims? and objectives?|background|background and aims?|"
    "background and objectives?|case reports?|clinical trial registration|conclusions?|context|"
    "conclusions? and relevance|data collection and analysis|data extraction|data sources|design|"
    "design and setting|discussion|evidence acquisition|evidence synthesis|findings|funding|"
    "importance|interpretation|interventions?|introduction|limitations|"
    "main outcome measures?|main outcomes and measures|main results|materials? and methods?|"
    "measurements|measurements and main results|methods?|methods and findings|"
    "methods and materials?|methodology|objectives?|outcome measures?|outcomes?|participants|"
    "patients|patients and methods|primary outcomes?|purpose|rationale|registration|results|"
    "search methods|selection criteria|setting|significance|study design|study selection|subjects|"
    "subjects and methods|trial registration"
)
_AT_LINE = re.compile(r"^(?P<label>[A-Z][A-Za-z0-9 ,/&()'’-]{1,60}?):\s+")
_INSIDE = re.compile(rf"(?:(?<=^)|(?<=[.!?)\]]\s))(?P<label>{_LABELS}):?\s*(?<=:)\s*", re.I)
_REGISTRY = re.compile(
    r"\b(?:NCT\d{8}|ISRCTN\d{6,8}|20\d{2}-\d{6}-\d{2}|ACTRN\d{14}P?|ChiCTR[-\dA-Z]{6,}|DRKS\d{8}|"
    r"IRCT\d{8,}N?\d*|KCT\d{7}|jRCTs?\d{9,10}|UMIN\d{9}|CTRI/\d{4}/\d{2,3}/\d{5,6}|TCTR\d{11}|"
    r"PACTR\d{15,16}|RBR-[0-9a-zA-Z]{5,8})\b"
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an abstract under its label; the label is empty where there is none."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration number, its register and the page that shows it."""

    number: str
    register: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A record behind a report: as its source gave it."""

    id: str
    source: str
    title: str
    authors: str
    year: int | None
    journal: str
    doi: str
    pmid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One report as it is read while screening.

    `design` says what kind of study it seems to report; it is for a badge, never for a decision.
    """

    report: str
    label: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    journal: str
    language: str
    sections: tuple[Section, ...]
    keywords: tuple[str, ...]
    mesh: tuple[str, ...]
    types: tuple[str, ...]
    registrations: tuple[Registered, ...]
    doi: str
    pmid: str
    sources: tuple[str, ...]
    behind: tuple[Behind, ...]
    design: Hint

    @property
    def abstract(self) -> str:
        """The abstract as one text."""
        return "\n".join(f"{s.label}: {s.text}" if s.label else s.text for s in self.sections)


def card(report: str, records: Iterable[Record]) -> Card:
    """Merge the records of a report: the fullest one is read, the others add what it lacks."""
    held = sorted(records, key=lambda r: r.id)
    best = max(held, key=lambda r: (bool(r.abstract), len(r.title), len(r.abstract)))
    ranked = [best, *(r for r in held if r is not best)]
    types = _all(w for r in ranked for w in r.publication_types)
    return Card(
        report=report,
        label=best.label,
        title=best.title or best.label or "(no title)",
        authors=next((r.authors for r in ranked if r.authors), ()),
        year=next((r.year for r in ranked if r.year), None),
        journal=next((r.journal for r in ranked if r.journal), ""),
        language=next((r.language for r in ranked if r.language), ""),
        sections=sections(best.abstract),
        keywords=_all(w for r in ranked for w in r.keywords),
        mesh=_all(w for r in ranked for w in r.mesh),
        types=types,
        registrations=registrations(held),
        doi=next((r.doi for r in ranked if r.doi), ""),
        pmid=next((r.pmid for r in ranked if r.pmid), ""),
        sources=_all(r.source for r in held),
        behind=tuple(_behind(r) for r in ranked),
        design=design_hint(
            Document(id=report, title=best.title, abstract=best.abstract, keywords=types)
        ),
    )


def sections(abstract: str) -> tuple[Section, ...]:
    """Cut an abstract at its labels, whether they stand on lines of their own or inside it."""
    lines = [line.strip() for line in abstract.splitlines() if line.strip()]
    if sum(bool(_AT_LINE.match(line)) for line in lines) > 1:
        return tuple(_labelled(line) for line in lines)
    text = " ".join(lines)
    marks = list(_INSIDE.finditer(text))
    if len(marks) < 2:
        return (Section("", text),) if text else ()
    found = [Section("", text[: marks[0].start()].strip())]
    for mark, after in zip(marks, [*(m.start() for m in marks[1:]), len(text)], strict=True):
        found.append(Section(_shown(mark["label"]), text[mark.end() : after].strip()))
    return tuple(s for s in found if s.label or s.text)


def _labelled(line: str) -> Section:
    mark = _AT_LINE.match(line)
    return Section(_shown(mark["label"]), line[mark.end() :]) if mark else Section("", line)


def _shown(label: str) -> str:
    """ "BACKGROUND AND AIMS" as people write headings."""
    return label.capitalize() if label.isupper() else label[:1].upper() + label[1:]


def registrations(records: Iterable[Record]) -> tuple[Registered, ...]:
    """Registration numbers of the records and those their texts name, each once."""
    named = [
        number
        for r in records
        for number in (*r.registry_ids, *_REGISTRY.findall(f"{r.title}\n{r.abstract}"))
    ]
    once = dict.fromkeys(canonical(number) for number in named)
    return tuple(Registered(n, register_of(n), register_page(n)) for n in once)


def _behind(record: Record) -> Behind:
    first = record.authors[0].split(",")[0] if record.authors else ""
    more = " et al." if len(record.authors) > 1 else ""
    return Behind(
        id=record.id, source=record.source, title=record.title, authors=first + more,
        year=record.year, journal=record.journal, doi=record.doi, pmid=record.pmid,
    )  # fmt: skip


def _all(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, letter case aside, in order."""
    once: dict[str, str] = {}
    for word in words:
        if word.strip():
            once.setdefault(word.strip().casefold(), word.strip())
    return tuple(once.values())
