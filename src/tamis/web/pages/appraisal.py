"""Risk of bias: the results that wait, and one result's domains, a question a row."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from tamis import instruments
from tamis.model.errors import TamisError
from tamis.review import Review, appraising
from tamis.review.appraising import Target
from tamis.steps.appraisal import OVERALL
from tamis.web import appraisal
from tamis.web.appraisal import Given
from tamis.web.asking import Here, Visitor
from tamis.web.people import Person
from tamis.web.rendering import render
from tamis.web.rooms import Room

router = APIRouter()
Part = Annotated[str, Query(max_length=300)]


@router.get("/appraisal")
def results(request: Request, room: Here, visitor: Visitor) -> Response:
    """Every result to judge."""
    visitor.must("work")
    review = room.worked(visitor)
    tools = {n: instruments.instrument(n) for n in review.protocol.instruments}
    every = appraising.targets(review)
    return render(
        request, "appraisal.html", title="Risk of bias", room=room, visitor=visitor,
        targets=every, tools=tools, address=lambda t: _address(room, t), overall=OVERALL,
    )  # fmt: skip


@router.get("/appraisal/result")
def result(
    request: Request, room: Here, visitor: Visitor,
    study: Part, outcome: Part = "", timepoint: Part = "", population: Part = "",
    instrument: Part = "",
) -> Response:  # fmt: skip
    """The domains of one result."""
    visitor.must("work")
    review = room.worked(visitor)
    one = appraising.target(review, study, outcome, timepoint, population, instrument)
    return _page(request, room, visitor, review, one)


@router.post("/appraisal/result")
async def judge(
    request: Request, room: Here, visitor: Visitor,
    study: Part, outcome: Part = "", timepoint: Part = "", population: Part = "",
    instrument: Part = "",
) -> Response:  # fmt: skip
    """Judge one domain, from its form."""
    visitor.must("work")
    form = await request.form()
    with room.lock:
        review = room.worked(visitor)
        one = appraising.target(review, study, outcome, timepoint, population, instrument)
        domain = str(form.get("domain", ""))
        try:
            appraising.judge(
                review, one, domain,
                appraisal.answers_of(_given(form, one, domain), review.evidence.documents),
                judgement=str(form.get("judgement", "")), reason=str(form.get("reason", "")),
            )  # fmt: skip
        except TamisError as error:
            return _page(
                request, room, visitor, review, one, wrong=(domain, str(error)),
                status=error.http_status,
            )  # fmt: skip
    return RedirectResponse(f"{_address(room, one)}#{domain}", 303)


def _given(form: FormData, one: Target, domain: str) -> tuple[Given, ...]:
    tool = instruments.instrument(one.instrument)
    asked = [q.id for d in tool.domains if d.id == domain for q in d.questions]

    def said(name: str, question: str) -> str:
        return str(form.get(f"{name}-{question}", ""))[:2000]

    return tuple(
        Given(
            question=q, answer=said("answer", q)[:300], quote=said("quote", q),
            document=said("document", q)[:300], locator=said("locator", q)[:300],
            comment=said("comment", q),
        )
        for q in asked
    )  # fmt: skip


def _address(room: Room, one: Target) -> str:
    where = {"study": one.study, "outcome": one.outcome, "timepoint": one.timepoint,
             "population": one.population, "instrument": one.instrument}  # fmt: skip
    return f"/r/{room.name}/appraisal/result?{urlencode(where)}"


def _page(
    request: Request, room: Room, visitor: Person, review: Review, one: Target, *,
    wrong: tuple[str, str] = ("", ""), status: int = 200,
) -> Response:  # fmt: skip
    return render(
        request, "appraisal_result.html", status=status, title=f"Risk of bias: {one.label}",
        room=room, visitor=visitor, one=one, tool=instruments.instrument(one.instrument),
        forms=appraisal.forms(review, one), documents=review.evidence.documents,
        wrong_domain=wrong[0], wrong=wrong[1], address=_address(room, one), overall=OVERALL,
    )  # fmt: skip
