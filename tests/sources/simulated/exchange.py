"""A request as the simulated services see it, and what they answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request. `path` is what follows the service's base."""

    service: str
    method: str
    path: str
    params: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    base: str
    fault: str = ""

    def get(self, name: str, otherwise: str = "") -> str:
        """The last value of a parameter."""
        return dict(self.params).get(name, otherwise)

    def whole(self, name: str, otherwise: int) -> int:
        """A parameter as a whole number."""
        text = self.get(name)
        return int(text) if text.isdecimal() else otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(value: Any, status: int = 200, **headers: str) -> Answered:
    """An answer of JSON; underscores in names of headers become hyphens."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answered(status=status, body=json.dumps(value).encode(), headers=named)


def as_text(text: str, status: int = 200, kind: str = "text/plain") -> Answered:
    """An answer of text."""
    return Answered(status=status, body=text.encode(), kind=kind)
