"""Limits that platforms write as commands, options or bracketed words."""

from __future__ import annotations

import re

from tamis.sources.query.place import Place
from tamis.sources.query.reading.special import LANGUAGES, span
from tamis.sources.query.tree import Limit, LimitKind

_TYPES = re.compile(
    r"randomi[sz]ed|controlled|clinical (trial|study)|review|meta.?analysis|letter|editorial"
    r"|article|comment|case reports?|guideline|conference|preprint|journal|multicent(er|re) study"
    r"|book|observational study|news|note|erratum|comparative study"
)
_AGES = re.compile(
    r"\bage\b|aged|adult|child|infant|adolescen|newborn|neonat|embryo|elderly|years|preschool"
)
_KNOWN_LANGUAGES = frozenset(LANGUAGES.values())
_SEXES = frozenset({"female", "male", "females", "males", "women", "men"})


def limit(text: str, place: Place) -> Limit:
    """The limit that a few words mean: `english language`, `humans`, `yr="2000 -Current"`."""
    plain = " ".join(text.lower().replace('"', " ").replace("'", " ").split())
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1].strip()
    kind, values = _kind(plain)
    if re.match(r"(yr|year|py|pubyear|publication year)\b|[\d ]{4}", plain):
        start, end = span(re.sub(r"^(yr|year|py|publication year)\s*[=:]?\s*", "", plain))
        if start or end:
            return Limit(kind="date", start=start, end=end, written=text, place=place)
    if found := re.match(r"(ed|ez|dt|dd|da|dc|em|rd|up|ep)\s*=\s*(.*)", plain):
        start, end = span(found[2])
        if start or end:
            return Limit(kind="entry-date", start=start, end=end, written=text, place=place)
    return Limit(kind=kind, values=values, written=text, place=place)


def _kind(plain: str) -> tuple[LimitKind, tuple[str, ...]]:
    bare = plain.removesuffix(" language").removesuffix("[filter]").strip()
    bare = re.sub(r"^(lg|la|language)\s*[=:]\s*", "", bare)
    if bare in _KNOWN_LANGUAGES or plain.endswith(" language") or bare in LANGUAGES:
        return "language", (LANGUAGES.get(bare, bare),)
    if bare in ("human", "humans"):
        return "humans", ()
    if bare in ("animal", "animals"):
        return "animals", ()
    if bare in _SEXES:
        return "sex", (bare,)
    if "abstract" in bare:
        return "abstract", ()
    if _TYPES.search(bare):
        return "publication-type", (bare,)
    if _AGES.search(bare):
        return "age", (bare,)
    return "other", (bare,) if bare else ()


def ovid_limits(body: str, place: Place) -> tuple[Limit, ...]:
    """The limits of Ovid's `limit 5 to (english language and yr="2000 -Current")`.

    Types joined by `or` become one limit with several values.
    """
    body = body.strip()
    if body.startswith("(") and body.endswith(")"):
        body = body[1:-1]
    body = re.sub(r"\s*\[[^\[\]]*\]", "", body)
    made: list[Limit] = []
    for part in re.split(r"\s+and\s+(?![^(]*\))", body, flags=re.IGNORECASE):
        options = [p for p in re.split(r"\s+or\s+", part.strip("() "), flags=re.IGNORECASE) if p]
        if not any(c.isalnum() for c in part):
            continue
        found = [limit(option, place) for option in options]
        kinds = {f.kind for f in found}
        if len(found) > 1 and len(kinds) == 1 and all(f.values for f in found):
            values = tuple(v for f in found for v in f.values)
            made.append(Limit(kind=found[0].kind, values=values, written=part, place=place))
        elif len(found) > 1:
            values = tuple(" ".join(o.lower().split()) for o in options)
            kind: LimitKind = "age" if "age" in kinds else "other"
            made.append(Limit(kind=kind, values=values, written=part, place=place))
        else:
            made.extend(found)
    return tuple(made)
