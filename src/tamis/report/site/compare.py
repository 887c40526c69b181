"""Two builds of a site, page by page: which words come, which go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from lxml import html

#: Elements that end a line of text.
BLOCKS = frozenset(
    {"p", "li", "dt", "dd", "tr", "h1", "h2", "h3", "h4", "h5", "caption", "figcaption", "summary",
     "blockquote", "legend", "option"}
)  # fmt: skip
#: What is no text of the page: pictures (their tables say the same) and machine-readable data.
SILENT = frozenset({"svg", "script", "style", "noscript", "template", "head"})

Kind = Literal["new", "gone", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Lines of a page that were replaced: `before` by `after`; either may be empty."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChange:
    """A page that differs between two builds."""

    path: str
    title: str
    kind: Kind
    changes: tuple[Change, ...]


def lines(page: bytes) -> tuple[str, ...]:
    """The text of an HTML page, a line for each paragraph, row or item."""
    made: list[str] = []
    held: list[str] = []

    def walk(element: html.HtmlElement) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in SILENT or not tag:
            held.append(" ")
        else:
            if tag in BLOCKS:
                flush()
            held.append(element.text or "")
            for child in element:
                walk(child)
                held.append(child.tail or "")
            held.append(" " if tag in ("td", "th") else "")
            if tag in BLOCKS:
                flush()

    def flush() -> None:
        text = " ".join("".join(held).split())
        if text:
            made.append(text)
        held.clear()

    body = html.document_fromstring(page).find("body")
    if body is not None:
        walk(body)
        flush()
    return tuple(made)


def changed_pages(
    before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> tuple[PageChange, ...]:
    """Every HTML page whose words differ, in order of its address.

    Args:
        before, after: Path → content of two builds; other files are passed over.
    """
    found = []
    for path in sorted(before.keys() | after.keys()):
        if not path.endswith(".html") or before.get(path) == after.get(path):
            continue
        old = lines(before[path]) if path in before else ()
        new = lines(after[path]) if path in after else ()
        if old == new:
            continue
        kind: Kind = "new" if not old else "gone" if not new else "changed"
        found.append(
            PageChange(
                path=path,
                title=_title(after.get(path) or before[path]),
                kind=kind,
                changes=_differences(old, new) if kind == "changed" else (),
            )
        )
    return tuple(found)


def _differences(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[Change, ...]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Change(before=old[a:b], after=new[c:d])
        for what, a, b, c, d in matcher.get_opcodes()
        if what != "equal"
    )


def _title(page: bytes) -> str:
    found = html.document_fromstring(page).findtext(".//title") or ""
    return " ".join(found.split())
