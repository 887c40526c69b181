"""Instruments as data: RoB 2, ROBINS-I, INSPECT-SR, GRADE; one TOML file each, read at need."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from tamis.model.errors import UnknownName
from tamis.model.instruments import (
    BiasDomain,
    CertaintyDomain,
    Grade,
    Instrument,
    Question,
    Rule,
)

RISK_OF_BIAS = ("rob-2", "robins-i", "robins-i-v2", "robins-i-v2-pp")
TRUST = ("inspect-sr",)


@cache
def instrument(name: str) -> Instrument:
    """Load an instrument that judges results or studies.

    Raises:
        UnknownName: There is no such instrument.
    """
    if name not in (*RISK_OF_BIAS, *TRUST):
        raise UnknownName("instrument", name, (*RISK_OF_BIAS, *TRUST))
    data = _load(name)
    head = data["instrument"]
    return Instrument(
        id=head["id"],
        name=head["name"],
        version=head["version"],
        source=head["source"],
        applies_to=tuple(head["applies_to"]),
        judgements=tuple(head["judgements"]),
        answers=tuple(head["answers"]),
        domains=_domains(data),
        kind=head.get("kind", "bias"),
    )


def _domains(data: dict[str, Any]) -> tuple[BiasDomain, ...]:
    """Domains of a file; those of the one it builds on, with its own in their places."""
    own = {d["id"]: _domain(d) for d in data["domains"]}
    if base := data["instrument"].get("domains_of"):
        return tuple(own.get(d.id, d) for d in instrument(base).domains)
    return tuple(own.values())


def _domain(told: dict[str, Any]) -> BiasDomain:
    parts = told.get("parts", [told["rules"]] if "rules" in told else [])
    return BiasDomain(
        id=told["id"],
        label=told["label"],
        questions=tuple(
            Question(id=q["id"], text=q["text"], answers=tuple(q.get("answers", ())))
            for q in told["questions"]
        ),
        parts=tuple(tuple(_rule(rule) for rule in part) for part in parts),
    )


def _rule(told: dict[str, Any]) -> Rule:
    when = tuple((question, tuple(answers)) for question, answers in told["when"].items())
    return Rule(when=when, then=told["then"])


@cache
def grade() -> Grade:
    """Load GRADE."""
    data = _load("grade")
    head = data["instrument"]
    return Grade(
        name=head["name"],
        version=head["version"],
        source=head["source"],
        levels=tuple(head["levels"]),
        start=data["start"],
        thresholds=data["thresholds"],
        domains=tuple(CertaintyDomain(**d) for d in data["domains"]),
    )


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
