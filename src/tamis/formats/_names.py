"""Author names as exports print them → "Family, Given", one author each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tamis.formats._words import words

#: "JA", "J.A.", "J. A.", "J-P" and the like.
_CAPS = re.compile(r"[A-ZÀ-ÖØ-ÞŁŠŽČĆŚŻĐİ]{1,4}|(?:[^\W\d_a-z]\.?[ -]?){1,5}")
_LEADING_INITIALS = re.compile(r"((?:[^\W\d_a-z]{1,2}\.[ -]?)+)\s*(\S.*)")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "2nd", "3rd"})
_PARTICLES = frozenset(
    words("""
        van von der den de del della di da dos das du la le ter ten zu zur bin ibn al el st. af
        """)
)
_GROUPS = frozenset(
    words("""
        association collaboration collaborative collaborators committee consortium department group
        initiative institute investigators network organisation organization project registry
        society study team trial trialists university
        """)
)
#: One of several authors that only full stops part, as Ovid prints them: "Smith J. Doe A.B.".
_STOPPED = re.compile(
    r"[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+)?(?: [^\W\d_a-z]\.(?:-?[^\W\d_a-z]\.)*)+ ?"
)
_LIST = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")


def plain(names: Sequence[str]) -> bool:
    """Whether each name is "Family, Given" already, so that `people` would change nothing."""
    text = "\n".join(names)
    n = len(names)
    if text.count(",") != n or text.count("\n") >= n or ";" in text or "[" in text:
        return False
    # A comma after initials, as in "Smith J, Doe A", parts two names.
    return not [nm for nm in names if (at := nm.find(", ")) < 1 or nm[at - 1].isupper()]


def person(text: str, *, given_first: bool = False) -> str:
    """One name as "Family, Given".

    "Smith J" and "J. Smith" are turned; "John Smith" only with `given_first`, because without a
    comma it may be a group ("WHO Study Group").
    """
    text = " ".join(text.split()).strip(" ,;")
    if text.startswith(("and ", "& ")):
        text = text.partition(" ")[2]
    if "," in text:
        return ", ".join(part.strip() for part in text.split(",") if part.strip())
    words = text.split(" ")
    if len(words) < 2 or not _GROUPS.isdisjoint(map(str.lower, words)):
        return text
    for cut in range(1, len(words)):
        if _CAPS.fullmatch(" ".join(words[cut:])):
            return f"{' '.join(words[:cut])}, {' '.join(words[cut:])}"
    if (found := _LEADING_INITIALS.fullmatch(text)) and not _CAPS.fullmatch(found[2]):
        return f"{found[2]}, {found[1].strip()}"
    return _turned(words) if given_first else text


def _turned(words: list[str]) -> str:
    """BibTeX order: given names, lower-case particles, family name, suffix."""
    suffix = ""
    if words[-1].lower() in _SUFFIXES and len(words) > 2:
        suffix, words = words[-1], words[:-1]
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].lower() in _PARTICLES and words[cut - 1][0].islower():
        cut -= 1
    return ", ".join(filter(None, (" ".join(words[cut:]), " ".join(words[:cut]), suffix)))


def people(text: str, *, pairs: bool = False) -> tuple[str, ...]:
    """Names in one field, however they are joined.

    Args:
        text: "A, B; C, D", "A, B and C, D", "Smith J, Doe A", "Smith J. Doe A.",
            "['A, B', 'C, D']".
        pairs: "Family, Given, Family, Given" is a list of pairs (a column that holds all authors),
            not one name with too many commas.
    """
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return _python_list(text)
    if ";" in text or "\n" in text:
        return _each(re.split(r"[;\n]", text))
    if " and " in text and (
        " and " in text.replace(" and ", "", 1) or "," in text or " et al" in text
    ):
        return _each(text.split(" and "))
    if "," not in text and ". " in text:
        stopped: list[str] = _STOPPED.findall(text)
        if len(stopped) > 1 and "".join(stopped) == text:
            return _each(stopped)
    return _each(_by_commas(text, pairs=pairs))


def exploded(names: Iterable[str]) -> bool:
    """Whether a list of names has fallen into letters (a list saved as text and split again)."""
    names = tuple(names)
    return len(names) > 4 and all(len(name.strip(" ,'[]\"")) <= 1 for name in names)


def _python_list(text: str) -> tuple[str, ...]:
    return _each((m[1] or m[2] or "").replace("\\'", "'") for m in _LIST.finditer(text))


def _each(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for part in parts if (name := person(part)))


def _by_commas(text: str, *, pairs: bool) -> Iterable[str]:
    text = text.rstrip(" .,") + ("." if text.rstrip().endswith(".") else "")
    parts = [part.strip() for part in text.split(",") if part.strip(" .")]
    if len(parts) < 2:
        return parts
    if all(_family_initials(part) for part in parts):
        return parts
    if len(parts) >= 4 and len(parts) % 2 == 0 and (pairs or _alternating(parts)):
        return (f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True))
    if pairs and len(parts) > 2 and all(" " in part for part in parts):
        return parts
    return [text]


def _family_initials(part: str) -> bool:
    """ "Smith J" or "de la Fuente RM", not "J" and not "John Smith"."""
    words = part.rstrip(".").split(" ")
    return len(words) > 1 and bool(_CAPS.fullmatch(words[-1])) and len(words[-1]) <= 5


def _alternating(parts: list[str]) -> bool:
    return all(_CAPS.fullmatch(given) for given in parts[1::2])
