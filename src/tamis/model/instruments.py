"""Instruments of appraisal as values; their data are TOML files under `tamis/instruments`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A signalling question; `answers` are its own where they differ from the instrument's."""

    id: str
    text: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """If every named question has one of the listed answers, the judgement is `then`."""

    when: tuple[tuple[str, tuple[str, ...]], ...]
    then: str

    def fits(self, answers: Mapping[str, str]) -> bool:
        """Whether the answers match; a question without an answer counts as no information."""
        return all(answers.get(q, "NI") in allowed for q, allowed in self.when)


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasDomain:
    """A domain of bias: its questions, and rules in one or more parts."""

    id: str
    label: str
    questions: tuple[Question, ...]
    parts: tuple[tuple[Rule, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """An instrument of appraisal. `judgements` are ordered from best to worst.

    One of kind "bias" judges a result, one of kind "trust" a study, before its results.
    """

    id: str
    name: str
    version: str
    source: str
    applies_to: tuple[str, ...]
    judgements: tuple[str, ...]
    answers: tuple[str, ...]
    domains: tuple[BiasDomain, ...]
    kind: Literal["bias", "trust"] = "bias"

    def worst(self, judgements: tuple[str, ...]) -> str:
        """The worst of several judgements."""
        return max(judgements, key=self.judgements.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertaintyDomain:
    """A GRADE domain and how many levels it may take away or add."""

    id: str
    label: str
    worst: int
    best: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """GRADE: start levels, thresholds of the proposing rules, domains."""

    name: str
    version: str
    source: str
    levels: tuple[str, ...]
    start: Mapping[str, str]
    thresholds: Mapping[str, float]
    domains: tuple[CertaintyDomain, ...]
