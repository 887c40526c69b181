from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tamis.model.publication import Publication
from tamis.report.site import build
from tamis.report.site.crawl import crawl
from tamis.trials import Registration, Registry
from tamis.trials.asking import Asking, asking
from tamis.trials.radar import radar
from tamis.trials.registration import Eligibility, RegisterDate
from tamis.trials.vocabulary import vocabulary

ENTRIES = (
    Registration(
        id="NCT00000001", ids=("NCT00000001",), title="Cocoa <b>for</b> sailors",
        status="recruiting",
        conditions=("Sailors",), seen="2026-11-20", page_date="2023-01-05",
        url="https://clinicaltrials.gov/study/NCT00000001",
        eligibility=Eligibility(text="Inclusion Criteria:\n- Sailors aged 18 to 75", state="whole"),
    ),
    Registration(
        id="NCT00000002", ids=("NCT00000002",), title="Tea", status="completed", results="no",
        conditions=("Adults",), seen="2026-11-20", sponsor="Stem Cells Anywhere",
        primary_completion=RegisterDate("2020-01"),
        eligibility=Eligibility(text="선정 기준: 만 20세 이상 80세 이하", state="whole"),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def shown(publication: Publication) -> Asking:
    registry = Registry.of(ENTRIES)
    protocol = publication.protocol
    return asking(
        registry, protocol, vocabulary(protocol.populations), radar(registry, "2026-11-20")
    )


@pytest.fixture(scope="module")
def files(publication: Publication, shown: Asking) -> Mapping[str, bytes]:
    return build(publication, shown)


def test_every_digit_of_the_pages_is_quoted_or_explained(files: Mapping[str, bytes]) -> None:
    assert {"trials.html", "questions.html"} <= set(files)
    assert crawl(files) == ()


def test_each_trial_has_its_day_and_a_link_to_check_it(files: Mapping[str, bytes]) -> None:
    page = files["trials.html"].decode()
    assert page.count("2026-11-20") >= len(ENTRIES)
    assert 'href="https://clinicaltrials.gov/study/NCT00000001"' in page


def test_what_a_register_says_is_text_and_not_markup(files: Mapping[str, bytes]) -> None:
    page = files["trials.html"].decode()
    assert "Cocoa <b>for" not in page
    assert "Cocoa &lt;b&gt;for" in page


def test_a_warning_is_a_question_and_an_unread_text_is_named(files: Mapping[str, bytes]) -> None:
    page = files["trials.html"].decode()
    assert "Ask who runs this study" in page
    assert "not in a language this reads" in page


def test_the_pages_never_say_that_somebody_may_join(files: Mapping[str, bytes]) -> None:
    for name in ("trials.html", "questions.html"):
        words = re.sub(r"<[^>]+>", " ", files[name].decode()).lower()
        assert not re.search(r"you (?:are|may be) eligible|you qualify|you can join now", words)


def test_a_review_without_registered_trials_has_no_such_page(publication: Publication) -> None:
    plain = build(publication)
    assert not {"trials.html", "questions.html"} & set(plain)
    assert b'"trials.html"' not in plain["index.html"]


def test_the_questions_can_be_printed(files: Mapping[str, bytes]) -> None:
    page = files["questions.html"].decode()
    assert page.count("?") > 15
    assert "@media print" in "".join(files[n].decode() for n in files if Path(n).suffix == ".css")
