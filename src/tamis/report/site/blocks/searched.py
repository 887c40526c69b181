"""How the literature was searched, item by item of PRISMA-S, and every strategy as it was run."""

from __future__ import annotations

import re

from markupsafe import Markup

from tamis.model.search_report import Item, PrismaS, Strategy
from tamis.report.site.links import Links
from tamis.report.site.templating import render

PAGE = "searches.html"
#: Where the digits of an item lead, when they do not lead to the strategies.
_ELSEWHERE = {"Deduplication": "methods.html#flow"}


def prisma_s(links: Links, argument: str, level: int) -> Markup:
    """The sixteen items, answered; what nobody recorded is said to be not recorded."""
    appendix = links.publication.searched
    if appendix is None:
        return Markup("<p>Nothing was searched yet.</p>")
    items = [_item(links, appendix, item) for item in appendix.items]
    return render("blocks/prisma_s.html", links, items=items, citation=appendix.citation)


def strategies(links: Links, argument: str, level: int) -> Markup:
    """Every strategy as it was run, with what its source made of it."""
    appendix = links.publication.searched
    if appendix is None:
        return Markup("<p>Nothing was searched yet.</p>")
    found = [_strategy(links, one) for one in appendix.strategies]
    return render("blocks/strategies.html", links, strategies=found, level=level)


def anchor(links: Links, search: str) -> str:
    """Where a search's strategy stands on its page."""
    return f"search-{links.anchor(search)}"


def _item(links: Links, appendix: PrismaS, item: Item) -> dict[str, object]:
    at = _ELSEWHERE.get(item.name, f"{PAGE}#strategies")
    answers = [_answer(links, appendix, text, at) for text in item.answer]
    return {"name": item.name, "answers": answers, "recorded": item.recorded}


def _answer(links: Links, appendix: PrismaS, text: str, at: str) -> Markup:
    """An answer in which the names of searches lead to their strategies."""
    names = {s.search for s in appendix.strategies}
    if not names:
        return links.words(text, at)
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    pieces = re.split(rf"(?<![\w-])({'|'.join(longest_first)})(?![\w-])", text)
    return Markup("").join(
        links.to(f"{PAGE}#{anchor(links, piece)}", Markup("<code>{}</code>").format(piece))
        if piece in names
        else links.words(piece, at)
        for piece in pieces
    )


def _strategy(links: Links, one: Strategy) -> dict[str, object]:
    at = f"{PAGE}#{anchor(links, one.search)}"
    return {
        "anchor": anchor(links, one.search),
        "search": one.search,
        "source": links.words(one.source, at),
        "run_on": links.when(one.run_on),
        "query": one.query,
        "translation": one.translation if one.translation != one.query else "",
        "warnings": one.warnings,
    }
