"""The whole site as bytes, from a publication; writing it down is someone else's work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import chain

from markupsafe import Markup

from tamis.instruments.red_flags import red_flags_json
from tamis.model.publication import Publication
from tamis.report.plots.style import PLOT_CSS
from tamis.report.site.blocks import BLOCKS
from tamis.report.site.blocks.offers import policy
from tamis.report.site.downloads import data_files, numbers_json
from tamis.report.site.entry_pages import number_pages, record_pages, study_pages
from tamis.report.site.feeds import feeds
from tamis.report.site.jsonld import claim_data, page_data
from tamis.report.site.layout import PagePlan, plan
from tamis.report.site.links import Links
from tamis.report.site.markdown import markdown
from tamis.report.site.places import Places, places
from tamis.report.site.sections import layers
from tamis.report.site.templating import render
from tamis.report.site.trial_pages import menu_entries, trial_pages
from tamis.trials.asking import Asking


def build(publication: Publication, asking: Asking | None = None) -> Mapping[str, bytes]:
    """Draw the published site: relative path → the bytes of that file.

    `asking` adds the pages about registered trials. Every page is static HTML that needs no script
    and asks no other host for anything; one script of ours runs on "Check an offer". The last file,
    manifest.json, holds the SHA-256 of all others.
    """
    where = places(publication)
    pages = plan(publication)
    made: dict[str, bytes] = {}
    for path, html in _pages(publication, where, pages, asking):
        made[path] = str(html).encode()
    made["assets/style.css"] = _style()
    made["assets/icon.svg"] = _asset("icon.svg")
    made |= data_files(publication, where)
    made |= feeds(publication)
    if "offer.html" in made:
        made["data/red-flags.json"] = red_flags_json().encode()
    made["numbers.json"] = numbers_json(publication, where)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(made.items())}
    made["manifest.json"] = (json.dumps({"sha256": digests}, indent=1) + "\n").encode()
    return made


def _pages(
    publication: Publication, where: Places, pages: tuple[PagePlan, ...], asking: Asking | None
) -> Iterator[tuple[str, Markup]]:
    menu = [(page.path, page.nav) for page in pages if page.nav]
    menu[1:1] = menu_entries(asking)
    for page in pages:
        links = Links(publication=publication, places=where, path=page.path)
        yield page.path, _page(links, page, menu)
    single = (made(publication, where) for made in (study_pages, number_pages, record_pages))
    for path, title, body in chain(*single, trial_pages(publication, where, asking)):
        links = Links(publication=publication, places=where, path=path)
        yield path, render("entry.html", links, title=title, body=body, menu=menu, data="")


def _page(links: Links, page: PagePlan, menu: list[tuple[str, str]]) -> Markup:
    level = 4 if page.path == "index.html" else 3

    def block(name: str, argument: str) -> Markup | None:
        return BLOCKS[name](links, argument, level) if name in BLOCKS else None

    bodies = {s.id: markdown(links, s.body, level=level, block=block) for s in page.sections}
    data = page_data(links, page) if page.path == "index.html" else ""
    if page.path == "claims.html":
        data = claim_data(links)
    return render(
        "page.html", links, page=page, title=page.title, menu=menu, bodies=bodies, data=data,
        layers=layers(page), policy=_policy(page),
    )  # fmt: skip


def _policy(page: PagePlan) -> str:
    """The content policy of a page that runs a script; other pages run none."""
    return policy() if any("{offer-check}" in s.body for s in page.sections) else ""


def _style() -> bytes:
    return _asset("style.css") + PLOT_CSS.encode()


def _asset(name: str) -> bytes:
    return (files("tamis.report.site") / "assets" / name).read_bytes()
