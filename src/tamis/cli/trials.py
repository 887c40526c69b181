"""`tamis trials`: registered trials of a review, listed, matched, watched, asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from tamis.cli.shared import AsOf, Json, print_json, say, table, tell
from tamis.model.naming import plural

app = typer.Typer(
    name="trials",
    help="Registered trials of a review: `tamis trials list FOLDER`, `tamis trials match "
    "--condition pls FOLDER`. Nothing that is told about a person is kept or sent.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Argument(help="The review's folder.")]
YesNo = Literal["yes", "no"]
_NEVER = (
    "This is no advice and no answer on whether somebody may join: only the people who run a trial "
    "can say that. Check each entry at its link, and ask your neurologist."
)


_NONE_HELD = (
    "This review holds no registered trial; import a register's export with `tamis import FOLDER "
    "FILE`, or run `tamis search run --source ctgov`."
)


@app.command("list")
def list_(
    folder: Folder,
    condition: Annotated[
        str | None, typer.Option(help="Only trials that list this condition.")
    ] = None,
    open_only: Annotated[
        bool, typer.Option("--open", help="Only trials that take people, as last seen.")
    ] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """List every registered trial, with the day its status was seen."""
    from tamis.review import Review

    found = Review(folder, day=as_of).trials.listed(condition, open_only=open_only)
    if json:
        print_json(found)
        return
    rows = [(r.id, r.status, r.seen, r.design.phase, r.sponsor, r.title) for r in found]
    table(rows, ("trial", "status", "seen on", "phase", "sponsor", "title"))
    tell(plural(len(rows), "trial") if rows or condition or open_only else _NONE_HELD)


@app.command()
def show(number: str, folder: Folder, as_of: AsOf = None, json: Json = False) -> None:
    """Show one trial: every field, its history, its eligibility as it was read."""
    from tamis.review import Review

    found = Review(folder, day=as_of).trials.card(number)
    if json:
        print_json(found)
        return
    r = found.registration
    say(f"{r.id}  {r.title}")
    for name, value in (
        ("also", ", ".join(found.ids[1:])),
        ("status", f"{r.status_words or r.status}, seen on {r.seen}"),
        ("entry of", r.page_date),
        ("sponsor", f"{r.sponsor} ({r.sponsor_kind})" if r.sponsor else ""),
        ("phase", r.design.phase),
        ("conditions", "; ".join(r.conditions)),
        ("gives", "; ".join(i.name for i in r.interventions)),
        ("where", "; ".join(r.countries)),
        ("check at", r.url),
    ):
        if value:
            say(f"  {name}: {value}")
    say("  eligibility: " + (found.reading.why or "as read, with its sentences"))
    for c in found.reading.criteria:
        say(f"    {c.key}  [{c.start}-{c.end}] {' '.join(c.sentence.split())}")
    for w in found.warnings:
        say(f"  ask about: {w.ask} ({w.reason}: {w.words})")


@app.command()
def match(
    folder: Folder,
    condition: Annotated[
        list[str], typer.Option(help="The diagnosis: pls, als, pma, parkinson …; one at a time.")
    ],
    age: Annotated[float | None, typer.Option(min=0, max=120, help="Years.")] = None,
    sex: Annotated[Literal["female", "male"] | None, typer.Option(help="Female or male.")] = None,
    months_since_onset: Annotated[
        float | None, typer.Option(min=0, help="Months since the first symptom.")
    ] = None,
    months_since_diagnosis: Annotated[
        float | None, typer.Option(min=0, help="Months since the diagnosis.")
    ] = None,
    alsfrs: Annotated[
        float | None, typer.Option("--alsfrs-r", min=0, max=48, help="ALSFRS-R, 0 to 48 points.")
    ] = None,
    fvc: Annotated[
        float | None,
        typer.Option("--fvc", "--svc", min=0, max=200, help="Vital capacity, % of predicted."),
    ] = None,
    ventilation: Annotated[
        Literal["no", "yes", "niv", "invasive"] | None,
        typer.Option(help="no, niv (a mask) or invasive (a tube); yes means a mask."),
    ] = None,
    feeding_tube: Annotated[YesNo | None, typer.Option(help="yes or no.")] = None,
    prior_cell_therapy: Annotated[YesNo | None, typer.Option(help="yes or no.")] = None,
    riluzole: Annotated[YesNo | None, typer.Option(help="Taking it: yes or no.")] = None,
    edaravone: Annotated[YesNo | None, typer.Option(help="Taking it: yes or no.")] = None,
    pregnant: Annotated[YesNo | None, typer.Option(help="yes or no.")] = None,
    cognitive_impairment: Annotated[YesNo | None, typer.Option(help="yes or no.")] = None,
    other_trial: Annotated[YesNo | None, typer.Option(help="In another trial: yes or no.")] = None,
    familial: Annotated[YesNo | None, typer.Option(help="yes or no.")] = None,
    gene: Annotated[str | None, typer.Option(help="sod1, c9orf72, fus, tardbp or none.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Hold answers against every trial: may fit, excluded by a sentence, or not stated.

    It never says that somebody is eligible.
    """
    from tamis.review import Review
    from tamis.trials.person import Person

    person = Person(
        condition=_one(condition), age=age, sex=sex, months_since_onset=months_since_onset,
        months_since_diagnosis=months_since_diagnosis, alsfrs=alsfrs, vital_capacity=fvc,
        ventilation=_breathing(ventilation), feeding_tube=_flag(feeding_tube),
        prior_cell_therapy=_flag(prior_cell_therapy), riluzole=_flag(riluzole),
        edaravone=_flag(edaravone), pregnant=_flag(pregnant),
        cognitive_impairment=_flag(cognitive_impairment), in_other_trial=_flag(other_trial),
        familial=_flag(familial), gene=gene.lower() if gene else None,
    )  # fmt: skip
    found = Review(folder, day=as_of).trials.match(person)
    if json:
        print_json(found)
        return
    for m in found:
        say(f"{m.verdict.upper()}  {m.id}  {m.title}")
        say(f"  {m.why}")
        if m.sentence:
            say(f"  “{m.sentence}”")
        for point in m.open:
            say(f"  open: {point}")
        for w in m.warnings:
            say(f"  ask about: {w.ask} {w.reason} (“{w.words}”)")
        say(f"  status {m.status_words or m.status}; seen on {m.seen}; check at {m.link or '?'}")
    counted = {
        v: sum(m.verdict == v for m in found) for v in dict.fromkeys(m.verdict for m in found)
    }
    tell(", ".join(f"{n} {v}" for v, n in counted.items()) or _NONE_HELD)
    tell(_NEVER)


@app.command()
def radar(folder: Folder, as_of: AsOf = None, json: Json = False) -> None:
    """Show overdue results, changed outcomes, stale entries, shared participants."""
    from tamis.review import Review

    watch = Review(folder, day=as_of).trials
    found, missing, doubtful = watch.radar(), watch.missing(), watch.suggestions()
    if json:
        print_json({"sightings": found, "known-missing": missing, "perhaps-one-trial": doubtful})
        return
    for s in found:
        say(f"{s.sign}  {s.trial}  {s.title}")
        say(f"  {s.what}" + f" ({s.since})" * bool(s.since))
        if s.was or s.now:
            say(f"  was: {s.was}")
            say(f"  now: {s.now}")
    for p in doubtful:
        say(f"perhaps-one-trial  {p.one}  {p.other}  {p.why}: {p.words}")
    lost = [c for c in missing if c.availability == "measured, not reported"]
    for cell in lost:
        say(f"measured, not reported  {cell.label}  {cell.outcome}  "
            f"({cell.registration}: {cell.registered})")  # fmt: skip
    tell(f"{plural(len(found), 'sighting')}; {plural(len(lost), 'result')} known to be missing")


@app.command()
def questions(
    folder: Folder,
    trial: Annotated[str, typer.Option(help="Add what this trial's entry leaves open.")] = "",
    json: Json = False,
) -> None:
    """Print questions to take to the clinic."""
    from tamis.review import Review

    found = Review(folder).trials.questions(trial)
    if json:
        print_json(found)
        return
    for heading, asked in found.general:
        say(heading)
        for question in asked:
            say(f"  [ ] {question}")
    if found.trial:
        say(f"About {found.trial}, {found.title} ({found.link})")
        for question in found.own:
            say(f"  [ ] {question}")


def _one(conditions: list[str]) -> str:
    """The one condition that was named; a second one would not be looked at."""
    if len(conditions) > 1:
        named = ", ".join(conditions)
        raise typer.BadParameter(
            f"one condition at a time, got {len(conditions)} ({named}); run it once for each",
            param_hint="'--condition'",
        )
    return conditions[0]


def _flag(value: YesNo | None) -> bool | None:
    return None if value is None else value == "yes"


def _breathing(value: str | None) -> Any:
    return {None: None, "no": "none", "yes": "niv"}.get(value, value)
