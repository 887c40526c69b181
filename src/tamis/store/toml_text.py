"""Writing the little TOML that tamis itself writes: tables of strings and whole numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping

Value = str | int


def quoted(text: str) -> str:
    """A TOML basic string. JSON's escapes are TOML's, but TOML also escapes DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def table(values: Mapping[str, Value], header: str = "") -> str:
    """One table, a line per value; keys are quoted where they must be."""
    lines = [header] if header else []
    for key, value in values.items():
        bare = key.isascii() and key.replace("-", "_").replace("_", "a").isalnum()
        shown = quoted(value) if isinstance(value, str) else str(value)
        lines.append(f"{key if bare else quoted(key)} = {shown}")
    return "\n".join(lines) + "\n"
