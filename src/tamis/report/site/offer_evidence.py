"""What a review can set beside an offer: outcomes with their sentences, registered trials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tamis.model.protocol import Comparison, Outcome, Protocol
from tamis.model.publication import Publication
from tamis.model.results import Certainty, StudyRow
from tamis.offers.evidence import Approach, Known, KnownOutcome, KnownTrial, words_of
from tamis.report.language import CERTAINTY_WORDS
from tamis.report.site.links import Links
from tamis.report.site.places import places
from tamis.report.site.wording import DESIGNS, STATUSES

_RANK = {"critical": 0, "important": 1, "limited": 2}
#: Characteristics that tell what a trial is for, where a protocol has them.
_TELLING = ("conditions", "phase", "funding", "sponsor", "country", "status.text", "findings")


def known(publication: Publication) -> Known:
    """What a review's page can set beside an offer; places are addresses on its site."""
    links = Links(publication=publication, places=places(publication), path="index.html")
    protocol = publication.protocol
    return Known(
        title=publication.text.title or protocol.title,
        outcomes=tuple(o for o in (_outcome(links, o) for o in protocol.outcomes) if o.approaches),
        trials=tuple(_trials(links, publication.studies)),
    )


def _outcome(links: Links, outcome: Outcome) -> KnownOutcome:
    publication = links.publication
    graded = {c.comparison: c for c in publication.certainties if c.outcome == outcome.id}
    comparisons = [c for c in publication.protocol.comparisons if c.id in graded]
    return KnownOutcome(
        id=outcome.id,
        label=outcome.label,
        about=" ".join(_folded(outcome.label, outcome.plain, outcome.domain)),
        rank=_RANK[outcome.importance],
        approaches=tuple(_approach(links, c, graded[c.id]) for c in comparisons),
    )


def _approach(links: Links, comparison: Comparison, certainty: Certainty) -> Approach:
    protocol = links.publication.protocol
    names = [comparison.label, comparison.plain, *_term_names(protocol, comparison)]
    level = certainty.level
    return Approach(
        label=comparison.label,
        words=words_of(" ".join(names)),
        people=_people(protocol, comparison) if comparison.indirect_from else (),
        state=certainty.state,
        certainty=CERTAINTY_WORDS[level] if level else "",
        sentence=links.plain(certainty.sentence),
        place=links.grade_place(comparison.id, certainty.outcome),
    )


def _term_names(protocol: Protocol, comparison: Comparison) -> Iterator[str]:
    wanted = {name: set(terms) for name, terms in comparison.where}
    for facet in protocol.facets:
        for term in facet.terms:
            if term.id in wanted.get(facet.id, ()):
                yield from (term.label, *term.synonyms)


def _people(protocol: Protocol, comparison: Comparison) -> tuple[str, ...]:
    """Names of the people a comparison is about: "Primary lateral sclerosis (PLS)" is two."""
    for term in protocol.populations:
        if term.id == comparison.population:
            parts = re.split(r"[()]", term.label)
            return tuple(dict.fromkeys(_folded(*parts, *term.synonyms)))
    return ()


def _folded(*texts: str) -> Iterable[str]:
    return (t.strip().lower() for t in texts if t.strip())


def _trials(links: Links, rows: Iterable[StudyRow]) -> Iterator[KnownTrial]:
    for row in rows:
        if row.registrations:
            yield KnownTrial(
                numbers=row.registrations,
                label=row.label,
                says=tuple(_facts(links, row)),
                place=links.places.studies[row.study],
            )


def _facts(links: Links, row: StudyRow) -> Iterator[str]:
    for field in links.publication.protocol.fields:
        cell = row.cells.get(field.id)
        if field.id in _TELLING and cell and cell.state == "reported" and cell.text:
            yield f"{field.label}: {cell.text}"
    yield f"As last seen: {STATUSES[row.status].lower()}. {DESIGNS[row.design][1]}"
    if row.note:
        yield links.plain(row.note)
