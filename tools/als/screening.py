"""Screening and retrieval: the earlier review's word, and the team's after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tamis.model.events import STAGES, Retrieved, Screened, StudyLinked
from tools.als.decisions import decisions
from tools.als.errors import Unconverted
from tools.als.facts import Collection, keys_of, short_label
from tools.als.scribe import Scribe

EARLIER, COLLECTION, TEAM = "earlier-review", "fact-collection", "review-team"
EARLIER_DAY = "2022-08-30"
#: Record keys ("trials/oh-2018") → record ids.
Ids = Mapping[str, str]


class Earlier:
    """What the earlier review reported, as events of its own that later ones supersede."""

    def __init__(self, scribe: Scribe, ids: Ids, collection: Collection) -> None:
        self.decisions: dict[tuple[str, str], str] = {}
        self.studies: dict[str, str] = {}
        for key in (k for k in ids if k.startswith("table-1/")):
            trial = key.partition("/")[2]
            for stage in STAGES:
                event = Screened(
                    id="", at="", by=EARLIER, protocol="", dated=EARLIER_DAY,
                    report=ids[key], stage=stage, verdict="include",
                    note="A row of its table of included trials.",
                )  # fmt: skip
                written = scribe.write(f"{stage} {key}", event)
                self.decisions[trial, stage] = written.id
            link = StudyLinked(
                id="", at="", by=EARLIER, protocol="", dated=EARLIER_DAY,
                study=trial, label=short_label(collection.trials[trial]), reports=(ids[key],),
                reason="Counted as a trial of its own by the earlier review.",
            )  # fmt: skip
            self.studies[trial] = scribe.write(f"study {key}", link).id


def documents(scribe: Scribe, ids: Ids, collection: Collection) -> None:
    """Tell of every document that was read, with the report it is of where it is of one.

    The earlier review's own text was there on its day, so its page can name it.
    """
    told: set[str] = set()
    lost = set(_listed("not_retrieved"))
    for key, id_ in ids.items():
        for source in _sources_of(collection, key):
            if key in lost or source in ("seed_review", "seed_page"):
                continue
            told.add(source)
            _retrieved(scribe, collection, source, id_)
    for source in collection.documents:
        if source not in told:
            _retrieved(scribe, collection, source, None)


def _retrieved(scribe: Scribe, collection: Collection, source: str, report: str | None) -> None:
    its_own = source == "seed_review"
    event = Retrieved(
        id="", at="", protocol="",
        by=EARLIER if its_own else COLLECTION,
        dated=EARLIER_DAY if its_own else None,
        report=report, document=collection.documents[source],
    )  # fmt: skip
    scribe.write(f"document {source} {report}", event)


def _sources_of(collection: Collection, key: str) -> tuple[str, ...]:
    kind, _, name = key.partition("/")
    if kind == "trials":
        return keys_of(collection.trials[name].get("citation", {}))
    if kind == "registry":
        return keys_of(collection.registrations[name])
    if kind == "reviews":
        entry = collection.reviews[name]
        return keys_of(entry["citation"]) or keys_of(entry)
    return keys_of(collection.harms[name]) if kind == "harms" else ()


def _listed(table: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for rule in decisions("screening").get(table, ()):
        for key in rule["records"]:
            if key in found:
                raise Unconverted("decisions/screening.toml", f"'{key}' is listed twice")
            found[key] = rule
    return found


def screen(scribe: Scribe, ids: Ids, earlier: Earlier) -> None:
    """The team's decision on every record; rows of the table are judged through their report."""
    out, lost = _listed("exclude"), _listed("not_retrieved")
    unknown = (set(out) | set(lost)) - set(ids)
    if unknown:
        raise Unconverted("decisions/screening.toml", f"no record {sorted(unknown)}")
    twins = {"trials/cns10-cortex", "trials/endurance"}
    for key, id_ in ids.items():
        kind, _, trial = key.partition("/")
        if kind == "table-1" or key in twins:
            continue
        for stage in STAGES:
            superseded = earlier.decisions.get((trial, stage)) if kind == "trials" else None
            if key in out and (stage == out[key]["stage"] or superseded):
                _screened(scribe, key, id_, stage, out[key], superseded)
            elif key in out and out[key]["stage"] == "title-abstract":
                continue
            elif stage == "full-text" and key in lost:
                _not_retrieved(scribe, key, id_, lost[key])
                if superseded:
                    _unchecked(scribe, key, id_, superseded)
            else:
                _screened(scribe, key, id_, stage, None, superseded)


def _screened(
    scribe: Scribe,
    key: str,
    report: str,
    stage: Any,
    rule: Mapping[str, Any] | None,
    supersedes: str | None,
) -> None:
    event = Screened(
        id="", at="", by=TEAM, protocol="", supersedes=supersedes,
        report=report,
        stage=stage,
        verdict="exclude" if rule else "include",
        criterion=str(rule["criterion"]) if rule else None,
        note=str(rule["note"]) if rule else "",
    )  # fmt: skip
    scribe.write(f"{stage} {key}", event)


def _not_retrieved(scribe: Scribe, key: str, report: str, rule: Mapping[str, Any]) -> None:
    event = Retrieved(
        id="", at="", by=TEAM, protocol="",
        report=report, status="not-retrieved", reason=str(rule["reason"]),
    )  # fmt: skip
    scribe.write(f"sought {key}", event)


def _unchecked(scribe: Scribe, key: str, report: str, supersedes: str) -> None:
    """The earlier review included a report whose text was not found: its word no longer decides."""
    event = Screened(
        id="", at="", by=TEAM, protocol="", supersedes=supersedes,
        report=report, stage="full-text", verdict="maybe",
        note="The text was not found, so the earlier decision can't be checked.",
    )  # fmt: skip
    scribe.write(f"unchecked {key}", event)
