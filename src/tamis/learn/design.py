"""What kind of study a record seems to report: rules, with the precision each was measured to have.

A hint is for a badge beside a card ("probably not a trial"), never for a decision. It comes from
publication types and keywords where they are given, else from words of the title and abstract.
Rules are tried in their order; the first that matches speaks. Nothing is trained and nothing is
shipped but this table: how often each rule was right (`TABLE`) was counted on abstracts that people
had labelled, as docs/concepts/ranking.md says, on the part that the rules were not measured on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tamis.learn.values import Document

Kind = Literal[
    "randomised-trial",
    "protocol",
    "systematic-review",
    "review",
    "case-report",
    "animal-study",
    "laboratory-study",
    "comment",
    "unclear",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a record seems to report.

    Attributes:
        kind: The likeliest kind; "unclear" stands for every kind that is not listed.
        probability: That it is of this kind: the share of labelled records for which the same
            rule was right; 1 where a publication type says so, which is taken at its word.
        randomised: That it reports a randomised trial in people: likewise.
        because: The words or the publication type that the rule saw; empty if none did.
        rule: Its name.
    """

    kind: Kind
    probability: float
    randomised: float
    because: str
    rule: str

    @property
    def probably_not_a_trial(self) -> bool:
        """Whether a badge may say so: a randomised trial is less likely than one in twenty."""
        return self.randomised < 0.05


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    kind: Kind
    where: Literal["type", "title", "text"]
    words: re.Pattern[str]


def _rule(name: str, kind: Kind, where: Literal["type", "title", "text"], words: str) -> _Rule:
    return _Rule(name, kind, where, re.compile(words, re.VERBOSE))


_RANDOM = (
    r"randomi[sz](?:ed|ation|ing|e)|randomly\s+(?:\w+\s+)?(?:assigned|allocated|divided|received)"
)
_ANIMAL = (
    r"\b(?:rats?|mice|mouse|murine|rabbits?|gerbils?|guinea\s+pigs?|hamsters?|zebrafish|macaques?|"
    r"monkeys?|piglets?|swine|beagles?|mongrel\s+dogs|drosophila|c\.\s*elegans|knock-?out|transgenic|wistar|"
    r"sprague|c57bl)\b"
)
RULES: tuple[_Rule, ...] = (
    _rule("type: protocol", "protocol", "type", r"^clinical\ trial\ protocol$"),
    _rule(
        "type: systematic review", "systematic-review", "type",
        r"^(systematic\ review|meta-analysis|network\ meta-analysis)$",
    ),
    _rule(
        "type: randomised trial", "randomised-trial", "type",
        r"^(randomi[sz]ed\ controlled\ trial|equivalence\ trial|pragmatic\ clinical\ trial)$",
    ),
    _rule("type: case report", "case-report", "type", r"^case\ reports?$"),
    _rule(
        "type: comment", "comment", "type",
        r"^(editorial|letter|comment|news|published\ erratum)$",
    ),
    _rule("type: review", "review", "type", r"^(review|scoping\ review)$"),
    _rule(
        "title: protocol", "protocol", "title",
        r"\bprotocol\b|\bstudy\ design\b|design\ and\ rationale|rationale\ and\ design",
    ),
    _rule(
        "title: systematic review", "systematic-review", "title",
        r"systematic\ (?:\w+\ )?review|meta-?analys[ei]s|umbrella\ review|cochrane",
    ),
    _rule("title: case report", "case-report", "title",
          r"\bcase\ (?:report|series|study)|report\ of\ (?:a|an|one|two|three|\d+)\ cases?|"
          r"\ba\ case\ of\b|:\ a\ case\b|\bcase\ presentation"),
    _rule("title: animal", "animal-study", "title", _ANIMAL),
    _rule("title: randomised", "randomised-trial", "title",
          rf"(?:{_RANDOM})|\bplacebo-controlled|double[-\ ]blind"),
    _rule("title: review", "review", "title",
          r"\ba\ review\b|\breview\ of\b|:\ (?:an?\ )?(?:\w+\ )?(?:overview|review|update)\b|"
          r"\b(?:narrative|literature|scoping|mini|brief)[-\ ]?review\b|\bstate\ of\ the\ art\b"),
    _rule("text: systematic review", "systematic-review", "text",
          r"systematic\ review|meta-analys[ei]s\ (?:was|were|of|showed)|we\ searched|"
          r"(?:medline|pubmed|embase)\ .{0,80}(?:search|database)|databases?\ were\ searched"),
    _rule("text: animal", "animal-study", "text",
          rf"(?:{_ANIMAL}).*(?:{_ANIMAL})"),
    _rule("text: case report", "case-report", "text",
          r"we\ (?:report|present|describe)\ (?:here\ )?(?:a|an|the|one|two|three)\ (?:\S+\ ){0,4}?"
          r"(?:case|patient|man|woman|boy|girl|child)|\b\d+[-\ ]year[-\ ]old\b.{0,60}"
          r"\b(?:man|woman|boy|girl|male|female|patient)\b.{0,80}(?:present|admitted|developed|with)"),
    _rule("text: assigned at random", "randomised-trial", "text",
          r"randomly\s+(?:\w+\s+)?(?:assigned|allocated|divided|received)|"
          r"(?:were|was)\s+(?:then\s+)?randomi[sz]ed|randomi[sz]ed\ (?:to|in(?:to)?)\s|"
          r"(?:in\ this|we\ (?:conducted|performed|did)|this\ was|this\ is|design:?|methods:?)\s"
          r"(?:\S+\s+){0,5}?randomi[sz]ed|assigned\ at\ random"),
    _rule("text: names a randomised trial", "unclear", "text",
          r"randomi[sz]ed\s+(?:\S+\s+){0,3}?"
          r"(?:trial|controlled|double|study|placebo|crossover|cross-over)"),
    _rule("text: blinded or placebo", "unclear", "text",
          r"double[-\ ]blind|placebo[-\ ]controlled|cross-?over\ (?:study|trial|design)"),
    _rule("text: laboratory", "laboratory-study", "text",
          r"\bin\ vitro\b|cell\ lines?\b|cultured\ (?:\w+\ )?(?:cells|neurons|astrocytes)|"
          r"\btransfect|western\ blot"),
    _rule("text: review", "review", "text",
          r"\b(?:this|the\ present|our)\ (?:review|article|paper|chapter)\b|we\ review\b|"
          r"(?:is|are)\ (?:reviewed|discussed)|\breviews?\ (?:the|recent|current)"),
    _rule("text: people", "unclear", "text",
          r"\b(?:patients|participants|subjects|children|adults|women|men|volunteers|students|"
          r"individuals|respondents)\b.{0,400}\b(?:were|was|had|showed|reported|underwent)\b"),
)  # fmt: skip

#: Rule → how often its kind was right, and how often the record was a randomised trial in people:
#: (right + ½)/(n + 1) over 2,111 abstracts on brain and mind that people had labelled (the training
#: and validation parts of StudyTypeTeller, Ineichen and others 2024). From
#: `python benchmarks/design.py FOLDER --fit`. What a publication type says is taken at its word.
TABLE: Mapping[str, tuple[float, float]] = {
    "title: protocol": (0.912, 0.069),
    "title: systematic review": (0.965, 0.007),
    "title: case report": (0.793, 0.007),
    "title: animal": (0.953, 0.002),
    "title: randomised": (0.933, 0.933),
    "title: review": (0.845, 0.017),
    "text: systematic review": (0.625, 0.025),
    "text: animal": (0.839, 0.006),
    "text: case report": (0.772, 0.011),
    "text: assigned at random": (0.892, 0.892),
    "text: names a randomised trial": (0.463, 0.338),
    "text: blinded or placebo": (0.617, 0.317),
    "text: laboratory": (0.709, 0.007),
    "text: review": (0.669, 0.003),
    "text: people": (0.957, 0.015),
    "no rule": (0.504, 0.004),
    # Nobody labelled titles alone: these are the shares of all records.
    "no rule, title only": (0.470, 0.081),
}
_NONE, _TITLE_ONLY = "no rule", "no rule, title only"
#: Letters of an abstract that are looked at: some "abstracts" are whole articles.
_LONGEST = 10_000


def design_hint(document: Document) -> Hint:
    """What kind of study a record seems to report, with the chance that this is right.

    The chances are those of a collection in which one record in twelve was a randomised trial; in a
    search filtered for trials a trial is likelier, elsewhere less likely.

    Args:
        document: Publication types are looked for among its keywords.
    """
    title = document.title.lower()
    whole = f"{title}\n{document.abstract[:_LONGEST].lower()}"
    for word in document.keywords:
        stated = _stated(word.strip())
        if stated is not None:
            return stated
    for rule in RULES:
        if rule.where != "type":
            seen = rule.words.search(title if rule.where == "title" else whole)
            if seen:
                return _hint(rule.name, rule.kind, " ".join(seen.group(0).split())[:80])
    return _hint(_NONE if document.abstract else _TITLE_ONLY, "unclear", "")


def _stated(word: str) -> Hint | None:
    """What a publication type says; None for any other keyword."""
    for rule in RULES:
        if rule.where == "type" and rule.words.match(word.lower()):
            trial = float(rule.kind == "randomised-trial")
            return Hint(
                kind=rule.kind, probability=1.0, randomised=trial, because=word, rule=rule.name
            )
    return None


def _hint(name: str, kind: Kind, because: str) -> Hint:
    probability, randomised = TABLE[name]
    return Hint(
        kind=kind, probability=probability, randomised=randomised, because=because, rule=name
    )
