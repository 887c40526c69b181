"""Terms made sayable: mapping, fields, wildcards, phrases, characters."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tamis.sources.query import fields as f
from tamis.sources.query.losses import Effect
from tamis.sources.query.normal import split_words
from tamis.sources.query.tree import And, Limit, Node, Operator, Term, Wild
from tamis.sources.query.writing.covering import Cover, cover
from tamis.sources.query.writing.wildcards import fit

if TYPE_CHECKING:
    from tamis.sources.query.writing.adapting import Adapter


def adapt(work: Adapter, term: Term) -> Node | None:
    """The sayable form of a term."""
    if term.fields == (f.PUBLICATION_TYPE,) and not term.wilds:
        return work.node(
            Limit(kind="publication-type", values=(term.text.lower(),), place=term.place)
        )
    clean = _characters(work, term)
    if clean is None:
        return None
    whole: Node = _mapping(work, clean)
    told = clean.mapped  # that the platform's own mapping is lost says enough about fields
    if isinstance(whole, And):
        parts = [made for part in whole.parts if (made := _one(work, part, told)) is not None]
        if not parts:
            return None
        return replace(whole, parts=tuple(parts)) if len(parts) > 1 else parts[0]
    return _one(work, whole, told)


def _one(work: Adapter, node: Node, told: bool) -> Node | None:
    assert isinstance(node, Term)  # `_mapping` makes terms
    made = _wilds(work, _exact(work, node))
    if isinstance(made, And):
        parts = tuple(_fields(work, p, told) for p in made.parts if isinstance(p, Term))
        return replace(made, parts=parts)
    return _fields(work, made, told) if isinstance(made, Term) else made


def _characters(work: Adapter, term: Term) -> Term | None:
    """Characters that mean something on the platform become spaces."""
    term = _unquoted(term)
    bad = set(work.target.forbidden) & set(term.text)
    if not bad:
        return term
    text = "".join(" " if c in bad else c for c in term.text)
    squeezed, at_of = _squeezed(text)
    if not any(c.isalnum() for c in squeezed):
        work.lose(
            "characters", "nothing but punctuation is left", "left out", "changes", term.place
        )
        return None
    shown = " ".join(f"`{c}`" for c in sorted(bad))
    work.lose(
        "characters",
        f"{shown} would mean something else in {work.label}",
        "a space",
        "none",
        term.place,
    )
    wilds = tuple(replace(w, at=at_of[w.at]) for w in term.wilds)
    wilds = tuple(w for w in wilds if _attached(squeezed, w))
    phrase = term.phrase or (" " in squeezed and not term.mapped)
    return replace(term, text=squeezed, wilds=wilds, phrase=phrase)


def _unquoted(term: Term) -> Term:
    """Without the single quotation marks that some people put round a phrase."""
    if "'" not in term.text:
        return term
    outer = {m.start() for m in re.finditer(r"(?<!\S)'|'(?!\S)", term.text)}
    kept = [at for at in range(len(term.text)) if at not in outer]
    if not kept or not outer:
        return term
    wilds = tuple(replace(w, at=sum(k < w.at for k in kept)) for w in term.wilds)
    return replace(term, text="".join(term.text[at] for at in kept), wilds=wilds)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Text without needless spaces, and where each old place (and the end) now is."""
    made: list[str] = []
    at_of: list[int] = []
    for at, char in enumerate(text):
        at_of.append(len(made))
        following = text[at:].strip()
        if char != " " or (made and made[-1] != " " and following):
            made.append(char)
    at_of.append(len(made))
    return "".join(made), at_of


def _attached(text: str, wild: Wild) -> bool:
    before = text[wild.at - 1] if 0 < wild.at <= len(text) else " "
    after = text[wild.at] if wild.at < len(text) else " "
    return before != " " or after != " "


def _mapping(work: Adapter, term: Term) -> Node:
    """Words left to a platform's own mapping, on one that has none: AND of the words."""
    if not term.mapped:
        if " " in term.text and not term.phrase:
            return _words(term)
        return term
    if work.same and {word.lower() for word in term.words} & {"and", "or", "not"}:
        return replace(term, mapped=False, phrase=" " in term.text)
    if work.target.mapped and (work.same or work.target.dialect.name == "ctgov"):
        if not work.same:
            work.lose(
                "term-mapping",
                f"{work.source.label} maps untagged words to headings and synonyms by itself",
                f"{work.label} expands them in its own way",
                "changes",
                term.place,
            )
        return term
    work.lose(
        "term-mapping",
        f"{work.source.label} maps untagged words to headings and synonyms by itself",
        "only the words as written; add the headings and synonyms it finds (Search Details)",
        "narrows",
        term.place,
    )
    plain = replace(term, mapped=False)
    return _words(plain) if " " in plain.text else plain


def _words(term: Term) -> Node:
    parts = split_words(term)
    implied = tuple(Operator("", term.place) for _ in parts[1:])
    return And(parts=parts, operators=implied, bracketed=True, place=term.place)


def _exact(work: Adapter, term: Term) -> Term:
    if not term.exact or work.target.exact:
        return term
    work.lose(
        "exactness",
        f"{work.label} has no way to ask for exact characters",
        "an ordinary term",
        "broadens",
        term.place,
    )
    return replace(term, exact=False)


def _fields(work: Adapter, term: Term, told: bool) -> Term:
    """The fields a platform has."""
    wanted = term.fields
    if term.mapped or (work.same and (not wanted or any(n.startswith("?") for n in wanted))):
        return term
    if not wanted:
        wanted = work.source.default
    known = tuple(n for n in wanted if not n.startswith("?"))
    chosen = cover(
        known or (f.EVERYTHING,), work.target, truncated=bool(term.wilds), native=work.same
    )
    untagged = chosen.tags == ("",)
    fields = () if untagged else chosen.fields
    if len(known) < len(wanted):
        unknown = ", ".join(n for n in wanted if n.startswith("?")).replace("?", "")
        what = f"the field {unknown} is not known"
        work.lose("fields", what, _shown(chosen, work), "changes", term.place)
    elif (chosen.missing or chosen.extra) and not told:
        _field_loss(work, term, chosen)
    return replace(term, fields=fields)


def _field_loss(work: Adapter, term: Term, chosen: Cover) -> None:
    missing, extra = ", ".join(chosen.missing), ", ".join(chosen.extra)
    if f.EVERYTHING in chosen.missing:
        effect: Effect = "narrows"
        what = f"{work.label} has no tag here for every field"
    elif not chosen.missing:
        effect = "broadens"
        what = f"{work.label} has no tag for exactly these fields: it also looks in {extra}"
    elif not chosen.extra:
        effect = "narrows"
        what = f"{work.label} can't look in {missing}"
    else:
        effect = "changes"
        what = f"{work.label} can't look in {missing}, and also looks in {extra}"
    work.lose("fields", what, _shown(chosen, work), effect, term.place)


def _shown(chosen: Cover, work: Adapter) -> str:
    names = [tag for tag in chosen.tags if tag]
    return f"`{', '.join(names)}`" if names else f"{work.label}'s untagged search"


def _wilds(work: Adapter, term: Term) -> Node:
    signs = work.target.dialect.signs
    if work.same:  # what was too short for the platform stays for a linter to find
        signs = replace(signs, at_least=1)
    if term.wilds and term.phrase and not signs.any_word and _early(term):
        return _split_phrase(work, term)
    made, changes = fit(term, signs, work.label)
    for change in changes:
        work.lose("truncation", change.what, change.instead, change.effect, term.place)
    if made.wilds and made.phrase and not signs.in_phrase:
        return _adjacent(work, made)
    return made


def _early(term: Term) -> bool:
    """A wildcard stands before the last word."""
    start = term.text.rfind(" ")
    return any(w.at <= start for w in term.wilds)


def _split_phrase(work: Adapter, term: Term) -> Node:
    """A phrase with a truncated word that is not its last."""
    work.lose(
        "phrase",
        f"{work.label} truncates only the last word of a phrase",
        "its words are joined by AND",
        "broadens",
        term.place,
    )
    words = _words(term)
    assert isinstance(words, And)  # a phrase has several words
    return replace(words, parts=tuple(_wilds(work, p) for p in words.parts if isinstance(p, Term)))


def _adjacent(work: Adapter, term: Term) -> Node:
    """A truncated phrase where quotation marks allow no wildcard: words adjacent in order."""
    near = work.target.near
    if near is not None and near.ordered != "none":
        return term  # normal form of adjacency; written with the adjacency operator
    work.lose(
        "phrase",
        f"{work.label} has no wildcard within a phrase",
        "its words are joined by AND",
        "broadens",
        term.place,
    )
    return _words(term)
