"""The glossary: names the page explains, from the page's own text, the protocol and the methods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tamis.model.protocol import Protocol
from tamis.model.publication import Publication
from tamis.report.site.slugs import unique_slugs

#: Names of methods and of levels; every review needs them. PageText.terms may reword them.
METHOD_TERMS: tuple[tuple[str, str], ...] = (
    ("PRISMA 2020", "The international reporting standard for systematic reviews, with its flow "
     "diagram of what was found, read and kept."),
    ("GRADE", "The method used to judge how certain the evidence for one outcome is, from high "
     "to very low."),
    ("RoB 2", "The Cochrane tool for judging the risk of bias of a result of a randomised trial."),
    ("ROBINS-I", "The tool for judging the risk of bias of a result of a study that was not "
     "randomised."),
    ("confidence interval", "The range of true values that fit the data well. A wide interval "
     "means that much is left open."),
    ("prediction interval", "Where the effect of a new, similar study would be expected to lie."),
    ("I²", "The share of the differences between studies that chance alone does not explain."),
    ("τ²", "How much the true effects differ from study to study (a variance)."),
    ("High certainty", "The true effect very likely lies close to the estimate."),
    ("Moderate certainty", "The true effect probably lies close to the estimate, but may differ."),
    ("Low certainty", "The true effect may differ a lot from the estimate."),
    ("Very low certainty", "The evidence says very little about the true effect."),
    ("Not studied", "Nobody has studied this question, as far as this review found. That is not "
     "the same as 'no effect'."),
    ("Not reported", "The question was studied, but no result could be read in any report."),
    ("No usable estimate", "It was studied and something can be read, but not how large the effect "
     "is and how sure. That is not the same as 'no effect'."),
    ("Not pooled", "There are results, but they may not honestly be put together into one number."),
    ("Randomised", "Chance decided who received which treatment, so that groups are comparable."),
    ("Before–after", "People are compared with themselves at an earlier time; without a control "
     "group this can't show that a treatment works."),
    ("Risk of bias", "How far the way a study was done may have distorted its result."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A name with its explanation; `anchor` is its id on the glossary page."""

    name: str
    text: str
    group: str
    anchor: str
    synonyms: tuple[str, ...] = ()


def level_name(protocol: Protocol) -> str:
    """How the page speaks of its intervals: '95 % CI'."""
    return f"{protocol.synthesis.level * 100:g} % CI"


def glossary(publication: Publication) -> tuple[Entry, ...]:
    """Every explained name once; the page's own explanation outweighs the others."""
    found: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for name, text, group, synonyms in _names(publication):
        if name and name not in found:
            found[name] = (text, group, synonyms)
    anchors = unique_slugs(found, prefix="term-")
    return tuple(
        Entry(name=name, text=text, group=group, anchor=anchors[name], synonyms=synonyms)
        for name, (text, group, synonyms) in found.items()
    )


def _names(publication: Publication) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    protocol = publication.protocol
    for name, text in publication.text.terms.items():
        yield name, text, "Words on this page", ()
    for outcome in protocol.outcomes:
        text = " ".join(p for p in (outcome.plain, outcome.explanation) if p)
        yield outcome.label, text, "Outcomes", (outcome.id,)
    for comparison in protocol.comparisons:
        yield comparison.label, comparison.plain or comparison.note, "Approaches", (comparison.id,)
    for facet in protocol.facets:
        for term in facet.terms:
            yield term.label, term.note, facet.label, (term.id, *term.synonyms)
    for term in protocol.populations:
        yield term.label, term.note, "People", (term.id, *term.synonyms)
    for field in protocol.fields:
        yield field.label, "", "Characteristics of studies", (field.id,)
    for name, text in METHOD_TERMS:
        yield name, text, "Methods", ()
    level = level_name(protocol)
    yield level, f"The {level.removesuffix(' CI')} confidence interval.", "Methods", ()
