"""The instrument "clinic red flags": patterns, rules and words, read from its TOML file.

Two engines run it: `tamis.offers` in Python, and the ES module of the page "Check an offer" in a
browser. Both read the same patterns, written in the dialect that Python's `re` with `re.ASCII` and
JavaScript's `RegExp` with the flag `u` share.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FILE = "clinic-red-flags.toml"
TONE_FILE = "offer-tone.toml"
_WORD = re.compile(r"<<([a-z]+)>>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Patterns for one way of saying something.

    Args:
        find: Any of these in a sentence is a hit.
        unless: None of these may stand in the same sentence.
        negate: Whether a negation before the hit denies it.
        after: Whether a negation behind the hit denies it too.
        modal: The flag that the hit counts for when it is softened ("may halt").
    """

    find: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...] = ()
    negate: bool = True
    after: bool = False
    modal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A red flag: `says`, `ask` and `but` are words for patients, `sources` are ids of sources.

    `question` is how the guided check asks about it.
    """

    id: str
    name: str
    question: str
    weight: int
    says: str
    ask: str
    but: str
    sources: tuple[str, ...]
    claim: bool = False
    only_with: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Context that is no flag: who speaks, what is offered, what is said of cost and oversight."""

    id: str
    says: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a text deserves a serious warning.

    Every entry of `every` is a set of names of which one must be there; none of `none` may be,
    and those of `unless` may not all be.
    """

    id: str
    says: str
    every: tuple[frozenset[str], ...]
    none: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Something an honest offer says; `told_by` are the flags and signals that show it was said."""

    id: str
    says: str
    ask: str
    told_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """A question of the guided check whose yes stands for a signal."""

    signal: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """What a claim is about; `outcomes` are words by which a review's outcomes are recognised."""

    id: str
    name: str
    words: re.Pattern[str]
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneWords:
    """Weights of words, in tenths; a text needs `least` known ones to be weighed.

    At `selling` or more the words are a seller's, at `loud` plainly so. At `plain` or less they
    are not, and a serious warning needs `flags` serious flags. Of the words, those in `named` are
    told to people.
    """

    weights: Mapping[str, int]
    named: frozenset[str]
    least: int
    selling: float
    loud: float
    plain: float
    flags: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something of the instrument was read; `quote` is at most 25 words of it."""

    id: str
    title: str
    url: str
    kind: str
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence for people with its sources; `place` and `url` are used for whom to ask."""

    text: str
    sources: tuple[str, ...]
    place: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlags:
    """The whole instrument.

    `patterns` are those that stand alone, by name; `words` are the small words of English,
    `common` those that name no approach, `weak` the flags that other languages can raise.
    """

    name: str
    version: str
    source: str
    about: str
    limits: Mapping[str, int]
    flags: tuple[Flag, ...]
    signals: tuple[Signal, ...]
    rules: tuple[Rule, ...]
    unknowns: tuple[Unknown, ...]
    assurances: tuple[Assurance, ...]
    concepts: tuple[Concept, ...]
    diseases: tuple[re.Pattern[str], ...]
    patterns: Mapping[str, re.Pattern[str]]
    reported: tuple[re.Pattern[str], ...]
    words: frozenset[str]
    common: frozenset[str]
    weak: frozenset[str]
    language: Mapping[str, float]
    tone: ToneWords
    fold: Mapping[str, str]
    entities: Mapping[str, str]
    markup: Mapping[str, frozenset[str]]
    advice: Mapping[str, str]
    legitimate: tuple[Note, ...]
    harms: tuple[Note, ...]
    contacts: tuple[Note, ...]
    sources: Mapping[str, Source]

    def flag(self, name: str) -> Flag:
        """The flag of that id."""
        return next(f for f in self.flags if f.id == name)


@cache
def red_flags() -> RedFlags:
    """Load the instrument."""
    data = plain_data()
    head = data["instrument"]
    alone = {f"negation.{k}": v for k, v in data["negation"].items()}
    alone |= {
        "heading": data["reported"]["heading"],
        "goes-on": data["reported"]["goes-on"],
        "condition": data["condition"]["find"],
        "trials": data["trials"]["find"],
    }
    return RedFlags(
        name=head["name"],
        version=head["version"],
        source=head["source"],
        about=head["about"],
        limits=data["limits"],
        flags=tuple(_flag(f) for f in data["flags"]),
        signals=tuple(
            Signal(id=s["id"], says=s["says"], cues=_cues(s)) for s in data["signals"]
        ),
        rules=tuple(_rule(r) for r in data["rules"]),
        unknowns=tuple(Unknown(**{**u, "told_by": tuple(u["told_by"])}) for u in data["unknowns"]),
        assurances=tuple(Assurance(**a) for a in data["assurances"]),
        concepts=tuple(
            Concept(id=c["id"], name=c["name"], words=_compiled(c["words"]),
                    outcomes=tuple(c["outcomes"]))
            for c in data["concepts"]
        ),
        diseases=tuple(_compiled(p) for p in data["diseases"].values()),
        patterns={name: _compiled(p) for name, p in alone.items()},
        reported=tuple(_compiled(p) for p in data["reported"]["by"]),
        words=frozenset(data["language"]["words"]),
        common=frozenset(data["naming"]["common"]),
        weak=frozenset(data["language"]["weak"]),
        language={k: v for k, v in data["language"].items() if k not in ("words", "weak")},
        tone=_tone(data["tone"]),
        fold={c: to for to, chars in data["fold"].items() for c in chars},
        entities=data["entities"],
        markup={name: frozenset(tags) for name, tags in data["markup"].items()},
        advice=data["advice"],
        legitimate=tuple(_note(n) for n in data["legitimate"]),
        harms=tuple(_note(n) for n in data["harms"]),
        contacts=tuple(_note(n) for n in data["contacts"]),
        sources={s["id"]: Source(**s) for s in data["sources"]},
    )  # fmt: skip


@cache
def red_flags_json() -> str:
    """The instrument as JSON, named words written out: what the page's ES module reads."""
    return json.dumps(plain_data(), ensure_ascii=False, separators=(",", ":"))


@cache
def plain_data() -> dict[str, Any]:
    """The TOML file with every <<word>> in a pattern replaced by what it stands for."""
    data = tomllib.loads(_text(FILE))
    words: dict[str, str] = {}
    for name, pattern in data.pop("words").items():
        words[name] = f"(?:{_filled(pattern, words)})"
    filled: dict[str, Any] = _fill(data, words)
    filled["tone"]["words"] = tomllib.loads(_text(TONE_FILE))
    return filled


def _text(name: str) -> str:
    return files("tamis.instruments").joinpath(name).read_text(encoding="utf-8")


def _fill(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {k: _fill(v, words) for k, v in value.items()}
    if isinstance(value, list):
        return [_fill(v, words) for v in value]
    return _filled(value, words) if isinstance(value, str) else value


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda m: words[m[1]], pattern)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _cues(data: Mapping[str, Any]) -> tuple[Cue, ...]:
    return tuple(
        Cue(
            find=tuple(_compiled(p) for p in cue["find"]),
            unless=tuple(_compiled(p) for p in cue.get("not", ())),
            negate=cue.get("negate", True),
            after=cue.get("after", False),
            modal=cue.get("modal", ""),
        )
        for cue in data.get("cues", ())
    )


def _flag(data: Mapping[str, Any]) -> Flag:
    return Flag(
        id=data["id"],
        name=data["name"],
        question=data["question"],
        weight=data["weight"],
        says=data["says"],
        ask=data["ask"],
        but=data["but"],
        sources=tuple(data["sources"]),
        claim=data.get("claim", False),
        only_with=tuple(data.get("only_with", ())),
        cues=_cues(data),
    )


def _rule(data: Mapping[str, Any]) -> Rule:
    return Rule(
        id=data["id"],
        says=data["says"],
        every=tuple(frozenset(names.split("|")) for names in data["all"]),
        none=frozenset(data.get("none", ())),
        unless=frozenset(data.get("unless", ())),
        least=data.get("least", 0),
    )


def _tone(data: Mapping[str, Any]) -> ToneWords:
    return ToneWords(
        weights={word: int(w) for w, words in data["words"]["weights"].items()
                 for word in words.split()},
        named=frozenset(data["words"]["named"].split()),
        least=data["least"],
        selling=data["selling"],
        loud=data["loud"],
        plain=data["plain"],
        flags=data["flags"],
    )  # fmt: skip


def _note(data: Mapping[str, Any]) -> Note:
    return Note(
        text=data.get("text") or data["who"],
        sources=tuple(data["sources"]),
        place=data.get("country", ""),
        url=data.get("url", ""),
    )
