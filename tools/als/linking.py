"""Linking: records to reports, reports and registrations to studies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tamis.model.events import RecordsLinked, StudyLinked
from tamis.model.evidence import Arm
from tools.als.facts import Collection, short_label
from tools.als.screening import TEAM, Earlier, Ids
from tools.als.scribe import Scribe


def link_records(scribe: Scribe, ids: Ids, collection: Collection) -> None:
    """Join the table's rows with the collected reports, and registrations listed twice."""
    for key in (k for k in ids if k.startswith("table-1/")):
        trial = key.partition("/")[2]
        _link(scribe, (ids[key], ids[f"trials/{trial}"]),
              "The same first author, year and subject as this row of the table.")  # fmt: skip
    for trial in ("cns10-cortex", "endurance"):
        number = str(collection.trials[trial]["registry"][0]["id"])
        _link(scribe, (ids[f"trials/{trial}"], ids[f"registry/{number}"]),
              "The same registration number.")  # fmt: skip


def _link(scribe: Scribe, records: tuple[str, ...], reason: str) -> None:
    event = RecordsLinked(id="", at="", by=TEAM, protocol="", records=records, reason=reason)
    scribe.write(f"link {' '.join(records)}", event)


def link_studies(
    scribe: Scribe, ids: Ids, collection: Collection, studies: Iterable[Mapping[str, Any]],
    earlier: Earlier,
) -> None:  # fmt: skip
    """One study for each investigation; several events where it takes over several earlier ones.

    The earlier review counted every row as a trial; each of those events is superseded by the
    study its row now belongs to. A row that is no longer eligible keeps its own.
    """
    for study in studies:
        reports = [f"trials/{r}" for r in (*study.get("reports", ()), *study.get("unincluded", ()))]
        before = [r for r in reports if r.partition("/")[2] in earlier.studies]
        registered = [f"registry/{r}" for r in study.get("registered", ())]
        for place, trial in enumerate(before or [""]):
            rest = [r for r in reports if r not in before] + registered if place == 0 else []
            here = [*([trial] if trial else []), *rest]
            event = StudyLinked(
                id="", at="", by=TEAM, protocol="",
                supersedes=earlier.studies.get(trial.partition("/")[2]),
                study=str(study["id"]),
                label=label(collection, study),
                reports=tuple(ids[k] for k in here),
                registrations=_numbers(study),
                overlaps=tuple(study.get("overlaps", ())),
                arms=_arms(collection, study),
                status=study["status"],
                reason=str(study.get("reason", "")),
            )  # fmt: skip
            scribe.write(f"study {study['id']} {place}", event)


def label(collection: Collection, study: Mapping[str, Any]) -> str:
    """The study's own label, or that of its report: as people speak of it, nothing in brackets."""
    if "label" in study:
        return str(study["label"])
    report = (*study.get("reports", ()), *study.get("unincluded", ()))[0]
    return short_label(collection.trials[report])


def _numbers(study: Mapping[str, Any]) -> tuple[str, ...]:
    names = (*study.get("registered", ()), *study.get("extra_registrations", ()))
    return tuple(n for n in names if n.startswith(("NCT", "IRCT")))


def _arms(collection: Collection, study: Mapping[str, Any]) -> tuple[Arm, ...]:
    if not study.get("reports"):
        return ()
    treated = Arm(id="treated", label="Cells")
    if study["design"] in ("before-after", "single-arm", "unclear"):
        return (treated,)
    entry = collection.trials[str(study.get("facts", study["reports"][0]))]
    control = str(entry["design"].get("control", "Comparison"))
    return (treated, Arm(id="control", label=control[:1].upper() + control[1:], role="control"))
