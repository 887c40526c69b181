"""protocol.toml ⇄ `tamis.model.protocol`."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
from pydantic import ValidationError

from tamis.model.errors import InvalidProtocol
from tamis.model.ids import digest
from tamis.model.problems import Problem
from tamis.model.protocol import Protocol
from tamis.store.protocol_checks import as_problem, disagreements
from tamis.store.protocol_messages import problems_of
from tamis.store.protocol_schema import ProtocolFile
from tamis.store.toml_lines import line_numbers, line_of

SCHEMA = Path(__file__).parent / "schemas" / "protocol.schema.json"
#: A new review gets a copy of the schema under this name, for editors that know `#:schema`.
SCHEMA_NAME = "protocol.schema.json"
_SYNTAX = re.compile(r"(.*) \(at line (\d+), column (\d+)\)")


def parse(data: bytes, where: object = "protocol.toml") -> Protocol:
    """Read a protocol.

    Args:
        data: The file's bytes; their SHA-256 becomes the protocol's `hash`.
        where: What to call the file in messages.

    Raises:
        InvalidProtocol: Each thing that is wrong, with its path and line, what is allowed, and
            the nearest name when one looks mistyped.
    """
    try:
        text = data.decode()
        told = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise InvalidProtocol(where, [f"not UTF-8 text (byte {error.start})"]) from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidProtocol(where, [_syntax(str(error))]) from error
    lines = line_numbers(text)
    try:
        file = ProtocolFile.model_validate(told)
    except ValidationError as error:
        raise InvalidProtocol(where, problems_of(error, lines)) from error
    protocol = _to_model(file, digest(data))
    found = [as_problem(f, line_of(f[0], lines)) for f in disagreements(protocol)]
    if found:
        raise InvalidProtocol(where, found)
    return protocol


def read(path: Path) -> Protocol:
    """Read a protocol.toml.

    Raises:
        InvalidProtocol: See `parse`.
    """
    return parse(path.read_bytes(), path)


def schema_text() -> str:
    """The JSON Schema of protocol.toml, as shipped in `SCHEMA`."""
    schema = ProtocolFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _to_model(file: ProtocolFile, sha256: str) -> Protocol:
    told: dict[str, Any] = file.model_dump()
    for comparison in told["comparisons"]:
        comparison["where"] = [(facet, terms) for facet, terms in comparison["where"].items()]
    return msgspec.convert({**told.pop("review"), **told, "hash": sha256}, Protocol)


def _syntax(message: str) -> Problem:
    found = _SYNTAX.fullmatch(message)
    if not found:
        return Problem("TOML", message, severity="error")
    return Problem(f"column {found[3]}", found[1], "see https://toml.io", "error", int(found[2]))
