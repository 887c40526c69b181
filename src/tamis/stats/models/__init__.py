"""Univariate models: from effects and variances to a fitted τ² and coefficients."""
