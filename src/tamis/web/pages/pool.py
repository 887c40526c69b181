"""All reports of a stage: searched, filtered, opened again."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from tamis.model.events import Stage
from tamis.review.pool import Asked, Filter
from tamis.web.asking import Here, Visitor
from tamis.web.rendering import render

router = APIRouter(prefix="/screening")
LIMIT = 50
#: What the list can be narrowed to, in words.
CHOICES: tuple[tuple[Asked, str], ...] = (
    ("", "All reports"),
    ("open", "Open to me"),
    ("mine", "Decided by me"),
    ("mine-include", "Included by me"),
    ("mine-maybe", "Maybe, by me"),
    ("mine-exclude", "Excluded by me"),
    ("yours", "Decided by me, another person is still asked"),
    ("included", "Included"),
    ("maybe", "Maybe, in the end"),
    ("excluded", "Excluded"),
    ("conflict", "In conflict"),
)
Year = Annotated[str, Query(pattern=r"^\d{0,4}$")]


@router.get("/{stage}/pool")
def pool(
    request: Request,
    room: Here,
    visitor: Visitor,
    stage: Stage,
    q: Annotated[str, Query(max_length=500)] = "",
    show: Asked = "",
    label: Annotated[str, Query(max_length=60)] = "",
    first: Year = "",
    last: Year = "",
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
) -> Response:
    """The reports that fit."""
    visitor.must("screen")
    asked = Filter(
        text=q, asked=show, label=label.strip(),
        first=int(first) if first else None, last=int(last) if last else None,
    )  # fmt: skip
    found = room.screening.pool.page(visitor.writer, stage, asked, LIMIT * (page - 1), LIMIT)
    here = {"q": q, "show": show, "label": label, "first": first, "last": last}

    def link(number: int) -> str:
        return "?" + urlencode({k: v for k, v in here.items() if v} | {"page": number})

    return render(
        request, "screening_pool.html", title="All reports", room=room, visitor=visitor,
        stage=stage, found=found, here=here, choices=CHOICES, page=page,
        pages=max(1, -(-found.total // LIMIT)), link=link,
    )  # fmt: skip
