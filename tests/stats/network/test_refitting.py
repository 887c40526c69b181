from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.network import (
    NetworkFit,
    network_meta_analysis,
    node_split,
    node_split_by_refit,
    node_split_of,
)

Dataset = Callable[[str], dict[str, Any]]


def _diabetes(d: dict[str, Any], **options: Any) -> NetworkFit:
    return network_meta_analysis(
        d["effect"], d["se"], d["treat1"], d["treat2"], d["study"], **options
    )


@pytest.mark.parametrize(
    ("pair", "difference", "se", "tau2"),
    [
        (("metf", "sulf"), 0.62774597808, 0.43652525610, 0.08968207275),
        (("acar", "metf"), -0.08987216907, 0.55490854828, 0.10527200373),
        (("metf", "plac"), -0.1181448490, 0.3097243061, 0.1052097106),
    ],
)
def test_senn_2013_as_a_multivariate_model_of_metafor_3_8(
    dataset: Dataset, pair: tuple[str, str], difference: float, se: float, tau2: float
) -> None:
    split = node_split_of(_diabetes(dataset("senn2013"), tau2="REML"), *pair)
    assert split.difference == pytest.approx(difference, abs=2e-6)
    assert split.se_difference == pytest.approx(se, rel=1e-6)
    assert split.tau2 == pytest.approx(tau2, rel=1e-5)


def test_with_tau2_held_two_arm_studies_split_as_by_back_calculation(dataset: Dataset) -> None:
    fit = _diabetes(dataset("senn2013"), tau2=0.1)
    calculated = {(s.treat1, s.treat2): s for s in node_split(fit)}
    in_three_arms = {("acar", "metf"), ("acar", "plac"), ("metf", "plac")}
    refitted = [s for s in node_split_by_refit(fit) if (s.treat1, s.treat2) not in in_three_arms]
    assert len(refitted) == 8
    for s in refitted:
        other = calculated[s.treat1, s.treat2]
        assert s.direct == pytest.approx(other.direct)
        assert s.indirect == pytest.approx(other.indirect)
        assert s.se_difference == pytest.approx(other.se_difference)


def test_the_order_of_the_pair_turns_the_sign_only(dataset: Dataset) -> None:
    fit = _diabetes(dataset("senn2013"))
    one, other = node_split_of(fit, "acar", "metf"), node_split_of(fit, "metf", "acar")
    assert other.difference == pytest.approx(-one.difference)
    assert other.pval == pytest.approx(one.pval)


def test_a_pair_without_indirect_evidence_is_not_split(dataset: Dataset) -> None:
    fit = _diabetes(dataset("senn2013"))
    assert "benf" not in {t for s in node_split_by_refit(fit) for t in (s.treat1, s.treat2)}
    with pytest.raises(OutOfRange, match="benf"):
        node_split_of(fit, "benf", "plac")


def test_inconsistency_of_one_loop_leaves_less_heterogeneity_behind() -> None:
    y, names = [1.0, 1.1, 1.0, 0.9, 0.5, 0.4], ["B", "B", "C", "C", "C", "C"]
    against = ["A", "A", "B", "B", "A", "A"]
    fit = network_meta_analysis(y, [0.1] * 6, names, against, range(6))
    split = node_split_of(fit, "A", "C")
    assert split.tau2 == 0 < split.tau2_network
    assert split.difference == pytest.approx(1.5 + 0.05)
    assert split.se_difference == pytest.approx(np.sqrt(3 * 0.005))


def test_a_common_effect_fit_is_refitted_without_heterogeneity(dataset: Dataset) -> None:
    fit = _diabetes(dataset("senn2013"), model="common")
    assert {s.tau2 for s in node_split_by_refit(fit)} == {0.0}
    with pytest.raises(UnknownOption, match="REML"):
        node_split_by_refit(fit, tau2="PM")  # type: ignore[arg-type]
