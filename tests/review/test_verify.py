from __future__ import annotations

from pathlib import Path

import pytest

from tamis.model.events import Screened
from tamis.review import Review


def errors(review: Review) -> list[str]:
    return [str(p) for p in Review(review.path).verify() if p.severity == "error"]


@pytest.fixture
def published(extracted: Review) -> Review:
    extracted.publish()
    assert errors(extracted) == []
    return extracted


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_one_byte_in_a_past_line_is_found_and_the_line_named(published: Review) -> None:
    log = published.path / "log" / "anna.jsonl"
    lines = log.read_bytes().split(b"\n")
    lines[3] = lines[3].replace(b"include", b"exclude") or lines[3]
    lines[3] = lines[3][:-5] + bytes([lines[3][-5] ^ 1]) + lines[3][-4:]
    log.write_bytes(b"\n".join(lines))
    assert any("anna.jsonl:4" in e for e in errors(published))


def test_one_number_in_a_published_table_is_found_and_the_file_named(published: Review) -> None:
    edit(published.path / "out" / "site" / "data" / "results.csv", "3.38", "3.83")
    assert any("data/results.csv" in e for e in errors(published))


def test_one_number_on_a_page_is_found_and_named(published: Review) -> None:
    edit(published.path / "out" / "site" / "index.html", "3.38", "3.83")
    found = errors(published)
    assert any("index.html" in e for e in found)
    assert any("alder-2018/pain/6-months/md" in e for e in found)


def test_one_record_of_a_search_is_found_and_the_search_named(published: Review) -> None:
    (records,) = (published.path / "searches").glob("*/records.jsonl")
    edit(records, "2018", "2019")
    assert any(records.parent.name in e for e in errors(published))


def test_a_flow_that_does_not_balance_is_named(extracted: Review, reports: dict[str, str]) -> None:
    extracted.append(
        extracted.event(Screened, report=reports["cedar"], stage="full-text", verdict="include")
    )
    assert any("flow does not balance" in e for e in errors(extracted))


def test_a_changed_protocol_is_named(published: Review) -> None:
    edit(published.path / "protocol.toml", "reviewers = 1", "reviewers = 2")
    assert any(e.startswith("protocol.toml") for e in errors(published))


def test_a_site_older_than_the_log_is_a_warning(published: Review, reports: dict[str, str]) -> None:
    published.screen(reports["birch"], "exclude", criterion="design")
    problems = Review(published.path).verify()
    assert any("built before" in p.what for p in problems)
    assert all(p.severity != "error" or "flow" in p.where for p in problems)


def test_a_release_that_no_longer_derives_is_named(
    extracted: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    extracted.publish(release="1.0", summary="first")
    assert errors(extracted) == []
    monkeypatch.setattr("tamis.steps.contrasts.effects.show", lambda value, digits=None: "42")
    assert any("release 1.0" in e for e in errors(extracted))


def test_the_same_release_again_appends_nothing(extracted: Review) -> None:
    assert extracted.publish(release="1.0").release is not None
    heads = extracted.folder.heads()
    assert extracted.publish(release="1.0").release is None
    assert extracted.folder.heads() == heads
