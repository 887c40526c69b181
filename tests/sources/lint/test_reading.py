from __future__ import annotations

from tamis.sources.lint import lint_text, without_header

TEXT = '+++\nplatform = "pubmed"\ntitle = "a search"\n+++\nasthma[tiab] or wheeze[tiab]\n'


def test_a_header_is_blanked_and_places_stay_those_of_the_file() -> None:
    headed = without_header(TEXT)
    assert headed.header["platform"] == "pubmed"
    assert len(headed.text) == len(TEXT)
    (finding,) = lint_text(headed.text, "pubmed").findings
    (passage,) = finding.passages
    assert (passage.line, TEXT[passage.start : passage.end]) == (5, "or")


def test_a_text_without_a_header_is_left_alone() -> None:
    for text in ("asthma[tiab]", "+++\nno closing fence", "+++\nno = = toml\n+++\nasthma"):
        assert without_header(text).text == text


def test_a_platform_is_guessed_from_the_text() -> None:
    assert lint_text('"stem cell"[tiab] AND asthma[mh]').platform == "pubmed"
    assert lint_text("1. exp Asthma/\n2. wheez*.ti,ab.\n3. 1 and 2").platform == "ovid"
