"""Many meta-analyses at once, in vectorised form."""

from tamis.stats.batch.fits import ManyFits, pool_many, regress_many

__all__ = ["ManyFits", "pool_many", "regress_many"]
