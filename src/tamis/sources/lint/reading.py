"""Files of strategies that carry a header between two lines of `+++`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_FENCE = "+++"


@dataclass(frozen=True, slots=True)
class Headed:
    """A strategy's text and its header; the text keeps its places in the file."""

    text: str
    header: Mapping[str, Any] = field(default_factory=dict)


def without_header(text: str) -> Headed:
    """Blank out a TOML header, so that lines and characters count as in the file.

    A text that begins with `+++` but holds no header is left alone.
    """
    if not text.startswith(_FENCE + "\n"):
        return Headed(text)
    end = text.find(f"\n{_FENCE}\n", len(_FENCE))
    if end < 0:
        return Headed(text)
    try:
        header = tomllib.loads(text[len(_FENCE) : end + 1])
    except tomllib.TOMLDecodeError:
        return Headed(text)
    after = end + len(_FENCE) + 2
    blank = "".join("\n" if c == "\n" else " " for c in text[:after])
    return Headed(blank + text[after:], header)
