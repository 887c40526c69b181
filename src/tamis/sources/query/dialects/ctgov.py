"""ClinicalTrials.gov (Essie expressions), written only.

Rules follow the registry's "Search Expressions and Syntax" and "Search Operators" pages
(https://classic.clinicaltrials.gov/api/gui/ref/syntax, …/ref/expr, kept for API v2): precedence is
terms, then NOT and the context operators (`AREA[Field]`, `EXPANSION[None|Term|Concept|Relaxation|
Lossy]`, `COVERAGE[…]`, short `COVER[…]`), then AND, then OR; NOT is unary; `"…"` is a phrase; there
are no wildcards and no proximity; `RANGE[a, b]` with MIN and MAX; an operator's word inside a term
needs a backslash or quotation marks. A bare term is expanded to synonyms (`EXPANSION[Relaxation]`).
"""

from __future__ import annotations

from tamis.sources.query import fields as f
from tamis.sources.query.dialects import tables as t
from tamis.sources.query.dialects.dialect import Dialect, order
from tamis.sources.query.fields import field_set

CTGOV = Dialect(
    name="ctgov",
    label="ClinicalTrials.gov",
    levels=order("near", "not", "and", "or"),
    words="mapped",
    upper_case=True,
    tags={
        "brieftitle": t.TITLE,
        "officialtitle": t.TITLE,
        "condition": (f.CONDITION,),
        "interventionname": (f.INTERVENTION,),
        "keyword": t.KEYWORDS,
    },
    default=field_set((f.EVERYTHING,)),
    reference=None,
    documents=(
        "https://classic.clinicaltrials.gov/api/gui/ref/syntax",
        "https://www.clinicaltrials.gov/api/gui/ref/expr",
    ),
)
