"""What a careful reader would expect each agreement to weigh, before any data.

Fitted weights are shrunk to these numbers (natural log-odds), so that a level that hardly occurs
in the training pairs still behaves. They are judgements, not estimates.
"""

from __future__ import annotations

PRIORS: dict[str, dict[str, float]] = {
    "title": {
        "equal, long": 4.0, "equal": 3.0, "equal, short": 1.0,
        "equal, a rubric": -3.0, "differs by a letter or two": 2.5,
        "nearly equal": 2.0, "one continues the other": 1.5, "similar": 0.0,
        "loosely similar": -2.0, "differs": -5.0,
    },
    "numbers": {"equal": 0.0, "one has more": -0.3, "differ": -2.0},
    "authors": {
        "equal": 1.5, "same first author, others agree": 1.5, "others agree": 0.5,
        "same people, other order": 1.5,
        "same first author, others differ": 0.5, "partly shared": -0.5, "differ": -3.0,
    },
    "year": {
        "equal": 0.5, "one year apart": -1.0, "two years apart": -1.5, "further apart": -2.5,
    },
    "journal": {"equal": 1.0, "abbreviated": 1.0, "similar": 0.0, "differs": -2.5},
    "place": {
        "same volume and first page": 4.0, "same first page, volume unknown": 2.0,
        "same first page, other volume": 0.0, "same volume, pages overlap": 1.0,
        "pages overlap, other volume or none": 0.0, "same volume, pages unknown": 0.5,
        "same volume, other page": -3.0, "other volume, pages unknown": -2.0,
        "other volume, other page": -4.0, "other page, volume unknown": -2.0,
    },
    "issue": {"equal": 0.3, "differs": -0.5},
    "page_end": {"equal": 1.0, "close": 0.3, "differs": -0.5},
    "doi": {"equal": 3.5, "differs": -2.0},
    "pmid": {"equal": 5.0, "differs": -6.0},
    "abstract": {"equal": 2.0, "nearly equal": 0.5, "similar": -1.0, "differs": -2.0},
    "mark": {"equal": 0.0, "differs": -3.0},
    "kind": {
        "one in a supplement or conference": -0.5, "one a preprint": -3.0,
        "both in supplements": 0.0,
    },
}  # fmt: skip

#: Two-way terms: what a sum of single fields cannot say.
CROSSINGS: tuple[tuple[str, str], ...] = (
    ("journal", "place"),
    ("title", "authors"),
    ("doi", "place"),
    ("year", "place"),
    ("title", "place"),
    ("abstract", "place"),
    ("numbers", "title"),
    ("title", "abstract"),
    ("kind", "place"),
    ("page_end", "place"),
    ("doi", "title"),
    ("title", "issue"),
)
