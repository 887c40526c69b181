"""Extracted values as events: characteristics, results, harms and asides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tamis.model.events import Extracted
from tamis.model.evidence import Datum
from tamis.review.evidence import Evidence
from tools.als.asides import context, texts
from tools.als.characteristics import characteristics
from tools.als.data import Source
from tools.als.decisions import decisions
from tools.als.facts import Collection, found, keys_of
from tools.als.outcomes import results
from tools.als.places import Placed, Places
from tools.als.screening import COLLECTION
from tools.als.scribe import Scribe
from tools.als.spoken import spoken
from tools.als.tables import tables


def extract(scribe: Scribe, collection: Collection, studies: Iterable[Mapping[str, Any]]) -> None:
    """Write every extracted value."""
    for study in studies:
        if not study.get("bare"):
            _write(scribe, Placed(study=str(study["id"])), characteristics(collection, study))
    places = results(collection)
    tables(collection, places)
    _related(collection, places)
    for place, data in places:
        _write(scribe, place, data)
    _write(scribe, Placed(study="context"), tuple(context(collection)))
    _write(scribe, Placed(study="texts"), tuple(texts(collection)))


def say(scribe: Scribe, evidence: Evidence) -> None:
    """Add a line of words where values were read but no effect can be worked out."""
    for place, datum in spoken(evidence.results, evidence.facts):
        _write(scribe, place, (datum,), said="said ")


def _write(scribe: Scribe, place: Placed, data: tuple[Datum, ...], said: str = "") -> None:
    event = Extracted(
        id="", at="", by=COLLECTION, protocol="",
        study=place.study,
        data=data,
        arm=place.arm,
        outcome=place.outcome,
        timepoint=place.timepoint,
        population=place.population,
        prespecified=place.prespecified,
        primary=place.primary,
    )  # fmt: skip
    scribe.write(f"{said}extracted " + "/".join(place.key), event)


def _related(collection: Collection, places: Places) -> None:
    """Serious events related to treatment, and the treated people they are counted among."""
    for rule in decisions("outcomes")["related"]:
        entry = collection.trials[rule["from"]]
        told = entry["safety"]["related_saes"]
        part = told if isinstance(told, dict) else {"value": told}
        keys = keys_of(part) or keys_of(entry["safety"]) or keys_of(entry["citation"])[:1]
        quote = str(part.get("quote", ""))
        note = " ".join(str(n) for n in (rule.get("note"), part.get("note")) if n)
        source = Source(collection=collection, keys=keys, quote=quote, note=note)
        place = Placed(
            study=str(rule["study"]),
            outcome="related-saes",
            population=str(rule.get("population", "")),
            arm="treated",
        )
        events = source.datum("events", rule.get("events", part["value"]), unit="people")
        places.add(place, events)
        places.add(place, _total(collection, entry))


def _total(collection: Collection, entry: Mapping[str, Any]) -> Datum:
    part = entry["n"].get("treated")
    if not isinstance(part, dict) or not found(part.get("value")):
        return Datum(name="total", state="not-readable")
    source = Source(collection=collection, keys=keys_of(part), quote=str(part.get("quote", "")))
    datum = source.datum("total", part["value"], unit="people")
    return replace(datum, note="People given cells.")
