"""The page "Check an offer" in a real browser: the same findings, no request, nothing run."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tamis.instruments.red_flags import red_flags, red_flags_json
from tamis.model.publication import Publication
from tamis.offers.reading import read_offer
from tamis.report.site import build
from tamis.report.site.blocks.offers import asset, module
from tamis.report.site.crawl import crawl

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
OFFER = (
    "Our clinic in Panama gives stem cells. It halts ALS, there are no side effects, and it costs "
    "$20,000. Only two places are left. See NCT00000001."
)


def evaluation() -> list[str]:
    path = Path(__file__).parents[1] / "offers" / "texts.py"
    spec = spec_from_file_location("offer_texts", path)
    assert spec
    assert spec.loader
    held = module_from_spec(spec)
    sys.modules["offer_texts"] = held
    spec.loader.exec_module(held)
    return [t.text for t in (*held.everything(), *held.for_building(), *held.kept_away())]


ODD = [
    "", " \n", "<script>alert(1)</script>",
    "<p>n<b>o</b> risk &euro;5,000 &#8364;7.000 <li>cure ALS",
    "𝗦𝘁𝗼𝗽 𝗔𝗟𝗦 🧬 now 👉 for $5,000 😀 guaranteed",
    "줄기세포 $10,000", "a<b and c>d " * 9, "<a" * 400,
    "&amp;" * 90, "guar\u200bantee\u00ad d stem cells",
    "Ünïcödé stem cells, no rïsk, ＄５,０００ ｎｏ ｒｉｓｋ",
    "line one of a mail that was wrapped by a program at\r\nseventy letters: no\r\nrisk",
    "stem cells\r\n\r\n- cure of ALS\r- no risk\n\n\n2) walk again",
    "<!-- x", "<style>p{}", "ALS " * 500, "." * 900 + " no risk", "walk again " * 200,
    "%PDF-1.4 obj stream cure of ALS " * 9, "a" * 3000,
    "<p>Stem cells &amp; ALS $9,000</p>" * 300, "\x00stem\x00 cells cure ALS\x00 $5,000",
    "\u202eSLA eruc\u202c stem cells cure ALS \u05e9\u05dc\u05d5\u05dd $9,000",
]  # fmt: skip


@pytest.fixture(scope="module")
def page_file(publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a file in a folder, as somebody has it who saved the site."""
    root = tmp_path_factory.mktemp("offer")
    for name, content in build(publication).items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return root / "offer.html"


def opened(browser: Browser, **options: Any) -> BrowserContext:
    return browser.new_context(
        viewport={"width": options.pop("width", 1200), "height": 800}, **options
    )


def checked(page: Page, file: Path, text: str) -> None:
    page.goto(file.as_uri())
    page.fill("#offer-text", text)
    page.click("#offer-read")


def test_both_engines_find_the_same_in_every_text(browser: Browser) -> None:
    texts = [*evaluation(), *ODD]
    reader = re.sub(r"^export ", "", asset("offer-reader.js"), flags=re.MULTILINE)
    with opened(browser) as context:
        page = context.new_page()
        script = "given => {" + reader + (
            "\nconst tool = prepared(given.tool);"
            " return given.texts.map(t => readOffer(t, tool)); }"
        )  # fmt: skip
        found = page.evaluate(script, {"tool": json.loads(red_flags_json()), "texts": texts})
    for text, there in zip(texts, found, strict=True):
        assert there == json.loads(json.dumps(asdict(read_offer(text)))), text[:80]


def test_the_network_log_stays_empty_while_the_page_is_used(
    browser: Browser, page_file: Path
) -> None:
    asked: list[str] = []
    with opened(browser) as context:
        page = context.new_page()
        page.on("request", lambda r: asked.append(r.url))
        page.goto(page_file.as_uri(), wait_until="networkidle")
        own = page_file.parent.as_uri()
        assert all(url.startswith(own) for url in asked)
        asked.clear()
        page.fill("#offer-text", OFFER)
        page.click("#offer-read")
        page.locator("#offer-verdict").wait_for()
        page.click("#offer-clear")
        page.fill("#offer-text", '<img src="https://example.org/x.png"><script src=//x.y/z>')
        page.click("#offer-read")
    assert asked == []


def test_the_policy_lets_one_script_run_and_nothing_be_asked(
    browser: Browser, page_file: Path
) -> None:
    html = page_file.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert "connect-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]
    said: list[str] = []
    with opened(browser) as context:
        page = context.new_page()
        page.on("console", lambda m: said.append(m.text))
        page.goto(page_file.as_uri())
        page.evaluate(
            "document.body.append(Object.assign(new Image(), {src: 'https://x.invalid/'}))"
        )
        page.wait_for_timeout(200)
    assert any("Content Security Policy" in s for s in said)


def test_a_script_in_the_text_is_not_run_and_not_made_into_elements(
    browser: Browser, page_file: Path
) -> None:
    evil = (
        f"{OFFER} We guarantee <img src=x onerror='window.ran=1'> it. "
        "<b onclick=alert(1)>no risk</b>"
        "<script>window.ran=1</script>"
    )
    with opened(browser) as context:
        page = context.new_page()
        page.on("dialog", lambda d: d.dismiss())
        checked(page, page_file, evil)
        assert page.evaluate("window.ran") is None
        assert page.locator("#offer-found img, #offer-found script, #offer-found b").count() == 0
        assert "no risk" in page.locator("#offer-found").inner_text()


def test_warnings_questions_claims_and_trials_are_shown(browser: Browser, page_file: Path) -> None:
    with opened(browser) as context:
        page = context.new_page()
        checked(page, page_file, OFFER)
        found = page.locator("#offer-found").inner_text()
        focused = page.evaluate("document.activeElement.id")
    assert focused == "offer-verdict"
    for words in ("Serious warning", "You are asked to pay", "$20,000", "Can't tell from this",
                  "Trials it names", "NCT00000001", "Trial A", "to your neurologist"):  # fmt: skip
        assert words in found


def test_empty_and_foreign_texts_get_a_plain_answer(browser: Browser, page_file: Path) -> None:
    with opened(browser) as context:
        page = context.new_page()
        checked(page, page_file, "  ")
        assert "There is nothing to read" in page.locator("#offer-found").inner_text()
        checked(page, page_file, "줄기세포 치료로 루게릭병을 완치합니다.")
        assert "can't be read here" in page.locator("#offer-found").inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (360, "dark")])
def test_axe_finds_nothing_in_the_result(
    browser: Browser, page_file: Path, width: int, scheme: Any
) -> None:
    with opened(browser, width=width, color_scheme=scheme) as context:
        page = context.new_page()
        checked(page, page_file, OFFER)
        found = Axe().run(page, options=AXE).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth")
    assert [f"{v['id']}: {n['html'][:120]}" for v in found for n in v["nodes"]] == []
    assert wide <= width


def test_without_scripts_it_is_a_checklist(browser: Browser, page_file: Path) -> None:
    with opened(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        assert not page.locator("#offer-tool").is_visible()
        assert page.locator("#offer-without").is_visible()
        boxes = page.locator(".offer-checklist input[type=checkbox]")
        assert boxes.count() == len(red_flags().flags) + len(red_flags().unknowns)
        boxes.first.check()
        assert boxes.first.is_checked()


def test_on_paper_there_is_the_checklist_and_no_button(browser: Browser, page_file: Path) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.emulate_media(media="print")
        assert not page.locator("#offer-read").is_visible()
        assert not page.locator("#offer-text").is_visible()
        assert page.locator(".offer-checklist").first.is_visible()


def test_two_megabytes_are_read_in_the_browser(browser: Browser, page_file: Path) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.evaluate(
            "t => { document.getElementById('offer-text').value = t.repeat(50000); }",
            f"<p>{OFFER}</p>"[:44],
        )
        page.click("#offer-read", timeout=60_000)
        assert page.locator("#offer-verdict").inner_text()


def test_the_page_is_whole_and_its_instrument_is_a_file(publication: Publication) -> None:
    files = build(publication)
    assert crawl(files) == ()
    assert json.loads(files["data/red-flags.json"])["instrument"]["id"] == "clinic-red-flags"


def test_a_review_without_results_has_no_such_page(bare_publication: Publication) -> None:
    assert "offer.html" not in build(bare_publication)


def test_the_module_imports_nothing_and_can_t_end_its_element() -> None:
    assert "import " not in re.sub(r"//.*", "", module())
    assert "</script" not in module().lower()
    assert "innerHTML" not in module()
