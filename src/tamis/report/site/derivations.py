"""How a number came about: formula, inputs, quotes, sources; or what it counts."""

from __future__ import annotations

from markupsafe import Markup

from tamis.model.evidence import Span
from tamis.model.numbers import Number
from tamis.report.site.links import Links
from tamis.report.site.templating import render
from tamis.report.site.wording import DOCUMENTS, KINDS

#: A count may count tens of thousands of records; beyond this the data files list them.
_MOST_MEMBERS = 400


def derivation(links: Links, number: Number) -> Markup:
    """The entry of one number, at the anchor that all its links lead to."""
    at = links.places.numbers[number.id]
    return render(
        "derivation.html",
        links,
        number=number,
        anchor=at.partition("#")[2],
        label=links.words(number.label, at),
        unit=links.words(number.unit, at),
        kind=KINDS[number.kind],
        method=links.words(number.method, at),
        note=links.words(number.note, at),
        inputs=[_input(links, i.symbol, i.number) for i in number.inputs],
        spans=[_span(links, s, at) for s in number.spans],
        members=[links.record(m) for m in number.members[:_MOST_MEMBERS]],
        more=len(number.members) > _MOST_MEMBERS,
    )


def _input(links: Links, symbol: str, name: str) -> dict[str, object]:
    number = links.publication.ledger[name]
    at = links.places.numbers[name]
    return {
        "symbol": symbol,
        "value": links.num(name),
        "unit": links.words(number.unit, at),
        "label": links.words(number.label, at),
    }


def _span(links: Links, span: Span, at: str) -> dict[str, object]:
    document = links.publication.documents.get(span.document)
    place = links.places.documents.get(span.document, at)
    return {
        "quote": span.quote,
        "verbatim": span.verbatim,
        "locator": links.words(span.locator, place),
        "document": links.doc(span.document) if document else links.words(span.document, at),
        "standing": DOCUMENTS[document.standing] if document else "",
        "url": document.url if document and document.url.startswith("http") else "",
    }
