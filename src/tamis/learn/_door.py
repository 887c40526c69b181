"""Where each public name lives."""

from __future__ import annotations

from collections.abc import Mapping

_MODULES: Mapping[str, str] = {
    "agreeing": ("Agreement Crossing Measure NothingShared agreement by_criterion crossing rounds"),
    "design": "Hint design_hint",
    "embedding": "EmbeddingRanker Encoder ExtraMissing NoEncoder StaticEncoder",
    "errors": "LearnError OneClass OutOfRange RepeatedRecord UnknownChoice UnknownRecord",
    "features": "Features Weighting",
    "labelling": "Label Labelling Ledger labels visible",
    "lexical": "LexicalRanker Settings",
    "metrics": (
        "Figures discounted_gain figures loss recall_at recall_curve records_to time_to_discovery "
        "true_negative_rate work_saved"
    ),
    "queue": "Queue Ranking Shown rank rank_blind",
    "ranker": "Explanation Pull Ranker RankerFactory",
    "simulate": "Replay Schedule prior_pairs ranked replay",
    "stopping.audit": "Audit Ranked bound_path most_includes",
    "stopping.capture": "Missed many_reviewers two_reviewers",
    "stopping.certificate": "Certificate Standings certify record_set standing",
    "stopping.estimate": "LINES Recall Thinning live_recall missing outlook",
    "stopping.heuristics": "InARow Knee ShareInARow",
    "stopping.hypergeometric": (
        "BiasedUrn BrokenSample Hypergeometric RandomTail run_probability sample_needed "
        "suffix_probability"
    ),
    "stopping.progress": "Advice Progress Rule Standing UnevenLists",
    "stopping.quantile": "QuantileBound SampleTooSmall includes_needed rank_of_bound",
    "strategy": "Audited Card Certainty Diverse Exploring Pool Strategy ordered",
    "sufficient": "NoStudies Pooled Scenario Sufficiency sufficiency",
    "values": "Decision Document Question Stage Verdict",
}

#: Public name → module of this package.
HOMES: Mapping[str, str] = {
    name: module for module, names in _MODULES.items() for name in names.split()
}
