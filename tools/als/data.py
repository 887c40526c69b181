"""Facts ⇄ data: one value with its spans, unit and standing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tamis.model.evidence import MAX_QUOTED_WORDS, Datum, DatumState, Span
from tools.als.facts import Collection, found
from tools.als.spans import spans

_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
_STARTS = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*\((.*)\)")
#: The collection calls the two texts seeds and abbreviates routes; readers don't know either.
_JARGON = (
    (re.compile(r"\b[Ss]eed (?=review|page)"), "earlier "),
    (re.compile(r"\bwording of the [Ss]eed\b|\b[Ss]eed wording\b"), "the earlier review's wording"),
    (re.compile(r"\b[Ss]eed text\b"), "the earlier review's text"),
    (re.compile(r"\b[Ss]eeds?\b"), "the earlier review"),
    (re.compile(r"\bbrainstorm pipeline page\b"), "its pipeline page"),
    (re.compile(r"\bgithub_bcli\b"), "source not kept"),
    (re.compile(r"\bisrn2013_tab2\b"), "the table of a review, source not kept,"),
    (re.compile(r"\bnamed in the brief\b"), "known by name"),
    (re.compile(r"\bas in the brief and\b"), "as in"),
    (re.compile(r"\boh2015_bwise\b"), "abstract of Oh 2015"),
    (re.compile(r"\bsctm2023_table2\b"), "a table of a later review"),
    (re.compile(r"\(excerpt cut at Results\)"), "(the copy ends before the results)"),
    (re.compile(r"\b(?:abstract cut|cut in the excerpt)\b"), "the copy is cut"),
    (re.compile(r"\bIM\+IT\b"), "both routes"),
    (re.compile(r"\bIT\b"), "into the spinal fluid"),
    (re.compile(r"\bIM\b"), "into muscle"),
    (re.compile(r"\btwo doses; listed as\b"), "two dose levels, listed as"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the values of one entry come from."""

    collection: Collection
    keys: tuple[str, ...]
    quote: str = ""
    unit: str = ""
    note: str = ""

    def datum(
        self,
        name: str,
        value: object,
        *,
        unit: str | None = None,
        state: DatumState = "reported",
        formula: str = "",
        note: str = "",
    ) -> Datum:
        """One value. 'not found' and cut values become None, never zero."""
        notes = " ".join(_sentence(n) for n in (note, self.note) if n)
        read, extra = plain(value)
        if extra:
            notes = " ".join(n for n in (notes, _sentence(f"recorded as: {extra}")) if n)
        if read is None:
            why: DatumState = "not-reported" if "not printed" in str(value) else "not-readable"
            return Datum(name=name, state=why, note=notes)
        return Datum(
            name=name,
            value=read,
            unit=self.unit if unit is None else unit,
            state=state,
            formula=formula,
            note=notes,
            spans=spans(self.collection, self.keys, read, self.quote, said=str(value)),
        )

    def text(self, name: str, value: object, note: str = "", *, quoted: bool = False) -> Datum:
        """Words recorded by the collection, kept as words.

        With `quoted`, the kept quote proves them although they are not in it word for word.
        """
        notes = " ".join(_sentence(n) for n in (note, self.note) if n)
        if not found(value):
            return Datum(name=name, state="not-readable", note=notes)
        words = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        words = plainly(words)
        proof = spans(self.collection, self.keys, words, "", said=words)
        if quoted and self.quote and len(self.quote.split()) <= MAX_QUOTED_WORDS:
            proof = (Span(document=self.keys[0], quote=self.quote), *proof[1:])
        return Datum(name=name, value=words, note=notes, spans=proof)


def plain(value: object) -> tuple[float | int | str | None, str]:
    """Read a recorded value: (value, what else was recorded with it).

    "1.13" → 1.13; "<0.001" stays words; "20.8 (SD 8.0)" → (20.8, the whole); "not found", "-0.8x
    (excerpt cut …)" and "<=21 (n … not printed)" → None.
    """
    if isinstance(value, bool) or not found(value):
        return None, ""
    if isinstance(value, int | float):
        return value, ""
    text = str(value).strip()
    if "not printed" in text or "excerpt cut" in text:
        return None, text
    if _PLAIN.fullmatch(text):
        return _number(text), ""
    starts = _STARTS.fullmatch(text)
    return (_number(starts[1]), text) if starts else (text, "")


def ratio(value: object) -> tuple[int, int] | None:
    """'22/32' or '2 of 6, transient' → (22, 32); None for anything else."""
    match = re.match(r"(\d+)\s*(?:/|of)\s*(\d+)\b", str(value))
    return (int(match[1]), int(match[2])) if match else None


def merged(data: Iterable[Datum]) -> tuple[Datum, ...]:
    """Data with one entry per name; a name that comes twice is a mistake."""
    kept: dict[str, Datum] = {}
    for datum in data:
        if datum.name in kept:
            raise ValueError(f"two data are called '{datum.name}'")
        kept[datum.name] = datum
    return tuple(kept.values())


def _number(text: str) -> float | int:
    return float(text) if "." in text else int(text)


def plainly(text: str) -> str:
    """The collection's words without its jargon."""
    for pattern, words in _JARGON:
        text = pattern.sub(words, text)
    return text


def _sentence(text: str) -> str:
    trimmed = plainly(text).strip().rstrip(".")
    return f"{trimmed[:1].upper()}{trimmed[1:]}." if trimmed else ""
