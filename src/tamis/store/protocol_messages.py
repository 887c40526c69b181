"""What pydantic found wrong with a protocol.toml, in words that name the place and the way out."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from tamis.model.problems import Problem
from tamis.store.protocol_schema import ProtocolFile
from tamis.store.toml_lines import Path, line_of

_KINDS = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}
_ID_PATTERN = "a short name of letters, digits, '.', '_' and '-' without spaces"


def problems_of(error: ValidationError, lines: Mapping[Path, int]) -> tuple[Problem, ...]:
    """Each thing that is wrong, in the order of the file."""
    found = [_problem(e, lines) for e in error.errors(include_url=False)]
    return tuple(sorted(found, key=lambda p: p.line or 0))


def path_text(path: Iterable[str | int]) -> str:
    """A path as people write it: `outcomes[0].measure`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def close(name: str, known: Iterable[str]) -> str:
    """A hint at the nearest of some names, or nothing."""
    found = get_close_matches(name, list(known), 1, 0.6)
    return f"did you mean '{found[0]}'?" if found else ""


def _problem(error: Any, lines: Mapping[Path, int]) -> Problem:
    path: Path = tuple(error["loc"])
    what, hint = _words(error, path)
    return Problem(path_text(path), what, hint, "error", line_of(path, lines))


def _words(error: Any, path: Path) -> tuple[str, str]:
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]), path[:-1])
    if kind == "missing":
        return f"'{path[-1]}' is missing", ""
    if kind == "literal_error":
        allowed = str(context["expected"])
        names = allowed.replace(" or ", ", ").replace("'", "").split(", ")
        return f"{given!r} is not allowed; use {allowed}", close(str(given), names)
    if kind in _KINDS:
        hint = "put it in quotes" if kind == "string_type" else ""
        return f"needs {_KINDS[kind]}, found {given!r}", hint
    if kind == "string_pattern_mismatch":
        day = "\\d{4}" in context["pattern"]
        return f"{given!r} must be {'a day written YYYY-MM-DD' if day else _ID_PATTERN}", ""
    if kind == "string_too_short":
        return "may not be empty", ""
    return f"{error['msg'][0].lower()}{error['msg'][1:]}, found {given!r}", ""


def _unknown_key(key: str, table: Path) -> tuple[str, str]:
    known = _keys_at(table)
    where = f"in [{path_text(table)}]" if table else "at the top of the file"
    elsewhere = [n for n, f in ProtocolFile.model_fields.items() if key in _keys_of(f.annotation)]
    hint = close(key, known) or (f"it belongs in [{elsewhere[0]}]" if elsewhere else "")
    return f"nothing called '{key}' is known {where}; known: {', '.join(known)}", hint


def _keys_at(path: Path) -> tuple[str, ...]:
    """The keys allowed in the table at a path."""
    model: type[BaseModel] = ProtocolFile
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return tuple(model.model_fields)


def _keys_of(annotation: Any) -> tuple[str, ...]:
    model = _model_in(annotation)
    return tuple(model.model_fields) if model else ()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The table type inside `list[…]`, `… | None` or bare."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    if get_origin(annotation) in (list, Union, types.UnionType, Annotated):
        inner = (_model_in(a) for a in get_args(annotation))
        return next((m for m in inner if m), None)
    return None
