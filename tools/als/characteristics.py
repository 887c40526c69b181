"""What the studies are: design, people, cells, dose, follow-up, and what was found in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tamis.model.evidence import Datum
from tools.als.data import Source, merged, plain, plainly
from tools.als.errors import Unconverted
from tools.als.facts import Collection, Entry, found, keys_of

_SIZES = {
    "randomised": "n.randomised",
    "treated": "n.treated",
    "control": "n.control",
    "enrolled": "n.enrolled",
    "screened": "n.screened",
    "planned": "n.planned",
    "registered": "n.registered",
    "procedures": "n.procedures",
    "ole": "n.extension",
    "eligible": "n.eligible",
    "analysed": "n.treated",
    "im": "n.intramuscular",
    "it": "n.intrathecal",
    "im_it": "n.both-routes",
    "iv": "n.intravenous",
}
_DESIGN = {"phase": "phase", "blinding": "blinding", "control": "control", "ratio": "ratio"}
_BASELINE = {
    "alsfrs_r_treated": "ALSFRS-R, given cells:",
    "alsfrs_r_control": "ALSFRS-R, comparison:",
    "age_treated": "age, given cells:",
    "age_control": "age, comparison:",
    "alsfrs": "ALSFRS:",
}
#: The earlier review's own printed words are no evidence for these.
_NOT_FROM_THE_REVIEW = ("country",)


def characteristics(collection: Collection, study: Mapping[str, Any]) -> tuple[Datum, ...]:
    """Every characteristic of a study that the facts or the decisions hold."""
    entry = _entry(collection, study)
    parts = [*_codes(collection, study, entry), *_findings(collection, study)]
    parts += _product(collection, study, entry)
    if entry is not None:
        parts += [*_design(collection, entry), *_sizes(collection, study, entry)]
        parts += [*_cells(collection, entry), *_rest(collection, entry)]
    parts += _registered(collection, study)
    return merged(parts)


def main_report(study: Mapping[str, Any]) -> str:
    """The trials.yaml entry that a study's characteristics are read from; '' if there is none."""
    reports = [*study.get("reports", ()), *study.get("unincluded", ())]
    return str(study.get("facts", reports[0] if reports else ""))


def _entry(collection: Collection, study: Mapping[str, Any]) -> Entry | None:
    return collection.trials.get(main_report(study))


def _source(collection: Collection, entry: Entry, part: Any, note: str = "") -> Source:
    """The source of a part of an entry, or of the entry's citation where it names none."""
    inner = part if isinstance(part, dict) else {}
    keys = keys_of(inner) or keys_of(entry.get("citation", {}))[:1] or keys_of(entry)[:1]
    said = inner.get("note", "") if isinstance(inner.get("value"), str | int | float) else ""
    return Source(
        collection=collection,
        keys=keys,
        quote=str(inner.get("quote", "")),
        note=" ".join(n for n in (note, str(said)) if n),
    )


def _codes(
    collection: Collection, study: Mapping[str, Any], entry: Entry | None
) -> Iterator[Datum]:
    """The codes the team gave, each resting on what the collection recorded."""
    registrations = [collection.registrations[r] for r in study.get("registered", ())]
    for name, said in (
        ("design.class", _words(entry, "design")),
        ("cells", _words(entry, "cells")),
        ("route", _words(entry, "cells")),
        ("source", _words(entry, "cells")),
        ("dosing", _words(entry, "cells")),
        ("population", "people with ALS" if entry else ""),
    ):
        default = "als" if name == "population" and not study.get("bare") else ""
        value = study.get("design" if name == "design.class" else name, default)
        part = (entry or {}).get("design" if name == "design.class" else "cells", {})
        keys = keys_of(part) if isinstance(part, dict) else ()
        if entry is not None:
            keys = keys or keys_of(entry.get("citation", {}))[:1]
        else:
            keys = tuple(k for r in registrations for k in keys_of(r))[:1]
            said = "; ".join(str(r["title"]) for r in registrations)
            if name == "population":
                said = "; ".join(c for r in registrations for c in r["conditions"])
        if not value:
            yield Datum(name=name, state="not-readable")
            continue
        source = Source(collection=collection, keys=keys, note="coded by the review team")
        datum = source.text(name, value)
        yield replace(datum, spans=tuple(replace(s, quote=_short(said)) for s in datum.spans))


def _words(entry: Entry | None, part: str) -> str:
    inner = (entry or {}).get(part, {})
    keys = (
        ("phase", "randomised", "blinding", "control")
        if part == "design"
        else ("type", "tissue", "source", "route", "n_doses")
    )
    shown = []
    for key in keys:
        value = inner.get(key) if isinstance(inner, dict) else None
        value = value.get("value") if isinstance(value, dict) else value
        if value is not None:
            shown.append(f"{key.replace('_', ' ')}: {str(value).lower()}")
    return "; ".join(shown) or "as described in the source"


def _short(text: str) -> str:
    return " ".join(text.split()[:25])


def _findings(collection: Collection, study: Mapping[str, Any]) -> Iterator[Datum]:
    if "findings" in study:
        source = Source(collection=collection, keys=tuple(study["findings_src"]))
        datum = source.text("findings", study["findings"])
        yield replace(datum, spans=tuple(
            replace(s, quote="summarised in this review's own words") for s in datum.spans
        ))  # fmt: skip


def _product(
    collection: Collection, study: Mapping[str, Any], entry: Entry | None
) -> Iterator[Datum]:
    """The name a product goes by; it must stand in what was collected about the study."""
    if "product" not in study:
        return
    held = [entry] if entry is not None else []
    held += [collection.registrations[r] for r in study.get("registered", ())]
    named = [e for e in held if study["product"] in str(e)]
    if not named:
        raise Unconverted(f"studies.toml, {study['id']}", f"'{study['product']}' is nowhere")
    keys = keys_of(named[0]) or keys_of(named[0].get("citation", {}))
    yield Source(collection=collection, keys=keys[:1]).text("product", study["product"])


def _design(collection: Collection, entry: Entry) -> Iterator[Datum]:
    design = entry.get("design", {})
    source = _source(collection, entry, design)
    for key, name in _DESIGN.items():
        if key in design or key == "phase":
            yield source.text(name, design.get(key))


def _sizes(collection: Collection, study: Mapping[str, Any], entry: Entry) -> Iterator[Datum]:
    sizes = entry.get("n", {})
    if study["id"] == "nsi-566-phase-1":
        sizes = collection.trials["riley-2014"]["n"]
        entry = collection.trials["riley-2014"]
    for key, part in sizes.items():
        if key == "note":
            continue
        value = part["value"] if isinstance(part, dict) else part
        source = _source(collection, entry, part)
        read, _ = plain(value)
        whole = isinstance(read, int)
        datum = source.datum(_SIZES[key], value, unit="people" if whole else "")
        if key == "procedures":
            datum = replace(datum, unit="operations")
        yield datum


def _cells(collection: Collection, entry: Entry) -> Iterator[Datum]:
    cells = entry.get("cells", {})
    source = _source(collection, entry, cells)
    if isinstance(cells, dict):
        tissue = f" ({cells['tissue']})" if found(cells.get("tissue")) else ""
        kind = cells.get("type")
        yield source.text("cells.text", f"{kind}{tissue}" if found(kind) else kind)
        yield source.text("route.text", cells.get("route"))
        for key, name in (("dose", "dose"), ("n_doses", "doses")):
            part = cells.get(key)
            value = part.get("value") if isinstance(part, dict) else part
            inner = _source(collection, entry, part) if isinstance(part, dict) else source
            yield inner.text(name, value)


def _rest(collection: Collection, entry: Entry) -> Iterator[Datum]:
    for name, key in (("follow-up", "follow_up"), ("country", "country")):
        part = entry.get(key)
        value = part.get("value") if isinstance(part, dict) else part
        source = _source(collection, entry, part)
        if name in _NOT_FROM_THE_REVIEW and source.keys == ("seed_review",):
            note = "only the earlier review prints one, and it printed journals' countries"
            yield Datum(name=name, state="not-readable", note=note)
            continue
        yield source.text(name, value)
    for key, part in (entry.get("baseline") or {}).items():
        yield _source(collection, entry, part).text(f"baseline.{key}", part["value"])
    if entry.get("baseline"):
        yield _together(collection, entry, "baseline")
    safety = entry.get("safety", {})
    if found(safety.get("summary")):
        yield _source(collection, entry, safety).text("safety", safety["summary"])
    if found(entry.get("authors_conclusion")):
        yield _source(collection, entry, {}).text("conclusion", entry["authors_conclusion"])
    if entry.get("regulatory"):
        yield _joined(collection, "regulatory", [(e["event"], e) for e in entry["regulatory"]])
    if "pooling" in entry:
        yield Datum(
            name="synthesis",
            value=plainly(str(entry["pooling"]["reason"])),
            state="derived",
            formula="judged by the collection from what was readable",
        )


def _together(collection: Collection, entry: Entry, name: str) -> Datum:
    """The parts of a group of facts as one line, with the words of each."""
    told = [(f"{_BASELINE[key]} {part['value']}", part) for key, part in entry[name].items()]
    return _joined(collection, name, told)


def _registered(collection: Collection, study: Mapping[str, Any]) -> Iterator[Datum]:
    names = [*study.get("registered", ()), *study.get("extra_registrations", ())]
    if not names:
        yield Datum(name="registration", state="not-readable", note="No registration was found.")
        return
    entries = [collection.registrations[n] for n in names]
    yield _joined(collection, "registration", [(str(e["id"]), e) for e in entries])
    for name, key, note in (
        ("funding", "sponsor", "the sponsor in the registration"),
        ("status.text", "status", "as old as the stored copy"),
    ):
        told = [(str(e[key]), e) for e in entries if found(e.get(key))]
        if told:
            yield _joined(collection, name, told, note)
    yield _joined(collection, "conditions", [("; ".join(e["conditions"]), e) for e in entries])
    sized = [e for e in entries if isinstance(e.get("n"), int)]
    known = collection.trials.get(main_report(study), {}).get("n", {})
    if len(sized) == 1 and "registered" not in (known if isinstance(known, dict) else {}):
        source = Source(collection=collection, keys=keys_of(sized[0])[:1])
        yield source.datum("n.registered", sized[0]["n"], unit="people")


def _joined(
    collection: Collection, name: str, told: list[tuple[str, Entry]], note: str = ""
) -> Datum:
    """Words from several registrations, each part with the source it came from."""
    parts = [
        Source(collection=collection, keys=keys_of(e)[:1], note=note).text(name, said)
        for said, e in told
    ]
    words = dict.fromkeys(str(p.value) for p in parts)
    spans = tuple(s for p in parts for s in p.spans)
    return replace(parts[0], value="; ".join(words), spans=spans)
