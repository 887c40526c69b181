"""What linkage hands back: pairs, relations, suggestions; all frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RelationKind = Literal[
    "erratum",
    "retraction",
    "comment",
    "protocol",
    "preprint",
    "conference-abstract",
    "part-of-series",
    "registration",
    "cross-registration",
    "update",
    "co-publication",
    "same-title",
]

#: What `Relation.kind` says about `a` with respect to `b`, in words.
RELATION_WORDS: dict[RelationKind, str] = {
    "erratum": "is a correction of",
    "retraction": "retracts or warns about",
    "comment": "comments on",
    "protocol": "is the protocol of",
    "preprint": "is a preprint of",
    "conference-abstract": "is a conference abstract of",
    "part-of-series": "is another part or edition of",
    "registration": "is the registration of",
    "cross-registration": "is another registration of",
    "update": "is an update of",
    "co-publication": "was published elsewhere as",
    "same-title": "shares its title with",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of two records, as far as it was compared.

    Attributes:
        field: Name of the compared field.
        level: How it agrees, in words ("same volume, other page").
        a: Normalised value in the first record, or None.
        b: Normalised value in the second record, or None.
        weight: What the level adds to the log-odds of "same".
    """

    field: str
    level: str
    a: str | None
    b: str | None
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records and what is believed about them.

    Attributes:
        a: Id of the first record (`a < b`).
        b: Id of the second.
        score: Probability that both are the same publication, 0 to 1.
        reasons: Why, in words, strongest first.
        differences: Fields that do not agree; filled for pairs a person is asked about.
    """

    a: str
    b: str
    score: float
    reasons: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Two records that belong together and are not the same: `a` *is a … of* `b`.

    Attributes:
        a: Id of the dependent record (the erratum, the abstract, the preprint).
        b: Id of the other.
        kind: What `a` is to `b`.
        score: Probability under the model that the two were one publication, before the veto.
        reasons: Why, in words.
    """

    a: str
    b: str
    kind: RelationKind
    score: float
    reasons: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The relation as a phrase, "is a preprint of"."""
        return RELATION_WORDS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """The outcome of `link`.

    Attributes:
        clusters: Records of one publication, two or more, ids sorted, clusters sorted.
        pairs: Accepted pairs that hold the clusters together.
        ask: Pairs a person should look at, most doubtful first; at most one per two clusters.
        related: Typed links between records in different clusters; those also in `ask` hold if the
            answer is "not the same".
    """

    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[Pair, ...]
    ask: tuple[Pair, ...]
    related: tuple[Relation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Reports that may belong to one study, for a person to confirm.

    Attributes:
        reports: Ids of the reports and registrations, sorted, two or more.
        basis: What ties them: a registration number, or shared authors, sample size and dates.
        score: Strength of the tie, 0 to 1; a shared registration number gives 0.95 or more.
        reasons: The tie in words, one line per link.
    """

    reports: tuple[str, ...]
    basis: Literal["registration", "cohort"]
    score: float
    reasons: tuple[str, ...]
