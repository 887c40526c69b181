"""The built-in review kept alive: new records, a retraction, a register's change, on simulated
services; the page from before stays what it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tamis.model.changes import EvidenceDiff
from tamis.report.site import build
from tamis.report.site.crawl import crawl
from tamis.review import Review
from tamis.review.updating import Update
from tests.sources.simulated import Clients, Corpus, Notice, Server
from tests.sources.simulated.corpus import Entry, entry

FOLDER = Path(__file__).parents[2] / "reviews" / "als-cell-therapy"
BEFORE, DAY = "2026-11-20", "2026-12-01"
#: Oh 2018, by the DOI of its report, and a registration the review has a stored copy of.
RETRACTED, REGISTERED = "10.1002/ana.25302", 3_067_857
ATOM = "{http://www.w3.org/2005/Atom}"
Files = Mapping[str, bytes]


def matches(one: Entry, query: str) -> bool:
    """Three new reports for the review's PubMed search; a registration by its number."""
    if "NCT" in query:
        return one.nct in query
    return query == "" or ("[Mesh]" in query and one.number >= 40_000_000)


CORPUS = (
    *(
        entry(
            40_000_000 + i, title=f"Bone marrow MSC by the intrathecal route in ALS, part {word}",
            abstract="A randomised trial in amyotrophic lateral sclerosis. ALSFRS-R, change.",
        )
        for i, word in enumerate(("one", "two", "three"))
    ),
    entry(30_000_000, doi=RETRACTED, notices=(
        Notice(kind="retraction", doi="10.5555/retraction.1", on=date(2026, 11, 28)),
    )),
    entry(REGISTERED, status="WITHDRAWN", title="Autologous Bone Marrow-Derived Stem Cell Therapy "
          "for Motor Neuron Disease", outcome="Survival"),
)  # fmt: skip


@dataclass(frozen=True)
class Lived:
    """The review before and after an update."""

    review: Review
    before: Files
    update: Update
    diff: EvidenceDiff
    files: Files


def pages(review: Review) -> Files:
    return build(review.publication(), review.trials.asking())


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    place = tmp_path_factory.mktemp("living") / "als"
    shutil.copytree(FOLDER, place, ignore=shutil.ignore_patterns("out", ".index"))
    ticks = (datetime.fromisoformat(f"{DAY}T09:00:00+00:00") + timedelta(seconds=i)
             for i in range(10**6))  # fmt: skip
    review = Review(place, by="anna", clock=lambda: next(ticks).astimezone(UTC))
    before = pages(review.at(BEFORE))
    clients = Clients()
    with Server(Corpus(list(CORPUS), matches=matches)) as server:
        update = review.update(client=clients(server))
    clients.close()
    return Lived(review, before, update, review.diff("2.0"), pages(review))


def test_three_reports_come_ranked_with_what_they_may_change(lived: Lived) -> None:
    digest = lived.update.digest
    assert [s.error for s in lived.update.searched] == ["", "", ""]
    assert len(digest.reports) == 3
    assert all(r.score is not None for r in digest.reports)
    near = {(a.comparison, a.nearness) for r in digest.reports for a in r.affected}
    assert ("bm-msc-intrathecal", "likely") in near
    assert "bm-msc-intrathecal" in {i.comparison for i in digest.impacts}


def test_the_retraction_and_the_registers_change_are_noticed(lived: Lived) -> None:
    assert lived.update.digest.retracted == ("Oh 2018",)
    changes = {(n.registration, n.field, n.now) for n in lived.update.digest.notices if n.field}
    assert ("NCT03067857", "status", "withdrawn") in changes


def test_the_page_from_before_is_the_same_byte_for_byte(lived: Lived) -> None:
    assert pages(lived.review.at(BEFORE)) == lived.before


def test_the_release_is_rebuilt_with_the_heads_it_had(lived: Lived) -> None:
    released = lived.review.as_released("2.0")
    publication = released.publication()
    ends = {w: lines.read_bytes().splitlines()[-1] for w, lines in (
        (p.stem, p) for p in (FOLDER / "log").glob("*.jsonl"))}  # fmt: skip
    assert set(publication.heads) == set(ends)
    assert publication.retracted == ()
    assert b"has been retracted" not in build(publication)["index.html"]


def test_reports_that_were_known_stay_the_reports_they_were(lived: Lived) -> None:
    counts = {b.box: (b.before, b.now) for b in lived.diff.flow}
    assert counts["screened"] == (37, 40)
    assert counts["waiting"] == (None, 3)
    assert counts["studies"][0] == counts["studies"][1]
    assert counts["reports"][0] == counts["reports"][1]


def test_every_page_carries_the_banner_and_the_results_without_stand_beside(lived: Lived) -> None:
    html = [c for n, c in lived.files.items() if n.endswith(".html")]
    assert all(b"Results with and without" in c for c in html)
    outcomes = {p.given.outcome for p in lived.review.evidence.left_out}
    assert {"alsfrs-r-change", "related-saes"} <= outcomes
    assert crawl(lived.files) == ()


def test_the_diff_says_which_sentence_changed_and_which_event_made_it_so(lived: Lived) -> None:
    (retracted,) = (n for n in lived.diff.notices if n.kind == "retraction")
    banner = next(
        s for s in lived.diff.sentences if any("Retracted: Oh 2018" in a for a in s.after)
    )
    assert [c.event for c in banner.causes] == [retracted.events[0]]
    assert lived.diff.studies == ()
    assert lived.diff.outcomes == ()


def test_the_feeds_tell_of_it_newest_first(lived: Lived) -> None:
    titles = [h["title"] for h in json.loads(lived.files["feed.json"])["items"]]
    assert "Retracted: Oh 2018" in titles
    assert "Searched: 4 new records" in titles
    assert titles.index("Retracted: Oh 2018") < titles.index("Version 2.0")
    root = ElementTree.fromstring(lived.files["feed.atom"])
    assert [e.findtext(f"{ATOM}title") for e in root.iter(f"{ATOM}entry")] == titles
    before = json.loads(lived.before["feed.json"])["items"]
    assert before[0]["title"] == "Version 2.0"


def test_everything_still_verifies(lived: Lived) -> None:
    assert [p for p in lived.review.verify() if p.severity == "error"] == []
