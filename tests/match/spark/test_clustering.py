from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.match.cluster import components
from tamis.match.spark.clustering import lowest_connected

_EDGES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(lambda e: e[0] < e[1]))


@settings(max_examples=60, deadline=None)
@given(_EDGES)
def test_labels_that_sink_find_the_same_components(edges):
    a, b = (np.array([e[end] for e in edges], dtype=np.int64) for end in (0, 1))
    rows, lowest = lowest_connected(a, b)
    found: dict[int, list[int]] = {}
    for row, label in zip(rows.tolist(), lowest.tolist(), strict=True):
        found.setdefault(label, []).append(row)
    assert found == {c[0]: c for c in components(edges)}


def test_a_long_chain_is_one_component():
    at = np.arange(5000, dtype=np.int64)
    assert set(lowest_connected(at, at + 1)[1].tolist()) == {0}
