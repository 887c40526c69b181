from __future__ import annotations

import re
from pathlib import Path

import tamis.sources.lint.rules as rules
from tamis.sources.lint.catalogue import codes, kind


def test_every_code_a_rule_gives_is_explained_and_every_explanation_is_given() -> None:
    written = "\n".join(
        p.read_text(encoding="utf-8") for p in Path(rules.__file__).parent.glob("*.py")
    )
    given = {code for code in codes() if f'"{code}"' in written}
    assert given == set(codes())


def test_a_platform_has_its_own_words_and_source_where_it_differs() -> None:
    assert kind("mixed-operators", "scopus").why != kind("mixed-operators", "pubmed").why
    assert "Scopus" in kind("mixed-operators", "scopus").source
    assert kind("entry-term-heading", "pubmed").severity == "note"


def test_what_a_page_may_show_holds_no_bare_digit() -> None:
    """The published page quotes titles, reasons and advice; digits there need a derivation."""
    for code in codes():
        about = kind(code, "pubmed")
        for text in (about.title, about.why, re.sub(r"`[^`]+`", "", about.instead)):
            assert not re.search(r"\d", text), (code, text)
