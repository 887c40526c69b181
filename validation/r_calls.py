"""Read the R call that made a reference case.

Only the call syntax is understood (names, arguments, strings, numbers, TRUE/FALSE, nested calls);
anything else stays text as `Raw`, for the handler to interpret or to refuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_CALL = re.compile(r"^([A-Za-z_.][\w.]*(?:::[\w.]+)?)\(", re.S)
_NUMBER = re.compile(r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?L?$")
_KEYWORD = re.compile(r"^([A-Za-z_.][\w.]*)\s*=(?!=)\s*(.*)$", re.S)


class Raw(str):
    """R text that is not a plain value: a column, a formula, an expression."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class RCall:
    """A call: its function, positional arguments, and arguments by name."""

    name: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


def parse(text: str) -> Any:
    """Read one R expression.

    >>> parse("rma.uni(yi, vi, method='EE', level=90)").kwargs
    {'method': 'EE', 'level': 90.0}
    """
    text = text.strip()
    head = _CALL.match(text)
    if head and _closing(text, head.end() - 1) == len(text) - 1:
        args, kwargs = [], {}
        for part in _split(text[head.end() : -1]):
            keyword = _KEYWORD.match(part)
            if keyword:
                kwargs[keyword[1]] = parse(keyword[2])
            elif part:
                args.append(parse(part))
        return RCall(head[1], tuple(args), kwargs)
    return _atom(text)


def _atom(text: str) -> Any:
    if text in ("TRUE", "T", "FALSE", "F"):
        return text.startswith("T")
    if text in ("NULL", "NA"):
        return None
    if _NUMBER.match(text):
        return float(text.rstrip("L"))
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"" and text[0] not in text[1:-1]:
        return text[1:-1]
    return Raw(text)


def _closing(text: str, opening: int) -> int:
    depth, quote = 0, ""
    for i in range(opening, len(text)):
        c = text[i]
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                return i
    return -1


def _split(text: str) -> list[str]:
    parts, start, depth, quote = [], 0, 0, ""
    for i, c in enumerate(text):
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        elif c == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    parts.append(text[start:].strip())
    return parts
