"""Keys, clicks and answers that overtake each other: nothing is lost, doubled or put elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from tamis.review import Review
from tamis.web.settings import COOKIE
from tests.formats.fulltext.making import pdf

from .conftest import Serve, opened, solo
from .screening_making import GOOD, made, said, team
from .test_browser_screening import PATH, decide, report_of

SHOWS = "r => document.documentElement.dataset.report === r"


class Held:
    """Requests of a page that wait for their answer until they are let go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.routes: list[Route] = []
        self._page, self._gone = page, False
        page.route(pattern, self._take)

    def _take(self, route: Route) -> None:
        if self._gone:
            route.continue_()
        else:
            self.routes.append(route)

    def wait(self, count: int = 1) -> None:
        """Until so many have been asked."""
        while len(self.routes) < count:
            self._page.wait_for_timeout(20)

    def go(self) -> None:
        """Let all of them, and those that follow, through."""
        self._gone = True
        for route in self.routes:
            route.continue_()


@pytest.fixture
def page(browser: Browser, serve: Serve, tmp_path: Path) -> Iterator[Page]:
    review = made(tmp_path / "walks", 12, reviewers=1)
    with opened(browser) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(serve(solo(review.path)) + PATH)
        page.wait_for_function("() => document.documentElement.dataset.report")
        yield page


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Saved")


def test_two_undos_in_a_row_take_back_two_decisions_of_an_earlier_visit(
    page: Page, tmp_path: Path
) -> None:
    first = decide(page, "v")
    decide(page, "v")
    saved(page)
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.report")
    held = Held(page, "**/mine?*")
    page.keyboard.press("u")
    page.keyboard.press("u")
    held.wait()
    held.go()
    page.wait_for_function(SHOWS, arg=first)
    saved(page)
    expect(page.locator("#trouble")).to_be_hidden()
    assert Review(tmp_path / "walks").state.decisions == ()


def test_a_key_pressed_while_an_undone_card_comes_counts_on_that_card(
    page: Page, tmp_path: Path
) -> None:
    report = decide(page, "v")
    saved(page)
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.report")
    held = Held(page, "**/mine?*")
    page.keyboard.press("u")
    held.wait()
    page.keyboard.press("1")
    held.go()
    page.wait_for_function("r => document.documentElement.dataset.report !== r", arg=report)
    expect(page.locator("#announce")).to_contain_text("Excluded: Not adults")
    saved(page)
    assert said(tmp_path / "walks")[-1][1:] == (report, "exclude", "people")


def test_a_score_that_comes_late_is_not_shown_beside_another_report(page: Page) -> None:
    held = Held(page, "**/score")
    page.keyboard.press("s")
    held.wait()
    decide(page, "m")
    with page.expect_response("**/score"):
        held.go()
    page.keyboard.press("h")
    expect(page.locator("#announce")).to_have_text("Highlights off")
    expect(page.locator("#score")).to_contain_text("How the ranking sees this report")


def test_a_note_stays_while_the_marks_are_changed(page: Page) -> None:
    page.locator("#note").fill("look again")
    page.locator("#marks li", has_text="Population").locator("input").uncheck()
    expect(page.locator(".paper mark.population")).to_have_count(0)
    expect(page.locator("#note")).to_have_value("look again")


def test_the_focus_does_not_stay_on_a_reason_that_was_asked_for(page: Page, tmp_path: Path) -> None:
    page.keyboard.press("x")
    expect(page.locator("#reasons button").first).to_be_focused()
    decide(page, "2")
    report = report_of(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.keyboard.press("h")
    expect(page.locator("#announce")).to_have_text("Highlights off")
    assert report_of(page) == report
    saved(page)
    assert len(said(tmp_path / "walks")) == 1


def test_cards_taken_back_are_not_dealt_a_second_time(page: Page, tmp_path: Path) -> None:
    for _ in range(3):
        decide(page, "v")
    for _ in range(3):
        page.keyboard.press("u")
    saved(page)
    dealt: list[Response] = []
    page.on("response", lambda r: dealt.append(r) if r.url.endswith("/deal") else None)
    while not dealt:  # each drawing of the card asks for more, once the window may
        page.locator("#marks input").first.click()
    dealt[0].finished()
    seen = []
    while report := report_of(page):
        seen.append(report)
        decide(page, "v")
    assert len(seen) == len(set(seen)) == 12
    saved(page)
    assert len(said(tmp_path / "walks")) == 3 + 12


def test_decisions_of_one_person_are_never_sent_by_another_who_logs_in(
    browser: Browser, serve: Serve, tmp_path: Path
) -> None:
    review = made(tmp_path / "walks", 6)
    settings, accounts = team(review, tmp_path / "server")
    address = serve(settings)
    with opened(browser) as context:

        def log_in(who: str) -> None:
            secret = accounts.log_in(who, GOOD, "")
            context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])

        log_in("anna")
        page = context.new_page()
        page.goto(address + PATH)
        page.wait_for_function("() => document.documentElement.dataset.report")
        log_in("ben")
        report = decide(page, "v")
        expect(page.locator("#trouble")).to_contain_text("this page was opened by 'anna'")
        assert said(review.path) == []
        log_in("anna")
        saved(page)
    assert said(review.path) == [("anna", report, "include", None)]


def test_a_session_that_ended_keeps_decisions_until_one_is_logged_in_again(
    browser: Browser, serve: Serve, tmp_path: Path
) -> None:
    review = made(tmp_path / "walks", 6)
    settings, accounts = team(review, tmp_path / "server")
    address = serve(settings)
    with opened(browser) as context:
        secret = accounts.log_in("anna", GOOD, "")
        context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
        page = context.new_page()
        page.goto(address + PATH)
        page.wait_for_function("() => document.documentElement.dataset.report")
        context.clear_cookies()
        report = decide(page, "v")
        expect(page.locator("#trouble")).to_contain_text("You are not logged in any more")
        with context.expect_page() as other:
            page.get_by_role("link", name="Log in again").click()
        login = other.value
        login.locator("input[name=login]").fill("anna")
        login.locator("input[name=password]").fill(GOOD)
        login.get_by_role("button", name="Log in").click()
        saved(page)
        expect(page.locator("#trouble")).to_be_hidden()
    assert said(review.path) == [("anna", report, "include", None)]


def test_a_form_pressed_twice_is_sent_once(browser: Browser, serve: Serve, review: Review) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(f"{serve(solo(review.path))}/r/walking/duplicates")
        refused = page.evaluate("""() => {
            const refused = [];
            addEventListener("submit", (event) => {
                refused.push(event.defaultPrevented);
                event.preventDefault();
            });
            const button = document.querySelector("form[method=post] button");
            button.click();
            button.click();
            return refused;
        }""")
    assert refused == [False, True]


def test_a_page_of_a_text_asked_for_later_is_not_replaced_by_an_earlier_one(
    browser: Browser, serve: Serve, extracted: Review, reports: dict[str, str], tmp_path: Path
) -> None:
    paper = tmp_path / "long.pdf"
    paper.write_bytes(pdf([[f"This is leaf {n}"] for n in range(1, 6)]))
    extracted.add_fulltext(reports["alder"], paper)
    with opened(browser) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{serve(solo(extracted.path))}/r/walking/extract/alder-2018")
        held = Held(page, "**/extract/alder-2018?*")
        on = page.get_by_role("button", name="On to the next page")
        on.click()
        on.click()
        held.wait(2)
        for route in reversed(held.routes):
            with page.expect_response(route.request.url):
                route.continue_()
        expect(page.locator("#reader")).to_contain_text("Page 3 of 5")
        expect(page.locator("#reader")).to_have_attribute("data-page", "3")


def test_a_value_typed_while_another_is_saved_is_kept(
    browser: Browser, serve: Serve, extracted: Review, reports: dict[str, str], tmp_path: Path
) -> None:
    paper = tmp_path / "alder.pdf"
    paper.write_bytes(pdf())
    extracted.add_fulltext(reports["alder"], paper)
    with opened(browser) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(
            f"{serve(solo(extracted.path))}/r/walking/extract/alder-2018"
            "?outcome=pain&timepoint=9+months"
        )
        held = Held(page, "**/readings")
        page.locator("#treated-mean input[name=quote]").fill("−3.10 (SD 3.51)")
        mean = page.locator("#treated-mean input[name=value]")
        mean.fill("-3.1")
        mean.press("Enter")
        held.wait()
        mean.press("Enter")
        mean.fill("-3.7")
        with page.expect_response("**/readings"):
            held.go()
        expect(page.locator("#said")).to_contain_text("-3.1: saved")
        page.wait_for_load_state("networkidle")
        expect(mean).to_have_value("-3.7")
        expect(mean).to_be_focused()
    assert len(held.routes) == 1
