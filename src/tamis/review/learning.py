"""A review in the words of `tamis.learn`: documents, the question, decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tamis.learn.values import Decision, Document, Question, Verdict
from tamis.model.events import Stage
from tamis.model.protocol import Protocol
from tamis.model.records import Record
from tamis.model.state import State
from tamis.steps import screening as step

if TYPE_CHECKING:
    from tamis.review.facade import Review


def documents(review: Review, stage: Stage = "title-abstract") -> tuple[Document, ...]:
    """One document per report, merged from its records, in the order of `state.reports`.

    At full text, only the reports that got there. (A `Desk` ranks those too among all reports:
    what was excluded early is what teaches it.)
    """
    if stage == "full-text":
        early = step.standings(review.state, review.protocol)["title-abstract"]
        return tuple(d for d in documents(review) if early[d.id].standing == "included")
    home = review.state.reports.home
    held: defaultdict[str, list[Record]] = defaultdict(list)
    for record in review.folder.records():
        if record.id in home:
            held[home[record.id]].append(record)
    return tuple(
        merged(report, held[report]) for report in review.state.reports.members if report in held
    )


def merged(report: str, records: Iterable[Record]) -> Document:
    """The fullest title and abstract among a report's records, and every keyword of any of them."""
    known = sorted(records, key=lambda r: r.id)
    best = max(known, key=lambda r: (bool(r.abstract), len(r.title)))
    words = (w for r in known for w in (*r.keywords, *r.mesh, *r.publication_types))
    return Document(
        id=report, title=best.title, abstract=best.abstract, keywords=tuple(dict.fromkeys(words))
    )


def question(protocol: Protocol) -> Question:
    """What a protocol says is looked for. Criteria that exclude are left out: their words describe
    the reports that are not wanted."""
    terms = (*protocol.populations, *(t for facet in protocol.facets for t in facet.terms))
    return Question(
        title=protocol.title,
        question=protocol.question,
        criteria=tuple(c.text for c in protocol.criteria if c.kind == "include"),
        outcomes=tuple(
            dict.fromkeys(w for o in protocol.outcomes for w in (o.label, o.plain) if w)
        ),
        terms=tuple(
            dict.fromkeys(
                [w for t in terms for w in (t.label, *t.synonyms)]
                + [c.label for c in protocol.comparisons]
            )
        ),
    )


def decisions(state: State, *, as_settled: bool = True) -> tuple[Decision, ...]:
    """Everyone's standing decisions at both stages, in the order in which they were made.

    Args:
        state: The review's.
        as_settled: What an adjudication settled counts, for each of those who voted, in place of
            their vote; so nobody learns from it who has not judged the report.
    """
    settled = _settled(state) if as_settled else {}
    home = state.reports.of
    found = []
    for event in state.decisions:
        report = home(event.report)
        if report not in state.reports.members:
            continue
        ruling = settled.get((report, event.stage))
        found.append(
            Decision(
                record=report,
                verdict=ruling or event.verdict,
                stage=event.stage,
                by=event.by,
                criterion=event.criterion or "",
            )
        )
    return tuple(found)


def _settled(state: State) -> Mapping[tuple[str, Stage], Verdict]:
    """The rulings on which all adjudicators agree."""
    rulings: defaultdict[tuple[str, Stage], set[Verdict]] = defaultdict(set)
    for event in state.adjudications:
        rulings[state.reports.of(event.report), event.stage].add(event.verdict)
    return {place: said.pop() for place, said in rulings.items() if len(said) == 1}
