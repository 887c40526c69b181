from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from tamis.stats import pool, regress
from tamis.stats.errors import UnknownOption

Y, V = [0.10, 0.30, 0.35, 0.65, 0.45, 0.15], [0.03, 0.03, 0.05, 0.01, 0.05, 0.02]


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_text_shows_effect_prediction_and_heterogeneity():
    text = pool(Y, V).summary()
    for word in ("6 studies", "Pooled effect", "Prediction interval", "τ²", "I² (%)", "Q (5 df)"):
        assert word in text


def test_text_ends_with_the_cautions():
    text = pool(Y[:3], V[:3]).summary()
    assert text.rstrip().endswith(pool(Y[:3], V[:3]).cautions[-1].message)


def test_json_holds_the_numbers_themselves():
    result = pool(Y, V)
    facts = json.loads(result.summary("json"))
    assert facts["estimate"] == result.estimate
    assert facts["tau2_ci"] == list(result.tau2_interval().tau2)


def test_json_has_null_and_no_nan():
    facts = json.loads(pool([0.25] * 3, [0.1, 0.2, 0.3]).summary("json"))
    assert facts["statistic"] is None


def test_html_is_a_closed_section_with_captioned_tables():
    tags = Tags()
    tags.feed(pool(Y, V).summary("html"))
    assert tags.open == []
    assert tags.seen.count("caption") == tags.seen.count("table") == 2


def test_html_escapes_names():
    page = regress(Y, V, "~ a", {"a": [1, 2, 3, 4, 5, 7]}).summary("html")
    assert "<script" not in page.replace("&lt;", "")


def test_an_unknown_form_is_refused():
    with pytest.raises(UnknownOption, match="text, html, json"):
        pool(Y, V).summary("pdf")


def test_equal_effects_have_no_tau2_row():
    assert "τ²" not in pool(Y, V, method="EE").summary().splitlines()[0]
    assert "Prediction" not in pool(Y, V, method="EE").summary()


def test_regression_summary_names_its_coefficients():
    text = regress(Y, V, "~ dose", {"dose": [1, 2, 3, 4, 5, 7]}).summary()
    assert "intercept" in text
    assert "dose" in text
    assert "R² (%)" in text


def test_methods_paragraph_names_estimator_and_test_with_references():
    text = pool(Y, V).methods_paragraph()
    assert "restricted maximum likelihood [1]" in text
    assert "Knapp–Hartung" in text
    assert "[1] Viechtbauer W. J Educ Behav Stat 2005;30:261–293" in text
    assert "[2] Knapp G, Hartung J." in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "EE", "test": "z"}, "equal-effects model"),
        ({"tau2": 0.1, "test": "z"}, "τ² set to 0.1"),
        ({"weights": "equal"}, "with the weights given"),
        ({"method": "DL", "test": "t"}, "DerSimonian–Laird"),
    ],
)
def test_methods_paragraph_says_what_was_done(options, words):
    assert words in pool(Y, V, **options).methods_paragraph()


def test_regression_paragraph_lists_the_moderators():
    data = {"dose": [1, 2, 3, 4, 5, 7], "year": [1990, 1992, 1999, 2001, 2007, 2010]}
    text = regress(Y, V, "~ dose + year", data).methods_paragraph()
    assert "on dose and year under a random-effects model" in text
