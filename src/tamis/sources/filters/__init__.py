"""Published search filters: each a fact with its name, version and source, kept as printed.

from tamis.sources.filters import search_filter

search_filter("cochrane-rct-sensitive-pubmed").text
"""

from tamis.sources.filters.library import SearchFilter, search_filter, search_filters

__all__ = ["SearchFilter", "search_filter", "search_filters"]
