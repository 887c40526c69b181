from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID
from xml.etree import ElementTree

import pytest

from tamis.model.changes import (
    BoxChange,
    Cause,
    EvidenceDiff,
    Happening,
    LeftOut,
    News,
    OutcomeChange,
    OutcomeSide,
    StudyChange,
    StudyNotice,
)
from tamis.model.numbers import Ledger, Number
from tamis.model.publication import Publication
from tamis.report.site import build
from tamis.report.site.crawl import crawl
from tamis.report.site.diff_page import diff_page

ATOM = "{http://www.w3.org/2005/Atom}"
CAUSE = Cause(event="01M7VRMMR00Q544A0SDK8B2Y4V", kind="extracted", by="anna", day="2026-05-02",
              what="read 3 values for Trial A")  # fmt: skip
HAPPENED = (
    Happening(id="01M7VSRD903JQ4ER9CWAQP8WXN", at="2026-05-03T10:00:00Z", day="2026-05-03",
              kind="release", title="Version 1.2", lines=("Trial B & <two> more",)),
    Happening(id="01M7VRMMR00Q544A0SDK8B2Y4V", at="2026-05-01T10:00:00Z", day="2026-05-01",
              kind="search", title="Searched: 12 new records", lines=("pubmed: 12 records",)),
)  # fmt: skip
RETRACTED = StudyNotice(
    kind="retraction", study="trial-a", label="Trial A", included=True, report="rec-a",
    notice="10.1000/notice", on="2026-05-01", noticed="2026-05-02", sources=("crossref",),
    events=("e1",),
)  # fmt: skip


def sides(publication: Publication) -> tuple[OutcomeSide, OutcomeSide]:
    now = OutcomeSide(
        comparison="tea-water", outcome="duration", state="graded", level="low",
        sentence="Tea may help.", words="Tea may help.", studies=("trial-a",),
    )  # fmt: skip
    was = replace(now, level="very-low", words="Nobody knew: 3.38 minutes.",
                  shown={"estimate": "3.38"}, numbers={"estimate": "was"})  # fmt: skip
    return was, now


@pytest.fixture(scope="module")
def changed(publication: Publication) -> Publication:
    """The invented review after a version before, with a retraction and happenings."""
    was, now = sides(publication)
    box = publication.flow.boxes[0]
    earlier = Number(
        id="before/was", kind="reported", label="Effect, version before", shown="3.38",
        about="the version before", method="as version 1.1 had it",
    )  # fmt: skip
    found = EvidenceDiff(
        before="1.1", now="this version", before_day="2026-01-01", now_day="2026-05-03", events=7,
        studies=(StudyChange(study="trial-a", label="Trial A", kind="in", why="new to the review",
                             causes=(CAUSE,)),),
        outcomes=(OutcomeChange(comparison="tea-water", outcome="duration", label="Tea: duration",
                                before=was, now=now, changed=("certainty",), causes=(CAUSE,)),),
        flow=(BoxChange(box=box.id, label=box.label, before=3, now=box.count),),
        notices=(RETRACTED,),
    )  # fmt: skip
    return replace(
        publication,
        ledger=Ledger.of(publication.ledger.values(), [earlier]),
        notices=(RETRACTED,),
        left_out=(LeftOut(given=now, without=replace(now, state="not-studied", level=None,
                                                     sentence="Not studied.")),),
        news=News(happenings=HAPPENED, diff=found, numbers=(earlier,)),
    )  # fmt: skip


def test_nothing_is_wrong_with_a_site_that_tells_of_changes(changed: Publication) -> None:
    assert crawl(build(changed)) == ()


def test_the_version_before_stands_beside_this_one_with_the_events(changed: Publication) -> None:
    page = build(changed)["changes.html"].decode()
    assert "<q>Nobody knew: 3.38 minutes.</q>" in page
    assert 'data-number="before/was">3.38</a>' in page
    assert "01M7VRMMR00Q544A0SDK8B2Y4V" in page
    assert "PRISMA-LSR" in page


def test_a_retraction_is_on_every_page_and_a_doubt_is_told_apart(changed: Publication) -> None:
    files = build(changed)
    pages = [c.decode() for n, c in files.items() if n.endswith(".html")]
    assert all('class="banner"' in p for p in pages)
    assert "10.1000/notice" in files["changes.html"].decode()
    doubt = replace(changed, notices=(replace(RETRACTED, kind="expression-of-concern"),),
                    left_out=())  # fmt: skip
    index = build(doubt)["index.html"].decode()
    assert "Expression of concern:" in index
    assert "Retracted:" not in index


def test_without_news_the_page_says_so_and_shows_no_banner(publication: Publication) -> None:
    files = build(publication)
    assert 'class="banner"' not in files["index.html"].decode()
    assert "Nothing has happened yet" in files["changes.html"].decode()
    assert json.loads(files["feed.json"])["items"] == []


def test_the_atom_feed_has_what_the_standard_requires(changed: Publication) -> None:
    root = ElementTree.fromstring(build(changed)["feed.atom"])
    assert root.tag == f"{ATOM}feed"
    for where in (root, *root.iter(f"{ATOM}entry")):
        assert UUID((where.findtext(f"{ATOM}id") or "").removeprefix("urn:uuid:"))
        assert where.findtext(f"{ATOM}title")
        assert (where.findtext(f"{ATOM}updated") or "").endswith("Z")
    assert root.findtext(f"{ATOM}updated") == "2026-05-03T10:00:00Z"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "The Hiccup Group"
    (first, _) = root.iter(f"{ATOM}entry")
    assert "<li>Trial B &amp; &lt;two&gt; more</li>" in (first.findtext(f"{ATOM}content") or "")


def test_addresses_are_absolute_once_the_site_has_one(changed: Publication) -> None:
    base = "https://example.org/tea/"
    bare = json.loads(build(changed)["feed.json"])
    assert "url" not in bare["items"][0]
    files = build(replace(changed, news=replace(changed.news, url=base)))
    told = json.loads(files["feed.json"])
    assert told["feed_url"] == f"{base}feed.json"
    assert told["items"][0]["url"].startswith(f"{base}changes.html#event-")
    links = [
        e.get("href") or "" for e in ElementTree.fromstring(files["feed.atom"]).iter(f"{ATOM}link")
    ]
    assert all(href.startswith(base) for href in links)


def test_every_entry_of_a_feed_leads_to_its_place_on_the_page(changed: Publication) -> None:
    files = build(changed)
    page = files["changes.html"].decode()
    for link in ElementTree.fromstring(files["feed.atom"]).iter(f"{ATOM}link"):
        _, _, anchor = (link.get("href") or "").partition("#")
        assert not anchor or f'id="{anchor}"' in page


def test_a_comparison_is_a_page_of_its_own(changed: Publication) -> None:
    assert changed.news.diff is not None
    page = diff_page(changed.news.diff, "Warm <drinks>", {}).decode()
    assert "Warm &lt;drinks&gt;: what changed" in page
    assert "read 3 values for Trial A" in page
    assert "<link" not in page
