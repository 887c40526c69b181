"""Blocks of the page "Check an offer": the reader, the checklist, and what stands beside them.

The reader is an ES module of ours, written into the page together with the instrument, so that the
page needs no further file and works from a folder as well as from a server. The page's policy
allows that one script by its digest and no request at all.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from msgspec import to_builtins

from tamis.instruments.red_flags import Note, plain_data, red_flags
from tamis.report.site.offer_evidence import known
from tamis.report.site.templating import render

if TYPE_CHECKING:
    from tamis.report.site.links import Links

#: What the reader does not need: it stands on the page as text.
_LEFT_OUT = ("harms", "legitimate", "contacts", "sources", "advice", "assurances")


def offer_check(links: Links, _argument: str, level: int) -> Markup:
    """The reader; without scripts a sentence that points to the checklist."""
    tool = {k: v for k, v in plain_data().items() if k not in _LEFT_OUT}
    data = {
        "tool": tool,
        "advice": dict(red_flags().advice),
        "known": _moved(to_builtins(known(links.publication)), links),
    }
    return render(
        "blocks/offer_check.html", links, level=level, advice=red_flags().advice,
        data=_inline(json.dumps(data, ensure_ascii=False, separators=(",", ":"))),
        module=Markup(module()),
    )  # fmt: skip


def offer_checklist(links: Links, _argument: str, level: int) -> Markup:
    """Every flag as a question to tick, with why, what to ask, and what speaks against it."""
    tool = red_flags()
    flags = sorted(tool.flags, key=lambda f: -f.weight)
    return render(
        "blocks/offer_checklist.html", links, flags=flags, unknowns=tool.unknowns, tool=tool,
        cites=lambda names: _cites(links, names), level=level,
    )  # fmt: skip


def offer_legitimate(links: Links, _argument: str, _level: int) -> Markup:
    """What a legitimate trial looks like."""
    return _notes(links, red_flags().legitimate)


def offer_harms(links: Links, _argument: str, _level: int) -> Markup:
    """Documented harms with their sources."""
    return _notes(links, red_flags().harms)


def offer_contacts(links: Links, _argument: str, _level: int) -> Markup:
    """Whom to ask or tell, by country."""
    places: dict[str, list[Note]] = {}
    for note in red_flags().contacts:
        places.setdefault(note.place, []).append(note)
    return render(
        "blocks/offer_contacts.html", links, places=places, cites=lambda n: _cites(links, n)
    )


def offer_sources(links: Links, _argument: str, _level: int) -> Markup:
    """Everything the instrument was read from."""
    return render("blocks/offer_sources.html", links, sources=red_flags().sources.values())


def policy() -> str:
    """The content policy of a page with the reader: its one script, its style, no request."""
    digest = base64.b64encode(hashlib.sha256(module().encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'self'; img-src 'self'; "
        "connect-src 'none'; form-action 'none'; base-uri 'none'"
    )


def asset(name: str) -> str:
    """A file of the site's assets as text."""
    return (files("tamis.report.site") / "assets" / name).read_text(encoding="utf-8")


@cache
def module() -> str:
    """Both modules as one that imports nothing."""
    reader = re.sub(r"^export ", "", asset("offer-reader.js"), flags=re.MULTILINE)
    page = re.sub(r"^import .*\n", "", asset("offer-page.js"), flags=re.MULTILINE)
    return f"\n{reader}\n{page}"


def _inline(text: str) -> Markup:
    """JSON for inside a script element, where only "<" could end it."""
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))


def _moved(data: dict[str, Any], links: Links) -> dict[str, Any]:
    """The same with addresses as this page writes them."""
    for outcome in data["outcomes"]:
        for approach in outcome["approaches"]:
            approach["place"] = links.href(approach["place"])
    for trial in data["trials"]:
        trial["place"] = links.href(trial["place"])
    return data


def _notes(links: Links, notes: tuple[Note, ...]) -> Markup:
    return render("blocks/offer_notes.html", links, notes=notes, cites=lambda n: _cites(links, n))


def _cites(links: Links, names: tuple[str, ...]) -> Markup:
    """Sources by their first words, each linked to its entry below; alike ones by more of them."""
    titles = [red_flags().sources[n].title for n in names]
    short = [re.split(r"[,:(]|\. ", title)[0].strip() for title in titles]
    told = [t if short.count(s) > 1 else s for t, s in zip(titles, short, strict=True)]
    made = [links.to(f"{links.path}#source-{n}", t) for n, t in zip(names, told, strict=True)]
    return Markup("; ").join(made)
