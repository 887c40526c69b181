"""EU CTIS: JSON as the public portal gives it, a search's rows or one trial in full.

The Clinical Trials Information System answers a search with `{"pagination": …, "data": [rows]}`
and a trial with one object (its second structure, since 17 June 2024). The names are those that
ctrdata lists for both structures (R package, R/util_fields.R and its f.*.R: `ctNumber`,
`ctPublicStatusCode`, `authorizedApplication.authorizedPartI.trialDetails.…`). A row has no
eligibility text; a trial in full has it as numbered statements, which are put together under two
headings. The status is the public code: in a trial in full `ctStatus` is its application's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tamis.formats import _clean, _dates
from tamis.formats._bytes import head_text
from tamis.formats._draft import Draft, text_field
from tamis.formats._json import Items, Json, dig, objects, text, texts
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_SIGN = re.compile(r'"ctNumber"\s*:\s*"\d{4}-\d{6}-\d{2}')
#: `ctPublicStatusCode`, and `ctStatus` of search rows (ctrdata, f.statusRecruitment).
_STATUS = {
    "1": "Under evaluation", "2": "Authorised, recruitment pending", "3": "Authorised, recruiting",
    "4": "Ongoing, recruiting", "5": "Ongoing, recruitment ended", "6": "Temporarily halted",
    "7": "Suspended", "8": "Ended", "9": "Expired", "10": "Revoked", "11": "Not authorised",
    "12": "Cancelled", "13": "Withdrawn", "14": "Lapsed", "15": "Not valid",
}  # fmt: skip


class Ctis:
    """Reader of CTIS JSON."""

    name = "ctis-json"
    suffixes = (".json",)

    def sniff(self, head: bytes) -> float:
        """Sure of a CTIS trial number under its own name."""
        said = head_text(head)
        return 0.97 if said.lstrip()[:1] in ("{", "[") and _SIGN.search(said) else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the trials; see `tamis.model.ports.Reader`."""
        for item in Items(Text(stream, file)):
            if isinstance(item, Problem):
                yield item
                continue
            record = _record(item.value, item.raw, source)
            if record is None:
                yield Problem(file, "an item has no ctNumber", "left out", line=item.line)
            else:
                yield record


def _record(trial: Json, raw: str, source: str) -> Record | None:
    number = _clean.squeeze(text(trial.get("ctNumber")))
    if not number:
        return None
    draft = Draft(kind="registration", own_id=number, registry_ids=[number])
    draft.urls.append(
        f"https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en&EUCT={number}"
    )
    draft.publication_types.append("Clinical Trial Registration")
    part = dig(trial, "authorizedApplication", "authorizedPartI") or trial.get("authorizedPartI")
    if isinstance(part, dict):
        _whole(draft, trial, part)
    else:
        _row(draft, trial)
    _status(draft, trial)
    return draft.finished(source, raw, "CTIS")


def _status(draft: Draft, trial: Json) -> None:
    status = text(trial.get("ctPublicStatusCode")) or _clean.squeeze(text(trial.get("ctStatus")))
    draft.keep("status", _STATUS.get(status, status))
    for key, name in (
        ("decision-date", "decisionDate"), ("start-date", "startDateEU"), ("end-date", "endDateEU"),
        ("last-update", "lastUpdated"), ("published", "publishDate"),
        ("results-first-received", "resultsFirstReceived"),
    ):  # fmt: skip
        draft.keep(key, _day(trial.get(name)))
    registered = _day(trial.get("decisionDate"))
    draft.year, draft.date = _dates.year(registered), registered if registered[4:] else ""


def _row(draft: Draft, trial: Json) -> None:
    """What a search shows of a trial."""
    draft.title = text_field(text(trial.get("ctTitle")))
    for condition in _clean.listed(text(trial.get("conditions")), ";,"):
        draft.keep("condition", condition)
        draft.keywords.append(condition)
    for place in texts(trial.get("trialCountries")):
        draft.keep("location-country", place.partition(":")[0].strip())
    for key, name in (
        ("phase", "trialPhase"), ("lead-sponsor", "sponsor"), ("sponsor-type", "sponsorType"),
        ("age-group", "ageGroup"), ("sex", "gender"), ("intervention", "product"),
        ("enrollment", "totalNumberEnrolled"), ("short-title", "shortTitle"),
        ("primary-outcome", "primaryEndPoint"),
    ):  # fmt: skip
        draft.keep(key, _clean.squeeze(text(trial.get(name))))


def _whole(draft: Draft, trial: Json, part: Json) -> None:
    names = dig(part, "trialDetails", "clinicalTrialIdentifiers")
    about = dig(part, "trialDetails", "trialInformation")
    draft.title = text_field(text(dig(names, "fullTitle"))) or text_field(
        text(trial.get("ctTitle"))
    )
    draft.keep("public-title", text_field(text(dig(names, "publicTitle"))))
    draft.keep("short-title", text_field(text(dig(names, "shortTitle"))))
    draft.abstract = _clean.paragraphs(text(dig(about, "trialObjective", "mainObjective")))
    _numbers(draft, trial, names)
    for row in objects(dig(about, "medicalCondition", "partIMedicalConditions")):
        condition = text_field(text(row.get("medicalCondition")))
        draft.keep("condition", condition)
        draft.keywords.extend([condition] if condition else [])
    draft.keep("phase", text(dig(about, "trialCategory", "trialPhase")))
    draft.keep("eligibility", _criteria(dig(about, "eligibilityCriteria")))
    for row in objects(dig(about, "endPoint", "primaryEndPoints")):
        draft.keep("primary-outcome", text_field(text(row.get("endPoint"))))
    duration = dig(about, "trialDuration")
    draft.keep("planned-start", _day(dig(duration, "estimatedRecruitmentStartDate")))
    draft.keep("planned-end", _day(dig(duration, "estimatedEndDate")))
    draft.keep("enrollment", text(part.get("rowSubjectCount")))
    for row in objects(part.get("products")):
        name = text(row.get("productName")) or text(dig(row, "productDictionaryInfo", "prodName"))
        draft.keep("intervention", text_field(name))
    for row in objects(part.get("sponsors")):
        key = "lead-sponsor" if row.get("primary", True) is not False else "collaborator"
        draft.keep(key, text_field(text(dig(row, "organisation", "name"))))
        commercial = text(row.get("commercial")) or text(dig(row, "organisation", "type"))
        draft.keep("sponsor-type", commercial)
    _sites(draft, trial)


def _numbers(draft: Draft, trial: Json, names: object) -> None:
    """The trial's numbers elsewhere."""
    others = dig(names, "secondaryIdentifyingNumbers")
    said = [
        text(dig(others, name, "number"))
        for name in ("nctNumber", "whoUniversalTrialNumber", "isrctnNumber")
    ]
    said.append(text(dig(trial, "authorizedApplication", "eudraCt", "eudraCtCode")))
    for row in objects(dig(others, "additionalRegistries")):
        said.append(text(row.get("number")))
    found = (n for value in said for n in _clean.registry_ids(value) or (value.strip(),) if n)
    draft.registry_ids.extend(n for n in dict.fromkeys(found) if n not in draft.registry_ids)
    draft.keep("org-study-id", text(dig(others, "sponsorProtocolCode")))


def _criteria(criteria: object) -> str:
    """The numbered statements under two headings, one a line."""
    parts = []
    for heading, name in (
        ("Inclusion Criteria:", "principalInclusionCriteria"),
        ("Exclusion Criteria:", "principalExclusionCriteria"),
    ):
        rows = objects(dig(criteria, name))
        said = [_clean.paragraphs(_clean.plain(text(row.get(name)))) for row in rows]
        lines = [f"{place}. {one}" for place, one in enumerate(filter(None, said), 1)]
        if lines:
            parts.append("\n".join([heading, *lines]))
    return "\n\n".join(parts)


def _sites(draft: Draft, trial: Json) -> None:
    rows = dig(trial, "authorizedApplication", "authorizedPartsII") or trial.get(
        "authorizedPartsII"
    )
    countries: list[str] = []
    for row in objects(rows):
        countries.append(text(dig(row, "mscInfo", "countryName")))
        for site in objects(row.get("trialSites")):
            at = dig(site, "organisationAddressInfo")
            country = text(dig(at, "address", "countryName"))
            countries.append(country)
            parts = (text(dig(at, "organisation", "name")), text(dig(at, "address", "city")))
            draft.keep("site", " | ".join(p.replace("|", "/") for p in (*parts, country)))
    draft.keep("location-country", *_clean.unique(countries))


def _day(value: object) -> str:
    """A day as YYYY-MM-DD: CTIS writes "10/07/2026" in rows and a timestamp in trials."""
    said = text(value).strip()
    if re.match(r"\d{4}-\d{2}-\d{2}", said):
        return said[:10]
    return _dates.slashed(said, day_first=True) if said else ""


FORMAT = Ctis()
