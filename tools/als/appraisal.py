"""Risk of bias and certainty: the team's judgements, from decisions that people write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tamis.instruments import instrument
from tamis.model.events import Answer, Graded, Judged
from tamis.steps.appraisal import propose, propose_overall
from tools.als.decisions import decisions
from tools.als.errors import Unconverted
from tools.als.proposals import Proposals
from tools.als.screening import TEAM
from tools.als.scribe import Scribe

#: The signalling questions of RoB 2 that are always asked (Sterne et al. BMJ 2019;366:l4898); the
#: others depend on an earlier answer and are given only where they were reached.
ALWAYS_ASKED = frozenset(
    {"1.1", "1.2", "1.3", "2.1", "2.2", "2.6", "3.1", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3"}
)


def judgements(scribe: Scribe) -> None:
    """One event per domain of every result that was judged, and one overall."""
    for item in decisions("risk_of_bias")["result"]:
        for place in item["results"]:
            for domain, judgement, proposed, reason, answers in _domains(item):
                event = Judged(
                    id="", at="", by=TEAM, protocol="",
                    study=str(item["study"]),
                    outcome=str(place["outcome"]),
                    timepoint=str(place.get("timepoint", "")),
                    population=str(place.get("population", "")),
                    instrument=str(item["instrument"]),
                    domain=domain,
                    judgement=judgement,
                    proposed=proposed,
                    answers=answers,
                    reason=reason,
                )  # fmt: skip
                key = (event.study, event.outcome, event.timepoint, event.population, domain)
                scribe.write("judged " + "/".join(key), event)


def _domains(
    item: Mapping[str, Any],
) -> Iterator[tuple[str, str, str, str, tuple[Answer, ...]]]:
    """(domain, judgement, what the tool's rules propose, reason, answers), then the overall one."""
    tool = instrument(item["instrument"])
    judged: dict[str, str] = {}
    for domain in tool.domains:
        part = item["domains"][domain.id]
        given: Mapping[str, str] = part.get("answers", {})
        known = [q.id for q in domain.questions]
        if not set(given) <= set(known):
            raise Unconverted(f"{item['study']}, {domain.id}", f"known questions: {known}")
        answers = tuple(
            Answer(question=q, answer=given.get(q, "NI"))
            for q in known
            if q in given or q in ALWAYS_ASKED or tool.id != "rob-2"
        )
        proposed = propose(tool, domain.id, answers)
        judged[domain.id] = part["judgement"]
        yield domain.id, part["judgement"], proposed, part["why"], answers
    yield "overall", item["overall"], propose_overall(tool, judged), item["why"], ()


def gradings(scribe: Scribe, proposals: Proposals) -> None:
    """One event per GRADE domain of every graded outcome, beside what the rule proposes.

    Raises:
        Unconverted: The decisions leave out a graded outcome, or rate one that is not graded.
    """
    told = decisions("certainty")
    items = [*told["grading"], *_confirmed(told["confirm"], proposals)]
    rated = {(i["comparison"], i["outcome"], d) for i in items for d in i["domains"]}
    if odd := sorted(rated ^ set(proposals)):
        raise Unconverted("decisions/certainty.toml", f"does not match what is graded at {odd}")
    for item in items:
        for domain, (rating, reason) in item["domains"].items():
            event = Graded(
                id="", at="", by=TEAM, protocol="",
                comparison=str(item["comparison"]),
                outcome=str(item["outcome"]),
                domain=domain,
                rating=int(rating),
                proposed=proposals[item["comparison"], item["outcome"], domain],
                reason=str(reason),
            )  # fmt: skip
            scribe.write(f"graded {item['comparison']} {item['outcome']} {domain}", event)


def _confirmed(confirm: Mapping[str, Any], proposals: Proposals) -> list[dict[str, Any]]:
    """Gradings of outcomes for which the rule's proposal is taken as it is."""
    found: dict[tuple[str, str], dict[str, tuple[int, str]]] = {}
    for (comparison, outcome, domain), proposed in proposals.items():
        if outcome in confirm["outcomes"]:
            reason = str(confirm["reason"]) if proposed else ""
            found.setdefault((comparison, outcome), {})[domain] = (proposed, reason)
    return [
        {"comparison": comparison, "outcome": outcome, "domains": domains}
        for (comparison, outcome), domains in found.items()
    ]
