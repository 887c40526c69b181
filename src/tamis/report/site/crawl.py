"""Reads a built site the way a suspicious reader would, and lists what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import html
from lxml.html import HtmlElement

from tamis.report.site.references import REFERENCE

#: Inside these, digits need no derivation: days, citations, quotations, digests, formulas.
EXEMPT = frozenset(
    {"time", "cite", "q", "blockquote", "code", "title", "desc", "script", "style", "head"}
)


def crawl(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Check a built site.

    Args:
        files: Relative path → bytes, as `build` returns them or as they were read from a folder.

    Returns:
        A sentence for each text with a digit that no link explains, each reference to nothing,
        each link or anchor inside the site that leads nowhere, each number whose text or address
        is not the ledger's, each request to another host, and each file that is not the one in
        manifest.json.
    """
    pages = {
        name: html.document_fromstring(content.decode())
        for name, content in files.items()
        if name.endswith(".html")
    }
    anchors = {
        name: {str(e.get("id")) for e in page.iter() if e.get("id")} for name, page in pages.items()
    }
    ledger = json.loads(files.get("numbers.json", b"{}"))
    found: list[str] = []
    for name, page in pages.items():
        found += (f"{name}: no link explains the digits in '{t}'" for t in bare_digits(page))
        found += _unresolved(name, page)
        found += _links(name, page, files, anchors)
        found += _numbers(name, page, ledger)
        found += _requests(name, page)
    found += _homes(ledger, anchors)
    return (*found, *_manifest(files))


def bare_digits(page: HtmlElement) -> Iterator[str]:
    """Texts that hold a digit and have no link with an address around them."""
    for element in page.iter():
        if isinstance(element.tag, str) and _digit(element.text) and not _explained(element):
            yield _short(element.text)
        above = element.getparent()
        if above is not None and _digit(element.tail) and not _explained(above):
            yield _short(element.tail)


def _digit(text: str | None) -> bool:
    return any(c.isdecimal() for c in text or "")


def _short(text: str | None) -> str:
    return " ".join((text or "").split())[:120]


def _explained(element: HtmlElement) -> bool:
    while element is not None:
        if element.tag in EXEMPT or (element.tag == "a" and element.get("href")):
            return True
        element = element.getparent()
    return False


def _unresolved(name: str, page: HtmlElement) -> Iterator[str]:
    """References to nothing, and references that nobody resolved."""
    for element in page.iter("strong"):
        if element.get("class") == "unknown":
            yield f"{name}: {_short(element.text_content())}"
    for element in page.iter():
        for text in (element.text, element.tail):
            if isinstance(element.tag, str) and element.tag != "script" and text:
                yield from (f"{name}: nobody resolved {m[0]}" for m in REFERENCE.finditer(text))


def _links(
    name: str, page: HtmlElement, files: Mapping[str, bytes], anchors: Mapping[str, set[str]]
) -> Iterator[str]:
    for element in page.iter("a", "link", "script", "img", "use"):
        href = element.get("href") or element.get("src")
        if href is None or re.match(r"https?:|mailto:|data:", href):
            continue
        path, _, anchor = href.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
        target = target if path else name
        if target not in files:
            yield f"{name}: the link '{href}' leads to no file"
        elif anchor and target in anchors and unquote(anchor) not in anchors[target]:
            yield f"{name}: the link '{href}' leads to no anchor"


def _numbers(
    name: str, page: HtmlElement, ledger: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    for element in page.iter("a"):
        number = element.get("data-number")
        if number is None:
            continue
        entry, text = ledger.get(number), " ".join(element.text_content().split())
        if entry is None:
            yield f"{name}: the number '{number}' is not in numbers.json"
            continue
        if text != " ".join(entry["shown"].split()):
            yield f"{name}: '{number}' reads '{text}', but the ledger says '{entry['shown']}'"
        href = element.get("href") or ""
        path, _, anchor = href.partition("#")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
        if f"{place}#{anchor}" != entry["at"]:
            yield f"{name}: the link of '{number}' does not lead to its derivation '{entry['at']}'"


def _homes(
    ledger: Mapping[str, Mapping[str, str]], anchors: Mapping[str, set[str]]
) -> Iterator[str]:
    for number, entry in ledger.items():
        path, _, anchor = entry["at"].partition("#")
        if anchor not in anchors.get(path, set()):
            yield f"numbers.json: '{number}' has no derivation at '{entry['at']}'"


def _requests(name: str, page: HtmlElement) -> Iterator[str]:
    """Anything a browser would fetch by itself from another host."""
    for element in page.iter(
        "link", "script", "img", "iframe", "source", "video", "audio", "object"
    ):
        for key in ("href", "src", "srcset", "data"):
            if re.match(r"(https?:)?//", element.get(key) or ""):
                yield f"{name}: <{element.tag}> asks another host for '{element.get(key)}'"


def _manifest(files: Mapping[str, bytes]) -> Iterator[str]:
    if "manifest.json" not in files:
        yield "manifest.json is missing"
        return
    digests = json.loads(files["manifest.json"])["sha256"]
    for name in sorted(set(digests) | set(files) - {"manifest.json"}):
        if name not in files:
            yield f"{name}: listed in manifest.json but not there"
        elif name not in digests:
            yield f"{name}: not listed in manifest.json"
        elif hashlib.sha256(files[name]).hexdigest() != digests[name]:
            yield f"{name}: not the file that manifest.json lists"
