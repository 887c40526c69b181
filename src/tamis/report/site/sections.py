"""Sections of a page by whom they speak to."""

from __future__ import annotations

from tamis.model.results import Section
from tamis.report.site.layout import PagePlan
from tamis.report.site.slugs import unique_slugs
from tamis.report.site.wording import LAYERS


def layers(page: PagePlan) -> list[tuple[str, str, list[tuple[str, Section]]]]:
    """The page's sections as (layer, its heading, [(anchor, section)]), patients first.

    Only the first page speaks to three kinds of readers; other pages are one layer without a
    heading, in the order in which they were written.
    """
    anchors = unique_slugs(s.id for s in page.sections)
    held = [(anchors[s.id], s) for s in page.sections]
    if page.path != "index.html":
        return [("", "", held)]
    found = [
        (name, words, [h for h in held if h[1].layer == name]) for name, words in LAYERS.items()
    ]
    return [entry for entry in found if entry[2]]
