"""`tamis status`."""

from __future__ import annotations

from tamis.cli.shared import AsOf, Folder, Json, counts, print_json, say
from tamis.model.naming import plural


def run(folder: Folder, as_of: AsOf = None, json: Json = False) -> None:
    """Show where the review stands, now or as of a day."""
    from tamis.review import Review

    found = Review(folder, day=as_of).status()
    if json:
        print_json(found)
        return
    say(f"{found.title} (version {found.version})" + f", as of {found.as_of}" * bool(found.as_of))
    say(found.question)
    say()
    for label, count in found.reported:
        say(f"as the earlier version reported it: {label}: {count}")
    say(
        f"searches  {found.searches}"
        + f", the last on {found.last_search}" * bool(found.last_search)
    )
    say(f"records   {found.records} in {plural(found.reports, 'report')}")
    for stage, standings in found.screening.items():
        say(f"{stage}: {counts(standings)}")
    say(f"studies   {found.studies}, {found.included_studies} included")
    say(f"read      {plural(found.readings, 'value')}; {plural(found.judgements, 'judgement')} of "
        f"bias; {plural(found.gradings, 'rating')} of certainty")  # fmt: skip
    say(f"log       {plural(found.events, 'event')} by {counts(found.writers)}")
    if found.publications:
        say(f"released  {', '.join(found.publications)}")
    if found.protocol_changed:
        say('protocol.toml has changed since it was adopted: `tamis amend --reason "…"`')
