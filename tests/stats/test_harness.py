"""The comparison rules of `validation/`, which stands outside the package."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

VALIDATION = Path(__file__).parents[2] / "validation"


@pytest.fixture(autouse=True)
def _on_the_path(monkeypatch):
    monkeypatch.syspath_prepend(str(VALIDATION))


def compared(expected, got, tol=None, units=None):
    from comparing import compare

    return list(compare(expected, got, tol or {"rel": 1e-8}, units or {}))


def test_errors_are_relative_to_the_number():
    (leaf,) = compared({"beta": 2.0}, {"beta": 2.0 + 2e-9})
    assert leaf.within
    assert leaf.error == pytest.approx(1e-9)


def test_small_numbers_of_a_column_are_relative_to_its_scale():
    near, _ = compared({"dffits": [1e-13, 1.0]}, {"dffits": np.array([0.0, 1.0])})
    assert near.error == pytest.approx(1e-5)


def test_tiny_p_values_are_compared_on_the_log_scale():
    (leaf,) = compared({"pval": 1e-100}, {"pval": 1.0000001e-100})
    assert leaf.error == pytest.approx(1e-7 / 230.26, rel=1e-3)


def test_a_missing_value_agrees_with_nan_and_none_alone():
    assert [x.within for x in compared({"a": [None, None]}, {"a": [float("nan"), 1.0]})] == [
        True,
        False,
    ]


def test_infinity_and_flags():
    leaves = compared(
        {"z": ["Inf"], "ok": True, "side": "left"}, {"z": [np.inf], "ok": 1, "side": "left"}
    )
    assert [x.within for x in leaves] == [True, True, True]


def test_a_length_that_differs_is_a_disagreement():
    (leaf,) = compared({"yi": [1.0, 2.0]}, {"yi": [1.0]})
    assert not leaf.within


def test_a_key_we_do_not_have_is_missing_not_agreeing():
    from comparing import Missing

    assert compared({"fit": {"ML": {"ll": 1.0}}}, {"fit": {}}) == [Missing("fit.ML")]


def test_aliases_are_resolved():
    from comparing import resolve_aliases

    assert resolve_aliases({"a": {"x": 1}, "b": "same as a"})["b"] == {"x": 1}


def test_tolerances_for_some_keys_only():
    from comparing import ceilings

    tol = {"rel": 1e-5, "se_rel": 1e-3, "abs_logHR": 0.1}
    assert ceilings("se", tol) == (1e-3, 0.0)
    assert ceilings("beta", tol) == (1e-5, 0.0)
    assert ceilings("logHR", tol)[1] == 0.1


def test_r_calls_are_read_with_their_nesting():
    from r_calls import evaluate, parse

    call = parse("predict(rma.uni(yi, vi, data=dat, level=90), newmods=rbind(c(1,2)), prob='<0')")
    assert (call.name, call.kwargs["prob"], call.args[0].kwargs["level"]) == ("predict", "<0", 90.0)
    assert evaluate("2*median(dat$vi)", {"vi": [1.0, 2.0, 3.0]}) == 4.0


def test_every_rule_names_a_check_and_gives_a_reason():
    from explaining import read_rules

    rules = read_rules()
    assert len({r.name for r in rules}) == len(rules)
    assert all(r.reason and (r.when or r.path) for r in rules)


def test_rational_arithmetic_referees():
    from exact import weighted_least_squares

    made = weighted_least_squares([1.0, 3.0], [1.0, 0.5], [[1.0], [1.0]], 0.0)
    assert made.beta == [pytest.approx(7 / 3)]
    assert made.trace_p == pytest.approx(3 - 5 / 3)


def test_a_folder_without_cases_is_an_error(tmp_path):
    import subprocess

    run = subprocess.run(
        [sys.executable, str(VALIDATION / "oracle.py"), str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    assert "no reference cases" in run.stderr


def test_a_wrong_number_fails_and_an_unknown_function_is_named(tmp_path):
    import json
    import subprocess

    table = {"columns": {"yi": [0.1, 0.5, 0.9], "vi": [0.1, 0.1, 0.1]}}
    call = "rma.uni(yi, vi, data=dat, method='EE')"
    case = {"table": "t", "r": call, "tol": {"rel": 1e-8}, "args": {"method": "EE"}}
    cases = [
        case | {"id": "right", "fn": "rma.uni", "expected": {"beta": [0.5]}},
        case | {"id": "wrong", "fn": "rma.uni", "expected": {"beta": [0.6]}},
        case | {"id": "other", "fn": "rma.future", "expected": {"beta": [0.5]}},
    ]
    content = {"format": "meta-oracle/1", "file": "x", "tables": {"t": table}, "cases": cases}
    (tmp_path / "x.json").write_text(json.dumps(content), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, str(VALIDATION / "oracle.py"), str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert "wrong  beta[0]: reference 0.6, ours 0.5" in run.stdout
    assert "1 × x rma.future" in run.stdout


def test_intervals_of_a_closed_form_estimator_are_judged_as_iterated():
    from rows import kind_of, kinds_of

    case = {"fn": "rma.uni", "file": "uni", "args": {"method": "DL"}}
    assert kind_of(case, "tests.z.se") == "closed"
    assert kind_of(case, "tau2_ci_QP.tau2[0]") == "iterative"
    assert kind_of(case | {"args": {"method": "REML"}}, "tests.z.se") == "iterative"
    assert kind_of(case | {"file": "edge"}, "tests.z.se") == "edge"
    fitted = {"fn": "selmodel", "file": "selmodel", "args": {}}
    assert kinds_of(fitted, "se[0]") == ("likelihood",)
    assert kinds_of(fitted, "delta[1]") == ("likelihood", "estimates")


def test_the_table_of_figures_counts_the_worst_verdict_of_each_case(capsys):
    from oracle import Outcome
    from rows import print_rows

    outcomes = [Outcome("a", "uni", "rma.uni"), Outcome("b", "uni", "rma.uni")]
    for verdict in ("better", "otherwise", "strict"):
        outcomes[0].settle(("closed",), verdict)
    outcomes[1].settle(("closed",), "strict")
    print_rows((o.parts for o in outcomes), [None])
    row = next(x for x in capsys.readouterr().out.splitlines() if x.startswith("closed form"))
    assert row.split()[-8:] == ["2", "1", "0", "1", "0", "50.0%", "50.0%", "99.5%"]


@pytest.mark.parametrize(("below", "reached"), [(5e-8, True), (2e-7, False)])
def test_a_log_likelihood_may_be_below_by_a_ten_millionth(below, reached):
    from rows import LIKELIHOODS, likelihood_reached

    case = {"fn": "rma.mv", "file": "mv", "args": {"method": "ML"}, "expected": {"ll": -3.0}}
    found = likelihood_reached(case, None, {"ll": -3.0 - below})
    assert found == LIKELIHOODS[0 if reached else 2]
