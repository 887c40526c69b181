"""Which line of a TOML file a value is on; tomllib does not say."""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*\[(\[)?\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\")\s*=")
_FENCE = re.compile(r'"""|\'\'\'')


def line_numbers(text: str) -> Mapping[Path, int]:
    """Line numbers of tables and of the keys in them, by path; values inside a line have none."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    quoted = False
    for number, line in enumerate(text.splitlines(), 1):
        fences = len(_FENCE.findall(line))
        if quoted:
            quoted = fences % 2 == 0
            continue
        if header := _HEADER.match(line):
            here = _enter(header[2], header[1] is not None, counts)
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault((*here, key[1].strip('"')), number)
        quoted = fences % 2 == 1
    return found


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """The line of a path, or of the nearest thing around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _enter(name: str, array: bool, counts: dict[Path, int]) -> Path:
    """The path that a header opens, counting the entries of arrays of tables."""
    path: Path = ()
    parts = [part.strip().strip('"') for part in name.split(".")]
    for part in parts[:-1]:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, parts[-1])
    if array:
        counts[path] = counts.get(path, -1) + 1
        path = (*path, counts[path])
    return path
