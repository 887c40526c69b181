"""Frequentist network meta-analysis."""

from __future__ import annotations

from tamis.stats.network.contrasts import Network, Study, read_network
from tamis.stats.network.fit import Inconsistency, NetworkFit, network_meta_analysis
from tamis.stats.network.heat import NetHeat, net_heat
from tamis.stats.network.ranking import Ranking, p_scores, rank_treatments
from tamis.stats.network.refitting import NodeSplit, node_split_by_refit, node_split_of
from tamis.stats.network.splitting import Split, node_split

__all__ = [
    "Inconsistency",
    "NetHeat",
    "Network",
    "NetworkFit",
    "NodeSplit",
    "Ranking",
    "Split",
    "Study",
    "net_heat",
    "network_meta_analysis",
    "node_split",
    "node_split_by_refit",
    "node_split_of",
    "p_scores",
    "rank_treatments",
    "read_network",
]
