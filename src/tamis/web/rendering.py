"""Templates, and what each of them may use."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tamis import __version__
from tamis.model.naming import plural
from tamis.web.designs import DESIGN_WORDS, design_why
from tamis.web.guarding import FIELD, form_token, session_of
from tamis.web.navigation import PLACES


@cache
def environment() -> Environment:
    """The Jinja environment: escapes everything, and an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(str(files("tamis.web") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(version=__version__, plural=plural, token_field=FIELD, places=PLACES)
    made.globals.update(design_words=DESIGN_WORDS, design_why=design_why)
    return made


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page.

    Templates see `request`, `token` (for forms), `mode`, and what the handler passes. Pages inside
    a review pass `room`, `visitor` and `title`; `base.html` draws the navigation from them.
    """
    settings = request.app.state.settings
    given = {
        "request": request,
        "token": form_token(settings, session_of(request)),
        "mode": settings.mode,
        "room": None,
        "visitor": None,
        "status": status,
        **values,
    }
    return HTMLResponse(environment().get_template(template).render(given), status)
