"""Structured data for search engines, in the vocabulary of schema.org."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.report.site.citations import page_citation
from tamis.report.site.wording import VERDICTS

if TYPE_CHECKING:
    from tamis.report.site.layout import PagePlan
    from tamis.report.site.links import Links

_SCORES = {"contradicted": 1, "unsupported": 2, "not-checkable": 3, "supported": 5}


def page_data(links: Links, page: PagePlan) -> Markup:
    """The first page as a MedicalWebPage that is about a systematic review."""
    p = links.publication
    return _script(
        {
            "@context": "https://schema.org",
            "@type": "MedicalWebPage",
            "name": page.title,
            "inLanguage": p.protocol.language,
            "lastReviewed": p.as_of,
            "dateModified": p.as_of,
            "audience": [
                {"@type": "Patient"},
                {"@type": "MedicalAudience", "audienceType": "Clinician"},
            ],
            "author": [{"@type": "Person", "name": name} for name in p.protocol.authors],
            "mainEntity": {
                "@type": "MedicalScholarlyArticle",
                "publicationType": "Systematic Review",
                "name": p.protocol.title,
                "abstract": p.protocol.question,
                "version": p.publications[-1].version if p.publications else p.protocol.version,
            },
            "creditText": page_citation(p),
            "hasPart": {
                "@type": "Dataset",
                "name": f"Data of {p.protocol.title}",
                "description": "Studies, results, and every published number with its derivation.",
                "distribution": {"@type": "DataDownload", "contentUrl": "numbers.json"},
            },
        }
    )


def claim_data(links: Links) -> Markup:
    """The checked claims as ClaimReview."""
    p = links.publication
    return _script(
        {
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "ClaimReview",
                    "claimReviewed": links.plain(c.says),
                    "datePublished": c.checked or p.as_of,
                    "reviewRating": {
                        "@type": "Rating",
                        "ratingValue": _SCORES[c.verdict],
                        "bestRating": 5,
                        "worstRating": 1,
                        "alternateName": VERDICTS[c.verdict][0],
                    },
                }
                for c in p.claims
            ],
        }
    )


def _script(data: dict[str, object]) -> Markup:
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    # a script element holds raw text: escaping "<" and "&" in the JSON is what keeps it inside
    return Markup('<script type="application/ld+json">' + text + "</script>")
