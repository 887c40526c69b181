"""Links as one page writes them: every helper a template calls to name a thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from tamis.model.publication import Publication
from tamis.model.results import Certainty, Interval
from tamis.report.site.dates import time_tag
from tamis.report.site.places import Places, relative
from tamis.report.site.registries import registry_url
from tamis.report.site.words import link_words, plain_text

#: A number as short as this is never broken over two lines.
_SHORT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The publication seen from one page: `path` is that page, and all addresses are from it."""

    publication: Publication
    places: Places
    path: str

    def href(self, place: str) -> str:
        """The address of a place from this page; "" when the place is no web address."""
        if ":" in place.split("/")[0] and not re.match(r"https?://|mailto:", place):
            return ""
        return relative(place, self.path) if place else ""

    def num(self, name: str, text: str | None = None) -> Markup:
        """A published number, linked to its derivation."""
        number = self.publication.ledger.get(name)
        if number is None:
            return self.missing(f"number {name}")
        href = self.href(self.places.numbers[name])
        shown = number.shown if text is None else text
        kind = "n short" if len(shown) < _SHORT else "n"
        kind += "" if any(c.isdecimal() for c in shown) else " wordy"
        return Markup('<a class="{}" href="{}" data-number="{}">{}</a>').format(
            kind, href, name, shown
        )

    def study(self, name: str, label: str = "") -> Markup:
        """A study by its label, linked to its page."""
        row = next((r for r in self.publication.studies if r.study == name), None)
        if row is None:
            return self.missing(f"study {name}")
        return self.to(self.places.studies[name], label or row.label, "study")

    def doc(self, name: str, text: str = "") -> Markup:
        """A document, linked to its entry among the sources."""
        document = self.publication.documents.get(name)
        if document is None:
            return self.missing(f"document {name}")
        return self.to(self.places.documents[name], text or document.title or name, "doc")

    def term(self, name: str, text: str = "") -> Markup:
        """A name, linked to its explanation; unknown names stay as they are."""
        place = self.places.terms.get(name)
        if place is None:
            return self.words(text or name)
        label = text or next(
            (e.name for e in self.places.entries if name in (e.name, *e.synonyms)), name
        )
        return self.to(place, label, "term")

    def trial(self, name: str) -> Markup:
        """A registered trial: its study's page here, or else its register's page."""
        return self.to(self.places.trials.get(name) or registry_url(name), name, "trial")

    def record(self, name: str) -> Markup:
        """Anything a count may count: a study, a report, a record, a document."""
        if name in self.places.studies:
            return self.study(name)
        if name in self.publication.documents:
            return self.doc(name)
        label = self.places.labels.get(name) or name
        place = self.places.records.get(name)
        return self.to(place, label, "record") if place else Markup("<code>{}</code>").format(name)

    def knows(self, name: str) -> bool:
        """Whether something that may be counted has a place on the site."""
        return name in self.places.studies or name in self.places.records

    def to(self, place: str, text: object, kind: str = "see") -> Markup:
        """A link to any place."""
        href = self.href(place)
        if not href:
            return escape(text)
        return Markup('<a class="{}" href="{}">{}</a>').format(kind, href, text)

    def words(self, text: str, at: str = "", numbers: Sequence[str] = ()) -> Markup:
        """Plain text with its references resolved and its digits linked.

        `at` is the place that explains whatever digits are left; without it they stay bare (and
        `check_text` reports them). `numbers` are ids whose shown text may occur in the text.
        """
        return link_words(self, text, at, numbers)

    def plain(self, text: str) -> str:
        """Text for a picture, where references can only be words."""
        return plain_text(self, text)

    def when(self, day: str) -> Markup:
        """A day, written out for people."""
        return time_tag(day) if day else Markup("")

    def certainty_of(self, comparison: str, outcome: str) -> Certainty | None:
        """The certainty of an outcome within a comparison, if there is one."""
        return next(
            (
                c
                for c in self.publication.certainties
                if (c.comparison, c.outcome) == (comparison, outcome)
            ),
            None,
        )

    def effect(self, comparison: str, outcome: str) -> Markup:
        """The generated sentence about an effect: the only wording of it a page may use."""
        found = self.certainty_of(comparison, outcome)
        if found is None:
            return self.missing(f"effect {comparison}/{outcome}")
        ids = tuple(found.effect.numbers.values()) if found.effect else ()
        return self.words(found.sentence, self.grade_place(comparison, outcome), ids)

    def grade_place(self, comparison: str, outcome: str) -> str:
        """Where the grading of an outcome is explained."""
        return f"methods.html#grade-{self.anchor(comparison)}-{self.anchor(outcome)}"

    def anchor(self, name: str) -> str:
        """An id usable as an anchor."""
        return re.sub(r"[^A-Za-z0-9_-]+", "-", name)

    def value(self, interval: Interval, key: str, at: str) -> Markup:
        """One number of an interval: its ledger entry, or the value linked to where it is shown."""
        name = interval.numbers.get(key, "")
        if name in self.publication.ledger:
            return self.num(name)
        value = getattr(interval, key)
        return Markup("") if value is None else self.to(at, decimal(value))

    def missing(self, what: str) -> Markup:
        """A reference to something that is not there, shown rather than hidden."""
        return Markup('<strong class="unknown">[not found: {}]</strong>').format(what)


def decimal(value: float) -> str:
    """Two decimals with a real minus sign; more for values that would read as zero."""
    text = f"{value:.2f}" if abs(value) >= 0.005 or value == 0 else f"{value:.2g}"
    return text.replace("-", "−")
