from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from tamis.formats.fulltext.values import plain
from tamis.model.protocol import Facet, Field, Protocol, Term
from tamis.steps.suggesting import RULES, Suggestion, suggest

PROTOCOL = Protocol(
    id="x", title="x", question="x",
    facets=(
        Facet(
            id="cells", label="Cells",
            terms=(
                Term(id="msc", label="Mesenchymal stromal cells (MSC)",
                     synonyms=("mesenchymal stem cells", "MSC")),
                Term(id="bm", label="Bone marrow MSC"),
            ),
        ),
    ),
    fields=(
        Field(id="n.randomised", label="People randomised", kind="number"),
        Field(id="phase", label="Phase"),
        Field(id="design.class", label="Design", kind="coded",
              values=("randomised-blinded", "randomised-open", "single-arm")),
    ),
)  # fmt: skip
LABELLED = Path(__file__).parent.parent / "data" / "suggestions" / "quotes.toml"


def found(words: str, rule: str = "") -> list[Suggestion]:
    return [s for s in suggest(plain(words), PROTOCOL) if rule in ("", s.rule)]


def values(words: str, rule: str) -> list[dict[str, object]]:
    return [dict(s.values) for s in found(words, rule)]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("A total of 1,204 adults with asthma were randomly assigned to", 1204),
        ("Forty-eight patients were randomised 3:1", 48),
        ("Four hundred and two patients with mild hypertension were randomized", 402),
        ("We randomised 56 people to", 56),
        ("441 were randomised", 441),
    ],
)
def test_people_randomised(words: str, count: int) -> None:
    (one,) = found(words, "n-randomised")
    assert (dict(one.values), one.field) == ({"n.randomised": count}, "n.randomised")


@pytest.mark.parametrize(
    "words",
    [
        "At week 12 patients were randomised",
        "In 2019 patients were randomised",
        "a rate of 20 mu g min-1 were randomised",
        "patients aged 48 were randomised",
    ],
)
def test_other_numbers_are_no_people_randomised(words: str) -> None:
    assert found(words, "n-randomised") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pain fell by −3.10 (SD 3.51) points", {"mean": -3.1, "sd": 3.51}),
        ("12.9 ± 5.6 kg", {"mean": 12.9, "sd": 5.6}),
        ("23 +/- 6", {"mean": 23, "sd": 6}),
    ],
)
def test_means_with_their_deviation(words: str, expected: dict[str, float]) -> None:
    assert values(words, "mean-sd") == [expected]


def test_a_standard_error_is_no_deviation() -> None:
    assert values("It was 151 +/- 5 (SEM) mm Hg", "mean-se") == [{"mean": 151, "se": 5}]


def test_a_bare_plus_minus_says_that_it_may_be_either() -> None:
    assert found("12.9 ± 5.6 kg", "mean-sd")[0].note == "± may be SD or SE: look"


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("0.25 (95% CI, 0.16 to 0.34)", 0.16, 0.34),
        ("7.3 (95% CI −9.0 to −6.2)", -9.0, -6.2),
        ("91% (95% confidence interval (CI) = 85.6, 94.5)", 85.6, 94.5),
        ("HR 0.75, 95% CI 0.5–1.2", 0.5, 1.2),
    ],
)
def test_intervals_keep_their_signs(words: str, low: float, high: float) -> None:
    assert values(words, "interval") == [{"printed.ci-low": low, "printed.ci-high": high}]


@pytest.mark.parametrize(
    ("words", "value"),
    [("(P = .02)", 0.02), ("p<0.001", "<0.001"), ("p: 0.029", 0.029), ("P value = 0.4", 0.4)],
)
def test_p_values(words: str, value: object) -> None:
    assert values(words, "p-value") == [{"printed.p": value}]


@pytest.mark.parametrize("words", ["p = 32%", "p < 0.000", "step 3 = 0.5x", "p = 5"])
def test_what_only_looks_like_a_p_value(words: str) -> None:
    assert found(words, "p-value") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("a randomised, double-blind, placebo-controlled trial", "randomised-blinded"),
        ("randomised to A or B in a double-blind trial", "randomised-blinded"),
        ("an open-label, randomized study", "randomised-open"),
        ("a single-arm trial", "single-arm"),
    ],
)
def test_designs_become_the_protocols_classes(words: str, code: str) -> None:
    assert values(words, "design") == [{"design.class": code}]


def test_blinding_is_never_assumed() -> None:
    (one,) = found("a randomised trial of walking", "design")
    assert one.values == (("design", "randomised trial"),)


@pytest.mark.parametrize(
    ("words", "rule", "expected"),
    [
        ("a phase II/III trial", "phase", {"phase": "2/3"}),
        ("Phase 1b", "phase", {"phase": "1b"}),
        ("15±3×106 cells", "dose", {"dose": "15±3 × 10^6 cells"}),
        ("50 mg/kg twice daily", "dose", {"dose": "50 mg/kg twice daily"}),
        ("injected intrathecally", "route", {"route": "intrathecal"}),
        ("followed for up to 12 months", "follow-up", {"follow-up": "12 months"}),
        ("12 of 18 (67%)", "count", {"events": 12, "total": 18}),
        ("18 (32%) fell", "percentage", {"events": 18, "percent": 32}),
        ("median 12 months (IQR 3 to 20)", "median", {"median": 12, "q1": 3, "q3": 20}),
        ("NCT 01234567", "registration", {"registration": "NCT01234567"}),
    ],
)
def test_other_rules(words: str, rule: str, expected: dict[str, object]) -> None:
    assert values(words, rule) == [expected]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("120 mg/dL of glucose", "dose"),
        ("ejection fraction < 40%", "percentage"),
        ("95% CI 1 to 2", "percentage"),
        ("151 +/- 5/95 +/- 4 mm Hg", "count"),
        ("in 2 of 3 trials", "count"),
        ("41% (n = 85)", "n-group"),
    ],
)
def test_what_the_rules_leave_alone(words: str, rule: str) -> None:
    assert found(words, rule) == []


def test_terms_are_the_protocols_longest_first_and_acronyms_in_capitals() -> None:
    text = "Bone marrow MSC, then mesenchymal stem cells; a msc in economics"
    assert [(s.field, s.values[0][1]) for s in found(text, "term")] == [
        ("cells", "bm"), ("cells", "msc"),
    ]  # fmt: skip


def test_words_stand_where_they_say_also_over_a_broken_line() -> None:
    text = plain("Of all, 56 adults were ran-\ndomised to walk. Then P = .02.")
    for one in suggest(text, PROTOCOL):
        words = text.pages[0].text[one.start : one.end]
        assert " ".join(words.replace("-\n", "-").split()) == one.quote
    assert found(text.pages[0].text, "n-randomised")


@pytest.mark.parametrize(
    "text", ["1" * 30_000, "1 ± " * 8_000, "one of " * 6_000, "95% CI " * 6_000]
)
def test_odd_texts_take_no_longer(text: str) -> None:
    start = time.perf_counter()
    found(text)
    assert time.perf_counter() - start < 20


def test_the_labelled_quotes_give_what_people_took_from_them() -> None:
    quotes = tomllib.loads(LABELLED.read_text("utf-8"))["quotes"]
    assert len(quotes) == 67
    for quote in quotes:
        taken = [v for v in quote["values"] if v.get("found", True)]
        right = [(v["rule"], v["name"], v["value"]) for v in taken]
        got = [(s.rule, n, v) for s in found(quote["text"]) if s.rule != "term"
               for n, v in s.values]  # fmt: skip
        assert got == right, quote["text"]


def test_every_rule_has_its_words() -> None:
    assert {"term", "median", "mean-se"} <= set(RULES)
