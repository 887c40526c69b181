"""Pooling counts directly: Mantel–Haenszel, Peto's one-step method, RevMan's combinations."""

from tamis.stats.counts.peto import peto
from tamis.stats.counts.pooling import mantel_haenszel
from tamis.stats.counts.result import ChiSquare, CountPooled
from tamis.stats.counts.revman import RevMan, revman

__all__ = ["ChiSquare", "CountPooled", "RevMan", "mantel_haenszel", "peto", "revman"]
