"""The real app: called in the process, or served on loopback to a real browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from argon2 import PasswordHasher
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, Page

from tamis.web.accounts import secrets
from tamis.web.app import create_app
from tamis.web.guarding import HEADER, form_token
from tamis.web.settings import Settings

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
Serve = Callable[[Settings], str]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as always, but with the least work."""
    monkeypatch.setattr(
        secrets, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
    secrets._nobody.cache_clear()


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The app on a free port of this machine."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="warning", access_log=False, ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves what it is given until the test ends; gives the address."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(running(create_app(settings)))


def calling(settings: Settings, session: str = "solo") -> TestClient:
    """A client that sends what a page of ours would send."""
    return TestClient(
        create_app(settings),
        base_url="http://127.0.0.1",
        headers={HEADER: form_token(settings, session)},
    )


def solo(folder: Path, by: str = "anna") -> Settings:
    return Settings(folders=(folder,), by=by)


def opened(browser: Browser, width: int = 1200, scheme: str = "light") -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{v['id']}: {n['html'][:150]} {n.get('failureSummary', '')[:200]}"
            for v in found for n in v["nodes"]]  # fmt: skip
