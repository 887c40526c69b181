"""OpenAlex works search, written only.

Rules follow "Search" in OpenAlex's developer documentation (https://developers.openalex.org/guides/
searching): AND, OR, NOT in capitals, quotation marks for phrases, words without an operator joined
by AND, stemming unless an exact search is asked for, no subject headings. Wildcards are refused
("Wildcards (* or ?) require exact (no-stem) search") except in the `.search.exact` filters, and not
within quotation marks. One filter holds one field set for the whole query.
"""

from __future__ import annotations

from tamis.sources.query.dialects import tables as t
from tamis.sources.query.dialects.dialect import Dialect, order
from tamis.sources.query.wilds import ANY, ONE, Signs

OPENALEX = Dialect(
    name="openalex",
    label="OpenAlex",
    levels=order("near", "not", "and", "or"),
    words="and",
    upper_case=True,
    signs=Signs(meaning={"*": ANY, "?": ONE}, in_phrase=False, at_least=3),
    tags={"title": t.TITLE, "title_and_abstract": t.TITLE_ABSTRACT},
    default=t.TITLE_ABSTRACT,
    reference=None,
    documents=("https://developers.openalex.org/guides/searching",),
)
