"""Tags and values of one RIS record → `Record`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tamis.formats import _clean, _dates, _latex, _names
from tamis.formats._decisions import in_note
from tamis.formats._draft import BLANK, frozen, split_fields
from tamis.formats._kinds import RIS, from_ris
from tamis.formats._overflow import unpacked_pair
from tamis.formats._ris_careful import careful
from tamis.formats._ris_fields import Fields
from tamis.formats._ris_ids import find_doi, find_ids
from tamis.formats._ris_plan import Plan, Plans, plan_for
from tamis.formats._ris_tags import DIALECTS, KNOWN, database
from tamis.model.problems import Problem
from tamis.model.records import Record

Values = dict[str, Any]
Extra = list[tuple[str, str]]
#: Gives the number of a record's first line; counted only when something is said of it.
Line = Callable[[], int]

#: Addresses and numbers, in which "&" and "\\" mean themselves.
_UNTOUCHED = frozenset({"UR", "L1", "L2", "L3", "L4", "LK", "DO", "ID", "AN", "U5"})


class Reading:
    """Reads the records of one file; gathers what is odd about them."""

    def __init__(self, file: str, source: str) -> None:
        self._file = file
        self._source = source
        self._plans = Plans()
        self._dialects: dict[tuple[str, tuple[str, ...]], Plan] = {}
        self._unknown: dict[str, list[int]] = {}
        self._repeated: dict[str, list[int]] = {}
        self.problems: list[Problem] = []

    def drain(self) -> Iterator[Problem]:
        """Hand over the problems met since the last call, with the file's name."""
        for p in self.problems:
            yield Problem(self._file, p.what, p.hint, p.severity, p.line)
        self.problems.clear()

    def summary(self) -> Iterator[Problem]:
        """What is said once per file rather than once per record."""
        for tag, (line, count) in self._unknown.items():
            what = f"tag {tag} is not known ({count} times, first here)"
            yield Problem(self._file, what, "kept as it is among the extra fields", "note", line)
        for tag, (line, count) in self._repeated.items():
            what = f"tag {tag} stands more than once in a record ({count} times, first here)"
            yield Problem(self._file, what, "the first counts; the others are kept", "note", line)

    def careful(self, text: str, line: int, *, ended: bool) -> Iterator[Problem | Record]:
        """Records of text that is not in order, line by line."""
        for entry in careful(text.split("\n"), line, self.problems, ended=ended):
            fields = self._plans.fields(entry.tags)
            record = self.record(fields, entry.raw, partial(int, entry.line))
            yield from self.drain()
            yield record

    def record(self, fields: Fields, raw: str, line: Line) -> Record:
        """Map the fields of one record; what has no field of its own goes to `extra`."""
        first, plan = fields.first, fields.plan
        if "&" in raw or "<" in raw or "\\" in raw:
            _decode(fields, raw)
        detected = database(first.get("DB", "")) or ("wos" if first.get("WE") else "")
        if detected in DIALECTS:
            plan = self._dialect(detected, plan)
        values: Values = BLANK.copy()
        extra: Extra = []
        values["kind"] = _kind(fields, extra)
        values.update(zip(plan.plain, plan.pick(first)))  # noqa: B905 (of one length)
        if plan.contested or not plan.once.isdisjoint(fields.many):
            for name, tag, rivals in plan.single:
                if rivals or tag in fields.many:
                    values[name] = self._contested(tag, rivals, fields, extra, line)
        if plan.people:
            values["authors"] = self._authors(plan.people, fields, line)
        if plan.dates:
            values["year"], values["date"] = self._dates(plan.dates, fields, extra, line)
        if plan.journals:
            _journal(plan, fields, values, extra)
        _arrange(values, extra)
        _lists(plan, fields, values, extra)
        values["doi"] = find_doi(values["doi"], fields, raw, extra)
        own, detected = find_ids(plan, fields, values, detected, extra)
        if plan.rest:
            self._rest(plan.rest, fields, extra, line)
        values["extra"] = tuple(extra)
        if plan.packed:
            values["extra"], kept = split_fields(tuple(extra))
            values |= kept
        return frozen(values, self._source, own, raw, detected or "ris")

    def _dialect(self, detected: str, plan: Plan) -> Plan:
        key = detected, plan.tags
        if key not in self._dialects:
            self._dialects[key] = plan_for(plan.tags, detected)
        return self._dialects[key]

    def _contested(
        self, tag: str, rivals: tuple[str, ...], fields: Fields, extra: Extra, line: Line
    ) -> str:
        """The first value among tags that mean the same; further different ones are kept."""
        if tag in fields.many:
            _count(self._repeated, tag, line)
        offers = [(t, v) for t in (tag, *rivals) for v in fields.all(t) if v]
        value = offers[0][1] if offers else ""
        extra.extend((t, v) for t, v in offers if v != value)
        return value

    def _authors(self, people: tuple[str, ...], fields: Fields, line: Line) -> tuple[str, ...]:
        names = fields.many.get(people[0]) or [fields.first[people[0]]]
        for tag in people[1:]:
            names = [*names, *(name for name in fields.all(tag) if name not in names)]
        if _names.plain(names):
            return tuple(names)
        names = [name for name in names if name]
        found = tuple(name for text in names for name in _names.people(text))
        if _names.exploded(found):
            self._say(f"authors have fallen into letters: {' '.join(found[:12])}", line)
        elif len(found) > len(names):
            self._say(f"several authors in one field, now parted: {' | '.join(found[:4])}", line)
        return found

    def _dates(
        self, dates: tuple[str, ...], fields: Fields, extra: Extra, line: Line
    ) -> tuple[int | None, str]:
        year: int | None = None
        date = ""
        for tag in dates:
            for text in fields.many.get(tag) or (fields.first[tag],):
                found = _dates.year(text)
                if found is None:
                    if year is not None and _dates.is_month(text):
                        date = date or _dates.iso(f"{year} {text}")
                        continue
                    found = self._short_year(tag, text, line)
                if found is None or (year is not None and found != year):
                    if text.strip(" /"):
                        extra.append((tag, text))
                    continue
                year = found
                if len(text) > 4 and len(better := _dates.ris(text)) > max(len(date), 4):
                    date = better
        return year, date

    def _short_year(self, tag: str, text: str, line: Line) -> int | None:
        if not text.strip(" /"):
            return None
        short = _dates.two_digit_year(text)
        if short is None:
            self._say(f"no year in {tag} '{text[:40]}'", line, "kept among the extra fields")
        else:
            self._say(f"two-digit year '{text[:20]}' read as {short}", line)
        return short

    def _rest(self, rest: tuple[str, ...], fields: Fields, extra: Extra, line: Line) -> None:
        for tag in rest:
            if tag in KNOWN and tag not in fields.many and tag != "U5":
                if fields.first[tag]:
                    extra.append((tag, fields.first[tag]))
                continue
            found = fields.all(tag)
            if tag == "U5":
                extra.extend(unpacked_pair(v) or (tag, v) for v in found if v)
                continue
            if tag not in KNOWN and any(found):
                _count(self._unknown, tag, line)
            extra.extend([(tag, v) for v in found if v])

    def _say(self, what: str, line: Line, hint: str = "check it") -> None:
        self.problems.append(Problem(self._file, what, hint, line=line()))


def _count(counts: dict[str, list[int]], tag: str, line: Line) -> None:
    """Once more, and where first."""
    if tag not in counts:
        counts[tag] = [line(), 0]
    counts[tag][1] += 1


def _kind(fields: Fields, extra: Extra) -> str:
    kind = fields.first.get("TY", "JOUR")
    if "TY" in fields.many:
        *others, kind = fields.many["TY"]
        extra.extend(("TY", value) for value in others if value != kind)
    return RIS.get(kind) or from_ris(kind)


def _decode(fields: Fields, raw: str) -> None:
    """Entities, markup and LaTeX become characters, except in addresses and ids."""
    html, latex = _clean.has_markup(raw), _latex.is_latex(raw)
    if not html and not latex:
        return
    for tag in fields.first:
        if tag in _UNTOUCHED:
            continue
        found = fields.all(tag)
        if html:
            found = [_clean.plain(v).strip() for v in found]
        if latex:
            found = [_latex.decode(v) if _latex.is_latex(v) else v for v in found]
        fields.first[tag] = found[0]
        if tag in fields.many:
            fields.many[tag] = found


def _journal(plan: Plan, fields: Fields, values: Values, extra: Extra) -> None:
    """The fullest name is the journal; the first other one its abbreviation."""
    first = fields.first
    tags, short_tags = plan.journals, plan.abbreviations
    if values["kind"] in _WITH_SERIES and first.get("T2"):
        # There T2 is a series, not where the work appeared.
        extra.extend(("T2", name) for name in fields.all("T2") if name)
        tags = tuple(t for t in tags if t != "T2")
        short_tags = tuple(t for t in short_tags if t != "T2")
    journal = short = ""
    for tag in tags:
        if first[tag]:
            journal = first[tag]
            break
    for tag in short_tags:
        if first[tag] and first[tag] != journal:
            short = first[tag]
            break
    values["journal"], values["journal_abbreviation"] = _one_line(journal), _one_line(short)
    if len(tags) > 2 or not plan.once.isdisjoint(fields.many):
        names = ((t, v) for t in tags for v in fields.all(t))
        extra.extend((t, v) for t, v in names if v and v not in (journal, short))


_WITH_SERIES = frozenset({"book", "edited-book"})


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "  " in text else text


def _arrange(values: Values, extra: Extra) -> None:
    """Title on one line; pages from first, last and article number."""
    values["title"] = _one_line(values["title"])
    first, last = values.pop("first_page", ""), values.pop("last_page", "")
    number = values.pop("article_number", "")
    if (first, last) == ("No", "Specified"):
        first = last = ""  # Ovid's "No Pagination Specified"
    if not first and not last:
        values["pages"] = _clean.tidy_pages(number) if number else ""
        return
    if number and number != first:
        extra.append(("C7", number))
    if first.isalnum() and last.isalnum():
        values["pages"] = f"{first}-{last}" if first != last else first
    else:
        values["pages"] = _clean.pages(first, last)


def _lists(plan: Plan, fields: Fields, values: Values, extra: Extra) -> None:
    first = fields.first
    for name, tag in plan.lists:
        values[name] = _items(fields.all(tag))
    if plan.types:
        types = [(t, v) for t in plan.types for v in fields.all(t)]
        extra.extend((t, v) for t, v in types if "10." in v)
        values["publication_types"] = _clean.unique(v for _, v in types if "10." not in v)
    if plan.abstracts:
        values["abstract"] = first[plan.abstracts[0]]
        if len(plan.abstracts) > 1 or plan.abstracts[0] in fields.many:
            texts = [v for t in plan.abstracts for v in fields.all(t) if v]
            values["abstract"] = texts[0] if texts else ""
            extra.extend(("AB", text) for text in texts[1:] if text != texts[0])
    if plan.notes:
        notes: list[str] = []
        for note in (v for t in plan.notes for v in fields.all(t)):
            pairs, left = in_note(note)
            extra.extend(pairs)
            notes.extend([left] if left else ())
        values["notes"] = tuple(notes)
    if address := first.get("UR"):
        several = "UR" in fields.many or " " in address or "\n" in address
        values["urls"] = _urls(fields.all("UR")) if several else (address,)
    if "SN" in first:
        found = _clean.serials(fields.many.get("SN") or (first["SN"],))
        values["issn"], values["isbn"] = found
        if found == ((), ()):
            extra.extend(("SN", value) for value in fields.all("SN") if value)


def _urls(found: list[str]) -> tuple[str, ...]:
    parted = [u for v in found for u in (_clean.urls(v) if " " in v or "\n" in v else (v,)) if u]
    return tuple(parted) or tuple(filter(None, found))


def _items(found: list[str]) -> tuple[str, ...]:
    text = "\n".join(found)
    if ";" in text or "" in found or text.count("\n") >= len(found):
        return _clean.listed(text)
    return tuple(found)
