"""The screening page in a real browser: keys, two people and a third, a server that dies."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Route, expect

from tamis.model.events import Adjudicated, Screened
from tamis.review import Review
from tamis.web.accounts import Accounts
from tamis.web.settings import COOKIE

from .conftest import Serve, opened, solo, violations
from .screening_making import GOOD, STAGE, made, said, team

PATH = f"/r/walks/screening/{STAGE}"


class Server:
    """`tamis serve --team` as a process of its own, which can be killed and started again."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.address = ""
        self._folder, self._data = folder, data
        self.start()

    def start(self) -> None:
        """Start it where it was before; it says where it listens once it does."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tamis", "serve", str(self._folder), "--team",
             "--port", self.address.rpartition(":")[2] or "0"],
            env={**os.environ, "TAMIS_SERVER_DATA": str(self._data)},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stderr
        found = re.search(r"http://[\d.]+:\d+", self._process.stderr.readline())
        assert found, "the server did not say where it is"
        self.address = found[0]
        self._rest = threading.Thread(target=self._process.stderr.read, daemon=True)
        self._rest.start()

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._rest.join()
        assert self._process.stderr
        self._process.stderr.close()


@contextmanager
def people(
    browser: Browser, address: str, accounts: Accounts, *names: str
) -> Iterator[dict[str, Page]]:
    """A browser for each person, logged in."""
    contexts: list[BrowserContext] = []
    pages = {}
    for name in names:
        context = opened(browser)
        secret = accounts.log_in(name, GOOD, "")
        context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
        contexts.append(context)
        pages[name] = context.new_page()
        pages[name].set_default_timeout(20_000)
    yield pages
    for context in contexts:
        context.close()


def report_of(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.report ?? ''"))


def decide(page: Page, key: str) -> str:
    """Press a key on a card; gives its report, once another card (or none) is shown."""
    page.wait_for_function("() => document.documentElement.dataset.report")
    report = report_of(page)
    page.keyboard.press(key)
    page.wait_for_function("r => document.documentElement.dataset.report !== r", arg=report)
    return report


def test_two_screen_blind_a_third_settles_and_the_server_dies_in_the_middle(
    browser: Browser, tmp_path: Path
) -> None:
    review = made(tmp_path / "walks", 30)
    _, accounts = team(review, tmp_path / "server")
    server = Server(review.path, tmp_path / "server")
    wanted: set[tuple[str, str, str, str | None]] = set()
    keys = {"v": ("include", None), "m": ("maybe", None), "1": ("exclude", "people"),
            "2": ("exclude", "design")}  # fmt: skip
    plans = {"anna": "v1m22v" * 5, "ben": "v12m1v" * 5}
    try:
        with people(browser, server.address, accounts, "anna", "ben", "carol") as pages:
            for who in plans:
                pages[who].goto(server.address + PATH)
                expect(pages[who].locator("#left")).to_have_text("30 to go")
            for turn in range(30):
                if turn == 12:
                    server.kill()
                if turn == 16:
                    server.start()
                for who, plan in plans.items():
                    report = decide(pages[who], plan[turn])
                    verdict, criterion = keys[plan[turn]]
                    wanted.add((who, report, verdict, criterion))
                    others = pages[who].locator("#stage .known")
                    assert others.count() == 0 or turn == 29
                if turn == 14:
                    expect(pages["anna"].locator("#trouble")).to_contain_text("No connection")
            for who in plans:
                expect(pages[who].locator("#saved")).to_have_text("Saved")
            assert sorted(said(review.path), key=str) == sorted(wanted, key=str)
            settled = settle_all(pages["carol"], server.address)
            assert settled == len(conflicts(review.path)) > 0
    finally:
        server.kill()
    end = Review(review.path)
    assert len([e for e in end.events if isinstance(e, Screened)]) == 60
    rulings = [e for e in end.events if isinstance(e, Adjudicated)]
    assert {r.report for r in rulings} == conflicts(review.path)
    assert all(r.by == "carol" and r.verdict == "include" for r in rulings)
    assert end.verify() == ()


def conflicts(folder: Path) -> set[str]:
    """Reports on which the two differ: at this stage a maybe goes on, like an include."""
    sides: dict[str, set[bool]] = {}
    for event in Review(folder).events:
        if isinstance(event, Screened):
            sides.setdefault(event.report, set()).add(event.verdict == "exclude")
    return {report for report, both in sides.items() if len(both) == 2}


def test_a_ruling_can_be_taken_back(browser: Browser, serve: Serve, tmp_path: Path) -> None:
    review = made(tmp_path / "walks", 2)
    first, _ = review.state.reports.members
    for by, verdict in (("anna", "include"), ("ben", "maybe"), ("cem", "exclude")):
        Review(review.path, by=by).screen(first, verdict, criterion="design")  # type: ignore[arg-type]
    context = opened(browser)
    page = context.new_page()
    page.goto(serve(solo(review.path)) + PATH + "/conflicts")
    page.locator(".conflict button.include").click()
    expect(page.locator(".conflict")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".conflict")).to_have_count(1)
    context.close()


def settle_all(page: Page, address: str) -> int:
    """Include whatever the two differ about; gives how many that were."""
    page.goto(f"{address}{PATH}/conflicts")
    done = 0
    while page.locator(".conflict").count():
        first = page.locator(".conflict").first
        assert first.locator(".side").count() == 2
        title = first.locator("h2").first.inner_text()
        with page.expect_navigation():  # else the next look may see a page that is half there
            first.locator("button.include").click()
        expect(page.get_by_role("heading", name=title, exact=True)).to_have_count(0)
        done += 1
    return done


@pytest.fixture
def page(browser: Browser, serve: Serve, tmp_path: Path) -> Iterator[Page]:
    review = made(tmp_path / "walks", 30, reviewers=1)
    context = opened(browser)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(serve(solo(review.path)) + PATH)
    page.wait_for_function("() => document.documentElement.dataset.report")
    yield page
    context.close()


def test_undo_goes_back_as_far_as_one_likes_and_each_is_an_event(
    page: Page, tmp_path: Path
) -> None:
    reports = [decide(page, key) for key in "v1m"]
    for report in reversed(reports):
        page.keyboard.press("u")
        page.wait_for_function("r => document.documentElement.dataset.report === r", arg=report)
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(page.locator("#left")).to_have_text("30 to go")
    review = Review(tmp_path / "walks")
    assert review.state.decisions == ()
    assert sum(e.schema == "withdrawn/1" for e in review.events) == 3


def test_undo_reaches_into_an_earlier_visit(page: Page, tmp_path: Path) -> None:
    report = decide(page, "v")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.report")
    page.keyboard.press("u")
    page.wait_for_function("r => document.documentElement.dataset.report === r", arg=report)
    assert Review(tmp_path / "walks").state.decisions == ()


def test_exclude_waits_for_a_reason_and_escape_calls_it_off(page: Page) -> None:
    report = report_of(page)
    page.keyboard.press("x")
    expect(page.locator("#announce")).to_contain_text("1 Not adults, 2 No study")
    page.keyboard.press("Escape")
    assert report_of(page) == report
    page.keyboard.press("x")
    decide(page, "2")
    expect(page.locator("#announce")).to_contain_text("Excluded: No study. Next:")


def test_keys_do_nothing_while_writing_and_can_be_switched_off(page: Page) -> None:
    report = report_of(page)
    page.keyboard.press("n")
    page.keyboard.type("very nice")
    assert report_of(page) == report
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("v")
    assert report_of(page) == report
    page.get_by_role("button", name="Include").click()
    page.wait_for_function("r => document.documentElement.dataset.report !== r", arg=report)


def test_a_preset_where_a_key_means_the_opposite_says_so(page: Page) -> None:
    page.keyboard.press("?")
    page.locator("#preset").select_option("rayyan")
    expect(page.locator("#clash")).to_be_hidden()
    page.locator("#keys-use").click()
    page.keyboard.press("?")
    page.locator("#preset").select_option("asreview")
    expect(page.locator("#clash")).to_contain_text(
        "I means Include now and would mean Exclude, the opposite"
    )


def test_a_key_pressed_in_the_frame_in_which_a_dialog_closes_counts(page: Page) -> None:
    page.keyboard.press("?")
    page.locator("#keys-use").focus()
    page.evaluate("""() => {
        document.querySelector("#keys-use").click();
        const key = new KeyboardEvent("keydown", {key: "?", bubbles: true, cancelable: true});
        document.activeElement.dispatchEvent(key);
    }""")
    expect(page.locator("#preset")).to_be_visible()


def test_notes_and_labels_are_kept_with_the_decision(page: Page, tmp_path: Path) -> None:
    page.keyboard.press("n")
    page.keyboard.type("look again")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.keyboard.type("pilot, odd dose")
    page.keyboard.press("Escape")
    decide(page, "m")
    expect(page.locator("#saved")).to_have_text("Saved")
    (event,) = Review(tmp_path / "walks").state.decisions
    assert (event.note, event.labels) == ("look again", ("pilot", "odd dose"))


def test_skipped_cards_come_again_at_the_end(page: Page) -> None:
    first = report_of(page)
    page.keyboard.press("j")
    page.wait_for_function("r => document.documentElement.dataset.report !== r", arg=first)
    for _ in range(29):
        decide(page, "v")
    expect(page.locator("#stage")).to_contain_text("You passed over 1")
    page.get_by_role("button", name="Look at them again").click()
    page.wait_for_function("r => document.documentElement.dataset.report === r", arg=first)


def test_each_set_of_words_has_its_own_line_and_can_be_hidden(page: Page) -> None:
    styles = {
        kind: page.locator(f".paper mark.{kind}").first.evaluate(
            "m => getComputedStyle(m).textDecorationStyle"
        )
        for kind in ("population", "intervention", "outcome")
    }
    assert len(set(styles.values())) == 3
    found = page.locator(".paper mark.population").count()
    row = page.locator("#marks li", has_text="Population")
    expect(row.locator(".count")).to_have_text(str(found))
    row.locator("input").uncheck()
    expect(page.locator(".paper mark.population")).to_have_count(0)


def test_decisions_made_without_a_connection_are_sent_later_even_after_closing(
    page: Page, tmp_path: Path
) -> None:
    page.context.set_offline(True)
    made_ = [decide(page, key) for key in "v12"]
    expect(page.locator("#trouble")).to_contain_text("No connection")
    assert said(tmp_path / "walks") == []
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(page.locator("#left")).to_have_text("27 to go")
    assert [report for _, report, _, _ in said(tmp_path / "walks")] == made_


def test_cards_that_come_late_do_not_bring_back_an_older_count(page: Page) -> None:
    late: list[tuple[Route, APIResponse]] = []
    page.route("**/deal", lambda route: late.append((route, route.fetch())))
    done = 0
    while not late:
        decide(page, "v")
        done += 1
        expect(page.locator("#saved")).to_have_text("Saved")
    for _ in range(2):
        decide(page, "v")
    done += 2
    expect(page.locator("#saved")).to_have_text("Saved")
    with page.expect_response("**/deal"):
        for route, answer in late:
            route.fulfill(response=answer)
    page.wait_for_timeout(200)
    expect(page.locator("#left")).to_have_text(f"{30 - done} to go")


def test_without_a_connection_cards_go_on_until_the_window_holds_none(page: Page) -> None:
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    for _ in range(20):
        decide(page, "v")
    expect(page.locator("#saved")).to_contain_text("not saved yet")
    page.context.set_offline(False)
    for _ in range(10):
        decide(page, "1")
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(page.locator("#left")).to_have_text("0 to go")


def test_nothing_is_asked_of_any_other_host(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    for key in "v1mh?":
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    here = page.url.split("/r/")[0]
    assert asked
    assert all(url.startswith(here) for url in asked)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 1200), ("dark", 360)])
def test_every_screening_page_is_accessible(
    browser: Browser, serve: Serve, tmp_path: Path, scheme: str, width: int
) -> None:
    review = made(tmp_path / "walks", 6)
    first, second, *_ = review.state.reports.members
    for by, verdict in (("anna", "include"), ("ben", "exclude")):
        other = Review(review.path, by=by)
        for report in (first, second):
            other.screen(report, verdict, criterion="design" if verdict == "exclude" else None)  # type: ignore[arg-type]
    address = serve(solo(review.path)) + PATH
    context = opened(browser, width, scheme)
    page = context.new_page()
    for path in ("", f"?report={first}", "/pool", "/conflicts", "/progress"):
        page.goto(address + path)
        page.wait_for_timeout(150)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(address)
    page.wait_for_function("() => document.documentElement.dataset.report")
    page.keyboard.press("?")
    assert violations(page) == []
    context.close()
