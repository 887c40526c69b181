"""The built-in review as a release: it verifies, builds, and says what it must."""

import shutil
from pathlib import Path

import pytest
from lxml import html

from tamis.model.events import Published
from tamis.model.protocol import CONTROLLED
from tamis.review import Review
from tamis.store.page_files import read_page

FOLDER = Path(__file__).parents[2] / "reviews" / "als-cell-therapy"


def copied(place):
    shutil.copytree(FOLDER, place, ignore=shutil.ignore_patterns("out", ".index"))
    return Review(place)


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("review") / "als")


@pytest.fixture(scope="module")
def site(review):
    return review.publish().index.parent


def errors(review):
    return [p for p in review.verify() if p.severity == "error"]


def effect(review, outcome, timepoint):
    (found,) = (
        r.effect for r in review.evidence.results
        if (r.study, r.outcome, r.timepoint) == ("oh-2018", outcome, timepoint)
    )  # fmt: skip
    return found


def page(site, name):
    return html.document_fromstring((site / name).read_bytes())


def test_the_committed_folder_verifies_and_its_release_is_its_last_event(review):
    assert errors(review) == []
    (release,) = review.state.publications
    assert (release.version, release.by, release.day) == ("2.0", "review-team", "2026-11-20")
    assert review.folder.log.last_id("review-team") == release.id


def test_nothing_is_claimed_to_have_been_published_before_there_was_a_tool_for_it(review):
    assert [e.version for e in review.events if isinstance(e, Published)] == ["2.0"]


def test_checking_finds_no_error_and_the_two_inconsistencies_of_oh_2018_only(review):
    found = review.check()
    assert [p for p in found if p.severity == "error"] == []
    assert [p.where.split(", ")[:2] for p in found] == [
        ["Oh 2018", "Appel ALS score"], ["Oh 2018", "SF-36"],
    ]  # fmt: skip


def test_every_rating_is_confirmed_beside_its_proposal_and_departs_with_a_reason(review):
    graded = [c for c in review.evidence.certainties if c.state == "graded"]
    harms = [c for c in graded if c.outcome == "related-saes"]
    assert (len(graded) - len(harms), len(harms)) == (8, 7)
    assert {c.level for c in harms} == {"very-low"}
    assert all(d.confirmed for c in graded for d in c.domains)
    words = review.state.gradings
    assert all(w.proposed is not None for w in words)
    assert all(w.reason for w in words if w.rating != w.proposed)


@pytest.mark.parametrize(
    ("outcome", "timepoint", "estimate", "se"),
    [("fvc-change", "4 months", -0.53, None), ("alsfrs-r-slope-change", "4 months", 1.10, 0.348)],
)
def test_other_differences_of_oh_2018_are_those_known(review, outcome, timepoint, estimate, se):
    found = effect(review, outcome, timepoint)
    assert found.estimate == pytest.approx(estimate, abs=5e-3)
    assert se is None or found.se == pytest.approx(se, abs=1e-3)


def test_labels_of_studies_are_what_people_say(review):
    labels = [r.label for r in review.evidence.rows]
    assert len(set(labels)) == len(labels)
    assert not [x for x in labels if "(" in x]
    assert {"Oh 2018", "Cudkowicz 2022", "Berry 2019", "ALSUMMIT", "ENDURANCE"} <= set(labels)


@pytest.mark.parametrize(
    ("study", "country", "journals"),
    [
        ("petrou-2016", "Israel", "United States"),
        ("petrou-2021", "Israel", "Singapore"),
        ("kim-2014", "Republic of Korea", "England"),
        ("ruiz-lopez-2016", "", "Netherlands"),
        ("rushkevich-2015", "", "United States"),
    ],
)
def test_studies_have_their_own_country_where_the_table_printed_the_journals(
    review, study, country, journals
):
    read = review.evidence.facts.at(study).get("country")
    said = str(read.datum.value or "") if read else ""
    assert said.startswith(country)
    assert journals not in said


def test_people_are_counted_once_among_the_related_serious_events(review):
    (all_,) = (h for h in review.evidence.harms if not h.comparison)
    overlaps = {r.study: set(r.overlaps) for r in review.evidence.rows}
    assert not [s for s in all_.studies if overlaps[s] & set(all_.studies)]
    at = review.evidence.facts.at
    sizes = [at(s, "related-saes", "", "", "treated")["total"].number for s in all_.studies]
    assert (all_.events, all_.total) == (1, sum(sizes)) == (1, 251)


def test_only_controlled_results_may_feed_an_effect(review):
    used = [r for a in review.evidence.analyses for r in a.results if r.poolable]
    assert used
    assert {r.design for r in used} <= set(CONTROLLED)
    slopes = [r for r in review.evidence.results if r.outcome == "alsfrs-r-slope"]
    assert slopes
    assert not [r for r in slopes if r.effect or r.poolable]


def test_values_without_an_effect_are_said_in_words(review):
    said = {(r.study, r.outcome): r.words for r in review.evidence.results if not r.population}
    assert said["oh-2018", "related-saes"] == ("0 of 33 people",)
    assert said["martinez-2012", "survival"]


def test_the_first_page_is_for_patients_and_the_others_for_the_rest():
    shown = [s for s in read_page(FOLDER / "page.toml", "").sections if not s.until]
    assert {(s.layer, s.page) for s in shown} == {
        ("patients", "index"), ("clinicians", "clinicians"), ("methods", "methods"),
    }  # fmt: skip


def test_the_failed_trials_stand_at_the_top_of_both_pages(site):
    for name, words in (("index.html", "missed their main goals"), ("clinicians.html", "missed")):
        section = page(site, name).xpath("//main//section[.//li]")[0]
        assert words in section.text_content()
        links = {a.get("href") for a in section.iter("a")}
        assert {"evidence/cudkowicz-2022.html", "evidence/alsummit-2025.html"} <= links


def test_no_block_of_the_first_page_lists_dozens_of_links(site):
    lists = page(site, "index.html").xpath("//main//*[self::li or self::p or self::td]")
    assert max(len(x.xpath(".//a")) for x in lists) <= 12


def test_the_first_page_names_the_release_and_says_not_studied_for_pls(site):
    text = page(site, "index.html").text_content()
    assert "Not studied" in text
    assert "For PLS nothing has been studied" in text
    assert "2.0" in (site / "data.html").read_text("utf-8")


def test_as_of_the_earlier_review_its_page_builds_and_speaks_of_it_alone(review):
    past = review.at("2022-08-31")
    index = past.publish().index
    text = html.document_fromstring(index.read_bytes()).text_content()
    assert "The earlier version" in text
    assert "very uncertain" not in text
    assert past.evidence.certainties == () or not any(c.level for c in past.evidence.certainties)
    assert [r.included for r in past.evidence.rows].count(True) == 19
    assert errors(review) == []


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("log/fact-collection.jsonl", b'"value":-3.1', b'"value":-3.2'),
        ("log/earlier-review.jsonl", b"2022-08-30", b"2022-08-29"),
        ("log/review-team.jsonl", b'"rating":-2', b'"rating":-1'),
        ("searches/2026-11-20-trials/records.jsonl", b"2019", b"2018"),
    ],
)
def test_one_changed_byte_is_found_and_its_place_is_named(tmp_path, place, old, new):
    review = copied(tmp_path / "als")
    file = review.path / place
    data = file.read_bytes()
    assert old in data
    file.write_bytes(data.replace(old, new, 1))
    found = errors(review)
    assert found
    assert any(Path(place).parts[1] in p.where for p in found)


def test_a_changed_number_of_the_site_is_found_and_named(site, review, tmp_path):
    copy = copied(tmp_path / "als")
    shutil.copytree(site, copy.folder.out / "site")
    file = copy.folder.out / "site" / "studies.html"
    text = file.read_text("utf-8")
    assert ">251<" in text
    file.write_text(text.replace(">251<", ">250<", 1), "utf-8")
    assert any("studies.html" in p.what for p in errors(copy))
