"""Every screen of the app, light and dark and as narrow as a phone: no violation, nothing sideways.

One server of a review with something on every screen; each person's browser is opened once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tamis.match import Pair
from tamis.review import Review, duplicates
from tamis.review.extracting import make_study
from tamis.web.accounts import Accounts
from tamis.web.accounts.values import Known
from tamis.web.app import create_app
from tamis.web.settings import COOKIE, Settings
from tests.conftest import ENTRIES, PROTOCOL, RIS
from tests.formats.fulltext import making

from .conftest import opened, running, violations
from .screening_making import GOOD

LOOKS = {"light": (1200, "light"), "dark": (1200, "dark"), "phone": (360, "light")}
MORE = """TY  - JOUR
AU  - Alder, A
TI  - Walking for back pain: a randomised trial
PY  - 2018
ER  -

TY  - JOUR
AU  - Dogwood, D
TI  - A long walk and its consequences
AB  - BACKGROUND: Walks are long. METHODS: We walked. RESULTS: It was long.
PY  - 2021
ER  -

TY  - JOUR
AU  - Elm, E
TI  - Nordic walking and the aching back after one year
PY  - 2020
ER  -
"""


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the app is, how things are called there, and a way in for the owner."""

    base: str
    review: str
    document: str
    invitation: str
    session: str
    file: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("screens")
    review, document = reviewed(place)
    other = Review.init(place / "running", "Running for sleep", by="olga")
    settings = Settings(
        folders=(review.path, other.path), mode="team", data=place / "server", secret="s" * 32
    )
    accounts, key = Accounts(settings.data / "accounts.sqlite"), str(review.path.resolve())
    accounts.join(accounts.invite(key, "owner", by="test"), (), login="olga", password=GOOD)
    session = accounts.log_in("olga", GOOD, "")
    accounts.invite(key, "owner", by="olga")
    link = accounts.invite(str(other.path.resolve()), "owner", by="olga")
    accounts.join(link, (), known=Known(id=1, login="olga", name=""))
    accounts.new_token(key, "olga", "nightly script")
    with running(create_app(settings)) as base:
        yield Site(
            base=base, review=f"{base}/r/walking", document=document, session=session,
            invitation=accounts.invite(key, "reviewer", by="olga"), file=place / "more.ris",
        )  # fmt: skip


def reviewed(place: Path) -> tuple[Review, str]:
    """A review of two reviewers: a conflict, a duplicate in doubt, a study read by two, a paper."""
    folder = place / "walking"
    folder.mkdir()
    two = PROTOCOL.replace("reviewers = 1", "reviewers = 2")
    (folder / "protocol.toml").write_text(two, encoding="utf-8")
    for name, text in (("walks.ris", RIS), ("more.ris", MORE)):
        (place / name).write_text(text, encoding="utf-8")
    review = Review(folder, by="anna")
    review.import_files([place / "walks.ris"], source="pubmed", run_on="2026-03-01")
    reports = {w.label.split()[0].lower(): w.report for w in review.waiting()}
    for by in ("anna", "ben"):
        one = Review(folder, by=by)
        for name in ("alder", "birch"):
            one.screen(reports[name], "include")
        one.screen(reports["alder"], "include", stage="full-text")
    review.screen(reports["cedar"], "exclude", criterion="people", note="They are children.")
    Review(folder, by="ben").screen(reports["cedar"], "include", labels=["schools"])
    (place / "entries.toml").write_text(ENTRIES.format(**reports), encoding="utf-8")
    review.record_entries(place / "entries.toml")
    (place / "second.toml").write_text(
        '[[readings]]\nstudy = "alder-2018"\noutcome = "pain"\ntimepoint = "6 months"\n'
        'arm = "treated"\nvalues.mean = { value = -3.2, document = "alder", quote = "-3.10" }\n',
        encoding="utf-8",
    )
    Review(folder, by="ben").record_entries(place / "second.toml")
    (place / "alder.pdf").write_bytes(making.pdf())
    document = Review(folder, by="anna").add_fulltext(reports["alder"], place / "alder.pdf")
    again = Review(folder, by="anna")
    again.import_files([place / "more.ris"], source="embase", run_on="2026-03-02")
    make_study(again, "Birch again", (reports["birch"],), ("Walking", "Rest"))
    linked(again)
    return again, document.document.id


def linked(review: Review) -> None:
    """One pair linked, and one in doubt."""
    alder = [r.id for r in review.folder.records() if r.title.startswith("Walking for back")]
    review.link(alder)
    found = duplicates.find(review)
    a, b = sorted(r.id for r in review.folder.records() if r.title.startswith("Nordic"))
    kept = replace(found, ask=(Pair(a=a, b=b, score=0.6, reasons=("title: close (+2.0)",)),))
    (review.path / ".index" / "duplicates.json").write_bytes(msgspec.json.encode(kept))


#: Screens by address below the review; {document} is the paper.
SCREENS = (
    "/", "/import", "/duplicates", "/duplicates/groups", "/screening/title-abstract",
    "/screening/title-abstract/pool", "/screening/title-abstract/conflicts",
    "/screening/title-abstract/progress", "/screening/full-text", "/screening/full-text/progress",
    "/fulltexts", "/read/{document}?find=n", "/extract",
    "/extract/alder-2018?document={document}",
    "/extract/alder-2018?outcome=pain&timepoint=6+months&document={document}",
    "/extract/alder-2018/compare", "/appraisal",
    "/appraisal/result?study=alder-2018&outcome=pain&timepoint=6+months", "/certainty",
    "/certainty/outcome?comparison=walking&outcome=pain", "/people", "/tokens", "/audit",
    "/no-such-page",
)  # fmt: skip


def previewed(page: Page, site: Site) -> None:
    """What a file holds, before it is taken in."""
    page.goto(f"{site.review}/import")
    page.locator("input[type=file]").set_input_files(site.file)
    page.get_by_role("button", name="Look them over").click()
    page.wait_for_url("**/import/preview")


def imported(page: Page, site: Site) -> None:
    """What was taken in."""
    previewed(page, site)
    page.get_by_role("checkbox", name="Import this file").check()
    page.get_by_role("button", name="Import the ticked files").click()
    page.wait_for_url("**/import/commit")


def drafted(page: Page, site: Site) -> None:
    """The draft, once it is there."""
    page.goto(f"{site.review}/page")
    page.get_by_role("heading", name="What would change").wait_for(timeout=60_000)


STEPS: dict[str, Callable[[Page, Site], None]] = {
    "import preview": previewed, "import done": imported, "page": drafted,
}  # fmt: skip
#: Screens outside a review: address, and whether one is logged in there.
OUTSIDE = (("/", True), ("/account", True), ("/api/", True), ("/login", False),
           ("/join/{invitation}", False), ("/join/nothing", False))  # fmt: skip


@pytest.fixture(scope="module", params=LOOKS, ids=list(LOOKS))
def contexts(
    request: pytest.FixtureRequest, browser: Browser, site: Site
) -> Iterator[dict[bool, BrowserContext]]:
    """A browser that is logged in and one that is not, at a width and in a scheme."""
    width, scheme = LOOKS[request.param]
    with opened(browser, width, scheme) as inside, opened(browser, width, scheme) as outside:
        inside.add_cookies([{"name": COOKIE, "value": site.session, "url": site.base}])
        yield {True: inside, False: outside}


def wrong(page: Page, name: str) -> list[str]:
    """What is wrong with the screen that is shown."""
    found = [f"{name}: {v}" for v in violations(page)]
    wide, room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return [*found, f"{name}: {wide} px on {room}"] if wide > room else found


def test_every_screen_of_a_review(contexts: dict[bool, BrowserContext], site: Site) -> None:
    page, found = contexts[True].new_page(), []
    for screen in SCREENS:
        address = screen.format(document=site.document)
        answer = page.goto(f"{site.review}{address}")
        assert answer is not None
        assert (answer.status == 200) == (screen != "/no-such-page"), screen
        found += wrong(page, screen)
    for name, step in STEPS.items():
        step(page, site)
        found += wrong(page, name)
    page.close()
    assert not found, "\n".join(found)


def test_every_screen_at_the_door(contexts: dict[bool, BrowserContext], site: Site) -> None:
    found = []
    for screen, known in OUTSIDE:
        page = contexts[known].new_page()
        page.goto(f"{site.base}{screen.format(invitation=site.invitation)}")
        found += wrong(page, screen)
        page.close()
    assert not found, "\n".join(found)
