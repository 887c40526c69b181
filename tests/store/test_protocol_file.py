from __future__ import annotations

import dataclasses
import json
import re

import pytest

from tamis.model.errors import InvalidProtocol
from tamis.model.ids import digest
from tamis.model.protocol import Facet, Protocol, Term
from tamis.store.protocol_file import SCHEMA, parse, schema_text
from tamis.store.protocol_schema import ProtocolFile

REVIEW = """
[review]
id = "gravel"
title = "Gravel"
question = "Does gravel move?"
"""
TREES = """
[[populations]]
id = "rivers"
label = "Rivers"

[[facets]]
id = "stone"
label = "Stone"

[[facets.terms]]
id = "gravel"
label = "Gravel"

[[facets.terms]]
id = "pea-gravel"
label = "Pea gravel"
parent = "gravel"

[[outcomes]]
id = "drift"
label = "Drift"
measure = "MD"
important_difference = { value = 2, basis = "source", source = "a paper" }
"""


def comparison(**changes: str) -> str:
    said = {"id": '"c"', "label": '"C"', "population": '"rivers"', "outcomes": '["drift"]'}
    said["where"] = '{ stone = ["gravel"] }'
    return "\n[[comparisons]]\n" + "\n".join(f"{k} = {v}" for k, v in (said | changes).items())


def refusal(text: str) -> str:
    with pytest.raises(InvalidProtocol) as caught:
        parse(text.encode())
    return str(caught.value)


def test_three_lines_make_a_protocol():
    protocol = parse(REVIEW.encode())
    assert (protocol.id, protocol.title, protocol.question) == (
        "gravel", "Gravel", "Does gravel move?",
    )  # fmt: skip
    assert protocol.hash == digest(REVIEW.encode())


def test_defaults_are_those_of_the_model():
    told = parse(REVIEW.encode())
    bare = Protocol(id="gravel", title="Gravel", question="Does gravel move?", hash=told.hash)
    assert told == bare


def test_trees_and_tables_become_values():
    protocol = parse((REVIEW + TREES + comparison()).encode())
    assert protocol.facets == (
        Facet(
            id="stone",
            label="Stone",
            terms=(
                Term(id="gravel", label="Gravel"),
                Term(id="pea-gravel", label="Pea gravel", parent="gravel"),
            ),
        ),
    )
    assert protocol.comparisons[0].where == (("stone", ("gravel",)),)
    assert protocol.outcomes[0].important_difference.value == 2


def test_every_field_of_the_model_can_be_written():
    written = set(ProtocolFile.model_fields) - {"review"}
    written |= set(ProtocolFile.model_fields["review"].annotation.model_fields)
    assert written == {f.name for f in dataclasses.fields(Protocol)} - {"hash"}


def test_a_day_may_be_written_with_or_without_quotes():
    earlier = '\n[earlier]\ntitle = "t"\ncitation = "c"\nsearch_date = '
    quoted, bare = (
        parse(f"{REVIEW}{earlier}{day}\n".encode()).earlier
        for day in ('"2022-08-21"', "2022-08-21")
    )
    assert quoted == bare


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (REVIEW.replace("title", "titel"), r"review.titel:4: nothing called 'titel' .*'title'"),
        (REVIEW.replace("title", "titel"), r"review.title:2: 'title' is missing"),
        (REVIEW.replace('"Gravel"', "3"), r"review.title:4: needs text in quotes, found 3"),
        (REVIEW.replace('"Gravel"', '""'), r"review.title:4: may not be empty"),
        (REVIEW.replace('"gravel"', '"a b"'), r"review.id:3: 'a b' must be a short name"),
        ("instruments = []\n" + REVIEW, r"instruments:1: .*belongs in \[review\]"),
        (
            REVIEW + TREES.replace('"MD"', '"MDD"'),
            r"outcomes\[0\].measure:27: 'MDD' is not allowed",
        ),
        (
            REVIEW + "[screening]\nreviewers = 0\n",
            r"screening.reviewers:7: .*greater than or equal",
        ),
        (
            REVIEW + "[screening]\nreviewers = true\n",
            r"screening.reviewers:7: needs a whole number",
        ),
        (REVIEW + "[synthesis]\nminimum_studies = 1\n", r"minimum_studies:7: .*equal to 2"),
        (REVIEW + "[synthesis]\nlevel = 95.0\n", r"synthesis.level:7: .*less than 1"),
        (
            REVIEW + '[synthesis]\nestimator = "REM"\n',
            r"synthesis.estimator:7: .*did you mean 'REML'",
        ),
        (REVIEW + "outcomes = 3\n", r"review.outcomes:6: nothing called 'outcomes'"),
        ("[review\n", r"1: Expected ']' at the end of a table"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_the_way_out(text, says):
    assert re.search(says, refusal(text))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"outcomes": '["drif"]'}, "no outcome 'drif'; known: drift (did you mean 'drift'?)"),
        ({"population": '"lakes"'}, "no population 'lakes'; known: rivers"),
        ({"where": '{ stones = ["gravel"] }'}, "no facet 'stones'; known: stone"),
        ({"where": '{ stone = ["sand"] }'}, "no term of 'stone' 'sand'; known: gravel, pea-gravel"),
        ({"indirect_from": '"c"'}, "no other comparison 'c'; known: none yet"),
    ],
)
def test_a_comparison_speaks_of_what_the_protocol_has(changes, says):
    assert says in refusal(REVIEW + TREES + comparison(**changes))


def test_a_name_is_taken_once():
    again = '\n[[outcomes]]\nid = "drift"\nlabel = "Again"\n'
    assert "outcomes[1].id:31: 'drift' is taken by entry 1" in refusal(REVIEW + TREES + again)


def test_a_term_has_a_parent_that_exists():
    text = REVIEW + TREES.replace('parent = "gravel"', 'parent = "gravle"')
    assert "no term 'gravle'; known: gravel, pea-gravel (did you mean 'gravel'?)" in refusal(text)


def test_no_term_is_above_itself():
    text = REVIEW + TREES.replace('label = "Gravel"\n', 'label = "Gravel"\nparent = "pea-gravel"\n')
    assert "'gravel' is above itself" in refusal(text)


def test_a_coded_field_says_what_its_values_are():
    field = '\n[[fields]]\nid = "f"\nlabel = "F"\nkind = "coded"\n'
    assert "coded field 'f' needs `facet` or `values`" in refusal(REVIEW + field)
    assert "no facet 'stoen'" in refusal(REVIEW + TREES + field + 'facet = "stoen"\n')


def test_all_that_is_wrong_is_said_at_once():
    text = refusal('[review]\nid = "x"\nlanguage = 3\n[[outcomes]]\nlabl = "x"\n')
    assert text.count("\n") == 6


def test_text_that_is_not_utf_8_is_refused():
    with pytest.raises(InvalidProtocol, match="not UTF-8 text"):
        parse(REVIEW.encode("utf-16"))


def test_the_shipped_schema_is_that_of_the_program():
    assert SCHEMA.read_text("utf-8") == schema_text()
    assert json.loads(schema_text())["additionalProperties"] is False
