"""The look of plots, shared by the site and by pictures that stand alone."""

from __future__ import annotations

from tamis.report.plots.chart_style import CHART_CSS

#: Colours come from the page's variables; the fallbacks are for pictures outside a page.
PLOT_CSS = (
    """
.plot { font-family: var(--ui-font, system-ui, sans-serif); color: var(--ink, #1b2426); }
.plot text { fill: currentColor; font-size: 14px; }
.plot .small { font-size: 12.5px; }
.plot .strong { font-weight: 650; }
.plot .muted { fill: var(--muted, #4d5a5e); }
.plot .axis, .plot .null { stroke: var(--muted, #4d5a5e); stroke-width: 1; fill: none; }
.plot .null { stroke-dasharray: 2 3; }
.plot .rule { stroke: var(--line, #cdd5d4); stroke-width: 1; }
.plot .whisker { stroke: currentColor; stroke-width: 1.6; fill: none; }
.plot .arrow { fill: currentColor; }
.plot .square { fill: var(--accent, #0b5a63); }
.plot .diamond { fill: var(--accent, #0b5a63); stroke: var(--accent, #0b5a63); }
.plot .prediction { stroke: var(--accent, #0b5a63); stroke-width: 2.4; fill: none; }
.plot .pooled-line { stroke: var(--accent, #0b5a63); stroke-width: 1; stroke-dasharray: 5 4; }
.plot .box { fill: var(--raised, #fff); stroke: var(--muted, #4d5a5e); stroke-width: 1.2; }
.plot .box-removed { fill: var(--sunk, #eef1ef); stroke-dasharray: 5 3; }
.plot .box-title { fill: var(--accent-soft, #dcecec); stroke: none; }
.plot .flow-line { stroke: var(--muted, #4d5a5e); stroke-width: 1.4; fill: none; }
.plot .flow-head { fill: var(--muted, #4d5a5e); }
.plot .light { stroke: var(--ink, #1b2426); stroke-width: 1.2; }
.plot .light-low { fill: var(--good-soft, #cfe8dc); }
.plot .light-some, .plot .light-moderate { fill: var(--warn-soft, #f6e3b0); }
.plot .light-high, .plot .light-serious { fill: var(--bad-soft, #f3cbc4); }
.plot .light-critical { fill: var(--bad, #8e2419); }
.plot .light-critical + text { fill: var(--paper, #fff); }
.plot .light-none { fill: var(--paper, #fff); stroke-dasharray: 2 2; }
.plot .letter { font-size: 11px; font-weight: 700; text-anchor: middle; }
.plot a { fill: currentColor; text-decoration: underline dotted; text-underline-offset: 3px; }
.plot a:hover { text-decoration-style: solid; }
.plot .outlined { paint-order: stroke; stroke: var(--paper, #fff); stroke-width: 5px; }
.plot .end { text-anchor: end; }
.plot .middle { text-anchor: middle; }
"""
    + CHART_CSS
)
