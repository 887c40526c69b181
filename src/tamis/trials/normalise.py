"""Records of registers → `Registration`, whatever reader they came through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from tamis.model.protocol import Facet
from tamis.model.records import Record
from tamis.trials import from_copy, from_csv, from_ctgov, from_ctis, from_ictrp
from tamis.trials.fields import Fields
from tamis.trials.interventions import terms_of
from tamis.trials.numbers import register_of, register_page
from tamis.trials.registration import Intervention, Registration


def is_registration(record: Record) -> bool:
    """Whether a record came from a register."""
    return record.kind == "registration" or any(
        k in ("overall-status", "Recruitment_Status", "Study Status") for k, _ in record.extra
    )


def registration(record: Record, seen: str, facets: Sequence[Facet] = ()) -> Registration:
    """Normalise a record.

    Args:
        record: From a reader of ClinicalTrials.gov (JSON, CSV), ICTRP, CTIS, or any other record
            whose `extra` holds plain fields ("status", "phase", "sponsor" …).
        seen: The day the register was read, YYYY-MM-DD.
        facets: The review's trees; what is given is mapped to their terms.
    """
    fields = Fields(record)
    made = _reader(fields)(fields)
    number = record.registry_ids[0] if record.registry_ids else record.source_id
    made = replace(
        made,
        id=number,
        ids=tuple(dict.fromkeys((number, *record.registry_ids))),
        register=made.register or register_of(number),
        title=made.title or record.title,
        summary=made.summary or record.abstract,
        seen=seen,
        registered=made.registered or record.date or str(record.year or ""),
        url=register_page(number) or (record.urls[0] if record.urls else ""),
        source_urls=tuple(dict.fromkeys((*made.source_urls, *record.urls))),
        notes=record.notes,
        record=record.id,
    )
    return replace(made, interventions=tuple(_mapped(made, facets)))


def registrations(
    snapshots: Iterable[tuple[Record, str]], facets: Sequence[Facet] = ()
) -> tuple[Registration, ...]:
    """Normalise every record that came from a register, with the day each was read."""
    return tuple(registration(r, day, facets) for r, day in snapshots if is_registration(r))


#: Names that only one reader gives → what reads its records.
_READERS: tuple[tuple[frozenset[str], Callable[[Fields], Registration]], ...] = (
    (from_ctgov.SIGN, from_ctgov.read),
    (from_ictrp.SIGN, from_ictrp.read),
    (from_ctis.SIGN, from_ctis.read),
    (from_csv.SIGN, from_csv.read),
)


def _reader(fields: Fields) -> Callable[[Fields], Registration]:
    return next((read for sign, read in _READERS if sign & fields.names), from_copy.read)


def _mapped(made: Registration, facets: Sequence[Facet]) -> Iterable[Intervention]:
    """Interventions with the terms their own words, and the title's, fall under."""
    whole = " ".join((made.title, made.short_title))
    for given in made.interventions:
        text = f"{given.name} {given.description}"
        own = terms_of(text, facets)
        wide = terms_of(f"{text} {whole}", facets)
        placebo = any(w in given.name.lower() for w in ("placebo", "sham", "standard", "riluzole"))
        chosen: Mapping[str, tuple[str, ...]] = own if placebo else {**wide, **own}
        yield replace(given, terms=tuple(t for found in chosen.values() for t in found))
