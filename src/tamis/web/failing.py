"""Errors as answers: a page for people, problem+json (RFC 9457) for programs."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from tamis.model.errors import TamisError
from tamis.web.accounts.errors import TooManyTries
from tamis.web.people import NotLoggedIn
from tamis.web.rendering import render

#: What a page says above an error's own words; programs are told the error's name.
HEADINGS = {
    400: "This can't be done", 401: "Log in first", 403: "This is not open to you",
    404: "There is nothing here", 405: "This can't be done here",
    409: "Something changed in between", 413: "This is too large",
    422: "This can't be used as it is", 429: "Too many tries",
}  # fmt: skip


def install(app: FastAPI) -> None:
    """Teach an app to answer errors."""
    app.add_exception_handler(TamisError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


def answer(request: Request, status: int, title: str, detail: str) -> Response:
    """An error as the asker can read it."""
    if request.url.path.startswith("/api/"):
        return JSONResponse(
            {"type": "about:blank", "title": title, "status": status, "detail": detail},
            status,
            media_type="application/problem+json",
        )
    heading = HEADINGS.get(status, "This did not work")
    return render(request, "problem.html", status=status, title=heading, detail=detail)


async def _ours(request: Request, error: Exception) -> Response:
    status = getattr(error, "http_status", 400)
    if isinstance(error, NotLoggedIn) and not request.url.path.startswith("/api/"):
        return RedirectResponse(f"/login?next={quote(request.url.path)}", 303)
    response = answer(request, status, type(error).__name__, str(error))
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.wait)
    return response


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {404: "There is no such page", 405: "That can't be done here"}
    return answer(request, error.status_code, words.get(error.status_code, "Refused"),
                  str(error.detail))  # fmt: skip


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(
        f"{'.'.join(str(p) for p in e['loc'][1:]) or 'body'}: {e['msg']}" for e in error.errors()
    )
    return answer(request, 422, "The request is not complete", said)
