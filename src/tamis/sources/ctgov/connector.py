"""Searching ClinicalTrials.gov: `/version` for the record, then `/studies` page after page.

After the API's description (version 2.0.5): 1,000 studies to a page at most, `totalCount` on the
first page when `countTotal` is set, the same parameters on every page, a page's token only from the
page before and of no use later. So a run that was killed begins anew.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from tamis import formats
from tamis.model.events import FlowRoute
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.sources.connector import Progress, Told
from tamis.sources.ctgov.areas import parameters
from tamis.sources.http.errors import Damaged, Refused, StartAgain
from tamis.sources.http.services import CTGOV, Service
from tamis.sources.http.tape import Tape
from tamis.sources.http.values import Ask, Json, Line, Reply, is_json
from tamis.sources.paging import Page, turn_pages

SIZE = 1000


@dataclass(frozen=True, slots=True)
class ClinicalTrials:
    """ClinicalTrials.gov, API version 2."""

    size: int = SIZE
    name: str = "ctgov"
    source: str = "clinicaltrials.gov"
    known_as: tuple[str, ...] = ("ClinicalTrials.gov", "clinicaltrials.gov", "CT.gov")
    platform: str = "ClinicalTrials.gov (API v2)"
    route: FlowRoute = "register"
    service: Service = CTGOV
    resumes: bool = False

    def fetch(self, line: Line, query: str, *, most: int, progress: Progress) -> Told:
        """See `tamis.sources.connector.Connector`."""
        told = line.ask(Ask(what="version", path="version"), is_json).json()
        areas = parameters(query)

        def ask(token: str) -> Ask:
            params = (
                *areas,
                ("format", "json"),
                ("pageSize", str(self.size)),
                ("countTotal", "true"),
                *((("pageToken", token),) if token else ()),
            )
            return Ask(what="page", path="studies", params=params, accept=(200, 400))

        pages = turn_pages(
            line, self.service.title, ask, _page, check=_check, most=most, progress=progress
        )
        version = f"API {told.get('apiVersion', '?')}, data of {told.get('dataTimestamp', '?')}"
        return Told(
            hits=pages.hits,
            version=version,
            translation="; ".join(f"{name}={value}" for name, value in areas),
            problems=pages.problems,
        )

    def read(self, tape: Tape) -> Iterator[Record | Problem]:
        """See `tamis.sources.connector.Connector`."""
        for at, reply in enumerate(tape.replies("page"), 1):
            if _studies(reply.json()):
                body = io.BytesIO(reply.body)
                file = f"reply {at}"
                yield from formats.read(body, file=file, source=self.source, format="ctgov-json")


def _page(reply: Reply) -> Page:
    found = reply.json()
    total = found.get("totalCount")
    return Page(
        total=total if isinstance(total, int) else None,
        ids=[_number(s) for s in _studies(found)],
        following=str(found.get("nextPageToken") or ""),
    )


def _check(reply: Reply) -> None:
    if reply.status == 400:
        said = reply.body[:300].decode("utf-8", "replace")
        if any(name == "pageToken" for name, _ in reply.ask.params):
            raise StartAgain(f"ClinicalTrials.gov no longer takes its page token ('{said}')")
        raise Refused("ClinicalTrials.gov", 400, said)
    if not isinstance(reply.json().get("studies"), list):
        raise Damaged("it holds no studies")


def _studies(found: Json) -> list[Json]:
    studies = found.get("studies")
    return [s for s in studies if isinstance(s, dict)] if isinstance(studies, list) else []


def _number(study: Json) -> str:
    at: object = study
    for name in ("protocolSection", "identificationModule", "nctId"):
        at = at.get(name) if isinstance(at, dict) else None
    return str(at)
