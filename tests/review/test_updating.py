from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tamis.model.errors import LogBusy
from tamis.model.events import Noticed, RecordsLinked, SearchRun
from tamis.review import Review
from tamis.review.notice_replies import kept_notices
from tamis.review.opened import ReadOnly
from tamis.review.replaying import replayed_notices
from tamis.review.updating import ClockBehind, registered
from tests.sources.simulated import Clients, Corpus, Fault, Notice, Server
from tests.sources.simulated.corpus import Entry, entry

#: A trial of the review's, in every service; its report is Alder 2018.
TRIAL = entry(12_345_678, doi="10.1000/walk.1", title="Walking for back pain: a randomised trial",
              status="RECRUITING", outcome="Pain")  # fmt: skip
SEARCHED = "gravel"


def matches(one: Entry, query: str) -> bool:
    """Registrations are found by their number, everything but the trial by the review's words."""
    if "NCT" in query:
        return one.nct in query
    return query == "" or (SEARCHED in query and one.number != TRIAL.number)


@pytest.fixture
def server() -> Iterator[Server]:
    corpus = Corpus([entry(20_000_000 + i) for i in range(4)], matches=matches)
    corpus.add(TRIAL)
    with Server(corpus) as made:
        yield made


@pytest.fixture
def client() -> Iterator[Clients]:
    found = Clients()
    yield found
    found.close()


@pytest.fixture
def living(extracted: Review, server: Server, client: Clients, tmp_path: Path) -> Review:
    """The extracted review, searched once in PubMed and once in the register, with its trial."""
    entries = tmp_path / "trial.toml"
    report = next(r for r in extracted.evidence.rows if r.study == "alder-2018").reports[0]
    entries.write_text(
        f'[[studies]]\nstudy = "alder-2018"\nlabel = "Alder 2018"\nreports = ["{report}"]\n'
        f'registrations = ["{TRIAL.nct}"]\nstatus = "completed"\n', "utf-8",
    )  # fmt: skip
    extracted.record_entries(entries)
    extracted.search(["pubmed"], query=SEARCHED, client=client(server))
    extracted.search(["ctgov"], query=f"id: {TRIAL.nct}", client=client(server))
    return extracted


def later(review: Review, day: str = "2026-04-01") -> Review:
    """The same review with a clock that starts on another day."""
    start = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=UTC)
    ticks = (start + timedelta(seconds=i) for i in range(10**6))
    return Review(review.path, by="anna", clock=lambda: next(ticks))


def logged(review: Review) -> int:
    return len(review.events)


def test_nothing_new_is_said_to_be_nothing(living: Review, server: Server, client: Clients) -> None:
    done = later(living).update(client=client(server))
    assert done.digest.empty
    assert [(s.source, s.hits) for s in done.searched] == [("pubmed", 4), ("ctgov", 1)]
    assert done.problems == ()
    assert done.exit_code == 0


def test_again_the_same_day_adds_nothing(living: Review, server: Server, client: Clients) -> None:
    review = later(living)
    server.corpus.add(entry(20_000_009))
    review.update(client=client(server))
    before = logged(review)
    files = sorted(p for p in review.path.rglob("*") if ".index" not in p.parts)
    done = review.update(client=client(server))
    assert logged(review) == before
    assert sorted(p for p in review.path.rglob("*") if ".index" not in p.parts) == files
    assert {s.again for s in done.searched} == {True}
    assert done.digest.empty


def test_what_comes_later_the_same_day_is_found(
    living: Review, server: Server, client: Clients
) -> None:
    review = later(living)
    review.update(client=client(server))
    server.corpus.add(entry(20_000_009))
    assert len(review.update(client=client(server)).digest.reports) == 1


def test_new_records_come_ranked_and_with_what_they_may_change(
    living: Review, server: Server, client: Clients
) -> None:
    server.corpus.add(
        entry(20_000_010, title="Of bread and tea", abstract="Loaves."),
        entry(20_000_011, title="Nordic walking in adults with back pain",
              abstract="A randomised trial of walking; pain change was less."),
    )  # fmt: skip
    digest = later(living).update(client=client(server)).digest
    assert len(digest.records) == 2
    first, second = digest.reports
    assert first.title.startswith("Nordic walking")
    assert first.score is not None
    assert second.score is not None
    assert first.score > second.score
    assert [(a.comparison, a.nearness) for a in first.affected] == [("walking", "likely")]
    (impact,) = digest.impacts
    assert (impact.comparison, impact.outcome) == ("walking", "pain")
    assert impact.reasons == (f"new report {first.label} (likely)",)
    assert "3.38" in impact.now


def test_an_old_record_that_was_indexed_late_is_new(
    living: Review, server: Server, client: Clients
) -> None:
    server.corpus.add(entry(20_000_012, published=date(1994, 5, 1)))
    (found,) = later(living).update(client=client(server)).digest.reports
    assert found.late
    assert found.year == 1994


def test_a_new_record_of_a_known_report_is_joined_to_it(
    living: Review, server: Server, client: Clients
) -> None:
    known = next(iter(server.corpus.entries))
    living.import_files([_ris(living.path.parent, known)], source="embase", run_on="2026-03-01")
    living.dedupe()
    server.corpus.add(entry(20_000_013, title=known.title, doi=known.doi, abstract=known.abstract,
                            author=known.author, published=known.published))  # fmt: skip
    review = later(living)
    reports = set(review.state.reports.members)
    digest = review.update(client=client(server)).digest
    assert (digest.joined, digest.reports) == (1, ())
    assert len(review.state.reports.members) == len(reports)


def _ris(folder: Path, known: Entry) -> Path:
    path = folder / "embase.ris"
    path.write_text(
        f"TY  - JOUR\nAU  - {known.author}, A\nTI  - {known.title}\nPY  - {known.published.year}\n"
        f"DO  - {known.doi}\nAB  - {known.abstract}\nER  -\n", "utf-8",
    )  # fmt: skip
    return path


def test_a_changed_record_is_told(living: Review, server: Server, client: Clients) -> None:
    server.corpus.change(20_000_000, title="A title that was corrected")
    (found,) = later(living).update(client=client(server)).digest.changed
    assert (found.field, found.now) == ("title", "A title that was corrected.")


RETRACTED = Notice(kind="retraction", doi="10.5555/notice.1", on=date(2026, 3, 20))


def test_a_retraction_is_learned_of_once_whoever_tells(
    living: Review, server: Server, client: Clients
) -> None:
    server.corpus.change(TRIAL.number, notices=(RETRACTED,))
    review = later(living)
    done = review.update(client=client(server))
    assert [(e.kind, e.notice, e.on) for e in done.learned.events] == [
        ("retraction", "10.5555/notice.1", "2026-03-20")
    ]
    assert done.digest.retracted == ("Alder 2018",)
    assert review.update(client=client(server)).learned.events == ()
    assert sum(isinstance(e, Noticed) for e in review.events) == 1


def test_the_replies_notices_were_read_from_are_kept_and_read_again(
    living: Review, server: Server, client: Clients
) -> None:
    server.corpus.change(TRIAL.number, notices=(RETRACTED,))
    review = later(living)
    review.update(client=client(server))
    names = ("2026-04-01-crossref",)  # no report here has a PubMed number
    assert kept_notices(review) == names
    asked = len(server.asked)
    again = replayed_notices(review)
    assert [(one.search, one.kind, one.identical) for one in again] == [
        (f"notices/{name}", "notice", True) for name in names
    ]
    assert sum(one.records for one in again) >= 1
    assert len(server.asked) == asked
    review.update(client=client(server))
    assert kept_notices(review) == names
    server.corpus.change(TRIAL.number, notices=())
    review.update(client=client(server))
    assert "2026-04-01-crossref-2" in kept_notices(review)
    assert [p for p in review.verify() if p.where.startswith("notices/")] == []


def test_a_changed_reply_about_notices_is_found(
    living: Review, server: Server, client: Clients
) -> None:
    review = later(living)
    review.update(client=client(server))
    folder = review.path / "notices" / kept_notices(review)[0]
    reply = next(folder.glob("*.gz"))
    reply.write_bytes(gzip.compress(gzip.decompress(reply.read_bytes()) + b" "))
    found = [p for p in review.verify() if p.where == f"notices/{folder.name}"]
    assert [p.severity for p in found] == ["error"]
    assert "changed after it was kept" in found[0].what


def test_a_source_that_breaks_off_leaves_no_kept_notices(
    living: Review, server: Server, client: Clients
) -> None:
    server.faults = (Fault(kind="500", service="crossref"),)
    review = later(living)
    review.update(client=client(server))
    assert kept_notices(review) == ()


def test_a_retracted_study_is_left_out_beside_and_the_page_says_so(
    living: Review, server: Server, client: Clients
) -> None:
    from tamis.report.site import build
    from tamis.report.site.crawl import crawl

    server.corpus.change(TRIAL.number, notices=(RETRACTED,))
    review = later(living)
    review.update(client=client(server))
    pairs = {(p.given.comparison, p.given.outcome): p for p in review.evidence.left_out}
    pain = pairs["walking", "pain"]
    assert pain.given.shown["estimate"] == "3.38"
    assert pain.without.state != "graded"
    files = build(review.publication())
    assert crawl(files) == ()
    assert b"Results with and without" in files["index.html"]
    done = review.publish()
    assert [p.severity for p in done.problems] == ["warning"]
    assert review.state.publications == ()


def test_a_register_that_says_otherwise_is_told_field_by_field(
    living: Review, server: Server, client: Clients
) -> None:
    server.corpus.change(TRIAL.number, status="TERMINATED", outcome="Falls")
    review = later(living)
    found = review.update(client=client(server)).digest.notices
    assert {(n.study, n.field, n.was, n.now) for n in found} == {
        ("alder-2018", "status", "recruiting", "terminated"),
        ("alder-2018", "primary outcome", "Pain [6 months]", "Falls [6 months]"),
    }
    assert {n.kind for n in found} == {"registry-change"}


def test_registrations_of_studies_are_read_anew_though_no_entry_is_there(
    extracted: Review, server: Server, client: Clients
) -> None:
    assert registered(extracted) == ()


def test_entries_of_one_registration_are_one_report(
    living: Review, server: Server, client: Clients
) -> None:
    copy = living.path.parent / "copy.csv"
    copy.write_text(
        "NCT Number,Study Title,Study Status,Conditions\n"
        f"{TRIAL.nct},{TRIAL.title},RECRUITING,Back pain\n", "utf-8",
    )  # fmt: skip
    (done,) = living.import_files([copy], source="a stored copy", route="register")
    assert done.error == ""
    review = later(living)
    review.update(client=client(server))
    linked = [e for e in review.events if isinstance(e, RecordsLinked) and e.method == "exact"]
    assert [e.reason for e in linked] == [f"entries of one registration, {TRIAL.nct}"]


def test_offline_nobody_is_asked_and_what_was_recorded_is_told(
    living: Review, server: Server, client: Clients
) -> None:
    server.corpus.change(TRIAL.number, status="SUSPENDED")
    review = later(living)
    review.search(["ctgov"], query=f"id: {TRIAL.nct}", client=client(server))
    asked = len(server.asked)
    done = review.update(offline=True)
    assert done.offline
    assert len(server.asked) == asked
    assert [(n.field, n.now) for n in done.digest.notices] == [("status", "suspended")]


def test_a_source_that_fails_is_told_and_the_rest_goes_on(
    living: Review, server: Server, client: Clients
) -> None:
    server.faults = (Fault(kind="500", service="ctgov"),)
    server.corpus.add(entry(20_000_014))
    done = later(living).update(client=client(server))
    assert len(done.digest.reports) == 1
    assert [p.where for p in done.problems if p.severity == "error"] == ["ctgov"]
    assert done.exit_code != 0


def test_only_the_sources_named_are_asked(living: Review, server: Server, client: Clients) -> None:
    before = len(server.asked)
    later(living).update(["ctgov"], client=client(server))
    assert {a.service for a in server.asked[before:]} == {"ctgov"}


def test_a_clock_that_went_back_stops_an_update_before_it_writes(
    living: Review, server: Server, client: Clients
) -> None:
    later(living, "2026-04-02").update(client=client(server))
    server.corpus.change(TRIAL.number, status="SUSPENDED")
    behind = later(living, "2026-03-15")
    before, asked = logged(behind), len(server.asked)
    with pytest.raises(ClockBehind, match=r"says 2026-03-15, but .* a search of 2026-04-02"):
        behind.update(client=client(server))
    assert (logged(behind), len(server.asked)) == (before, asked)
    done = later(living, "2026-04-02").update(client=client(server))
    assert [(n.field, n.now) for n in done.digest.notices] == [("status", "suspended")]


def test_a_past_version_is_not_updated_and_two_updates_do_not_meet(
    living: Review, server: Server, client: Clients
) -> None:
    from tamis.store.lock import locked_folder

    with pytest.raises(ReadOnly):
        living.at("2026-03-01").update(client=client(server))
    place = living.path / ".index" / "updating"
    place.mkdir(parents=True, exist_ok=True)
    with locked_folder(place, patience=0), pytest.raises(LogBusy):
        later(living).update(client=client(server))


UPDATE = """
import sys
from tamis.review import Review
from tamis.sources.http import Client, Patience
done = Review(sys.argv[1], by="anna").update(
    client=Client(patience=Patience(first=0.005, longest=0.05)))
print(done.resumed, len(done.digest.reports), len(done.digest.notices), flush=True)
"""


def test_killed_half_way_the_next_run_completes_it(living: Review, server: Server) -> None:
    server.corpus.add(entry(20_000_015))
    server.corpus.change(TRIAL.number, status="TERMINATED")
    server.faults = (Fault(kind="slow", service="ctgov", wait=30.0),)
    run = [sys.executable, "-c", UPDATE, str(living.path)]
    env = {**os.environ, **server.environment()}
    asked = len(server.asked)
    process = subprocess.Popen(run, env=env, stdout=subprocess.PIPE)
    for _ in range(600):
        if any(a.service == "ctgov" for a in server.asked[asked:]):
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (living.path / ".index" / "updating" / "state.json").is_file()
    server.faults = ()
    again = subprocess.run(run, env=env, capture_output=True, text=True, check=True)
    assert again.stdout.split() == ["True", "1", "1"]
    review = Review(living.path)
    runs = [e.query for e in review.events if isinstance(e, SearchRun) and e.query]
    assert sorted(runs) == sorted([SEARCHED, f"id: {TRIAL.nct}"] * 2)
    assert not (living.path / ".index" / "updating" / "state.json").exists()
    assert review.verify() == ()


def test_a_torn_memory_of_a_killed_update_is_forgotten(
    living: Review, server: Server, client: Clients
) -> None:
    place = living.path / ".index" / "updating"
    place.mkdir(parents=True, exist_ok=True)
    (place / "state.json").write_text('{"started": "2026', "utf-8")
    assert not later(living).update(client=client(server)).resumed
    assert list(place.glob("*.json")) == []


def test_an_update_is_plain_data(living: Review, server: Server, client: Clients) -> None:
    import msgspec

    done = later(living).update(client=client(server))
    assert json.loads(msgspec.json.encode(done))["digest"]["records"] == []
