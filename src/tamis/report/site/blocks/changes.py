"""What changed: the version before beside this one, retractions, the flow, and the chronicle.

The items follow PRISMA-LSR (Akl EA et al. BMJ 2024;387:e079183): what is new in a version of a
living systematic review, in its results, its methods and its status.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from tamis.model.changes import Cause, OutcomeSide, StudyNotice
from tamis.report.site.chips import LEVEL_WORDS
from tamis.report.site.feeds import anchor
from tamis.report.site.links import Links
from tamis.report.site.registries import registry_url
from tamis.report.site.templating import Table, render, table

PAGE = "changes.html"
_LOG = "methods.html#log"
_EARLIER = "before/"
_ASPECTS = {
    "new": "asked for the first time", "gone": "no longer asked", "state": "what is known",
    "studies": "studies it rests on", "effect": "effect", "interval": "interval",
    "tau2": "variance between studies", "certainty": "certainty", "wording": "wording",
}  # fmt: skip
_STUDY = {
    "in": "Came in", "out": "Went out", "counted": "Counted now", "not-counted": "Not counted now",
    "status": "Status", "design": "Design",
}  # fmt: skip
#: No more new reports than this are named on the page; the data files have all.
_MOST = 100


def whats_new(links: Links, argument: str, level: int) -> Markup:
    """The "what's new" table of a living review."""
    rows = [(Markup(name), said) for name, said in _new_rows(links) if said]
    view = Table(caption="What is new", columns=("Item", "This version"), rows=rows,
                 hide_caption=True)  # fmt: skip
    return render("blocks/whats_new.html", links, table=table(links, view))


def _new_rows(links: Links) -> Iterator[tuple[str, Markup]]:
    p = links.publication
    living, found = p.protocol.living, p.news.diff
    yield "Status", links.words(f"{living.status.capitalize()}. {living.why}".strip(), _LOG)
    if p.publications:
        last = p.publications[-1]
        released = links.words(f"Version {last.version}", _LOG)
        yield "Last release", Markup("{}, {}").format(released, links.when(last.day))
    if found is not None:
        name = links.words(f"Version {found.before}", _LOG)
        yield "Compared with", Markup("{}, {}").format(name, links.when(found.before_day))
    if p.last_search:
        yield "Last search", links.when(p.last_search)
    yield "When a new version is due", links.words(living.update_trigger, "methods.html")
    if any(c.next_trial for c in p.conclusions):
        link = links.to("next-trial.html", "what one more trial would have to show")
        yield "Would the next trial change a conclusion?", link
    if found is None:
        return
    yield "New records", _count(links, len(found.new_records), "new-reports")
    yield (
        "Studies in, out, or counted otherwise",
        _count(links, len(found.studies), "studies-changed"),
    )
    yield "Results that read otherwise", _count(links, len(found.outcomes), "results-changed")
    yield "Retractions and other notices", _count(links, len(found.notices), "notices")
    methods = Markup("<br>").join(links.words(m.reason, _LOG) for m in found.methods)
    yield "Methods", methods or Markup("as before")
    yield "Authors", links.words("; ".join(p.protocol.authors), "data.html")


def _count(links: Links, number: int, anchor: str) -> Markup:
    return links.to(f"{PAGE}#{anchor}", str(number)) if number else Markup("none")


def new_reports(links: Links, argument: str, level: int) -> Markup:
    """Reports that the version before did not have."""
    found = links.publication.news.diff
    names = found.new_reports if found else ()
    if not names:
        return Markup("<p>None.</p>")
    items = [links.record(name) for name in names[:_MOST]]
    return render("blocks/new_reports.html", links, items=items, more=len(names) > _MOST)


def studies_changed(links: Links, argument: str, level: int) -> Markup:
    """Studies that came in, went out, or are counted otherwise, each with why."""
    found = links.publication.news.diff
    if found is None or not found.studies:
        return Markup("<p>The same studies as before.</p>")
    rows = [
        (
            links.record(s.study) if links.knows(s.study) else links.words(s.label, _LOG),
            _STUDY.get(s.kind, s.kind),
            links.words(s.why, _LOG),
            _because(links, s.causes),
        )
        for s in found.studies
    ]
    columns = ("Study", "What", "Why", "Events")
    return table(links, Table(caption="Studies", columns=columns, rows=rows, hide_caption=True))


def results_changed(links: Links, argument: str, level: int) -> Markup:
    """Outcomes that read otherwise: before, now, and the events that made it so."""
    found = links.publication.news.diff
    if found is None or not found.outcomes:
        return Markup("<p>Every outcome reads as before.</p>")
    rows = []
    for o in found.outcomes:
        at = links.grade_place(o.comparison, o.outcome) if o.now else _LOG
        name = Markup("{}<br>{}").format(links.term(o.comparison), links.term(o.outcome))
        before, now = _before(links, o.before), _now(links, o.now, at)
        what = ", ".join(_ASPECTS.get(c, c) for c in o.changed)
        rows.append((name, what, before, now, _because(links, o.causes)))
    columns = ("Outcome", "What changed", "Version before", "This version", "Events")
    view = Table(caption="Results that changed", columns=columns, rows=rows, hide_caption=True)
    return table(links, view)


def _now(links: Links, side: OutcomeSide | None, at: str) -> Markup:
    if side is None:
        return Markup("not asked")
    parts = [_numbers(links, side, ""), links.words(side.sentence, at)]
    return Markup("<br>").join(p for p in parts if p)


def _before(links: Links, side: OutcomeSide | None) -> Markup:
    """As the version before printed it: its numbers as reported, its sentence as a quotation."""
    if side is None:
        return Markup("not asked")
    quoted = Markup("<q>{}</q>").format(side.words)
    return Markup("<br>").join(p for p in (_numbers(links, side, _EARLIER), quoted) if p)


def _numbers(links: Links, side: OutcomeSide, prefix: str) -> Markup:
    known = {k: f"{prefix}{n}" for k, n in side.numbers.items()}
    shown = {k: links.num(n) for k, n in known.items() if n in links.publication.ledger}
    level = Markup("{}. ").format(LEVEL_WORDS[side.level]) if side.level in LEVEL_WORDS else ""
    if "estimate" not in shown:
        return Markup(level)
    said = Markup("{}{}").format(level, shown["estimate"])
    if {"low", "high"} <= set(shown):
        said += Markup(" ({} to {})").format(shown["low"], shown["high"])
    return said + (Markup(", τ² {}").format(shown["tau2"]) if "tau2" in shown else Markup(""))


def _because(links: Links, causes: Iterable[Cause]) -> Markup:
    items = [
        Markup("<li>{}: {}, {} <code>{}</code></li>").format(
            links.words(c.by, _LOG), links.words(c.what, _LOG), links.when(c.day), c.event
        )
        for c in causes
    ]
    if not items:
        return Markup("the page's text, or the way it is worked out")
    return Markup("<ul>{}</ul>").format(Markup("").join(items))


def retractions(links: Links, argument: str, level: int) -> Markup:
    """Included studies that were retracted, and every outcome with and without them."""
    p = links.publication
    rows = []
    for pair in p.left_out:
        name = Markup("{}<br>{}").format(
            links.term(pair.given.comparison), links.term(pair.given.outcome)
        )
        at = links.grade_place(pair.given.comparison, pair.given.outcome)
        rows.append((name, _now(links, pair.given, at), _now(links, pair.without, at)))
    columns = ("Outcome", "With every included study", "Without the retracted")
    caption = "With and without retracted studies"
    view = Table(caption=caption, columns=columns, rows=rows)
    told = [_notice(links, n) for n in (*p.retracted, *p.doubted)]
    return render(
        "blocks/retractions.html", links, told=told, retracted=bool(p.retracted),
        table=table(links, view),
    )  # fmt: skip


def notices(links: Links, argument: str, level: int) -> Markup:
    """Everything that was learned of reports and registrations after they were found."""
    found = links.publication.notices
    if not found:
        return Markup("<p>Nothing was learned of any report or registration here.</p>")
    items = [_notice(links, n) for n in reversed(found)]
    return render("blocks/notices.html", links, items=items)


def _notice(links: Links, n: StudyNotice) -> dict[str, object]:
    at = registry_url(n.registration) if n.registration else _LOG
    if n.study:
        about = links.study(n.study)
    else:
        about = links.record(n.report) if n.report else links.trial(n.registration)
    doi = n.notice if n.notice.startswith("10.") else ""
    return {
        "about": about,
        "trial": links.trial(n.registration) if n.registration else "",
        "kind": n.kind.replace("-", " "),
        "field": n.field,
        "was": links.words(n.was, at),
        "now": links.words(n.now, at),
        "notice": links.to(f"https://doi.org/{doi}", doi, "out") if doi
        else links.words("" if n.registration else n.notice, _LOG),
        "on": links.when(n.on) if len(n.on) == 10 else links.words(n.on, _LOG),
        "noticed": links.when(n.noticed),
        "sources": links.words(", ".join(n.sources), _LOG),
        "standing": n.standing,
    }  # fmt: skip


def flow_versions(links: Links, argument: str, level: int) -> Markup:
    """Every box of the flow, in the version before and in this one."""
    found = links.publication.news.diff
    if found is None:
        return Markup("<p>There is no version before this one to count against.</p>")
    numbers = {b.id: b.number for b in links.publication.flow.boxes}
    rows = [
        (
            links.words(box.label, "methods.html#flow"),
            _box(links, f"{_EARLIER}{numbers.get(box.box, f'flow/{box.box}')}", box.before),
            _box(links, numbers.get(box.box, ""), box.now),
        )
        for box in found.flow
    ]
    columns = ("Step of the flow", "Version before", "This version, in all")
    view = Table(caption="Flow, version by version", columns=columns, rows=rows, hide_caption=True)
    return table(links, view)


def _box(links: Links, name: str, count: int | None) -> Markup:
    if count is None:
        return Markup("—")
    if name in links.publication.ledger:
        return links.num(name)
    return links.to("methods.html#flow", str(count))


def chronicle(links: Links, argument: str, level: int) -> Markup:
    """What happened to the review, newest first, with its feeds."""
    items = [
        {
            "anchor": anchor(h),
            "day": links.when(h.day),
            "title": links.words(h.title, _LOG),
            "lines": [links.words(line, _LOG) for line in h.lines],
        }
        for h in links.publication.news.happenings
    ]
    return render("blocks/chronicle.html", links, items=items)


def living_mode(links: Links, argument: str, level: int) -> Markup:
    """The parameters of the living mode (PRISMA-LSR, item L1)."""
    living = links.publication.protocol.living
    at = "methods.html#protocol"
    days = living.search_every_days
    within = living.screening_within_days
    rows = [
        ("Status", links.words(living.status, at)),
        ("Why", links.words(living.why, at)),
        ("Searched every", links.words(f"{days} days" if days else "", at)),
        ("New records screened within", links.words(f"{within} days" if within else "", at)),
        ("What triggers a new version", links.words(living.update_trigger, at)),
        ("When it stops being living", links.words(living.retirement, at)),
    ]
    said = [(Markup(name), words) for name, words in rows if words]
    view = Table(caption="Living mode", columns=("Item", "As planned"), rows=said,
                 hide_caption=True)  # fmt: skip
    return table(links, view)
