"""Frozen dataclasses of the model ⇄ JSON, strictly.

msgspec decodes dataclasses but lets unknown keys pass; its own structs refuse them and leave
default values out. So each dataclass gets a struct twin, made from its fields when this module's
callers are imported, and values cross by `msgspec.convert`.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

T = TypeVar("T")
#: name, type, default: what `msgspec.defstruct` takes.
Extra = tuple[str, Any, Any]

_twins: dict[type, type[msgspec.Struct]] = {}


def twin(
    kind: type,
    *,
    tag: str | None = None,
    before: tuple[Extra, ...] = (),
    after: tuple[Extra, ...] = (),
) -> type[msgspec.Struct]:
    """The strict struct with the fields of a dataclass, in order, `before` and `after` around them.

    Unknown keys are refused and fields at their default are left out. With `tag`, the struct is
    written with a leading `"type"`.
    """
    hints = get_type_hints(kind)
    fields: list[Any] = list(before)
    for field in dataclasses.fields(kind):
        known = _translate(hints[field.name])
        bare = field.default is dataclasses.MISSING
        fields.append((field.name, known) if bare else (field.name, known, field.default))
    return msgspec.defstruct(
        kind.__name__,
        [*fields, *after],
        tag=tag,
        tag_field="type" if tag else None,
        forbid_unknown_fields=True,
        omit_defaults=True,
        frozen=True,
        kw_only=True,
    )


def _translate(hint: Any) -> Any:
    """A type with every dataclass in it replaced by its twin."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        if hint not in _twins:
            _twins[hint] = twin(hint)
        return _twins[hint]
    origin, inner = get_origin(hint), tuple(_translate(a) for a in get_args(hint))
    if origin is tuple:
        return types.GenericAlias(tuple, inner)
    if origin in (Union, types.UnionType):
        return Union[inner]  # noqa: UP007  (the members are known only now)
    return hint


class Lines(Generic[T]):
    """One frozen dataclass as JSON lines: `encode` gives bytes without the newline."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind
        self._twin = twin(kind)
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(self._twin)

    def encode(self, value: T) -> bytes:
        """Canonical bytes: the field order of the class, no spaces, defaults left out.

        Raises:
            msgspec.ValidationError: A field holds a value outside its type.
        """
        return self._encoder.encode(msgspec.convert(value, self._twin, from_attributes=True))

    def decode(self, line: bytes) -> T:
        """The value of a line.

        Raises:
            msgspec.DecodeError: The line is not JSON, or (ValidationError) not this class.
        """
        return msgspec.convert(self._decoder.decode(line), self._kind, from_attributes=True)


def tagged(kinds: Mapping[str, type], before: tuple[Extra, ...], after: tuple[Extra, ...]) -> Any:
    """Twins of several dataclasses by tag, for a decoder that tells them apart by `"type"`."""
    return {tag: twin(kind, tag=tag, before=before, after=after) for tag, kind in kinds.items()}
