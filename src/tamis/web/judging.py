"""The routers of screening: cards, all reports, conflicts, progress."""

from __future__ import annotations

from tamis.web.api import screening as screening_api
from tamis.web.pages import conflicts, pool, progress, screening

PAGES = (screening.router, pool.router, conflicts.router, progress.router)
API = (screening_api.router,)
