"""The routers of the work between searching and judging: import, duplicates, texts, readings."""

from __future__ import annotations

from tamis.web.api import duplicates as duplicates_api
from tamis.web.api import extraction as extraction_api
from tamis.web.api import fulltext as fulltext_api
from tamis.web.api import importing as importing_api
from tamis.web.pages import duplicates, extraction, fulltext, importing

PAGES = (importing.router, duplicates.router, fulltext.router, extraction.router)
API = (importing_api.router, duplicates_api.router, fulltext_api.router, extraction_api.router)
