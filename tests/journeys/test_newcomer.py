"""A newcomer and the built-in review: looks around, opens a number, screens, extracts, previews.

Runs the command a stranger would type on a copy of the review. With TAMIS_PICTURES set to a folder,
the pictures that the README and the guides show are written there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tamis.model.events import Extracted, Screened
from tamis.review import Review
from tests.formats.fulltext.making import pdf
from tests.web.conftest import opened, violations

BUILT_IN = Path(__file__).parents[2] / "reviews" / "als-cell-therapy"
STUDY = "karussis-2010"
EXCERPT = ("Made for a test of tamis; not a source.", "Registered enrolment: 24 participants.")
SLOW = 120_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built-in review whose page was published as it stands."""
    copy = tmp_path_factory.mktemp("newcomer") / "als-cell-therapy"
    shutil.copytree(BUILT_IN, copy, ignore=shutil.ignore_patterns("out", ".index"))
    Review(copy, by="newcomer").publish()
    return copy


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where `tamis serve` says it is."""
    command = [sys.executable, "-m", "tamis", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(
        [*command, "--by", "newcomer"], stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        found = re.search(r"http://\S+", server.stderr.readline())
        assert found, "the server did not say where it is"
        threading.Thread(target=server.stderr.read, daemon=True).start()
        yield f"{found[0].rstrip('/')}/r/als-cell-therapy"
        server.terminate()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser, 1280) as context:
        context.set_default_timeout(SLOW)
        yield context.new_page()


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like, for those who only read."""
    if place := os.environ.get("TAMIS_PICTURES"):
        page.screenshot(path=Path(place) / f"{name}.png")


def test_looking_around_and_opening_a_number(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    assert "Cell therapy in ALS" in page.locator("h1").inner_text()
    picture(page, "overview")
    page.goto(f"{address}/page")
    page.get_by_text("Nothing: the words").wait_for()
    page.goto(f"{address}/site/index.html")
    page.locator("main a.n").first.click()
    expect(page.locator(":target")).to_contain_text(
        re.compile("Formula|Read in a source"), timeout=SLOW
    )
    picture(page, "number")


def test_screening_a_report_with_one_key(page: Page, address: str, folder: Path) -> None:
    page.goto(f"{address}/screening")
    card = page.locator("#stage")
    before = card.inner_text()
    picture(page, "screening")
    page.keyboard.press("m")
    expect(card).not_to_have_text(before, use_inner_text=True, timeout=SLOW)
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=SLOW)
    mine = [e for e in Review(folder).events if isinstance(e, Screened) and e.by == "newcomer"]
    assert [e.verdict for e in mine] == ["maybe"]


def test_a_number_from_a_pdf_changes_the_page_in_preview(
    page: Page, address: str, folder: Path, tmp_path: Path
) -> None:
    review = Review(folder, by="newcomer")
    report = next(r for s in review.state.studies if s.study == STUDY for r in s.reports)
    paper = tmp_path / "excerpt.pdf"
    paper.write_bytes(pdf([EXCERPT]))
    document = review.add_fulltext(report, paper).document.id
    page.goto(f"{address}/extract/{STUDY}?document={document}")
    form = page.locator("[id='all-n.registered']")
    if not form.is_visible():
        page.locator("details:has([id='all-n.registered']) > summary").click()
    form.locator("input[name='value']").fill("24")
    form.locator("input[name='quote']").focus()
    page.keyboard.type("Registered enrolment: 24 participants")
    page.keyboard.press("Enter")
    page.locator(".choice").first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(form.locator(".state")).to_contain_text("Word for word", timeout=SLOW)
    picture(page, "extraction")
    mine = [e for e in Review(folder).events if isinstance(e, Extracted) and e.by == "newcomer"]
    (datum,) = mine[-1].data
    assert (datum.value, datum.spans[0].verbatim) == (24, True)
    page.goto(f"{address}/page")
    page.get_by_role("heading", name="What would change").wait_for()
    expect(page.locator("ins").filter(has_text="24")).not_to_have_count(0, timeout=SLOW)
    assert violations(page) == []
    picture(page, "preview")
