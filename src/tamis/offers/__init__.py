"""Offers of treatment read for warning signs; usable alone.

    from tamis.offers import read_offer

    reading = read_offer("Our stem cells halt ALS. Pay $25,000 today.")
    reading.verdict, [finding.flag for finding in reading.findings]

The instrument, with its patterns, sources and words, is `tamis.instruments.red_flags`.
"""

from __future__ import annotations

from tamis.offers.evidence import Approach, Known, KnownOutcome, KnownTrial, answers, trial_answers
from tamis.offers.reading import read_offer
from tamis.offers.values import Claim, Finding, Reading, TrialMention

__all__ = [
    "Approach",
    "Claim",
    "Finding",
    "Known",
    "KnownOutcome",
    "KnownTrial",
    "Reading",
    "TrialMention",
    "answers",
    "read_offer",
    "trial_answers",
]
