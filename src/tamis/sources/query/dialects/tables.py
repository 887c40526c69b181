"""Field sets that several platforms' tables are made of."""

from __future__ import annotations

from tamis.sources.query import fields as f
from tamis.sources.query.fields import field_set

TITLE = (f.TITLE,)
ABSTRACT = (f.ABSTRACT,)
KEYWORDS = (f.KEYWORDS,)
TITLE_ABSTRACT = field_set((f.TITLE, f.ABSTRACT))
TITLE_ABSTRACT_KEYWORDS = field_set((f.TITLE, f.ABSTRACT, f.KEYWORDS))
EVERYTHING = (f.EVERYTHING,)
