from __future__ import annotations

from pathlib import Path

import pytest

from tamis.model.errors import UnknownName
from tamis.review import Review
from tamis.review.opened import ReadOnly
from tamis.review.releases import before, text_kept


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes()
            for p in folder.rglob("*") if p.is_file()}  # fmt: skip


@pytest.fixture
def released(extracted: Review) -> tuple[Review, dict[str, bytes]]:
    """A review with one release, and the site as it was published then."""
    built = extracted.publish(release="1.0", summary="first")
    return extracted, tree(built.index.parent)


def test_a_release_is_rebuilt_byte_for_byte_whatever_came_after(
    released: tuple[Review, dict[str, bytes]], reports: dict[str, str]
) -> None:
    review, site = released
    review.screen(reports["birch"], "exclude", stage="full-text", criterion="design")
    (review.path / "page.toml").write_text('[page]\ntitle = "Another title"\n', "utf-8")
    again = review.as_released("1.0").publish()
    assert again.index.parent.name == "released-1-0"
    assert tree(again.index.parent) == site
    assert text_kept(review.as_released("1.0"))


def test_a_changed_protocol_leaves_a_release_as_it_was(
    released: tuple[Review, dict[str, bytes]],
) -> None:
    review, site = released
    file = review.path / "protocol.toml"
    file.write_text(file.read_text("utf-8").replace("Pain change", "Change of pain"), "utf-8")
    review.amend("clearer words")
    assert review.protocol.outcomes[0].label == "Change of pain"
    assert tree(review.as_released("1.0").publish().index.parent) == site


def test_verify_proves_every_site_and_release(
    released: tuple[Review, dict[str, bytes]], reports: dict[str, str]
) -> None:
    review, _ = released
    review.seen_by("ben").screen(reports["birch"], "exclude", stage="full-text", criterion="design")
    review.forget()
    review.as_released("1.0").publish()
    assert [p for p in review.verify() if p.severity == "error"] == []


def test_a_release_can_t_be_changed_and_an_unknown_one_is_named(
    released: tuple[Review, dict[str, bytes]], reports: dict[str, str]
) -> None:
    review, _ = released
    with pytest.raises(ReadOnly, match=r"version 1\.0"):
        review.as_released("1.0").screen(reports["cedar"], "include")
    with pytest.raises(UnknownName, match=r"no version '1.1'; known: 1\.0, YYYY-MM-DD, now"):
        review.diff("1.1")


def test_the_version_before_is_the_last_release_that_the_review_went_beyond(
    released: tuple[Review, dict[str, bytes]], reports: dict[str, str]
) -> None:
    review, _ = released
    assert before(review) is None
    review.screen(reports["birch"], "exclude", stage="full-text", criterion="design")
    assert (found := before(review)) is not None
    assert found.release.version == "1.0"
    review.publish(release="2.0")
    assert (again := before(review)) is not None
    assert again.release.version == "1.0"


def test_releasing_the_same_again_appends_nothing_though_it_speaks_of_a_version_before(
    released: tuple[Review, dict[str, bytes]], reports: dict[str, str]
) -> None:
    review, _ = released
    review.screen(reports["birch"], "exclude", stage="full-text", criterion="design")
    assert review.publish(release="2.0").release is not None
    assert review.publish(release="2.0").release is None


def test_a_study_that_goes_out_is_told_with_its_event_and_its_sentences(
    released: tuple[Review, dict[str, bytes]], reports: dict[str, str]
) -> None:
    review, _ = released
    (event,) = review.screen(reports["alder"], "exclude", stage="full-text", criterion="design")
    found = review.diff("1.0")
    (study,) = found.studies
    assert (study.label, study.kind) == ("Alder 2018", "out")
    assert [c.event for c in study.causes] == [event.id]
    (pain,) = (o for o in found.outcomes if (o.comparison, o.outcome) == ("walking", "pain"))
    assert {"state", "studies", "effect", "interval", "certainty", "wording"} <= set(pain.changed)
    assert pain.before is not None
    assert pain.before.shown["estimate"] == "3.38"
    index = [s for s in found.sentences if s.page == "index.html" and s.before]
    assert any(event.id in {c.event for c in s.causes} for s in index)


def test_two_days_are_compared_as_two_versions_are(
    released: tuple[Review, dict[str, bytes]],
) -> None:
    review, _ = released
    found = review.diff("2026-02-01", "2026-03-01", sentences=False)
    assert {s.label for s in found.studies} == {"Alder 2018", "Birch 2019"}
    assert (found.before_day, found.now_day) == ("2026-02-01", "2026-03-01")
