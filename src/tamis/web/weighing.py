"""The routers of weighing the evidence: risk of bias, synthesis, certainty, the page."""

from __future__ import annotations

from tamis.web.api import appraisal as appraisal_api
from tamis.web.api import certainty as certainty_api
from tamis.web.api import preview as preview_api
from tamis.web.pages import appraisal, certainty, preview

PAGES = (appraisal.router, certainty.router, preview.router)
API = (appraisal_api.router, certainty_api.router, preview_api.router)
