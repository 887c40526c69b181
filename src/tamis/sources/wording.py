"""Queries written as lines "name: value", for services whose search is several parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence


def named_lines(query: str, names: Sequence[str], otherwise: str) -> tuple[tuple[str, str], ...]:
    """The parameters of a query; without a line that names one, all of it is `otherwise`.

    Args:
        query: As a person wrote it.
        names: What a line may begin with, before a colon or an equals sign.
        otherwise: The parameter of a plain query.
    """
    begins = re.compile(rf"\s*({'|'.join(map(re.escape, names))})\s*[:=]\s*(.+)")
    lines = [line for line in query.splitlines() if line.strip()]
    found = [begins.fullmatch(line) for line in lines]
    if not lines or not all(found):
        return ((otherwise, " ".join(query.split())),)
    return tuple((m[1], m[2].strip()) for m in found if m)
