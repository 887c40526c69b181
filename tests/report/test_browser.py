"""The built site in a real browser. Without one these tests fail, unless told that it may lack."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tamis.model.publication import Publication
from tamis.report.site import build

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(
    publication: Publication,
    bare_publication: Publication,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, list[str]]]:
    """Both sites served from this machine, with the paths of their pages."""
    root = tmp_path_factory.mktemp("site")
    paths = []
    for name, held in (("whole", publication), ("bare", bare_publication)):
        for path, content in build(held).items():
            target = root / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            paths += [f"{name}/{path}"] if path.endswith(".html") else []
    yield from _serve(root, paths)


def _serve(root: Path, paths: list[str]) -> Iterator[tuple[str, list[str]]]:
    handler = functools.partial(Quiet, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()


def opened(browser: Browser, width: int, scheme: str = "light") -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=True,
    )


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{v['id']}: {n['html'][:120]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_on_any_page(
    browser: Browser, site: tuple[str, list[str]], width: int, scheme: str
) -> None:
    base, paths = site
    with opened(browser, width, scheme) as context:
        page = context.new_page()
        found = {}
        for path in paths:
            page.goto(f"{base}/{path}")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found[path] = violations(page)
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_scrolls_sideways(
    browser: Browser, site: tuple[str, list[str]], width: int
) -> None:
    base, paths = site
    with opened(browser, width) as context:
        page = context.new_page()
        wide = {}
        for path in paths:
            page.goto(f"{base}/{path}")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: w for path, w in wide.items() if w > width} == {}


def test_no_page_asks_another_host_or_fails_to_load_a_file(
    browser: Browser, site: tuple[str, list[str]]
) -> None:
    base, paths = site
    asked: list[str] = []
    failed: list[str] = []
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.on("request", lambda r: asked.append(r.url))
        page.on("requestfailed", lambda r: failed.append(r.url))
        page.on("response", lambda r: failed.append(r.url) if r.status >= 400 else None)
        for path in paths:
            page.goto(f"{base}/{path}", wait_until="networkidle")
    assert [url for url in asked if not url.startswith((base, "data:"))] == []
    assert failed == []


def test_every_digit_that_is_seen_has_a_link(browser: Browser, site: tuple[str, list[str]]) -> None:
    base, paths = site
    script = """() => {
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const bare = [];
      for (let n = walk.nextNode(); n; n = walk.nextNode()) {
        const e = n.parentElement;
        if (/\\p{Nd}/u.test(n.data)
            && !e.closest('a[href], time, cite, q, blockquote, code, title, desc, script'))
          bare.push(n.data.trim());
      }
      return bare;
    }"""
    with opened(browser, 1280) as context:
        page = context.new_page()
        bare = {}
        for path in paths:
            page.goto(f"{base}/{path}")
            bare[path] = page.evaluate(script)
    assert {path: said for path, said in bare.items() if said} == {}


def test_a_number_opens_its_derivation_without_scripts(
    browser: Browser, site: tuple[str, list[str]]
) -> None:
    base, _ = site
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{base}/whole/index.html")
        page.locator('a[data-number="pool/estimate"]').first.click()
        assert page.url.endswith("/whole/numbers/tea-water.html#n-pool-estimate")
        assert "Σ w y / Σ w" in page.locator("#n-pool-estimate").inner_text()


def test_the_first_tab_stop_skips_to_the_content(
    browser: Browser, site: tuple[str, list[str]]
) -> None:
    base, _ = site
    with opened(browser, 1280) as context:
        page = context.new_page()
        page.goto(f"{base}/whole/index.html")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_a_phone_sees_the_narrow_pictures_and_paper_the_wide_ones(
    browser: Browser, site: tuple[str, list[str]]
) -> None:
    base, _ = site
    with opened(browser, 360) as context:
        page = context.new_page()
        page.goto(f"{base}/whole/methods.html")
        assert page.locator(".narrow-only svg").first.is_visible()
        assert not page.locator(".wide-only svg").first.is_visible()
        page.emulate_media(media="print")
        assert page.locator(".wide-only svg").first.is_visible()


def test_text_in_pictures_is_readable_on_a_phone(
    browser: Browser, site: tuple[str, list[str]]
) -> None:
    base, _ = site
    with opened(browser, 360) as context:
        page = context.new_page()
        page.goto(f"{base}/whole/methods.html")
        heights = page.locator(".narrow-only svg text:not(.letter)").evaluate_all(
            "all => all.map(t => t.getBoundingClientRect().height)"
        )
    assert min(heights) >= 11
