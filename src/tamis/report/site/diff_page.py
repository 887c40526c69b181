"""Two versions side by side, as one HTML page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from markupsafe import Markup

from tamis.model.changes import EvidenceDiff
from tamis.report.site.chips import LEVEL_WORDS
from tamis.report.site.templating import environment


def diff_page(found: EvidenceDiff, title: str, labels: Mapping[str, str]) -> bytes:
    """Draw a comparison.

    Args:
        found: What differs.
        title: Of the review.
        labels: How studies and reports are called.
    """
    style = (files("tamis.report.site") / "assets" / "style.css").read_text("utf-8")
    page = environment().get_template("diff.html")
    text = page.render(
        found=found, title=title, labels=labels, levels=LEVEL_WORDS, style=Markup(style)
    )
    return text.encode()
