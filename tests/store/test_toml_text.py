from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from tamis.store.toml_lines import line_numbers, line_of
from tamis.store.toml_text import table

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(texts, texts | st.integers(-(2**63), 2**63 - 1)))
def test_any_table_is_read_back(values):
    assert tomllib.loads(table(values)) == values


TEXT = '''title = "x"
[review]
id = 1
note = """
[[outcomes]]
id = "in a text"
"""
[[facets]]
id = 2
[[facets.terms]]
id = 3
[[facets]]
[[facets.terms]]
[[facets.terms]]
id = 4
'''


def test_lines_are_found_by_path():
    lines = line_numbers(TEXT)
    assert [
        line_of(path, lines)
        for path in [
            ("title",), ("review", "id"), ("review", "note"), ("facets", 0, "id"),
            ("facets", 0, "terms", 0, "id"), ("facets", 1, "terms", 1, "id"),
        ]
    ] == [1, 3, 4, 9, 11, 15]  # fmt: skip


def test_what_has_no_line_has_that_of_what_is_around_it():
    lines = line_numbers(TEXT)
    assert line_of(("facets", 1, "terms", 0, "label"), lines) == 13
    assert line_of(("outcomes",), lines) is None
