"""The page of the built-in review in a real browser: every main page, and some entry pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tamis.report.site import build
from tamis.report.site.crawl import crawl
from tamis.review import Review

REVIEW = Path(__file__).parents[2] / "reviews" / "als-cell-therapy"
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
ENTRIES = ("evidence/oh-2015.html", "evidence/oh-2018.html", "numbers/flow.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("als")
    review = Review(REVIEW)
    for name, content in build(review.publication(), review.trials.asking()).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def test_every_number_has_a_derivation_and_every_link_leads_somewhere(site: Path) -> None:
    files = {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    assert crawl(files) == ()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: Path, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    found = {}
    for path in [*sorted(site.glob("*.html")), *(site / e for e in ENTRIES)]:
        page.goto(path.as_uri())
        said = Axe().run(page, options=AXE).response["violations"]
        if said:
            found[path.name] = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in said]
    context.close()
    assert found == {}


def test_no_page_scrolls_sideways_at_360_px(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    wide = []
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(path.name)
    context.close()
    assert wide == []
