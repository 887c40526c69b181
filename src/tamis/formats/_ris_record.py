"""Tags and values of one RIS record → `Record`."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.formats import _clean, _dates, _latex, _names
from tamis.formats._decisions import in_note
from tamis.formats._draft import BLANK, frozen, split_fields
from tamis.formats._kinds import RIS, from_ris
from tamis.formats._overflow import unpacked_pair
from tamis.formats._ris_fields import Tags
from tamis.formats._ris_ids import find_doi, find_ids
from tamis.formats._ris_plan import Plan, plan_for
from tamis.formats._ris_tags import KNOWN, database
from tamis.model.problems import Problem
from tamis.model.records import Record

Values = dict[str, object]
Extra = list[tuple[str, str]]

#: Addresses and numbers, in which "&" and "\\" mean themselves.
_UNTOUCHED = frozenset({"UR", "L1", "L2", "L3", "L4", "LK", "DO", "ID", "AN", "U5"})


class Reading:
    """Reads the records of one file; gathers what is odd about them."""

    def __init__(self, file: str, source: str) -> None:
        self._file = file
        self._source = source
        self._plans: dict[tuple[str, ...], Plan] = {}
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

    def record(self, tags: Tags, raw: str, line: int) -> Record:
        """Map the tags; whatever has no field of its own goes to `extra`."""
        raw = raw.strip()
        if "&" in raw or "<" in raw or "\\" in raw:
            _decode(tags, raw)
        detected = database(tags["DB"][0]) if "DB" in tags else ""
        values: Values = BLANK.copy()
        extra: Extra = []
        plan = self._plan(detected, tags)
        values["kind"] = _kind(tags.get("TY", ()), extra)
        for name, tag, rivals in plan.single:
            found = tags[tag]
            values[name] = found[0]
            if rivals or len(found) > 1:
                values[name] = self._contested(tag, rivals, tags, extra, line)
        if plan.people:
            values["authors"] = self._authors(plan.people, tags, line)
        if plan.dates:
            values["year"], values["date"] = self._dates(plan.dates, tags, extra, line)
        if plan.journals:
            values |= _journal(plan, tags, extra)
        _arrange(values, extra)
        _lists(plan, tags, values, extra)
        values["doi"] = find_doi(str(values["doi"]), tags, values, raw, extra)
        own, detected = find_ids(plan, tags, values, detected, extra)
        if plan.rest:
            self._rest(plan.rest, tags, extra, line)
        values["extra"] = tuple(extra)
        if plan.packed:
            values["extra"], kept = split_fields(tuple(extra))
            values |= kept
        return frozen(values, self._source, own, raw, detected or "ris")

    def _plan(self, detected: str, tags: Tags) -> Plan:
        key = (detected, *tags)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) > 5000:
                self._plans.clear()
            plan = self._plans[key] = plan_for(detected, tags)
        return plan

    def _contested(
        self, tag: str, rivals: tuple[str, ...], tags: Tags, extra: Extra, line: int
    ) -> str:
        """The first value among tags that mean the same; further different ones are kept."""
        if len(tags[tag]) > 1:
            counted = self._repeated.setdefault(tag, [line, 0])
            counted[1] += 1
        offers = [(t, v) for t in (tag, *rivals) for v in tags[t] if v]
        value = offers[0][1] if offers else ""
        extra.extend((t, v) for t, v in offers if v != value)
        return value

    def _authors(self, people: tuple[str, ...], tags: Tags, line: int) -> tuple[str, ...]:
        names = tags[people[0]]
        for tag in people[1:]:
            names = [*names, *(name for name in tags[tag] if name not in names)]
        if _names.plain(names):
            return tuple(names)
        found = tuple(name for text in names for name in _names.people(text))
        if _names.exploded(found):
            self._say(f"authors have fallen into letters: {' '.join(found[:12])}", line)
        elif len(found) > len(names):
            self._say(f"several authors in one field, now parted: {' | '.join(found[:4])}", line)
        return found

    def _dates(
        self, dates: tuple[str, ...], tags: Tags, extra: Extra, line: int
    ) -> tuple[int | None, str]:
        year: int | None = None
        date = ""
        for tag in dates:
            for text in tags[tag]:
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

    def _short_year(self, tag: str, text: str, line: int) -> int | None:
        if not text.strip(" /"):
            return None
        short = _dates.two_digit_year(text)
        if short is None:
            self._say(f"no year in {tag} '{text[:40]}'", line, "kept among the extra fields")
        else:
            self._say(f"two-digit year '{text[:20]}' read as {short}", line)
        return short

    def _rest(self, rest: tuple[str, ...], tags: Tags, extra: Extra, line: int) -> None:
        for tag in rest:
            if tag == "U5":
                extra.extend(unpacked_pair(v) or (tag, v) for v in tags[tag] if v)
                continue
            if tag not in KNOWN:
                counted = self._unknown.setdefault(tag, [line, 0])
                counted[1] += 1
            extra.extend((tag, v) for v in tags[tag] if v)

    def _say(self, what: str, line: int, hint: str = "check it") -> None:
        self.problems.append(Problem(self._file, what, hint, line=line))


def _kind(types: list[str] | tuple[()], extra: Extra) -> str:
    if not types:
        return "article"
    if len(types) > 1:
        extra.extend(("TY", value) for value in types[:-1] if value != types[-1])
    return RIS.get(types[-1]) or from_ris(types[-1])


def _decode(tags: Tags, raw: str) -> None:
    """Entities, markup and LaTeX become characters, except in addresses and ids."""
    html, latex = _clean.has_markup(raw), _latex.is_latex(raw)
    if not html and not latex:
        return
    for tag, found in tags.items():
        if tag not in _UNTOUCHED:
            if html:
                found[:] = [_clean.plain(v).strip() for v in found]
            if latex:
                found[:] = [_latex.decode(v) if _latex.is_latex(v) else v for v in found]


def _journal(plan: Plan, tags: Tags, extra: Extra) -> Values:
    """The fullest name is the journal; the first other one its abbreviation."""
    journal = next((v for t in plan.journals for v in tags[t] if v), "")
    short = next((v for t in plan.abbreviations for v in tags[t] if v and v != journal), "")
    if len(plan.journals) > 2 or any(len(tags[t]) > 1 for t in plan.journals):
        names = ((t, v) for t in plan.journals for v in tags[t])
        extra.extend((t, v) for t, v in names if v and v not in (journal, short))
    return {"journal": journal, "journal_abbreviation": short}


def _arrange(values: Values, extra: Extra) -> None:
    """Title on one line; pages from first, last and article number."""
    title = values["title"]
    if isinstance(title, str) and ("\n" in title or "  " in title):
        values["title"] = _clean.squeeze(title)
    first, last = str(values.pop("first_page", "")), str(values.pop("last_page", ""))
    number = str(values.pop("article_number", ""))
    if (first, last) == ("No", "Specified"):
        first = last = ""  # Ovid's "No Pagination Specified"
    if not first and not last:
        values["pages"] = _clean.tidy_pages(number)
        return
    if number and number != first:
        extra.append(("C7", number))
    if first.isalnum() and last.isalnum():
        values["pages"] = f"{first}-{last}" if first != last else first
    else:
        values["pages"] = _clean.pages(first, last)


def _lists(plan: Plan, tags: Tags, values: Values, extra: Extra) -> None:
    for name, tag in plan.lists:
        values[name] = _items(tags[tag])
    for tag in plan.types:
        kept = [v for v in tags[tag] if "10." not in v]
        extra.extend((tag, v) for v in tags[tag] if "10." in v)
        values["publication_types"] = _clean.unique((*_strings(values["publication_types"]), *kept))
    if plan.abstracts:
        texts = [v for t in plan.abstracts for v in tags[t] if v]
        values["abstract"] = texts[0] if texts else ""
        if len(texts) > 1:
            extra.extend(("AB", text) for text in texts[1:] if text != texts[0])
    if plan.notes:
        notes: list[str] = []
        for note in (v for t in plan.notes for v in tags[t]):
            pairs, left = in_note(note)
            extra.extend(pairs)
            notes.extend([left] if left else ())
        values["notes"] = tuple(notes)
    if "UR" in tags:
        found = tags["UR"]
        addresses = [u for v in found for u in (_clean.urls(v) if " " in v or "\n" in v else (v,))]
        values["urls"] = tuple(filter(None, addresses)) or tuple(filter(None, found))
    if "SN" in tags:
        values["issn"], values["isbn"] = _clean.serials(tags["SN"])
        if not values["issn"] and not values["isbn"]:
            extra.extend(("SN", value) for value in tags["SN"] if value)


def _strings(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _items(found: list[str]) -> tuple[str, ...]:
    text = "\n".join(found)
    if ";" in text or text.count("\n") >= len(found) or "" in found:
        return _clean.listed(text)
    return tuple(found)
