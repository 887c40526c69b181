from __future__ import annotations

import pytest

from tamis.model.errors import BrokenChain
from tamis.review import Review
from tamis.store.following import Follower, LogRewound


def test_news_are_what_was_appended_since_whoever_wrote_it(review: Review) -> None:
    follower = Follower(review.folder.log)
    assert list(follower.news()) == list(review.events)
    assert follower.news() == ()
    name = next(iter(review.state.reports.members))
    written = Review(review.path, by="ben").screen(name, "include")
    assert follower.news() == written


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_an_append_in_the_middle_of_being_written_is_not_read_yet(review: Review, cut: int) -> None:
    name = next(iter(review.state.reports.members))
    other = Review(review.path, by="ben")
    follower = Follower(review.folder.log)
    other.screen(name, "include")
    follower.news()
    log = review.path / "log" / "ben.jsonl"
    before = log.read_bytes()
    written = other.screen(name, "include", stage="full-text")
    whole = log.read_bytes()
    log.write_bytes(whole[:-cut])
    assert len(written) == 2
    assert follower.news() == (written if cut == 1 else ())
    log.write_bytes(whole)
    assert follower.news() == (() if cut == 1 else written)
    assert before in whole


def test_a_line_without_its_newline_is_followed_by_the_next(review: Review) -> None:
    log = review.path / "log" / "anna.jsonl"
    log.write_bytes(log.read_bytes().rstrip(b"\n"))
    follower = Follower(review.folder.log)
    follower.news()
    name = next(iter(review.state.reports.members))
    written = Review(review.path, by="anna").screen(name, "include")
    assert follower.news() == written


def test_a_shorter_log_is_told_of(review: Review) -> None:
    follower = Follower(review.folder.log)
    follower.news()
    log = review.path / "log" / "anna.jsonl"
    log.write_bytes(log.read_bytes().split(b"\n")[0] + b"\n")
    with pytest.raises(LogRewound):
        follower.news()


def test_a_changed_line_is_refused(review: Review) -> None:
    log = review.path / "log" / "anna.jsonl"
    log.write_bytes(log.read_bytes().replace(b"anna", b"anno", 1))
    with pytest.raises(BrokenChain):
        Follower(review.folder.log).news()
