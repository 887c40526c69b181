"""Truncation and other wildcards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context
from tamis.sources.query.tree import Heading, Term

#: Signs that some platform has as a wildcard, behind at least two letters of a word.
_SIGN = re.compile(r"[A-Za-z]{2,}([?#$])(?=[A-Za-z0-9]|$|[\s\"'\[\])])")
_NEAR_STAR = re.compile(r"\"[^\"\n]*\*[^\"\n]*\"\s*\[[^\[\]\n]*:\s*~\s*\d+\s*\]")
#: Embase.com's headings: 'term'/exp, 'term'/de, /mj.
_EMTREE = re.compile(r"'[^'\n]*[*?$][^'\n]*'\s*/\s*(?:exp|de|mj)\b")
#: Platforms whose guides say that a word's beginning can't be truncated.
_NO_LEADING = frozenset({"pubmed", "ovid", "ovid-embase", "ebsco"})


def _terms(context: Context) -> Iterator[Term]:
    return (n for _, n in context.nodes() if isinstance(n, Term))


def short(context: Context) -> Iterator[Finding]:
    """Too few letters before a truncation sign that ends a single word."""
    least = context.dialect.signs.at_least
    if least < 2:
        return
    for term in _terms(context):
        if len(term.words) == 1 and term.wilds and term.wilds[-1].most is None:
            stem = term.wilds[-1].at
            if term.truncated_right and stem < least:
                yield context.finding(
                    "short-truncation",
                    [term.place],
                    f"`{term.place.of(context.text)}` has {stem} characters before the "
                    f"`{term.wilds[-1].sign}`; {context.dialect.label} asks for {least}",
                )


def inside_phrase(context: Context) -> Iterator[Finding]:
    """A wildcard in a phrase where the platform reads none, or none before the last word."""
    signs = context.dialect.signs
    for term in _terms(context):
        if len(term.words) < 2 or not term.wilds or context.platform == "embase":
            continue
        last_word = len(term.text) - len(term.words[-1])
        early = not signs.any_word and any(w.at < last_word for w in term.wilds)
        if (term.quoted and not signs.in_phrase) or (term.phrase and early):
            yield context.finding(
                "truncation-inside-phrase",
                [term.place],
                f"a wildcard inside the phrase `{term.place.of(context.text)}`",
            )


def no_phrase(context: Context) -> Iterator[Finding]:
    """Several words, the last truncated, with neither quotation marks nor tag."""
    if context.platform != "pubmed":
        return
    for term in _terms(context):
        bare = not term.quoted and term.tag is None and not term.text.startswith("'")
        if bare and len(term.words) > 1 and term.wilds and not term.fields:
            words = " ".join(term.place.of(context.text).split())
            yield context.finding(
                "unquoted-truncated-phrase",
                [term.place],
                f"`{words}` is not searched as a phrase",
                f'Put the words in quotation marks, `"{words}"`, or give them a field tag.',
            )


def unsupported(context: Context) -> Iterator[Finding]:
    """A sign that is a wildcard elsewhere."""
    if context.platform in ("ovid", "ovid-embase"):
        return
    for term in _terms(context):
        written = term.place.of(context.text)
        signs = {m.group(1) for m in _SIGN.finditer(written)} - set(context.dialect.signs.meaning)
        if signs:
            shown = " and ".join(f"`{s}`" for s in sorted(signs))
            yield context.finding(
                "unsupported-wildcard",
                [term.place],
                f"{shown} in `{written}` is no wildcard of {context.dialect.label}",
            )


def leading(context: Context) -> Iterator[Finding]:
    """A wildcard at the beginning of a word, where the platform's guide takes none."""
    if context.dialect.signs.left or context.platform not in _NO_LEADING:
        return
    for term in _terms(context):
        if any(w.at == 0 for w in term.wilds):
            written = term.place.of(context.text)
            yield context.finding(
                "unsupported-wildcard",
                [term.place],
                f"{context.dialect.label} takes no wildcard at the beginning of `{written}`",
            )


def in_proximity(context: Context) -> Iterator[Finding]:
    """PubMed: `*` in `"…"[tiab:~n]`."""
    if context.platform != "pubmed":
        return
    for line in context.strategy.lines:
        for place in context.matches(_NEAR_STAR, line.place):
            yield context.finding(
                "proximity-wildcard", [place], f"`*` in `{place.of(context.text)}`"
            )


def headings(context: Context) -> Iterator[Finding]:
    """Embase.com: a wildcard in a heading."""
    if context.platform != "embase":
        return
    found = [n.place for _, n in context.nodes() if isinstance(n, Heading)]
    for line in context.strategy.lines:
        for place in context.matches(_EMTREE, line.place):
            if any(p.start <= place.start < p.end for p in found) or not found:
                yield context.finding(
                    "truncated-heading", [place], f"a wildcard in `{place.of(context.text)}`"
                )


RULES = (short, inside_phrase, no_phrase, unsupported, leading, in_proximity, headings)
