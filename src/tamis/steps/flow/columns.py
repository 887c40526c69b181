"""The columns of the flow: the earlier version, databases and registers, other methods."""

from __future__ import annotations

from collections.abc import Mapping

from tamis.steps.flow.counting import COLUMN, Column, Counter, Pool, reasons, waiting_box


def previous_column(
    pool: Pool, reports: Mapping[str, tuple[str, ...]], count: Counter
) -> list[tuple[str, int, int]]:
    """Count what became of the reports of the earlier version; return the balances to keep."""
    final, early = pool.statuses["full-text"], pool.statuses["title-abstract"]
    out = [r for r in reports if "excluded" in (final[r].standing, early[r].standing)]
    kept = [r for r in reports if final[r].standing == "included"]
    lost = [r for r in reports if r in pool.not_retrieved and r not in {*out, *kept}]
    todo = [r for r in reports if r not in {*out, *kept, *lost}]
    every = count.box(
        "previous", "Reports included in the earlier version", reports, "previous", "identification"
    )
    parts = [
        count.box(
            "previous-removed", "No longer eligible when screened again", out, "previous",
            "screening", lines=reasons(pool, out), removed=True,
        ),
        count.box(
            "previous-not-found", "Could not be found to screen again", lost, "previous",
            "screening", removed=True,
        ),
        count.box(
            "previous-waiting", "Not screened again yet", todo, "previous", "screening",
            removed=True,
        ),
        count.box(
            "previous-kept", "Reports kept from the earlier version", kept, "previous", "included"
        ),
    ]  # fmt: skip
    return [("earlier version = removed + not found + waiting + kept", every, sum(parts))]


def database_column(
    pool: Pool, reports: Mapping[str, tuple[str, ...]], count: Counter
) -> list[tuple[str, int, int]]:
    """Count what databases and registers gave, down to what was assessed."""
    searches = [s for s in pool.state.searches if COLUMN[s.route] == "databases"]
    found = {s.source: [r for t in searches if t.source == s.source for r in pool.records[t.search]]
             for s in searches}  # fmt: skip
    every = {r for records in found.values() for r in records}
    first = {min(set(members) & every) for members in reports.values()}
    identified = count.box(
        "identified", "Records identified from databases and registers", every, "databases",
        "identification", what="records", lines=[(s, set(r)) for s, r in found.items()],
    )  # fmt: skip
    known = {r for r in every if pool.state.reports.of(r) not in reports}
    duplicates = count.box(
        "duplicates", "Duplicate records removed before screening", every - first - known,
        "databases", "identification", what="records", removed=True,
    )  # fmt: skip
    again = count.box(
        "known", "Records of reports the earlier version already had", known, "databases",
        "identification", what="records", removed=True,
    ) if known else 0  # fmt: skip
    screened = count.box(
        "screened", "Records screened", reports, "databases", "screening", what="reports"
    )
    out = [r for r in reports if pool.stands("title-abstract", "excluded")(r)]
    sought = [r for r in reports if pool.stands("title-abstract", "included")(r)]
    excluded = count.box(
        "excluded", "Records excluded", out, "databases", "screening",
        lines=reasons(pool, out, "title-abstract"), removed=True,
    )  # fmt: skip
    todo = [r for r in reports if r not in {*out, *sought}]
    waiting = waiting_box(count, "waiting", "Records waiting for a decision", todo, "databases")
    return [
        ("identified = duplicates + already known + screened",
         identified, duplicates + again + screened),
        ("screened = excluded + waiting + sought for retrieval",
         screened, excluded + waiting + len(sought)),
        *_retrieval(pool, sought, count, "databases", ""),
    ]  # fmt: skip


def other_column(
    pool: Pool, reports: Mapping[str, tuple[str, ...]], count: Counter
) -> list[tuple[str, int, int]]:
    """Count what was found by other methods, down to what was assessed."""
    searches = [s for s in pool.state.searches if s.route == "other"]
    every = {r for s in searches for r in pool.records[s.search]}
    first = {min(set(members) & every) for members in reports.values()}
    elsewhere = {r for r in every if pool.state.reports.of(r) not in reports}
    identified = count.box(
        "other-identified", "Records identified by other methods", every, "other",
        "identification", what="records",
        lines=[(s.source, pool.records[s.search]) for s in searches],
    )  # fmt: skip
    known = count.box(
        "other-known", "Duplicates, or reports already found", (every - first) | elsewhere, "other",
        "identification", what="records", removed=True,
    )  # fmt: skip
    out = [r for r in reports if pool.stands("title-abstract", "excluded")(r)]
    sought = [r for r in reports if pool.stands("title-abstract", "included")(r)]
    todo = [r for r in reports if r not in {*out, *sought}]
    excluded = count.box(
        "other-excluded", "Excluded on title and abstract", out, "other", "screening",
        lines=reasons(pool, out, "title-abstract"), removed=True,
    )  # fmt: skip
    waiting = waiting_box(count, "other-waiting", "Waiting for a decision", todo, "other")
    return [
        ("identified by other methods = already found + excluded + waiting + sought",
         identified, known + excluded + waiting + len(sought)),
        *_retrieval(pool, sought, count, "other", "other-"),
    ]  # fmt: skip


def _retrieval(
    pool: Pool, reports: list[str], count: Counter, column: Column, prefix: str
) -> list[tuple[str, int, int]]:
    final = pool.statuses["full-text"]
    got = [r for r in reports if r in pool.retrieved]
    lost = [r for r in reports if r in pool.not_retrieved]
    out = [r for r in reports if final[r].standing == "excluded"]
    kept = [r for r in reports if final[r].standing == "included"]
    count.included += len(kept)
    todo = [r for r in got if final[r].standing not in ("excluded", "included")]
    sought = count.box(
        f"{prefix}sought", "Reports sought for retrieval", reports, column, "screening"
    )
    missing = count.box(
        f"{prefix}not-retrieved", "Reports not retrieved", lost, column, "screening", removed=True
    )
    unsought = [r for r in reports if r not in {*got, *lost}]
    ahead = waiting_box(count, f"{prefix}to-retrieve", "Reports not sought yet", unsought, column)
    assessed = count.box(
        f"{prefix}assessed", "Reports assessed for eligibility", got, column, "screening"
    )
    excluded = count.box(
        f"{prefix}excluded-full-text", "Reports excluded", out, column, "screening",
        lines=reasons(pool, out, "full-text"), removed=True,
    )  # fmt: skip
    waiting = waiting_box(count, f"{prefix}to-assess", "Reports not assessed yet", todo, column)
    where = "other methods" if prefix else "databases and registers"
    return [
        (f"{where}: sought = not retrieved + not sought yet + assessed",
         sought, missing + ahead + assessed),
        (f"{where}: assessed = excluded + not assessed yet + included",
         assessed, excluded + waiting + len(kept)),
    ]  # fmt: skip
