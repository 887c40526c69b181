from __future__ import annotations

from tamis.report.plots import network_graph, rankogram
from tamis.stats.network import NetworkFit, network_meta_analysis, rank_treatments

from .reading import cells, marks, texts


def fitted() -> NetworkFit:
    rows = [
        ("1", "B", "A", -0.4), ("2", "B", "A", -0.6), ("3", "C", "A", -0.2),
        ("4", "B", "A", -0.5), ("4", "C", "A", -0.3), ("4", "C", "B", 0.2),
    ]  # fmt: skip
    study, new, old, effect = zip(*rows, strict=True)
    return network_meta_analysis(effect, [0.2] * 6, new, old, study)


def test_a_line_counts_the_studies_of_its_comparison() -> None:
    plot = network_graph(fitted().network)
    assert cells(plot) == [("A – B", "3", "1, 2, 4"), ("A – C", "2", "3, 4"), ("B – C", "1", "4")]
    assert len(marks(plot, "edge")) == 3
    assert len(marks(plot, "multi")) == 1


def test_nodes_are_as_large_as_what_they_stand_for() -> None:
    plot = network_graph(fitted().network, sizes={"A": 100, "B": 400, "C": 100})
    r = [float(n.get("r")) for n in marks(plot, "node")]
    assert r[1] == max(r)
    assert abs(r[1] / r[0] - 2) < 0.05


def test_the_bars_of_a_treatment_add_up_to_one() -> None:
    plot = rankogram(rank_treatments(fitted(), draws=1000))
    for row in cells(plot):
        assert abs(sum(map(float, row[5:])) - 1) < 0.002


def test_the_best_treatment_comes_first() -> None:
    plot = rankogram(rank_treatments(fitted(), draws=1000))
    assert cells(plot)[0][0] == "B"
    assert texts(plot)[0] == "B"
    assert "B ranks first with probability" in plot.description
