"""Risk of bias and certainty: the team's judgements, from decisions that people write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tamis.model.events import Answer, Graded, Judged
from tools.als.decisions import decisions
from tools.als.screening import TEAM
from tools.als.scribe import Scribe

#: Signalling questions per domain that are always asked: RoB 2 (Sterne et al. BMJ 2019;366:l4898)
#: and ROBINS-I (Sterne et al. BMJ 2016;355:i4919). Those that depend on an earlier answer are
#: given only where they were reached.
QUESTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "rob-2": {
        "randomisation": ("1.1", "1.2", "1.3"),
        "deviations": ("2.1", "2.2", "2.3", "2.6"),
        "missing": ("3.1",),
        "measurement": ("4.1", "4.2", "4.3"),
        "selection": ("5.1", "5.2", "5.3"),
    },
    "robins-i": {
        "confounding": ("1.1", "1.2", "1.3"),
        "selection": ("2.1", "2.4"),
        "classification": ("3.1", "3.2", "3.3"),
        "deviations": ("4.1", "4.3", "4.4"),
        "missing": ("5.1", "5.2", "5.3"),
        "measurement": ("6.1", "6.2", "6.3", "6.4"),
        "reporting": ("7.1", "7.2", "7.3"),
    },
}


def judgements(scribe: Scribe) -> None:
    """One event per domain of every result that was judged, and one overall."""
    for item in decisions("risk_of_bias")["result"]:
        for place in item["results"]:
            for domain, judgement, reason, answers in _domains(item):
                event = Judged(
                    id="", at="", by=TEAM, protocol="",
                    study=str(item["study"]),
                    outcome=str(place["outcome"]),
                    timepoint=str(place.get("timepoint", "")),
                    population=str(place.get("population", "")),
                    instrument=str(item["instrument"]),
                    domain=domain,
                    judgement=judgement,
                    answers=answers,
                    reason=reason,
                )  # fmt: skip
                key = (event.study, event.outcome, event.timepoint, event.population, domain)
                scribe.write("judged " + "/".join(key), event)


def _domains(
    item: Mapping[str, Any],
) -> Iterator[tuple[str, str, str, tuple[Answer, ...]]]:
    for domain, questions in QUESTIONS[item["instrument"]].items():
        part = item["domains"][domain]
        given: Mapping[str, str] = part.get("answers", {})
        asked = dict.fromkeys((*questions, *given))
        answers = tuple(Answer(question=q, answer=given.get(q, "NI")) for q in sorted(asked))
        yield domain, part["judgement"], part["why"], answers
    yield "overall", item["overall"], item["why"], ()


def gradings(scribe: Scribe) -> None:
    """One event per GRADE domain of every graded outcome."""
    for item in decisions("certainty")["grading"]:
        for domain, (rating, reason) in item["domains"].items():
            event = Graded(
                id="", at="", by=TEAM, protocol="",
                comparison=str(item["comparison"]),
                outcome=str(item["outcome"]),
                domain=domain,
                rating=int(rating),
                reason=str(reason),
            )  # fmt: skip
            scribe.write(f"graded {item['comparison']} {item['outcome']} {domain}", event)
