"""The application: floors of handlers over rooms. `create_app` is all a server needs."""

from __future__ import annotations

from importlib.resources import files

from fastapi import Depends, FastAPI
from starlette.staticfiles import StaticFiles

from tamis import __version__
from tamis.web import failing, judging, weighing, working
from tamis.web.accounts import Accounts
from tamis.web.api import overview as overview_api
from tamis.web.api import people as people_api
from tamis.web.guarding import from_our_page, guard
from tamis.web.limiting import BodyLimit
from tamis.web.pages import entrance, overview, people
from tamis.web.rooms import Rooms
from tamis.web.settings import Settings

#: Routers of pages (under /r/{review}/) and of the API (under /api/v1/r/{review}/).
PAGES = (overview.router, *judging.PAGES, *working.PAGES, *weighing.PAGES, people.router)
API = (overview_api.router, *judging.API, *working.API, *weighing.API, people_api.router)


def create_app(settings: Settings) -> FastAPI:
    """The app that serves the reviews of `settings`.

    Raises:
        NotAReview: A folder holds no review.
    """
    app = FastAPI(
        title="tamis",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        dependencies=[Depends(from_our_page)],
    )
    app.state.settings = settings
    app.state.rooms = Rooms(settings.folders)
    team = settings.mode == "team"
    app.state.accounts = Accounts(settings.data / "accounts.sqlite") if team else None
    app.add_middleware(BodyLimit, largest_upload=settings.largest_upload)
    app.middleware("http")(guard)
    app.mount("/static", StaticFiles(directory=str(files("tamis.web") / "static")), name="static")
    for router in (overview.doors, entrance.doors):
        app.include_router(router, include_in_schema=False)
    for router in PAGES:
        app.include_router(router, prefix="/r/{review}", include_in_schema=False)
    for router in API:
        app.include_router(router, prefix="/api/v1/r/{review}")
    failing.install(app)
    return app
