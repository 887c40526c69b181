from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.stats.errors import LengthMismatch, NegativeVariance, OutOfRange, UnknownOption
from tamis.stats.multilevel import multilevel, nested
from tamis.stats.network import (
    net_heat,
    network_meta_analysis,
    node_split,
    p_scores,
    rank_treatments,
)

Dataset = Callable[[str], dict[str, Any]]


def _diabetes(d: dict[str, Any], **options: Any) -> Any:
    return network_meta_analysis(
        d["effect"], d["se"], d["treat1"], d["treat2"], d["study"], **options
    )


def test_senn_2013_heterogeneity_and_inconsistency_as_printed_by_netmeta(
    dataset: Dataset,
) -> None:
    fit = _diabetes(dataset("senn2013"))
    q = fit.inconsistency
    assert (q.Q, q.df) == (pytest.approx(96.99, abs=0.005), 18)
    assert (q.Q_within, q.df_within) == (pytest.approx(74.46, abs=0.005), 11)
    assert (q.Q_between, q.df_between) == (pytest.approx(22.53, abs=0.005), 7)
    assert q.pval_between == pytest.approx(0.0021, abs=5e-5)
    assert fit.tau2 == pytest.approx(0.1087, abs=5e-5)
    assert pytest.approx(81.4, abs=0.05) == fit.I2


def test_two_treatments_are_an_ordinary_meta_analysis() -> None:
    y, v = np.array([0.2, 0.5, -0.1, 0.8]), np.array([0.05, 0.1, 0.04, 0.2])
    names = ["a", "b", "c", "d"]
    network = network_meta_analysis(y, v**0.5, ["A"] * 4, ["B"] * 4, names, tau2="REML")
    plain = multilevel(y, v, random=nested(study=names))
    assert network.tau2 == pytest.approx(plain.sigma2[0], rel=1e-5)
    assert network.effects[0, 1] == pytest.approx(plain.beta[0], rel=1e-5)


def test_reml_heterogeneity_is_that_of_the_multivariate_model(dataset: Dataset) -> None:
    fit = _diabetes(dataset("senn2013"), tau2="REML")
    higher, lower = (_diabetes(dataset("senn2013"), tau2=fit.tau2 * f) for f in (1.01, 0.99))

    def loss(f: Any) -> float:
        return float(f.pooled.logdet + f.pooled.Q)

    assert loss(fit) < min(loss(higher), loss(lower))


def test_a_study_of_three_arms_counts_its_two_contrasts_once(dataset: Dataset) -> None:
    d = dataset("senn2013")
    whole = _diabetes(d, model="common")
    turned = {**d, "treat1": list(d["treat1"]), "treat2": list(d["treat2"])}
    turned["effect"] = list(d["effect"])
    row = d["study"].index("Willms1999")
    turned["treat1"][row], turned["treat2"][row] = d["treat2"][row], d["treat1"][row]
    turned["effect"][row] = -d["effect"][row]
    assert _diabetes(turned, model="common").effects == pytest.approx(whole.effects)
    assert whole.common.df == 27 - 9


def test_an_indirect_effect_is_the_difference_of_two_direct_ones() -> None:
    fit = network_meta_analysis([1.0, 0.4], [0.1, 0.2], ["B", "C"], ["A", "A"], [1, 2])
    assert fit.effects[1, 2] == pytest.approx(0.6)
    assert fit.se[1, 2] == pytest.approx(np.sqrt(0.05))


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(28)))
def test_the_order_of_contrasts_does_not_matter(order: list[int]) -> None:
    d = _senn()
    shuffled = {name: [column[i] for i in order] for name, column in d.items()}
    assert _diabetes(shuffled).effects == pytest.approx(_diabetes(d).effects, abs=1e-10)


def _senn() -> dict[str, Any]:
    import json
    from pathlib import Path

    path = Path(__file__).parents[1] / "data_multilevel" / "senn2013.json"
    columns: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["columns"]
    return columns


def test_direct_and_indirect_evidence_recombine_to_the_network_estimate(
    dataset: Dataset,
) -> None:
    fit = _diabetes(dataset("senn2013"))
    split = [s for s in node_split(fit) if s.studies and s.proportion < 0.99]
    assert len(split) == 11
    for s in split:
        i, j = fit.treatments.index(s.treat1), fit.treatments.index(s.treat2)
        mixed = s.proportion * s.direct + (1 - s.proportion) * s.indirect
        assert mixed == pytest.approx(fit.effects[i, j])


def test_splitting_a_loop_of_three_two_arm_studies_finds_its_gap() -> None:
    fit = network_meta_analysis(
        [1.0, 1.0, 0.5], [0.1] * 3, ["B", "C", "C"], ["A", "B", "A"], [1, 2, 3], model="common"
    )
    for s in node_split(fit):
        assert abs(s.difference) == pytest.approx(1.5)
        assert s.se_difference == pytest.approx(0.1 * np.sqrt(3))


def test_net_heat_adds_up_to_q_between_designs(dataset: Dataset) -> None:
    fit = _diabetes(dataset("senn2013"), model="common")
    heat = net_heat(fit)
    assert heat.Q_inconsistency.sum() == pytest.approx(fit.inconsistency.Q_between)
    assert heat.change.shape == (len(heat.names),) * 2


def test_freeing_a_design_of_a_single_loop_removes_all_inconsistency() -> None:
    fit = network_meta_analysis(
        [1.0, 1.0, 0.5], [0.1] * 3, ["B", "C", "C"], ["A", "B", "A"], [1, 2, 3], model="common"
    )
    heat = net_heat(fit)
    assert heat.change == pytest.approx(np.tile(heat.Q_inconsistency[:, None], (1, 3)))


def test_p_scores_are_the_expected_sucra(dataset: Dataset) -> None:
    fit = _diabetes(dataset("senn2013"))
    ranking = rank_treatments(fit, draws=40_000)
    assert ranking.sucra == pytest.approx(p_scores(fit), abs=0.01)
    assert p_scores(fit).mean() == pytest.approx(0.5)
    assert ranking.probability.sum(axis=0) == pytest.approx(np.ones(10))
    assert (ranking.rank_lb <= ranking.median_rank).all()


def test_the_same_seed_gives_the_same_ranks(dataset: Dataset) -> None:
    fit = _diabetes(dataset("senn2013"))
    one, other = (rank_treatments(fit, draws=500, seed=4) for _ in range(2))
    assert (one.probability == other.probability).all()


def test_a_network_in_two_parts_is_refused_with_the_parts() -> None:
    with pytest.raises(OutOfRange, match="A, B; C, D"):
        network_meta_analysis([1.0, 2.0], [0.1, 0.1], ["A", "C"], ["B", "D"], [1, 2])


def test_inconsistency_beyond_chance_is_said() -> None:
    fit = network_meta_analysis(
        [1.0, 1.0, 0.5], [0.1] * 3, ["B", "C", "C"], ["A", "B", "A"], [1, 2, 3]
    )
    assert "inconsistent-network" in {c.code for c in fit.cautions}


@pytest.mark.parametrize(
    ("error", "change"),
    [
        (NegativeVariance, {"se": [0.0, 0.1, 0.1]}),
        (LengthMismatch, {"study": [1, 1]}),
        (OutOfRange, {"treat1": ["A", "C", "C"]}),
        (OutOfRange, {"effect": [1.0, 1.0, 0.5]}),
        (OutOfRange, {"study": [1, 1, 2]}),
    ],
)
def test_impossible_studies_are_refused(error: type[Exception], change: dict[str, Any]) -> None:
    d: dict[str, Any] = {
        "effect": [1.0, 1.0, 2.0],
        "se": [0.1, 0.1, 0.1],
        "treat1": ["B", "C", "C"],
        "treat2": ["A", "B", "A"],
        "study": [1, 1, 1],
    }
    assert _diabetes(d).network.n == 3
    with pytest.raises(error):
        _diabetes(d | change)


def test_unknown_options_are_named(dataset: Dataset) -> None:
    with pytest.raises(UnknownOption, match="random"):
        _diabetes(dataset("senn2013"), model="mixed")
    with pytest.raises(UnknownOption, match="REML"):
        _diabetes(dataset("senn2013"), tau2="PM")
