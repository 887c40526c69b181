"""Plots as accessible SVG, each with a table of the same data and a description in words."""

from __future__ import annotations

from tamis.report.plots.forest import ForestPlot, ForestRow, Summary, forest
from tamis.report.plots.plot import Label, Plot, PlotTable, standalone
from tamis.report.plots.risk_of_bias import RobRow, summary_bars, traffic_lights

__all__ = [
    "ForestPlot",
    "ForestRow",
    "Label",
    "Plot",
    "PlotTable",
    "RobRow",
    "Summary",
    "forest",
    "standalone",
    "summary_bars",
    "traffic_lights",
]
