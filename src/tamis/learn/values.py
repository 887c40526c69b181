"""What goes in: documents, the protocol's words, and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["include", "maybe", "exclude"]
Stage = Literal["title-abstract", "full-text"]
VERDICTS: tuple[Verdict, ...] = ("include", "maybe", "exclude")
STAGES: tuple[Stage, ...] = ("title-abstract", "full-text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a ranker may read of one record.

    Attributes:
        id: Unique among the documents given together.
        title: May be empty.
        abstract: May be empty.
        keywords: Keywords, MeSH headings, publication types: one string each.
    """

    id: str
    title: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Everything as one string, a field a line."""
        return "\n".join(part for part in (self.title, self.abstract, *self.keywords) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The words of a protocol that say what is looked for.

    Attributes:
        title: The review's title.
        question: The review question in a sentence.
        criteria: What a study must be to be included. Reasons to exclude do not belong here: their
            words describe the records that are not wanted.
        outcomes: Outcome names and synonyms.
        terms: Further words: interventions, drugs, populations, synonyms.
    """

    title: str = ""
    question: str = ""
    criteria: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Everything as one string."""
        parts = (self.title, self.question, *self.criteria, *self.outcomes, *self.terms)
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One reviewer's verdict on one record.

    Attributes:
        record: The id of a `Document`.
        verdict: What was decided.
        stage: At which stage.
        by: Who decided; reviewers are pooled unless a queue keeps them apart.
        criterion: The criterion that an exclusion named, if any.
    """

    record: str
    verdict: Verdict
    stage: Stage = "title-abstract"
    by: str = ""
    criterion: str = ""
