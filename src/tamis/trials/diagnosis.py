"""Criteria about the diagnosis: which disease, how certain, by whose criteria, which form and gene.

A disease that is only named ("an ALS clinical trial", "ALS symptoms", "drugs for ALS") is no
criterion; one is asked for where the words around it speak of a diagnosis or of the people.
The levels of certainty are those of the revised El Escorial criteria (Brooks 2000, Amyotroph
Lateral Scler Other Motor Neuron Disord 1:293-299).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.trials.criteria import Criterion, Effect
from tamis.trials.diseases import excluding, made, named
from tamis.trials.items import Item
from tamis.trials.stance import denied, excludes
from tamis.trials.vocabulary import Vocabulary

#: Signs of both motor neurons asked for; signs of the upper one alone ruled out or asked for.
BOTH_SIGNS, UPPER_ONLY = "umn-and-lmn-signs", "umn-signs-only"
_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("definite", re.compile(
        r"\bdefini(?:te|tive)(?:ly)?\b|\bclinically[- ]defined\b", re.IGNORECASE)),
    ("probable", re.compile(
    r"(?<!supported )(?<!supported-)\bprobabl[ey]\b(?!,?[-\s–—]*\(?lab\S{0,12}[-\s]*(?:support"
    r"|assist)\w*\b\)?(?![-\s]+probab))", re.IGNORECASE)),
    ("lab-supported", re.compile(
    r"\blab(?:oratory)?[- ]probable\b|\blab(?:orator(?:y"
    r"|ial))?[- .]*(?:results?[- ])?(?:support(?:ed)?|assisted)\b", re.IGNORECASE)),
    ("possible", re.compile(r"\bpossibl[ey]\b", re.IGNORECASE)),
    ("suspected", re.compile(r"\bsuspected\b", re.IGNORECASE)),
)  # fmt: skip
_SETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("el-escorial", re.compile(
    r"\bes[ct]orial\b|\bairlie\b|\bworld federation of neurology\b|\bWFN\b", re.IGNORECASE)),
    ("awaji", re.compile(r"\bawaji\b", re.IGNORECASE)),
    ("gold-coast", re.compile(r"\bgold[- ]coast\b", re.IGNORECASE)),
)  # fmt: skip
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sporadic", re.compile(r"\b(?:[Ss]poradic|SALS|sALS|isolated or familial)\b")),
    ("familial", re.compile(r"\b(?:[Ff]amilial|FALS|fALS|[Hh]ereditary)\b")),
)
_GENES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sod1", re.compile(r"\bSOD[- ]?1\b|\bsuperoxide dismutase(?:[- ]1)?\b", re.IGNORECASE)),
    ("c9orf72", re.compile(r"\bC9[- ]?orf[- ]?72\b", re.IGNORECASE)),
    ("fus", re.compile(r"\bFUS\b")),
    ("tardbp", re.compile(r"\bTARDBP\b|\bTDP-?43\b", re.IGNORECASE)),
)
_GENETIC = re.compile(
r"\bmutat\w+|\bgene(?:tic\w*)?s?\b|\bpathogenic|\bvariants?\b|\bpositive\b|\bexpansion|\bcarrier"
r"|\bALS\b",
                      re.IGNORECASE)  # fmt: skip
_BOTH = re.compile(
    r"\b(?:both )?(?:upper motor neurone?|UMN)\b[^.;]{0,40}\b(?:and|as well as"
    r"|plus)\b[^.;]{0,20}\b(?:lower motor neurone?|LMN)\b|\bupper and lower motor neurone?\b",
    re.IGNORECASE,
)
_UPPER = re.compile(
    r"\b(?:upper motor neurone?|UMN)s?(?: \w+)?(?: signs?| involvement| findings?)? (?:only"
    r"|alone)\b|\b(?:only|pure(?:ly)?|isolated|exclusive(?:ly)?)"
    r" (?:upper motor neurone?|UMN)\b",
    re.IGNORECASE,
)


def diagnoses(item: Item, words: Vocabulary) -> Iterator[Criterion]:
    """Everything one statement says about the diagnosis."""
    asked = list(named(item, words))
    yield from asked
    about = bool(asked) or any(p.search(item.text) for _, p in _SETS)
    if about and not excludes(item):
        yield from _certainty(item)
    yield from _forms(item, bool(asked))
    yield from _signs(item)


#: "Probable or higher": the level and those above it.
_OR_ABOVE = re.compile(
    r"\b(?:probable|possible|supported)\b[^.;,]{0,12}\bor (?:above|higher|greater|better"
    r"|more (?:definite|certain))",
    re.IGNORECASE,
)


def _certainty(item: Item) -> Iterator[Criterion]:
    levels = [name for name, pattern in _LEVELS if pattern.search(item.text)]
    names = [name for name, _ in _LEVELS]
    if levels and _OR_ABOVE.search(item.text):
        levels = names[: 1 + max(names.index(name) for name in levels)]
    order = [name for name in names if name in levels]
    if order:
        yield made(item, "certainty", "requires", "+".join(order))
    for name, pattern in _SETS:
        if pattern.search(item.text):
            yield made(item, "criteria-set", "requires", name)


#: "probable, possible or definite familial ALS": one of several ways in, not the only one.
_ONE_OF = re.compile(
    r"\b(?:probable|possible|definite|supported)\b[^.;]*\bor\b[^.;]*$",
    re.IGNORECASE,
)


def _forms(item: Item, asked: bool) -> Iterator[Criterion]:
    text = item.text
    found = [(name, m) for name, pattern in _FORMS if (m := pattern.search(text))]
    history = re.search(
        r"\bfamil(?:y|ial) (?:history|member|relative|predisposition|risk)", text, re.IGNORECASE
    )
    if history and found and history.start() > min(m.start() for _, m in found):
        history = None
    if found and not history and (asked or re.search(r"\b(?:ALS|form|type)\b", text)):
        effect: Effect = "forbids" if excludes(item) else "requires"
        if len(found) == 2 and effect == "requires":
            effect = "allows"
        for name, m in found:
            turned = effect
            if effect == "requires" and _ONE_OF.search(text[: m.start()]):
                continue
            if effect == "requires" and denied(text, m.start()):
                turned = "forbids"
            yield made(item, "form", turned, name)
    yield from _genes(item)


#: What joins two genes of one list, so that one "no" speaks of both.
_GENE_LIST = re.compile(r"[\s,/()-]*(?:(?:and/or|and|or|genes?)[\s,/(]*)*", re.IGNORECASE)


def _genes(item: Item) -> Iterator[Criterion]:
    text, before, out = item.text, -1, False
    hits = [(m, name) for name, pattern in _GENES if (m := pattern.search(text))]
    for hit, name in sorted(hits, key=lambda h: h[0].start()):
        if not _GENETIC.search(text):
            continue
        if before < 0 or not _GENE_LIST.fullmatch(text[before : hit.start()]):
            out = excludes(item) != denied(text, hit.start())
        before = _name_end(name, text, hit)
        if not re.search(r"\btofersen|\bBIIB067|\bantisense|\bhypersensitiv", text, re.IGNORECASE):
            yield made(item, "gene", "forbids" if out else "requires", name)


def _name_end(name: str, text: str, hit: re.Match[str]) -> int:
    """Where a gene's last name ends: "superoxide dismutase 1 (SOD1)" is one gene."""
    return max(m.end() for m in dict(_GENES)[name].finditer(text, hit.start()))


def _signs(item: Item) -> Iterator[Criterion]:
    if not excludes(item) and _BOTH.search(item.text):
        yield made(item, "diagnosis", "requires", BOTH_SIGNS)
    upper = _UPPER.search(item.text)
    if upper:
        out = (
            excludes(item)
            or denied(item.text, upper.start())
            or excluding(item.text[: upper.start()])
        )
        yield made(item, "diagnosis", "forbids" if out else "requires", UPPER_ONLY)
