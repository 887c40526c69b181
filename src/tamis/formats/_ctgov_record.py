"""A study of ClinicalTrials.gov → `Record`."""

from __future__ import annotations

from tamis.formats import _clean
from tamis.formats._draft import Draft, text_field
from tamis.formats._json import Json, dig, objects, text, texts
from tamis.model.records import Record

#: Scalars worth a name of their own among the extras: path below protocolSection → key.
_KEPT = (
    ("acronym", "identificationModule", "acronym"),
    ("organization", "identificationModule", "organization", "fullName"),
    ("org-study-id", "identificationModule", "orgStudyIdInfo", "id"),
    ("overall-status", "statusModule", "overallStatus"),
    ("last-known-status", "statusModule", "lastKnownStatus"),
    ("status-verified", "statusModule", "statusVerifiedDate"),
    ("why-stopped", "statusModule", "whyStopped"),
    ("start-date", "statusModule", "startDateStruct", "date"),
    ("start-date-type", "statusModule", "startDateStruct", "type"),
    ("primary-completion-date", "statusModule", "primaryCompletionDateStruct", "date"),
    ("primary-completion-date-type", "statusModule", "primaryCompletionDateStruct", "type"),
    ("completion-date", "statusModule", "completionDateStruct", "date"),
    ("completion-date-type", "statusModule", "completionDateStruct", "type"),
    ("last-update", "statusModule", "lastUpdatePostDateStruct", "date"),
    ("results-first-posted", "statusModule", "resultsFirstPostDateStruct", "date"),
    ("lead-sponsor", "sponsorCollaboratorsModule", "leadSponsor", "name"),
    ("lead-sponsor-class", "sponsorCollaboratorsModule", "leadSponsor", "class"),
    ("study-type", "designModule", "studyType"),
    ("allocation", "designModule", "designInfo", "allocation"),
    ("intervention-model", "designModule", "designInfo", "interventionModel"),
    ("masking", "designModule", "designInfo", "maskingInfo", "masking"),
    ("primary-purpose", "designModule", "designInfo", "primaryPurpose"),
    ("enrollment", "designModule", "enrollmentInfo", "count"),
    ("enrollment-type", "designModule", "enrollmentInfo", "type"),
    ("sex", "eligibilityModule", "sex"),
    ("minimum-age", "eligibilityModule", "minimumAge"),
    ("maximum-age", "eligibilityModule", "maximumAge"),
    ("eligibility", "eligibilityModule", "eligibilityCriteria"),
)


def record_of(study: Json, raw: str, source: str) -> Record | None:
    """Map a study; None when it is none."""
    protocol = study.get("protocolSection")
    number = text(dig(protocol, "identificationModule", "nctId")).strip()
    if not isinstance(protocol, dict) or not number:
        return None
    draft = Draft(kind="registration", own_id=number, registry_ids=[number])
    _titles(draft, protocol)
    draft.urls.append(f"https://clinicaltrials.gov/study/{number}")
    _dates(draft, protocol)
    summary = dig(protocol, "descriptionModule", "briefSummary")
    detail = dig(protocol, "descriptionModule", "detailedDescription")
    draft.abstract = _clean.paragraphs(_clean.plain("\n".join((text(summary), text(detail)))))
    draft.keywords.extend(_clean.unique(texts(dig(protocol, "conditionsModule", "conditions"))))
    draft.keywords.extend(
        k for k in texts(dig(protocol, "conditionsModule", "keywords")) if k not in draft.keywords
    )
    draft.publication_types.append("Clinical Trial Registration")
    _secondary(draft, protocol)
    for key, *path in _KEPT:
        draft.keep(key, text(dig(protocol, *path)))
    _lists(draft, protocol)
    _plan(draft, protocol)
    _references(draft, protocol)
    draft.keep("has-results", "yes" if study.get("hasResults") is True else "")
    return draft.finished(source, raw, "clinicaltrials.gov")


def _titles(draft: Draft, protocol: Json) -> None:
    brief = text_field(text(dig(protocol, "identificationModule", "briefTitle")))
    official = text_field(text(dig(protocol, "identificationModule", "officialTitle")))
    draft.title = official or brief
    draft.keep("brief-title", brief if brief != draft.title else "")
    for person in objects(dig(protocol, "contactsLocationsModule", "overallOfficials")):
        draft.keep("official", text(person.get("name")))


def _dates(draft: Draft, protocol: Json) -> None:
    """The registration's own date is when it was first submitted."""
    status = dig(protocol, "statusModule")
    date = text(dig(status, "studyFirstSubmitDate")) or text(
        dig(status, "studyFirstPostDateStruct", "date")
    )
    draft.year = int(date[:4]) if date[:4].isdecimal() and date[:4].isascii() else None
    draft.date = date if date[4:] else ""


def _secondary(draft: Draft, protocol: Json) -> None:
    for other in objects(dig(protocol, "identificationModule", "secondaryIdInfos")):
        number = text(other.get("id"))
        found = _clean.registry_ids(number)
        draft.registry_ids.extend(n for n in found if n not in draft.registry_ids)
        draft.keep("secondary-id", "" if found else number)
    for alias in texts(dig(protocol, "identificationModule", "nctIdAliases")):
        if alias not in draft.registry_ids:
            draft.registry_ids.append(alias)


def _lists(draft: Draft, protocol: Json) -> None:
    for phase in texts(dig(protocol, "designModule", "phases")):
        draft.keep("phase", phase)
    for arm in objects(dig(protocol, "armsInterventionsModule", "interventions")):
        kind, name = text(arm.get("type")), text(arm.get("name"))
        draft.keep("intervention", f"{kind}: {name}" if kind else name)
    for key, name in (
        ("primary-outcome", "primaryOutcomes"),
        ("secondary-outcome", "secondaryOutcomes"),
    ):
        for outcome in objects(dig(protocol, "outcomesModule", name)):
            measure, frame = text(outcome.get("measure")), text(outcome.get("timeFrame"))
            draft.keep(key, f"{measure} [{frame}]" if frame else measure)
    countries = (
        text(place.get("country"))
        for place in objects(dig(protocol, "contactsLocationsModule", "locations"))
    )
    draft.keep("location-country", *_clean.unique(countries))
    for other in objects(dig(protocol, "sponsorCollaboratorsModule", "collaborators")):
        draft.keep("collaborator", text(other.get("name")))


def _plan(draft: Draft, protocol: Json) -> None:
    """Conditions, arms, sites and oversight, each value on one line, parts between " | "."""
    draft.keep("condition", *texts(dig(protocol, "conditionsModule", "conditions")))
    for group in objects(dig(protocol, "armsInterventionsModule", "armGroups")):
        names = ", ".join(texts(group.get("interventionNames")))
        draft.keep("arm", _line(group.get("type"), group.get("label"), names))
    for place in objects(dig(protocol, "contactsLocationsModule", "locations")):
        parts = (place.get(name) for name in ("facility", "city", "country", "status"))
        draft.keep("site", _line(*parts))
    for key, *path in (
        ("data-monitoring", "oversightModule", "oversightHasDmc"),
        ("fda-regulated-drug", "oversightModule", "isFdaRegulatedDrug"),
        ("healthy-volunteers", "eligibilityModule", "healthyVolunteers"),
    ):
        said = dig(protocol, *path)
        draft.keep(key, ("yes" if said else "no") if isinstance(said, bool) else "")


def _line(*parts: object) -> str:
    """Parts in their places; an empty one keeps its place, none at all is no line."""
    line = " | ".join(_clean.squeeze(text(part)).replace("|", "/") for part in parts)
    return line if line.strip(" |") else ""


def _references(draft: Draft, protocol: Json) -> None:
    """Publications the registration names: RESULT, DERIVED (found by NLM) or BACKGROUND."""
    for reference in objects(dig(protocol, "referencesModule", "references")):
        kind = text(reference.get("type")).lower() or "other"
        pmid = text(reference.get("pmid"))
        draft.keep(f"reference-{kind}", f"PMID {pmid}" if pmid else text(reference.get("citation")))
    for link in objects(dig(protocol, "referencesModule", "seeAlsoLinks")):
        draft.keep("see-also", text(link.get("url")))
