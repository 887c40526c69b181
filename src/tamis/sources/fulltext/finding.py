"""Asking Unpaywall, OpenAlex and Europe PMC where a text is open.

Shapes follow Unpaywall's data format (`oa_locations`), OpenAlex's work object (`locations`) and
Europe PMC's reference guide (`fullTextUrlList`, `isOpenAccess`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from tamis.model.problems import Problem
from tamis.sources.fulltext.values import Location, plain_license
from tamis.sources.http.client import Client
from tamis.sources.http.errors import SourceError
from tamis.sources.http.lines import Live
from tamis.sources.http.services import EUROPEPMC, OPENALEX, UNPAYWALL
from tamis.sources.http.values import Ask, Json, Line, is_json


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTexts:
    """The places of one text, PDFs that may be kept first; and who did not answer."""

    doi: str
    locations: tuple[Location, ...]
    problems: tuple[Problem, ...] = ()


def find_fulltext(client: Client, doi: str) -> FullTexts:
    """Where an article may be read.

    Args:
        client: What speaks over the network.
        doi: The article's DOI.
    """
    found: list[Location] = []
    problems: list[Problem] = []
    for service, ask in ((UNPAYWALL, _unpaywall), (OPENALEX, _openalex), (EUROPEPMC, _europepmc)):
        try:
            found += ask(Live(client, service), doi)
        except SourceError as error:
            problems.append(Problem(service.title, str(error), "its copies are not known"))
    each = {(one.url, one.found_by): one for one in found}
    ranked = sorted(each.values(), key=lambda one: (not one.free, one.kind != "pdf"))
    return FullTexts(doi=doi, locations=tuple(ranked), problems=tuple(problems))


def _unpaywall(line: Line, doi: str) -> Iterator[Location]:
    reply = line.ask(Ask(what="open", path=quote(doi, safe="/"), accept=(200, 404)), is_json)
    for place in _objects(reply.json().get("oa_locations")):
        pdf, page = _text(place.get("url_for_pdf")), _text(place.get("url_for_landing_page"))
        for url, is_pdf in ((pdf, True), (page, False)):
            if url:
                yield Location(
                    url=url, kind="pdf" if is_pdf else "page", found_by="unpaywall", open=True,
                    license=plain_license(_text(place.get("license"))),
                    version=_text(place.get("version")), host=_text(place.get("host_type")),
                )  # fmt: skip


def _openalex(line: Line, doi: str) -> Iterator[Location]:
    path = f"works/doi:{quote(doi, safe='/')}"
    reply = line.ask(Ask(what="open", path=path, accept=(200, 404)), is_json)
    for place in _objects(reply.json().get("locations")):
        pdf, page = _text(place.get("pdf_url")), _text(place.get("landing_page_url"))
        source = place.get("source")
        for url, is_pdf in ((pdf, True), (page, False)):
            if url:
                yield Location(
                    url=url, kind="pdf" if is_pdf else "page", found_by="openalex",
                    open=place.get("is_oa") is True,
                    license=plain_license(_text(place.get("license"))),
                    version=_text(place.get("version")),
                    host=_text(source.get("display_name")) if isinstance(source, dict) else "",
                )  # fmt: skip


def _europepmc(line: Line, doi: str) -> Iterator[Location]:
    params = (("query", f'DOI:"{doi}"'), ("resultType", "core"), ("format", "json"))
    found = line.ask(Ask(what="open", path="search", params=params), is_json).json()
    listed = found.get("resultList")
    for result in _objects(listed.get("result") if isinstance(listed, dict) else None):
        if _text(result.get("doi")).lower() != doi.lower():
            continue
        urls = result.get("fullTextUrlList")
        for place in _objects(urls.get("fullTextUrl") if isinstance(urls, dict) else None):
            code = _text(place.get("availabilityCode"))
            said = code == "OA" if code else _text(result.get("isOpenAccess")) == "Y"
            yield Location(
                url=_text(place.get("url")),
                kind="pdf" if _text(place.get("documentStyle")) == "pdf" else "page",
                found_by="europepmc", open=said,
                license=plain_license(_text(result.get("license"))), host=_text(place.get("site")),
            )  # fmt: skip


def _objects(value: object) -> list[Json]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
