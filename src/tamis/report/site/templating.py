"""Templates into markup, and the table that most blocks are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tamis.report.plots.lights import judgement_words, light_svg
from tamis.report.plots.plot import Label, Plot, PlotTable
from tamis.report.site.wording import instrument_name

if TYPE_CHECKING:
    from tamis.report.site.links import Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose first cell in each row names the row; on phones each row is a card.

    `anchors` are the rows' ids, where they have any. `layout` "facts" is for many columns: every
    row becomes a small list of facts at all widths.
    """

    caption: str | Markup
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Markup]]
    anchors: Sequence[str] = ()
    hide_caption: bool = False
    kind: str = ""


@cache
def environment() -> Environment:
    """The templates of the site, escaping everything, refusing undefined names."""
    made = Environment(
        loader=PackageLoader("tamis.report.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(light=light_svg, judgement=judgement_words, instrument=instrument_name)
    return made


def render(template: str, links: Links, **values: object) -> Markup:
    """Fill a template; `p` in it is the page's links."""
    found = environment().get_template(template)
    publication = links.publication
    title = publication.text.title or publication.protocol.title
    return Markup(found.render(p=links, publication=publication, site_title=title, **values))


def table(links: Links, view: Table) -> Markup:
    """A table as HTML; nothing when it has no rows."""
    return render("table.html", links, table=view) if view.rows else Markup("")


def figure(links: Links, plot: Plot, *, open_table: bool = False) -> Markup:
    """A plot with its description and its table."""
    twin = table(links, twin_table(links, plot.table))
    return render("figure.html", links, plot=plot, twin=twin, open_table=open_table)


def twin_table(links: Links, data: PlotTable) -> Table:
    """The data of a plot as a table of the page."""
    rows = [[_cell(links, cell) for cell in row] for row in data.rows]
    return Table(caption=data.caption, columns=data.columns, rows=rows, kind="twin")


def _cell(links: Links, label: Label) -> Markup:
    if not label.href:
        return links.words(label.text)
    number = Markup(' data-number="{}"').format(label.number) if label.number else ""
    return Markup('<a class="{}" href="{}"{}>{}</a>').format(
        "n" if label.number else "see", label.href, number, label.text
    )
