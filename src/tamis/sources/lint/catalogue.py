"""The kinds of findings, from `catalogue.toml`: severity, reason, advice, source; by platform."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tamis.model.problems import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is said about one kind of finding on one platform; see `model.findings.Finding`."""

    code: str
    title: str
    severity: Severity
    why: str
    instead: str
    source: str
    address: str


@cache
def _data() -> dict[str, Any]:
    text = files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def codes() -> tuple[str, ...]:
    """Every code there is."""
    return tuple(_data()["codes"])


@cache
def kind(code: str, platform: str) -> Kind:
    """What to say about a finding of that code in a search for that platform."""
    row = dict(_data()["codes"][code])
    row.update(row.pop("on", {}).get(platform, {}))
    document = _data()["sources"][row.pop("source")]
    return Kind(code=code, source=document["name"], address=document["address"], **row)
