"""The first page of a review: where it stands and what waits."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from tamis.report.plots.style import PLOT_CSS
from tamis.web.asking import AllRooms, Here, Server, Visitor, accounts_of, known_of
from tamis.web.rendering import render

doors = APIRouter()
router = APIRouter()


@doors.get("/")
def door(request: Request, rooms: AllRooms, server: Server) -> Response:
    """The only review one has, or a list of them."""
    mine = list(rooms.all.values())
    if server.mode == "team":
        accounts, known = accounts_of(request), known_of(request)
        mine = [room for room in mine if accounts.member(known.id, room.key)]
    if len(mine) == 1:
        return RedirectResponse(f"/r/{mine[0].name}/", 303)
    return render(
        request, "door.html", title="Reviews", reviews=[(room.name, room.title) for room in mine]
    )


@doors.get("/plots.css")
def plots() -> Response:
    """The look of plots, as the published page has it."""
    return Response(PLOT_CSS, media_type="text/css")


@doors.get("/api/")
def api(request: Request) -> Response:
    """What the API offers, from its own description."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for path, methods in request.app.openapi()["paths"].items():
        for method, call in methods.items():
            said = call.get("description") or call.get("summary", "")
            groups.setdefault(call.get("tags", ["other"])[0], []).append(
                (method.upper(), path, said)
            )
    return render(request, "api.html", title="API", groups=groups)


@router.get("/")
def overview(request: Request, room: Here, visitor: Visitor) -> Response:
    """Where the review stands."""
    visitor.must("read")
    summary = room.status(visitor)
    return render(
        request, "overview.html", title="Overview", room=room, visitor=visitor, summary=summary
    )
