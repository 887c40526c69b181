"""Extraction: the text on one side, the protocol's form on the other."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import StringConstraints, ValidationError

from tamis.formats.fulltext.values import UnreadableText
from tamis.model.errors import TamisError
from tamis.model.evidence import DatumState
from tamis.review import Review, extracting, reconciling, texts
from tamis.steps.suggesting import RULES
from tamis.web import extraction, fulltexts, reader
from tamis.web.asking import Here, Visitor
from tamis.web.extraction import NewStudy, Settlement, Value
from tamis.web.fulltexts import Words
from tamis.web.rendering import render

router = APIRouter()
Text = Annotated[str, Form(max_length=2000)]
Name = Annotated[str, StringConstraints(max_length=200)]


@router.get("/extract")
def overview(request: Request, room: Here, visitor: Visitor) -> Response:
    """Studies to read, and reports that are no study yet."""
    visitor.must("work")
    review = room.review(visitor.writer)
    return render(
        request, "studies.html", title="Extraction", room=room, visitor=visitor,
        studies=extraction.studies(review), wanted=reconciling.wanted(review.protocol),
        reports=fulltexts.described(review, extraction.unstudied(review)[:60]),
    )  # fmt: skip


@router.post("/extract")
def make(
    room: Here,
    visitor: Visitor,
    label: Annotated[str, Form(min_length=1, max_length=120)],
    reports: Annotated[list[Name], Form(min_length=1, max_length=100)],
    treated: Annotated[str, Form(max_length=200)] = "",
    control: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Make a study of reports and read it."""
    visitor.must("work")
    told = NewStudy(label=label, reports=tuple(reports), treated=treated, control=control)
    return RedirectResponse(f"/r/{room.name}/extract/{extraction.make(room, visitor, told)}", 303)


@router.get("/extract/{study}")
def desk(
    request: Request,
    room: Here,
    visitor: Visitor,
    study: str,
    document: Annotated[str, Query(max_length=120)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    find: Annotated[str, Query(max_length=400)] = "",
    outcome: Annotated[str, Query(max_length=200)] = "",
    timepoint: Annotated[str, Query(max_length=200)] = "",
    population: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """A study's text and form."""
    visitor.must("work")
    asked = {"document": document, "page": page, "find": find, "outcome": outcome,
             "timepoint": timepoint, "population": population}  # fmt: skip
    return _desk(request, room, visitor, study, asked)


def _desk(
    request: Request,
    room: Here,
    visitor: Visitor,
    study: str,
    asked: dict[str, Any],
    refused: tuple[str, str, str] = ("", "", ""),
) -> Response:
    review = room.review(visitor.writer)
    known = extracting.the_study(review, study)
    documents = [d for r in known.reports for d in texts.documents(review, r)
                 if r in review.state.reports.members]  # fmt: skip
    names = [d.document.id for d in documents if d.here]
    document = asked["document"] if asked["document"] in names else next(iter(names), "")
    groups = extraction.form(
        review, study, asked["outcome"], asked["timepoint"], asked["population"]
    )
    shown, why = _view(review, document, asked, groups)
    place = {k: asked[k] for k in ("outcome", "timepoint", "population")}
    return render(
        request, "extract.html", title=f"Extract {known.label}", room=room, visitor=visitor,
        status=422 if refused[2] else 200, study=known, documents=documents, view=shown,
        unreadable=why, groups=groups, where=place, refused=refused, document=document,
        begun=extraction.places(review, study), outcomes=review.protocol.outcomes,
        readers=reconciling.readers(review, study), wanted=reconciling.wanted(review.protocol),
        revealed=reconciling.revealed(review, study), shown=extraction.shown, rules=RULES,
        found=extraction.offered(review, document, asked["outcome"]) if shown else (),
        takes=extraction.TAKES,
        arms=extracting.arms(known), lines=reader.lines, baseline=reader.baseline,
        here=f"/r/{room.name}/extract/{study}", keep={**place, "document": document},
        labels={o.id: o.label for o in review.protocol.outcomes},
    )  # fmt: skip


def _view(
    review: Review,
    document: str,
    asked: dict[str, Any],
    groups: tuple[extraction.FilledGroup, ...],
) -> tuple[reader.View | None, str]:
    if not document:
        return None, ""
    cited = [s for g in groups for r in g.rows if r.own for s in r.own.spans]
    try:
        return reader.view(review, document, asked["page"], asked["find"], cited), ""
    except UnreadableText as error:
        return None, str(error)


@router.post("/extract/{study}/value")
def keep(
    request: Request,
    room: Here,
    visitor: Visitor,
    study: str,
    name: Annotated[str, Form(min_length=1, max_length=60)],
    value: Text = "",
    state: Annotated[DatumState, Form()] = "reported",
    outcome: Text = "",
    timepoint: Text = "",
    population: Text = "",
    arm: Text = "",
    unit: Text = "",
    formula: Text = "",
    note: Text = "",
    document: Text = "",
    quote: Text = "",
    page: Annotated[int, Form(ge=0, le=10_000)] = 0,
    start: Annotated[int, Form(ge=0)] = 0,
    end: Annotated[int, Form(ge=0)] = 0,
    suggested_by: Text = "",
    at_page: Annotated[int, Form(ge=1, le=10_000)] = 1,
) -> Response:
    """Keep one value; a value that does not fit is said beside its field."""
    visitor.must("work")
    back = {"document": document, "page": at_page, "find": "", "outcome": outcome,
            "timepoint": timepoint, "population": population}  # fmt: skip
    try:
        words = None
        if document and (page or quote.strip()):
            words = Words(document=document, quote=quote, page=page, start=start, end=end)
        told = Value(
            name=name, value=value, state=state, outcome=outcome, timepoint=timepoint,
            population=population, arm=arm, unit=unit, formula=formula, note=note, words=words,
            suggested_by=suggested_by,
        )  # fmt: skip
        extraction.keep(room, visitor, study, told)
    except (TamisError, ValidationError) as error:
        return _desk(request, room, visitor, study, back, (arm, name, str(error)))
    return _back(room, study, back, f"#{arm or 'all'}-{name}")


@router.post("/extract/{study}/undo")
def undo(room: Here, visitor: Visitor, study: str, event: Annotated[str, Form()]) -> Response:
    """Take back a value of one's own."""
    visitor.must("work")
    with room.lock:
        review = room.review(visitor.writer)
        gone = next((e for e in review.state.extractions if e.id == event), None)
        review.undo(event)
    place = {"outcome": gone.outcome, "timepoint": gone.timepoint, "population": gone.population,
             } if gone else {}  # fmt: skip
    return _back(room, study, place)


@router.post("/extract/{study}/finish")
def finish(room: Here, visitor: Visitor, study: str) -> Response:
    """Say that one has read the study."""
    visitor.must("work")
    extraction.finish(room, visitor, study)
    return _back(room, study, {})


@router.get("/extract/{study}/compare")
def compare(request: Request, room: Here, visitor: Visitor, study: str) -> Response:
    """Readers side by side."""
    visitor.must("work")
    return _compare(request, room, visitor, study)


@router.post("/extract/{study}/settle")
def settle(
    request: Request,
    room: Here,
    visitor: Visitor,
    study: str,
    name: Annotated[str, Form(max_length=60)],
    outcome: Text = "",
    timepoint: Text = "",
    population: Text = "",
    arm: Text = "",
    take: Text = "",
    value: Text = "",
    document: Text = "",
    quote: Text = "",
    reason: Text = "",
) -> Response:
    """End a difference."""
    visitor.must("work")
    try:
        words = Words(document=document, quote=quote) if document and quote.strip() else None
        told = Settlement(
            name=name, outcome=outcome, timepoint=timepoint, population=population, arm=arm,
            take=take, value=value, words=words if not take else None, reason=reason,
        )  # fmt: skip
        extraction.settle(room, visitor, study, told)
    except (TamisError, ValidationError) as error:
        return _compare(request, room, visitor, study, str(error))
    return RedirectResponse(f"/r/{room.name}/extract/{study}/compare", 303)


def _compare(
    request: Request, room: Here, visitor: Visitor, study: str, refused: str = ""
) -> Response:
    review = room.review(visitor.writer)
    known = extracting.the_study(review, study)
    found = reconciling.comparison(review, study)
    return render(
        request, "compare.html", title=f"Readers of {known.label}", room=room, visitor=visitor,
        study=known, status=422 if refused else 200, refused=refused, shown=extraction.shown,
        open=[c for c in found if c.differs],
        lone=[c for c in found if c.lone and not c.differs and not c.settled],
        agreed=[c for c in found if not c.differs and (not c.lone or c.settled)],
        readers=reconciling.readers(review, study), wanted=reconciling.wanted(review.protocol),
        documents=[d for r in known.reports if r in review.state.reports.members
                   for d in texts.documents(review, r) if d.here],
        labels={o.id: o.label for o in review.protocol.outcomes},
    )  # fmt: skip


def _back(room: Here, study: str, place: dict[str, Any], anchor: str = "") -> Response:
    asked = urlencode({k: v for k, v in place.items() if v and (k, v) != ("page", 1)})
    query = f"?{asked}" if asked else ""
    return RedirectResponse(f"/r/{room.name}/extract/{study}{query}{anchor}", 303)
