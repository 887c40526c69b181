from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.sources.lint import lint_text
from tamis.sources.mesh import subset
from tamis.sources.query.errors import UnreadableQuery

PLATFORMS = ("pubmed", "ovid", "ovid-embase", "embase", "cochrane", "scopus", "wos", "ebsco")
_WORDS = 'asthma wheez* [tiab] [mh] .ti,ab. :ti,ab exp / ( ) AND or NOT adj3 NEAR/2 * “ ’ "'
_PARTS = "#1 1 2 1. S1 MH TS=( TITLE( humans 'x'/exp 2020:2024[dp] english[la]"
PIECES = st.sampled_from(
    (*_WORDS.split(), *_PARTS.split(), '"stem cell"', "limit 1 to humans", "\n")
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLATFORMS), st.lists(PIECES, min_size=1, max_size=25))
def test_any_text_gets_a_report_whose_places_lie_in_it(platform: str, pieces: list[str]) -> None:
    text = " ".join(pieces)
    try:
        report = lint_text(text, platform, subset())
    except UnreadableQuery:
        return
    for finding in report.findings:
        assert finding.passages
        for passage in finding.passages:
            assert 0 <= passage.start < passage.end <= len(text)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(PLATFORMS), st.text(max_size=60))
def test_no_text_is_too_odd(platform: str, text: str) -> None:
    try:
        lint_text(text, platform, subset())
    except UnreadableQuery:
        return
