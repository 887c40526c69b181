"""Pooling counts directly: Mantel–Haenszel, Peto's one-step method, RevMan's combinations."""

from tamis.stats.mantel_haenszel.peto import peto
from tamis.stats.mantel_haenszel.pooling import mantel_haenszel
from tamis.stats.mantel_haenszel.result import ChiSquare, CountPooled
from tamis.stats.mantel_haenszel.revman import RevMan, revman

__all__ = ["ChiSquare", "CountPooled", "RevMan", "mantel_haenszel", "peto", "revman"]
