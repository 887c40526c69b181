"""Limits made sayable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tamis.sources.query import dates
from tamis.sources.query import fields as f
from tamis.sources.query.tree import Heading, Limit, Node, Or, Term

if TYPE_CHECKING:
    from tamis.sources.query.writing.adapting import Adapter

#: Platforms whose publication types are MEDLINE's.
_MEDLINE_TYPES = frozenset({"pubmed", "ovid", "cochrane", "europepmc"})

#: … or close to them.
_ALIKE = _MEDLINE_TYPES | {"ebsco"}

#: Record types that most platforms have.
_SHARED_TYPES = frozenset(
    {"article", "review", "letter", "editorial", "note", "conference paper", "erratum", "book"}
)


def adapt(work: Adapter, limit: Limit) -> Node | None:
    """The sayable form of a limit; None when it had to go."""
    if work.same and limit.kind in ("other", "subset", "age", "sex"):
        return limit if limit.kind in work.target.limits or _rawly(work) else _gone(work, limit)
    if limit.kind == "publication-type" and limit.values:
        return _type(work, limit)
    if limit.kind in ("humans", "animals") and limit.kind not in work.target.limits:
        return _species(work, limit)
    if limit.kind not in work.target.limits or (
        limit.kind in ("subset", "age", "sex", "other") and not work.same
    ):
        return _gone(work, limit)
    if limit.kind == "date" and limit.start is None and limit.end is None:
        return _gone(work, limit)
    return _fitted(work, limit)


def _rawly(work: Adapter) -> bool:
    """Ovid takes any words behind `limit … to`."""
    return work.target.dialect.name in ("ovid", "ovid-embase")


#: Platforms that know the year of publication only.
_YEARS = frozenset({"ovid", "ovid-embase", "scopus", "ebsco", "embase", "wos"})

#: Platforms that want both ends of an entry date to the day.
_DAYS = frozenset({"ovid", "ovid-embase", "europepmc", "ebsco"})


def _fitted(work: Adapter, limit: Limit) -> Node:
    """Dates in the precision of the platform."""
    name = work.target.dialect.name
    if limit.kind == "date" and name in _YEARS:
        start, end = limit.start and limit.start[:4], limit.end and limit.end[:4]
        if (start, end) != (limit.start, limit.end):
            what = f"{work.label} limits by year of publication"
            work.lose("limit", what, "whole years", "broadens", limit.place)
        return replace(limit, start=start, end=end)
    dated = limit.kind in ("date", "entry-date") and (limit.start or limit.end)
    years = all(len(d) == 4 for d in (limit.start, limit.end) if d)
    if dated and (name == "openalex" or (name == "europepmc" and not years)):
        return replace(limit, start=dates.first_day(limit.start), end=dates.last_day(limit.end))
    spelt = name in ("europepmc", "ebsco") or limit.start != limit.end
    if dated and limit.kind == "entry-date" and spelt and name in _DAYS:
        return replace(limit, start=dates.first_day(limit.start), end=dates.last_day(limit.end))
    return limit


def _type(work: Adapter, limit: Limit) -> Node | None:
    name = work.target.dialect.name
    if work.source.name == name:
        return limit
    if name == "ctgov":
        return _allocation(work, limit)
    if name in _MEDLINE_TYPES and work.source.name in _MEDLINE_TYPES:
        return limit
    if "publication-type" in work.target.limits and set(limit.values) <= _SHARED_TYPES:
        return limit
    if name in _ALIKE and "publication-type" in work.target.limits:
        work.lose(
            "limit",
            f"{work.source.label} and {work.label} name publication types differently",
            "the same words: look them up before use",
            "changes",
            limit.place,
        )
        return limit
    table = work.target.headings
    if table is not None and table.vocabulary == "emtree":
        return _as_headings(work, limit)
    work.lose(
        "limit",
        f"{work.label} has no publication type {' or '.join(limit.values)}",
        "the words in title and abstract",
        "changes",
        limit.place,
    )
    return _as_words(work, limit)


def _allocation(work: Adapter, limit: Limit) -> Node | None:
    """A registry has no publication types, but knows whether a trial randomises."""
    if "randomized controlled trial" not in limit.values:
        return _gone(work, limit)
    work.lose(
        "limit",
        f"{work.label} has no publication types",
        "trials registered as randomised",
        "changes",
        limit.place,
    )
    return replace(limit, values=("randomized controlled trial",))


def _as_headings(work: Adapter, limit: Limit) -> Node:
    """Embase indexes study designs as headings."""
    work.lose(
        "limit",
        f"{work.label} has no publication type {' or '.join(limit.values)}",
        "the same words as a candidate heading: look it up before use",
        "changes",
        limit.place,
    )
    made = tuple(
        Heading(text=value, vocabulary="emtree", explode=False, place=limit.place)
        for value in limit.values
    )
    return made[0] if len(made) == 1 else Or(parts=made, place=limit.place)


def _as_words(work: Adapter, limit: Limit) -> Node | None:
    fields = f.field_set((f.TITLE, f.ABSTRACT))
    before = len(work.losses)
    made: list[Node] = []
    for value in limit.values:
        term = Term(text=value, phrase=" " in value, fields=fields, place=limit.place)
        if (node := work.node(term)) is not None:
            made.append(node)
    del work.losses[before:]  # told already
    if not made:
        return None
    return made[0] if len(made) == 1 else Or(parts=tuple(made), place=limit.place)


def _species(work: Adapter, limit: Limit) -> Node | None:
    """Humans or animals as the heading, where there are headings of that vocabulary."""
    table = work.target.headings
    if table is None or table.vocabulary != "mesh" or work.target.dialect.name == "ctgov":
        return _gone(work, limit)
    work.lose(
        "limit",
        f"{work.label} has no limit to {limit.kind}",
        "the heading, which records without indexing lack",
        "narrows",
        limit.place,
    )
    return Heading(text=limit.kind.capitalize(), explode=limit.kind == "animals", place=limit.place)


def _gone(work: Adapter, limit: Limit) -> Node | None:
    shown = " ".join(limit.written.split())[:60] or limit.kind
    work.lose(
        "limit",
        f"{work.label} has no such limit in its query language ({shown})",
        "left out; set it in the interface if it has one",
        "narrows" if work.inside_or else "broadens",
        limit.place,
    )
    return None


def inside(work: Adapter, limit: Limit) -> Node | None:
    """A limit within a query, on a platform that limits whole queries only."""
    if limit.kind in ("humans", "animals"):
        return _species(work, limit)
    if limit.kind in work.target.inside and limit.start and limit.start == limit.end:
        return limit
    work.lose(
        "limit",
        f"{work.label} limits whole searches, not a part of one",
        "left out of this part",
        "narrows" if work.inside_or else "broadens",
        limit.place,
    )
    return None
