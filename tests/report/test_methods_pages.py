"""Pages the methods lead to: how the literature was searched, what one more trial would show."""

from __future__ import annotations

from dataclasses import replace

from lxml import html

from tamis.model.changes import StudyNotice
from tamis.model.conclusions import chance
from tamis.model.publication import Publication
from tamis.report.prisma_s import ITEMS, markdown
from tamis.report.site import build
from tamis.report.site.crawl import crawl
from tamis.review import Review


def page(files: dict[str, bytes], name: str) -> html.HtmlElement:
    return html.document_fromstring(files[name].decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_searches_page_answers_every_item_and_shows_every_strategy(extracted: Review) -> None:
    shown = extracted.publication()
    files = dict(build(shown))
    made = page(files, "searches.html")
    items = [words(e) for e in made.xpath("//ol[@class='prisma-s']/li/strong")]
    assert items == [f"{name}." for name in ITEMS]
    assert shown.searched is not None
    anchors = {e.get("id") for e in made.xpath("//article[@class='search']")}
    assert anchors == {f"search-{s.search}" for s in shown.searched.strategies}
    assert files["data/prisma-s.md"].decode() == markdown(shown.searched)
    assert "searches.html" in {a.get("href") for a in page(files, "methods.html").iter("a")}
    assert crawl(files) == ()


def test_the_page_on_the_next_trial_says_what_is_assumed_and_forecasts_nothing(
    extracted: Review,
) -> None:
    files = dict(build(extracted.publication()))
    made = page(files, "next-trial.html")
    (pain,) = made.xpath("//article[@id='next-walking-pain']")
    said = words(pain)
    (trial,) = [c.next_trial for c in extracted.conclude("pain", "walking")]
    assert trial is not None
    assert f"One more trial of {trial.people} people:" in said
    assert "Whether the interval leaves out no effect" in said
    assert "ratings stay as they are" in said
    assert "does not forecast what a trial will find" in words(made)
    assert "no reason to join or to avoid a trial" in words(made)
    for name in ("methods.html", "changes.html"):
        assert "next-trial.html" in {a.get("href") for a in page(files, name).iter("a")}
    assert crawl(files) == ()


def test_boundaries_are_on_the_page_when_the_protocol_asks_for_them(extracted: Review) -> None:
    assert "Looks at the evidence" not in build(extracted.publication())["next-trial.html"].decode()
    file = extracted.path / "protocol.toml"
    asked = '[synthesis]\nsequential = { spending = "pocock" }\n'
    file.write_text(file.read_text("utf-8").replace("[synthesis]\n", asked), "utf-8")
    extracted.amend("looks at each update")
    files = dict(build(extracted.publication()))
    said = words(page(files, "next-trial.html"))
    assert "Looks at the evidence as it grew" in said
    assert "pocock; Wetterslev J et al." in said
    assert "The studies were not planned as looks." in said
    assert "nothing of bias" in said or "chance alone may still explain" in said
    assert crawl(files) == ()


def test_a_retracted_study_is_said_to_be_counted_there(extracted: Review) -> None:
    shown = extracted.publication()
    notice = StudyNotice(kind="retraction", study="alder-2018", label="Alder 2018", included=True)
    said = words(page(dict(build(replace(shown, notices=(notice,)))), "next-trial.html"))
    assert "A retracted study is still counted on this page." in said
    assert "still counted" not in words(page(dict(build(shown)), "next-trial.html"))


def test_a_review_without_searches_or_results_has_neither_page(publication: Publication) -> None:
    files = build(publication)
    assert {"searches.html", "next-trial.html", "data/prisma-s.md"} & set(files) == set()


def test_no_chance_is_said_to_be_none_or_certain() -> None:
    assert [chance(s) for s in (0.0, 0.004, 0.25, 0.996, 1.0)] == [
        "under 1%", "under 1%", "25%", "over 99%", "over 99%",
    ]  # fmt: skip
