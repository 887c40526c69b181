"""Values read by people: their words, their independence, and how differences end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tamis.model.errors import UnknownName
from tamis.model.evidence import Span
from tamis.review import Review, extracting, reconciling, suggesting, texts
from tamis.review.extracting import NotAReading, Told
from tamis.review.reconciling import NotRevealed
from tests.formats.fulltext import making

WORDS = (Span(document="alder", quote="-3.10 (3.51)"),)
MEAN = Told(study="alder-2018", outcome="pain", timepoint="12 months", arm="treated", name="mean",
            value="−3.1", spans=WORDS)  # fmt: skip


@pytest.fixture
def two(extracted: Review) -> Review:
    """The same review, whose protocol asks for two people."""
    path = extracted.path / "protocol.toml"
    path.write_text(path.read_text("utf-8").replace("reviewers = 1", "reviewers = 2"), "utf-8")
    extracted.forget()
    extracted.amend("two people read every study")
    return Review(extracted.path, by="anna", clock=extracted._clock)


def as_(review: Review, by: str) -> Review:
    return Review(review.path, by=by, clock=review._clock)


def done(review: Review, by: str, told: Told) -> Review:
    reader = as_(review, by)
    reader.read_value(told, request=f"{by}-{told.value}")
    extracting.finish(reader, told.study, f"{by}-done")
    return reader


def test_a_value_keeps_its_words_and_is_a_number(extracted: Review) -> None:
    (event,) = extracted.read_value(MEAN)
    assert event.data[0].value == -3.1
    assert extracted.read_value(MEAN) == ()


def test_a_later_value_of_the_same_person_replaces_the_earlier(extracted: Review) -> None:
    extracted.read_value(MEAN)
    extracted.read_value(replace(MEAN, value="-3.2"))
    reading = extracted.evidence.facts.at("alder-2018", "pain", "12 months", "", "treated")["mean"]
    assert (reading.datum.value, extracted.evidence.facts.problems) == (-3.2, ())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"value": "about 3"}, "is not a number"),
        ({"value": "1,234"}, "may be 1234 or 1.234"),
        ({"value": ""}, "mark it as not reported"),
        ({"spans": ()}, "which words carry it"),
        ({"timepoint": ""}, "at which time"),
        ({"state": "derived"}, "needs its formula"),
        ({"outcome": ""}, "belongs to the study"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(
    extracted: Review, change: dict[str, object], why: str
) -> None:
    with pytest.raises(NotAReading, match=why):
        extracted.read_value(replace(MEAN, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"study": "nobody"}, {"outcome": "joy"}, {"arm": "third"}])
def test_names_outside_the_protocol_are_refused(extracted: Review, change: dict[str, str]) -> None:
    with pytest.raises(UnknownName):
        extracted.read_value(replace(MEAN, **change))  # type: ignore[arg-type]


def test_not_reported_needs_no_words(extracted: Review) -> None:
    told = replace(MEAN, value="", state="not-reported", spans=())
    (event,) = extracted.read_value(told)
    assert (event.data[0].value, event.data[0].state) == (None, "not-reported")


def test_a_term_must_be_the_protocols(extracted: Review) -> None:
    told = Told(study="alder-2018", name="activity", value="swimming", spans=WORDS)
    with pytest.raises(UnknownName, match="walking"):
        extracted.read_value(told)


def test_nobody_sees_the_other_before_both_are_done(two: Review) -> None:
    done(two, "anna", MEAN)
    ben = as_(two, "ben")
    ben.read_value(replace(MEAN, value="-3.2"), request="x")
    for who in ("anna", "ben"):
        seen = reconciling.visible(as_(two, who), "alder-2018")
        assert {e.by for e in seen} == {who}
        with pytest.raises(NotRevealed):
            reconciling.comparison(as_(two, who), "alder-2018")


def test_when_both_are_done_their_values_stand_side_by_side(two: Review) -> None:
    done(two, "ben", MEAN)
    cleo = done(two, "cleo", replace(MEAN, value="-3.2"))
    first = reconciling.comparison(cleo, "alder-2018")[0]
    assert first.differs
    assert {by: d.value for by, d in first.readings.items()} == {"ben": -3.1, "cleo": -3.2}


def test_a_third_person_settles_and_the_problem_is_gone(two: Review) -> None:
    done(two, "ben", MEAN)
    done(two, "cleo", replace(MEAN, value="-3.2"))
    dora = as_(two, "dora")
    assert any("readers differ" in p.what for p in dora.evidence.problems)
    dora.settle(replace(MEAN, value="-3.2"), reason="table 2 says so")
    assert not any("readers differ" in p.what for p in dora.evidence.problems)
    ended = [c for c in reconciling.comparison(dora, "alder-2018") if c.settled == "dora"]
    assert [(c.name, {d.value for d in c.readings.values()}) for c in ended] == [("mean", {-3.2})]


def test_settling_carries_over_what_stood_beside_the_value(extracted: Review) -> None:
    told = replace(MEAN, timepoint="6 months", value="-3")
    (event,) = as_(extracted, "dora").settle(told)
    values = {d.name: d.value for d in event.data}
    assert values == {"mean": -3, "n": 31, "sd": 3.51}
    assert {d.note for d in event.data if d.name != "mean"} == {"read by anna"}


def test_a_full_text_is_kept_by_its_content_and_told_of_once(
    review: Review, reports: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "anything.bin"
    file.write_bytes(making.pdf())
    first = review.add_fulltext(reports["alder"], file)
    again = review.add_fulltext(reports["alder"], file)
    assert (first.pages, first.again, again.again) == (2, False, True)
    sha = first.document.sha256
    assert [p.name for p in (review.path / "fulltext").iterdir()] == [f"{sha}.pdf"]
    assert len(review.state.retrievals) == 1


def test_a_quote_is_verbatim_only_where_the_text_has_it(
    review: Review, reports: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(making.pdf())
    name = review.add_fulltext(reports["alder"], file).document.id
    found = texts.span(review, name, quote="adults were randomised 1:1")
    assert (found.verbatim, found.quote) == (True, "adults were ran-domised 1:1")
    assert found.locator.startswith("page 1, characters ")
    assert not texts.span(review, name, quote="adults were asked 1:1", place="page 1").verbatim


def test_a_quote_longer_than_a_proof_is_refused(
    review: Review, reports: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(making.pdf())
    name = review.add_fulltext(reports["alder"], file).document.id
    with pytest.raises(texts.TooLong, match="at most 25"):
        texts.span(review, name, page=1, start=0, end=150)


def test_suggestions_come_with_their_words_and_append_nothing(
    review: Review, reports: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(making.pdf())
    review.add_fulltext(reports["alder"], file)
    before = review.folder.heads()
    ((_, found),) = suggesting.of_report(review, reports["alder"])
    assert {(s.rule, s.values) for s in found} >= {
        ("n-randomised", (("n.randomised", 56),)),
        ("mean-sd", (("mean", -3.1), ("sd", 3.51))),
        ("p-value", (("printed.p", 0.02),)),
    }
    assert review.folder.heads() == before
