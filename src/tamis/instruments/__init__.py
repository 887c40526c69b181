"""Instruments as data: RoB 2, ROBINS-I and GRADE, one TOML file each, read when first asked for."""

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

RISK_OF_BIAS = ("rob-2", "robins-i")


@cache
def instrument(name: str) -> Instrument:
    """Load a risk-of-bias instrument.

    Raises:
        UnknownName: There is no such instrument.
    """
    if name not in RISK_OF_BIAS:
        raise UnknownName("instrument", name, RISK_OF_BIAS)
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
        domains=tuple(
            BiasDomain(
                id=d["id"],
                label=d["label"],
                questions=tuple(Question(**q) for q in d["questions"]),
                parts=tuple(
                    tuple(
                        Rule(
                            when=tuple((q, tuple(a)) for q, a in rule["when"].items()),
                            then=rule["then"],
                        )
                        for rule in part
                    )
                    for part in d.get("parts", [d["rules"]] if "rules" in d else [])
                ),
            )
            for d in data["domains"]
        ),
    )


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
