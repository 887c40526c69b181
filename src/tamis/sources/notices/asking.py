"""Asking every source for notices; one that does not answer hides nothing the others say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tamis.model.errors import InvalidFile
from tamis.model.problems import Problem
from tamis.sources.http.client import Client
from tamis.sources.http.errors import SourceError
from tamis.sources.notices.keeping import Keeping, ask_source
from tamis.sources.notices.retraction_watch import from_retraction_watch
from tamis.sources.notices.values import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticing:
    """What was found, whom was asked, and who did not answer."""

    found: tuple[Notice, ...]
    asked: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def notices(
    client: Client,
    *,
    dois: Sequence[str] = (),
    pmids: Sequence[str] = (),
    retraction_watch: Path | None = None,
    keep: Keeping | None = None,
) -> Noticing:
    """Notices about articles from Crossref, PubMed and, if it is there, Retraction Watch's file.

    Args:
        client: What speaks over the network.
        dois: The articles' DOIs, for Crossref and the file.
        pmids: Their PubMed numbers, for PubMed and the file.
        retraction_watch: The CSV file Crossref publishes.
        keep: Where the replies of Crossref and PubMed are kept, if they are to be.

    Returns:
        Every notice of every source, and an error-severity problem for each that did not answer:
        nothing found there is then no good news.
    """
    ways: list[tuple[str, Callable[[], tuple[Notice, ...]]]] = []
    if dois:
        ways.append(("Crossref", lambda: ask_source(client, "crossref", dois, keep)))
    if pmids:
        ways.append(("PubMed", lambda: ask_source(client, "pubmed", pmids, keep)))
    if retraction_watch is not None and (dois or pmids):
        path = retraction_watch
        ways.append(("Retraction Watch", lambda: from_retraction_watch(path, dois, pmids)))
    found: list[Notice] = []
    problems: list[Problem] = []
    for name, ask in ways:
        try:
            found += ask()
        except (SourceError, InvalidFile) as error:
            problems.append(Problem(name, str(error), "its notices are not known", "error"))
    asked = tuple(name for name, _ in ways)
    return Noticing(found=tuple(found), asked=asked, problems=tuple(problems))
