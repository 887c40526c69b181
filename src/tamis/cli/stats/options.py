"""Options that several verbs of `tamis stats` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[Path, typer.Argument(help="CSV file, one row per study.")]
Measure = Annotated[
    str | None,
    typer.Option(
        "--measure", "-m", help="Effect measure: RR, OR, RD, MD, SMD, PLO, ZCOR, IRR, HR …; may be "
        "left out where the file holds effects (yi with vi, sei or limits)."
    ),
]  # fmt: skip
Method = Annotated[
    str,
    typer.Option(
        help="Estimator of τ²: REML, DL, PM, ML, EB, SJ, HE, HS …, or EE for equal effects."
    ),
]
Test = Annotated[str, typer.Option(help="knapp-hartung, knapp-hartung-conservative, t or z.")]
Level = Annotated[float, typer.Option(help="Confidence level, 0.95 or 95.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column", "-c", help="NAME=COLUMN: which column of the file is which, e.g. events1=tpos."
    ),
]
LabelColumn = Annotated[str | None, typer.Option("--label", help="Column that names the studies.")]
Output = Annotated[
    Path, typer.Option("--output", "-o", help="Picture to write: .svg, .png or .pdf.")
]
Width = Annotated[str, typer.Option(help="journal (170 mm) or phone (360 px).")]
Title = Annotated[str, typer.Option(help="Title, for the description and assistive technology.")]
Favours = Annotated[
    tuple[str, str],
    typer.Option(
        help="What lies below and above no difference, e.g. 'Favours drug' 'Favours placebo'."
    ),
]
Arms = Annotated[tuple[str, str], typer.Option(help="Names of the two groups.")]
AsTable = Annotated[
    bool,
    typer.Option("--table", help="Print the data of the plot as CSV instead of its description."),
]
