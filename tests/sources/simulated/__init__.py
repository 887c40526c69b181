"""The services tamis speaks to, simulated on loopback, with their limits and their faults.

    with Server(corpus(25_000)) as server:
        review.search("pubmed", query="gravel", settings=server.settings())

or from a shell, for any program:

    python -m tests.sources.simulated --hits 25000 --port 0

Nothing here is a recording. Each module says which document its shapes follow; all records are
invented. A corpus may change while it is served (`add`, `change`), and `faults` makes chosen
requests go wrong.
"""

from __future__ import annotations

from .clients import QUICK, Clients
from .corpus import Corpus, Entry, Notice, corpus
from .faults import EVERY_KIND, Fault, storm
from .server import Server

__all__ = [
    "EVERY_KIND",
    "QUICK",
    "Clients",
    "Corpus",
    "Entry",
    "Fault",
    "Notice",
    "Server",
    "corpus",
    "storm",
]
