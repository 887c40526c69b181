"""The published site: static pages in which every number opens the way it came about."""

from __future__ import annotations

from tamis.report.site.build import build
from tamis.report.site.check import check_text
from tamis.report.site.references import references

__all__ = ["build", "check_text", "references"]
