"""Blocks: the generated parts of a page, each named in text as {name} or {name:argument}."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.report.site.blocks import (
    answers,
    approaches,
    changes,
    checks,
    evidence,
    methods,
    next_trial,
    offers,
    plots,
    searched,
    studies,
)

if TYPE_CHECKING:
    from tamis.report.site.links import Links

#: A block makes markup from the page, its argument, and the level its headings may start at.
Block = Callable[["Links", str, int], Markup]

BLOCKS: dict[str, Block] = {
    "short-answer": answers.short_answer,
    "certainty-table": answers.certainty_table,
    "not-studied": answers.not_studied,
    "approaches": approaches.approaches,
    "by-design": approaches.by_design,
    "harms": approaches.harms,
    "included-studies": studies.included_studies,
    "registered": studies.registered,
    "facet-matrix": studies.facet_matrix,
    "facet-matrices": studies.facet_matrices,
    "safety-table": studies.safety_table,
    "domain-table": studies.domain_table,
    "other-tables": studies.other_tables,
    "flow": plots.flow,
    "forest": plots.forest_block,
    "forests": plots.forests,
    "rob": plots.rob,
    "protocol": methods.protocol,
    "criteria": methods.criteria,
    "outcomes": methods.outcomes,
    "search": methods.search,
    "prisma-s": searched.prisma_s,
    "strategies": searched.strategies,
    "next-trial": next_trial.next_trial,
    "synthesis": methods.synthesis,
    "earlier": methods.earlier,
    "grade": methods.grade,
    "changes": checks.changes,
    "whats-new": changes.whats_new,
    "new-reports": changes.new_reports,
    "studies-changed": changes.studies_changed,
    "results-changed": changes.results_changed,
    "retractions": changes.retractions,
    "notices": changes.notices,
    "flow-versions": changes.flow_versions,
    "living-mode": changes.living_mode,
    "chronicle": changes.chronicle,
    "inconsistencies": checks.inconsistencies,
    "claims": checks.claims,
    "log": checks.log,
    "cite": checks.cite_this,
    "downloads": checks.downloads,
    "excluded": evidence.excluded,
    "sources": evidence.sources,
    "glossary": evidence.glossary_list,
    "offer-check": offers.offer_check,
    "offer-checklist": offers.offer_checklist,
    "offer-legitimate": offers.offer_legitimate,
    "offer-harms": offers.offer_harms,
    "offer-contacts": offers.offer_contacts,
    "offer-sources": offers.offer_sources,
}
