"""What the parts of a protocol must agree on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tamis.model.problems import Problem
from tamis.model.protocol import Facet, Protocol, Term
from tamis.store.protocol_messages import close, path_text
from tamis.store.toml_lines import Path

#: A disagreement: where, what, hint.
Finding = tuple[Path, str, str]


def disagreements(protocol: Protocol) -> tuple[Finding, ...]:
    """Names used twice, names that nothing has, and trees that bite their tail."""
    p = protocol
    return (
        *_tree("populations", p.populations),
        *_twice(("facets",), [f.id for f in p.facets], "id"),
        *(
            f
            for i, facet in enumerate(p.facets)
            for f in _tree(("facets", i, "terms"), facet.terms)
        ),
        *_twice(("outcomes",), [o.id for o in p.outcomes], "id"),
        *_twice(("criteria",), [c.code for c in p.criteria], "code"),
        *_twice(("fields",), [f.id for f in p.fields], "id"),
        *_twice(("comparisons",), [c.id for c in p.comparisons], "id"),
        *_fields(p),
        *_comparisons(p),
        *_unknown(
            ("screening", "neutral"),
            "criterion",
            p.screening.neutral,
            [c.code for c in p.criteria],
        ),
        *_unknown(
            ("synthesis", "safety_outcomes"),
            "outcome",
            p.synthesis.safety_outcomes,
            [o.id for o in p.outcomes],
        ),
    )


def as_problem(finding: Finding, line: int | None) -> Problem:
    """A finding with its line."""
    path, what, hint = finding
    return Problem(path_text(path), what, hint, "error", line)


def _twice(path: Path, ids: Sequence[str], key: str) -> Iterator[Finding]:
    for i, name in enumerate(ids):
        if name in ids[:i]:
            yield (*path, i, key), f"'{name}' is taken by entry {ids.index(name) + 1}", ""


def _tree(path: Path | str, terms: Sequence[Term]) -> Iterator[Finding]:
    path = (path,) if isinstance(path, str) else path
    ids = [t.id for t in terms]
    yield from _twice(path, ids, "id")
    parents = {t.id: t.parent for t in terms}
    for i, term in enumerate(terms):
        if term.parent:
            yield from _unknown((*path, i, "parent"), "term", [term.parent], ids)
        seen, above = {term.id}, term.parent
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above == term.id:
            yield (*path, i, "parent"), f"'{term.id}' is above itself", "a root has no parent"


def _fields(p: Protocol) -> Iterator[Finding]:
    for i, field in enumerate(p.fields):
        if field.facet:
            yield from _unknown(("fields", i, "facet"), "facet", [field.facet], _ids(p.facets))
        if field.kind == "coded" and not (field.facet or field.values):
            yield ("fields", i, "kind"), f"coded field '{field.id}' needs `facet` or `values`", ""
        if field.kind != "coded" and (field.facet or field.values):
            hint = f'it is "{field.kind}" now'
            yield ("fields", i, "kind"), f"'{field.id}' has values, so it must be \"coded\"", hint


def _comparisons(p: Protocol) -> Iterator[Finding]:
    facets = {f.id: f for f in p.facets}
    for i, comparison in enumerate(p.comparisons):
        here: Path = ("comparisons", i)
        if comparison.population:
            terms = [t.id for t in p.populations]
            name = [comparison.population]
            yield from _unknown((*here, "population"), "population", name, terms)
        if comparison.indirect_from:
            others = [c.id for c in p.comparisons if c.id != comparison.id]
            name = [comparison.indirect_from]
            yield from _unknown((*here, "indirect_from"), "other comparison", name, others)
        outcomes = [o.id for o in p.outcomes]
        yield from _unknown((*here, "outcomes"), "outcome", comparison.outcomes, outcomes)
        for facet, wanted in comparison.where:
            yield from _unknown((*here, "where", facet), "facet", [facet], list(facets))
            if facet in facets:
                known = [t.id for t in facets[facet].terms]
                yield from _unknown((*here, "where", facet), f"term of '{facet}'", wanted, known)


def _unknown(
    path: Path, kind: str, names: Iterable[str], known: Sequence[str]
) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            listed = ", ".join(known[:30]) + (" …" if len(known) > 30 else "")
            yield path, f"no {kind} '{name}'; known: {listed or 'none yet'}", close(name, known)


def _ids(facets: Iterable[Facet]) -> list[str]:
    return [f.id for f in facets]
