"""The PRISMA-S appendix: how the literature was searched, item by item, from what was recorded.

The items are those of Rethlefsen ML, Kirtley S, Waffenschmidt S, et al. PRISMA-S: an extension to
the PRISMA Statement for Reporting Literature Searches in Systematic Reviews. Syst Rev 2021;10:39,
table 1 (doi:10.1186/s13643-020-01542-z); their wording here is ours. What nobody recorded is said
to be not recorded, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tamis.model.events import SearchRun
from tamis.model.naming import plural
from tamis.model.protocol import Protocol
from tamis.model.search_report import Item, PrismaS, Strategy

CITATION = (
    "Rethlefsen ML, Kirtley S, Waffenschmidt S, et al. PRISMA-S: an extension to the PRISMA "
    "Statement for Reporting Literature Searches in Systematic Reviews. Syst Rev 2021;10:39. "
    "doi:10.1186/s13643-020-01542-z"
)
NOT_RECORDED = "Not recorded."
#: Names of the sixteen items.
ITEMS = (
    "Database name", "Multi-database searching", "Study registries",
    "Online resources and browsing", "Citation searching", "Contacts", "Other methods",
    "Full search strategies", "Limits and restrictions", "Search filters", "Prior work",
    "Updates", "Dates of searches", "Peer review", "Total records", "Deduplication",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A search with what its source said; the latter is empty for an imported file.

    `limits` is None when nobody knows whether there were any.
    """

    run: SearchRun
    started: str = ""
    finished: str = ""
    translation: str = ""
    version: str = ""
    limits: tuple[str, ...] | None = None
    parts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """'PubMed — NCBI E-utilities', or as much of it as is known."""
        return " — ".join(filter(None, (self.run.source, self.run.platform)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduplication:
    """Records and the reports they came down to; links by how they were made."""

    records: int
    reports: int
    links: tuple[tuple[str, int], ...] = ()
    splits: int = 0
    software: str = ""


def prisma_s(protocol: Protocol, ran: Sequence[Ran], dedup: Deduplication) -> PrismaS:
    """Answer the sixteen items.

    Args:
        protocol: For what people wrote down.
        ran: The searches, oldest first.
        dedup: What linking came to.
    """
    said = protocol.search_methods
    databases = [r for r in ran if r.run.route in ("database", "previous")]
    registries = [r for r in ran if r.run.route == "register"]
    others = [r for r in ran if r.run.route == "other"]
    answers: tuple[Iterable[str], ...] = (
        _each(databases),
        _platforms(ran),
        _each(registries),
        _stated(said.online_resources),
        _stated(said.citation_searching),
        _stated(said.contacts),
        (*_stated(said.other_methods), *_each(others)),
        _strategies(ran),
        (*_stated(said.limits), *_limits(ran)),
        _stated(said.filters),
        (*_stated(said.prior_work), *_earlier(protocol)),
        (*_stated(said.updates), *_updates(protocol, ran)),
        (_dates(r) for r in ran),
        _stated(said.peer_review),
        _totals(ran),
        _dedup(dedup),
    )
    items = [
        Item(number=n, name=name, answer=told or (NOT_RECORDED,), recorded=bool(told))
        for n, (name, told) in enumerate(zip(ITEMS, map(tuple, answers), strict=True), 1)
    ]
    return PrismaS(
        title=protocol.title,
        items=tuple(items),
        strategies=tuple(map(_strategy, ran)),
        citation=CITATION,
    )


def markdown(appendix: PrismaS) -> str:
    """The appendix as Markdown, ready to be pasted behind a paper."""
    lines = [f"# PRISMA-S: how the literature was searched\n\n*{appendix.title}*\n"]
    for item in appendix.items:
        lines.append(f"## {item.number}. {item.name}\n")
        if len(item.answer) == 1:
            lines.append(item.answer[0] + "\n")
        else:
            lines.append("\n".join(f"- {a}" for a in item.answer) + "\n")
    lines.append("## The strategies, as run\n")
    for number, one in enumerate(appendix.strategies, 1):
        lines.append(f"### S{number}. {one.source}, {one.run_on or 'day not recorded'}\n")
        lines.append(_fenced(one.query) if one.query else f"{NOT_RECORDED}\n")
        if one.translation and one.translation != one.query:
            lines.append("As the source understood it:\n")
            lines.append(_fenced(one.translation))
        if one.warnings:
            lines.append("What the source remarked:\n")
            lines.append("\n".join(f"- {w}" for w in one.warnings) + "\n")
    lines.append(f"Checklist: {appendix.citation}\n")
    return "\n".join(lines)


def _fenced(text: str) -> str:
    """A code block whose fence the text can't close."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text}\n{fence}\n"


def _stated(text: str) -> tuple[str, ...]:
    return (text.strip(),) if text.strip() else ()


def _each(ran: Iterable[Ran]) -> tuple[str, ...]:
    found = {r.where: r for r in ran}
    return tuple(
        where if r.run.platform else f"{where} (platform not recorded)"
        for where, r in found.items()
    )


def _platforms(ran: Sequence[Ran]) -> tuple[str, ...]:
    """Sources searched together: one platform, one strategy, one day."""
    together: dict[tuple[str, str, str], dict[str, None]] = {}
    for r in ran:
        if r.run.platform and r.run.query:
            same = (r.run.platform, r.run.query, r.run.run_on)
            together.setdefault(same, {})[r.run.source] = None
    told = [
        f"{platform}, {day}: {', '.join(sources)}"
        for (platform, _, day), sources in together.items()
        if len(sources) > 1
    ]
    if told or not ran:
        return tuple(told)
    return ("None recorded: every search below is of one source.",)


def _strategies(ran: Sequence[Ran]) -> tuple[str, ...]:
    if not ran:
        return ()
    missing = [r.run.search for r in ran if not r.run.query]
    told = ["Below, word for word as run."] if len(missing) < len(ran) else []
    if missing:
        told.append(f"Not recorded for: {', '.join(missing)}.")
    return tuple(told)


def _limits(ran: Sequence[Ran]) -> tuple[str, ...]:
    told = []
    for r in ran:
        if r.limits is None:
            told.append(f"{r.run.search}: beyond what its query says, not recorded.")
        elif r.limits:
            told.append(f"{r.run.search}: {'; '.join(r.limits)}.")
        else:
            told.append(f"{r.run.search}: none beyond what its query says.")
    return tuple(told)


def _earlier(protocol: Protocol) -> tuple[str, ...]:
    if protocol.earlier is None:
        return ()
    told = [f"This review updates: {protocol.earlier.citation}"]
    previous = [p for p in protocol.searches if p.route == "previous" and p.query]
    told += [f"Its search as reported ({p.source}): {p.query}" for p in previous]
    return tuple(told)


def _updates(protocol: Protocol, ran: Sequence[Ran]) -> tuple[str, ...]:
    days: dict[str, dict[str, None]] = {}
    for r in ran:
        if r.run.run_on:
            days.setdefault(r.run.source, {})[r.run.run_on] = None
    told = [
        f"{source}: run again, whole, on {', '.join(list(on)[1:])} (first on {next(iter(on))})."
        for source, on in days.items()
        if len(on) > 1
    ]
    if protocol.living.search_every_days:
        told.append(f"Planned: every {plural(protocol.living.search_every_days, 'day')}.")
    return tuple(told)


def _dates(ran: Ran) -> str:
    when = ran.run.run_on or "day not recorded"
    if ran.started:
        when = f"{ran.started} to {ran.finished}" if ran.finished else ran.started
    version = f"; {ran.version}" if ran.version else ""
    return f"{ran.run.search} ({ran.where}): {when}{version}."


def _totals(ran: Sequence[Ran]) -> tuple[str, ...]:
    told = []
    for r in ran:
        hits = r.run.reported_total
        counted = plural(hits, "hit") if hits is not None else "hits not recorded"
        parts = f", fetched in {len(r.parts)} parts by date" if r.parts else ""
        told.append(f"{r.run.search}: {counted}, {plural(r.run.records, 'record')} kept{parts}.")
    if ran:
        told.append(f"In all: {plural(sum(r.run.records for r in ran), 'record')}.")
    return tuple(told)


def _dedup(dedup: Deduplication) -> tuple[str, ...]:
    if not dedup.records:
        return ()
    told = [
        f"{plural(dedup.records, 'record')} came down to {plural(dedup.reports, 'report')}: "
        f"{plural(dedup.records - dedup.reports, 'duplicate')}, linked and kept, none deleted."
    ]
    by = {"exact": "the same identifier", "model": "a linkage model", "person": "a person"}
    if dedup.links:
        made = ", ".join(f"{by.get(how, how)} ({count})" for how, count in dedup.links)
        told.append(f"Links made by {made}; {plural(dedup.splits, 'split')} by people.")
    if dedup.software:
        told.append(f"Software: {dedup.software}.")
    return tuple(told)


def _strategy(ran: Ran) -> Strategy:
    return Strategy(
        source=ran.where, search=ran.run.search, query=ran.run.query, run_on=ran.run.run_on,
        translation=ran.translation, warnings=ran.warnings,
    )  # fmt: skip
