"""Plots as accessible SVG, each with a table of the same data and a description in words."""

from __future__ import annotations

from tamis.report.plots.baujat import baujat
from tamis.report.plots.bubble import bubble
from tamis.report.plots.cumulative import cumulative, left_out
from tamis.report.plots.drapery import drapery
from tamis.report.plots.forest import ForestPlot, ForestRow, Summary, forest
from tamis.report.plots.funnel import funnel
from tamis.report.plots.gosh import gosh
from tamis.report.plots.journal_forest import journal_forest
from tamis.report.plots.labbe import Arms, labbe
from tamis.report.plots.network_graph import network_graph
from tamis.report.plots.pictures import picture, save
from tamis.report.plots.plot import Label, Plot, PlotTable, standalone
from tamis.report.plots.pooled_forest import pooled_forest
from tamis.report.plots.radial import radial
from tamis.report.plots.rankogram import rankogram
from tamis.report.plots.risk_of_bias import RobRow, summary_bars, traffic_lights

__all__ = [
    "Arms",
    "ForestPlot",
    "ForestRow",
    "Label",
    "Plot",
    "PlotTable",
    "RobRow",
    "Summary",
    "baujat",
    "bubble",
    "cumulative",
    "drapery",
    "forest",
    "funnel",
    "gosh",
    "journal_forest",
    "labbe",
    "left_out",
    "network_graph",
    "picture",
    "pooled_forest",
    "radial",
    "rankogram",
    "save",
    "standalone",
    "summary_bars",
    "traffic_lights",
]
