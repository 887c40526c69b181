"""Screening decisions and notes that other tools leave in exports → stable extra keys.

    ("tamis:decision", "include" | "exclude" | "maybe")
    ("tamis:decided-by", who)   ("tamis:reason", why excluded)   ("tamis:label", a tag)

A decision's author and reason follow it directly; several reviewers make several such runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

DECISION = "tamis:decision"
DECIDED_BY = "tamis:decided-by"
REASON = "tamis:reason"
LABEL = "tamis:label"
STAGE = "tamis:stage"

Pairs = tuple[tuple[str, str], ...]

_VERDICTS = {
    "include": "include", "included": "include", "yes": "include", "relevant": "include",
    "1": "include",
    "1.0": "include", "true": "include", "accept": "include", "accepted": "include",
    "exclude": "exclude", "excluded": "exclude", "no": "exclude", "irrelevant": "exclude",
    "0": "exclude", "0.0": "exclude", "false": "exclude", "reject": "exclude",
    "rejected": "exclude", "not relevant": "exclude",
    "maybe": "maybe", "undecided": "maybe", "unsure": "maybe", "unclear": "maybe",
}  # fmt: skip
_RAYYAN = re.compile(r"\b(RAYYAN-(?:INCLUSION|LABELS|EXCLUSION-REASONS)|USER-NOTES):\s*")
_HASH = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*(\[[^\]]*\]|"(?:[^"\\]|\\.)*")')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_COVIDENCE = re.compile(r"Exclusion reason:\s*([^;\n]+)", re.IGNORECASE)
_ASREVIEW = re.compile(r"ASReview_(relevant|irrelevant|not_seen|prior)(?:_\w+)?", re.IGNORECASE)


def verdict(text: str) -> str:
    """ "include", "exclude", "maybe", or "" for what is none of them."""
    return _VERDICTS.get(text.strip().lower(), "")


def decided(what: str, *, by: str = "", reasons: Iterable[str] = ()) -> Pairs:
    """One reviewer's decision as extra pairs; nothing when `what` is no verdict."""
    if not (found := verdict(what)):
        return ()
    pairs = [(DECISION, found)]
    if by.strip():
        pairs.append((DECIDED_BY, by.strip()))
    pairs.extend((REASON, reason.strip()) for reason in reasons if reason.strip())
    return tuple(pairs)


def labels(text: str, separators: str = ",;") -> Pairs:
    """Labels or tags in one field."""
    parts = re.split(f"[{separators}\n]", text)
    return tuple((LABEL, part.strip()) for part in parts if part.strip())


def in_note(note: str) -> tuple[Pairs, str]:
    """(decisions found in a note, what is left of the note)."""
    if "RAYYAN" in note or "USER-NOTES" in note:
        return _rayyan(note)
    if "xclusion reason" in note and (found := _COVIDENCE.search(note)):
        return decided("exclude", reasons=[found[1]]), note
    if "ASReview_" in note and (marks := _ASREVIEW.findall(note)):
        return tuple(_asreview(marks)), _ASREVIEW.sub("", note).strip(" ;,\n")
    return (), note


def _asreview(marks: Iterable[str]) -> Iterator[tuple[str, str]]:
    for mark in marks:
        if found := verdict(mark):
            yield DECISION, found
        else:
            yield LABEL, f"ASReview_{mark.lower()}"


def _rayyan(note: str) -> tuple[Pairs, str]:
    parts = _RAYYAN.split(note)
    rest = parts[0]
    sections = {
        key: value.strip(" |\n") for key, value in zip(parts[1::2], parts[2::2], strict=True)
    }
    reasons = labels(sections.get("RAYYAN-EXCLUSION-REASONS", ""), ",")
    pairs: list[tuple[str, str]] = []
    people = list(_hash(sections.get("RAYYAN-INCLUSION", "")))
    excluding = [who for who, what in people if verdict(what) == "exclude"]
    for who, what in people:
        # Rayyan lists the reasons once, for all who excluded.
        why = [text for _, text in reasons] if who in excluding[:1] else []
        pairs.extend(decided(what, by=who, reasons=why))
    if reasons and not excluding:
        pairs.extend((REASON, text) for _, text in reasons)
    pairs.extend(labels(sections.get("RAYYAN-LABELS", ""), ","))
    notes = [f"{who}: {what}" for who, what in _hash(sections.get("USER-NOTES", ""))]
    return tuple(pairs), "\n".join(filter(None, [rest.strip(" |\n"), *notes]))


def _hash(text: str) -> Iterator[tuple[str, str]]:
    """Items of a Ruby hash, {"Ann"=>"Included", "Bob"=>["a", "b"]}, as Rayyan prints it."""
    for found in _HASH.finditer(text):
        value = found[2]
        items = _QUOTED.findall(value)
        yield _unquote(found[1]), _unquote("; ".join(items))


def _unquote(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\")
