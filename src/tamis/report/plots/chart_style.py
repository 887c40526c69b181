"""The look of the statistical plots; shades are strengths of two colours, so they suit the dark."""

from __future__ import annotations

CHART_CSS = """
.plot .dot { fill: var(--accent, #0b5a63); fill-opacity: .82;
  stroke: var(--paper, #fff); stroke-width: .8; }
.plot .hollow { fill: var(--paper, #fff); stroke: var(--accent, #0b5a63); stroke-width: 1.6; }
.plot .warm-dot { fill: var(--warm, #a8470f); fill-opacity: .88;
  stroke: var(--paper, #fff); stroke-width: .8; }
.plot .bubble { fill: var(--accent, #0b5a63); fill-opacity: .3;
  stroke: var(--accent, #0b5a63); stroke-width: 1.2; }
.plot .fit { stroke: var(--accent, #0b5a63); stroke-width: 2.4; fill: none; }
.plot .warm-fit { stroke: var(--warm, #a8470f); stroke-width: 2; fill: none;
  stroke-dasharray: 7 4; }
.plot .limit { stroke: var(--accent, #0b5a63); stroke-width: 1.3; fill: none;
  stroke-dasharray: 6 4; }
.plot .thin { stroke: currentColor; stroke-width: 1; stroke-opacity: .38; fill: none; }
.plot .edge { fill: var(--muted, #4d5a5e); fill-opacity: .6; }
.plot .node { fill: var(--accent, #0b5a63); stroke: var(--paper, #fff); stroke-width: 2; }
.plot .outline { fill: none; stroke: var(--muted, #4d5a5e); stroke-width: .8; }
.plot .ring { fill: none; stroke: currentColor; stroke-width: 2.2; }
.plot .shade-1 { fill: var(--muted, #4d5a5e); fill-opacity: .1; }
.plot .shade-2 { fill: var(--muted, #4d5a5e); fill-opacity: .22; }
.plot .shade-3 { fill: var(--muted, #4d5a5e); fill-opacity: .36; }
.plot .band { fill: var(--accent, #0b5a63); fill-opacity: .14; }
.plot .bar { fill: var(--accent, #0b5a63); fill-opacity: .85; }
.plot .multi { fill: var(--warm, #a8470f); fill-opacity: .13; }
.plot .tone-1 { fill: var(--accent, #0b5a63); fill-opacity: .12; }
.plot .tone-2 { fill: var(--accent, #0b5a63); fill-opacity: .3; }
.plot .tone-3 { fill: var(--accent, #0b5a63); fill-opacity: .5; }
.plot .tone-4 { fill: var(--accent, #0b5a63); fill-opacity: .72; }
.plot .tone-5 { fill: var(--accent, #0b5a63); fill-opacity: 1; }
.plot .warm-tone-1 { fill: var(--warm, #a8470f); fill-opacity: .2; }
.plot .warm-tone-2 { fill: var(--warm, #a8470f); fill-opacity: .38; }
.plot .warm-tone-3 { fill: var(--warm, #a8470f); fill-opacity: .56; }
.plot .warm-tone-4 { fill: var(--warm, #a8470f); fill-opacity: .76; }
.plot .warm-tone-5 { fill: var(--warm, #a8470f); fill-opacity: 1; }
.plot .halo { fill: var(--paper, #fff); fill-opacity: .86; }
.plot .square-plain { fill: currentColor; }
.plot .diamond-open { fill: var(--paper, #fff); stroke: var(--accent, #0b5a63); stroke-width: 1.6; }
"""
