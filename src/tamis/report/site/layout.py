"""Which pages there are and which sections stand on them, for any review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tamis.instruments.red_flags import red_flags
from tamis.model.publication import Publication
from tamis.model.results import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlan:
    """A page made of sections; `nav` is its name in the menu, "" to leave it out."""

    path: str
    title: str
    nav: str
    lead: str = ""
    sections: tuple[Section, ...] = ()


def plan(publication: Publication) -> tuple[PagePlan, ...]:
    """The pages of the site, the author's sections before the generated ones."""
    own = [s for s in publication.text.sections if visible(s, publication.as_of)]
    title = publication.text.title or publication.protocol.title
    generated = tuple(_generated(publication))
    known = {page.path for page in generated}
    index = tuple(s for s in own if _path(s) == "index.html")
    pages = [
        PagePlan(
            path="index.html",
            title=title,
            nav="The answer",
            sections=index or tuple(default_sections(publication)),
        )
    ]
    for path in dict.fromkeys(_path(s) for s in own):
        if path != "index.html" and path not in known:
            found = tuple(s for s in own if _path(s) == path)
            pages.append(
                PagePlan(path=path, title=found[0].heading, nav=found[0].heading, sections=found)
            )
    for page in generated:
        written = tuple(s for s in own if _path(s) == page.path)
        pages.append(_with(page, written))
    return tuple(pages)


def visible(section: Section, as_of: str) -> bool:
    """Whether a section stands on the page of that day; both of its days are included."""
    return (not section.since or section.since <= as_of) and (
        not section.until or as_of <= section.until
    )


def _path(section: Section) -> str:
    return f"{section.page.removesuffix('.html')}.html"


def _with(page: PagePlan, written: tuple[Section, ...]) -> PagePlan:
    return PagePlan(
        path=page.path,
        title=page.title,
        nav=page.nav,
        lead=page.lead,
        sections=(*written, *page.sections),
    )


def default_sections(publication: Publication) -> Iterator[Section]:
    """A decent first page for a review that nobody has written a word about."""
    yield _section("answer", "The short answer", "{short-answer}")
    if publication.protocol.comparisons and publication.certainties:
        yield _section("approaches", "What is known about each approach", "{approaches}")
    if publication.harms:
        yield _section("harms", "Harms", "{harms}")
    if any(s.status in ("ongoing", "planned") for s in publication.studies):
        yield _section("registered", "Studies under way", "{registered}")
    if publication.certainties:
        yield _section("certainty", "Every outcome", "{certainty-table}", "clinicians")
    if any(s.included for s in publication.studies):
        yield _section("studies", "Included studies", "{included-studies}", "clinicians")
    yield _section("flow", "What was found and kept", "{flow}", "methods")
    if publication.changes:
        yield _section("changes", "What changed", "{changes}", "methods")
    yield _section("downloads", "Take the data", "{downloads}", "methods")
    yield _section("cite", "Cite this page", "{cite}", "methods")


def _section(name: str, heading: str, body: str, layer: str = "patients") -> Section:
    if layer == "clinicians":
        return Section(id=name, heading=heading, body=body, layer="clinicians")
    if layer == "methods":
        return Section(id=name, heading=heading, body=body, layer="methods")
    return Section(id=name, heading=heading, body=body)


def _generated(publication: Publication) -> Iterator[PagePlan]:
    yield PagePlan(
        path="studies.html", title="Studies", nav="Studies", sections=tuple(_studies(publication))
    )
    yield PagePlan(
        path="methods.html",
        title="How this review was done",
        nav="Methods",
        sections=tuple(_methods(publication)),
    )
    yield PagePlan(
        path="changes.html",
        title="What changed",
        nav="What changed",
        sections=tuple(_changes(publication)),
    )
    yield from _beside(publication)
    yield PagePlan(
        path="excluded.html",
        title="Excluded reports",
        nav="Excluded",
        sections=(_section("excluded", "Read in full and excluded", "{excluded}", "methods"),),
    )
    if publication.claims:
        yield PagePlan(
            path="claims.html",
            title="What other pages say, checked",
            nav="Claims checked",
            sections=(_section("claims", "Claims", "{claims}", "methods"),),
        )
    if publication.certainties:
        yield PagePlan(
            path="offer.html",
            title="Check an offer",
            nav="Check an offer",
            lead=red_flags().advice["lead"],
            sections=tuple(_offer()),
        )
    yield PagePlan(
        path="sources.html",
        title="Sources",
        nav="Sources",
        sections=(_section("documents", "Documents", "{sources}", "methods"),),
    )
    yield PagePlan(
        path="glossary.html",
        title="Words explained",
        nav="Glossary",
        sections=(_section("words", "Words", "{glossary}", "methods"),),
    )
    yield PagePlan(
        path="data.html",
        title="Data and citation",
        nav="Data",
        sections=(
            _section("downloads", "Files", "{downloads}", "methods"),
            _section("cite", "Cite this page", "{cite}", "methods"),
        ),
    )


def _beside(publication: Publication) -> Iterator[PagePlan]:
    """Pages that the methods lead to, without a name in the menu."""
    if publication.searched is not None:
        yield PagePlan(
            path="searches.html",
            title="How the literature was searched",
            nav="",
            sections=(
                _section("prisma-s", "Item by item", "{prisma-s}", "methods"),
                _section("strategies", "The strategies, as run", "{strategies}", "methods"),
            ),
        )
    if any(c.next_trial for c in publication.conclusions):
        yield PagePlan(
            path="next-trial.html",
            title="Would one more trial change a conclusion?",
            nav="",
            sections=(_section("outcomes", "Outcome by outcome", "{next-trial}", "clinicians"),),
        )


def _changes(publication: Publication) -> Iterator[Section]:
    yield _section("whats-new", "What is new", "{whats-new}", "methods")
    if publication.retracted or publication.doubted:
        yield _section("retractions", "Retracted studies", "{retractions}", "methods")
    if publication.news.diff is not None:
        for name, heading in (
            ("results-changed", "Results"),
            ("studies-changed", "Studies"),
            ("new-reports", "New reports"),
            ("flow-versions", "Flow, version by version"),
        ):
            yield _section(name, heading, f"{{{name}}}", "methods")
    if publication.notices:
        yield _section("notices", "Retractions, corrections, register entries", "{notices}",
                       "methods")  # fmt: skip
    yield _section("living-mode", "How it is kept up to date", "{living-mode}", "methods")
    yield _section("chronicle", "What happened, and when", "{chronicle}", "methods")


def _offer() -> Iterator[Section]:
    yield _section("read", "Read an offer", "{offer-check}")
    yield _section("checklist", "The checklist", "{offer-checklist}")
    yield _section("legitimate", "What a legitimate trial looks like", "{offer-legitimate}")
    yield _section("documented-harms", "Harm that is documented", "{offer-harms}")
    yield _section("whom", "Whom to ask, and whom to tell", "{offer-contacts}")
    yield _section("offer-sources", "Where this was read", "{offer-sources}")


def _studies(publication: Publication) -> Iterator[Section]:
    yield _section("included", "Included studies", "{included-studies}", "clinicians")
    used = {facet for study in publication.studies for facet in study.terms}
    facets = [f for f in publication.protocol.facets if f.id in used]
    if len(facets) > 1:
        yield _section("by-facet", "Where there is evidence", "{facet-matrices}", "clinicians")
    if publication.analyses or publication.harms:
        yield _section("safety", "Safety", "{safety-table}", "clinicians")
        yield _section("findings", "Findings", "{other-tables}", "clinicians")
    if any(s.status in ("ongoing", "planned") for s in publication.studies):
        yield _section("registered", "Studies under way", "{registered}", "clinicians")


def _methods(publication: Publication) -> Iterator[Section]:
    blocks = [
        ("protocol", "The question", "{protocol}"),
        ("criteria", "What was looked for", "{criteria}\n{outcomes}"),
        ("search", "Searches", "{search}"),
        ("flow", "Flow of records and reports", "{flow}"),
        ("risk-of-bias", "Risk of bias", "{rob}"),
        ("synthesis", "Putting results together", "{synthesis}\n{forests}"),
        ("certainty", "Certainty of the evidence", "{grade}"),
        ("inconsistencies", "Printed inconsistencies", "{inconsistencies}"),
        ("changes", "Changes since the earlier version", "{changes}"),
        ("earlier", "The earlier version, as it was reported", "{earlier}"),
        ("log", "What this page rests on", "{log}"),
    ]
    for name, heading, body in blocks:
        if name == "earlier" and publication.protocol.earlier is None:
            continue
        yield _section(name, heading, body, "methods")
