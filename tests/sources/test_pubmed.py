from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.model.records import Record
from tamis.sources.http.errors import Incomplete, Refused, StartAgain, TooMany, Unsliceable
from tamis.sources.pubmed import PubMed
from tamis.sources.pubmed.replies import LIMIT, Found
from tamis.sources.pubmed.slicing import Part, plan
from tamis.sources.running import Run, run

from .simulated import Clients, Corpus, Fault, Server, corpus
from .simulated.corpus import entry


def fetched(server: Server, clients: Clients, folder: Path, query: str = "gravel") -> Run:
    folder.mkdir(exist_ok=True)
    few = PubMed(batch=1000 if len(server.corpus.entries) > LIMIT else 200)
    return run(few, query, folder, clients(server), now=lambda: datetime.now(UTC))


def pmids(done: Run) -> list[str]:
    return [r.pmid for r in done.items() if isinstance(r, Record)]


def light(hits: int, days: int = 4_000, first: int = 10_000_001) -> Corpus:
    """Many records quickly: one day after the other, a few to each."""
    begin = date(2000, 1, 1)
    return Corpus(
        [
            entry(first + i, abstract="Sand.", entered=begin + timedelta(days=i % days))
            for i in range(hits)
        ]
    )


# Dividing, without a server


class Index:
    """An index of Entrez dates (None: without one) that answers like ESearch."""

    def __init__(self, dates: list[date | None], changes: dict[int, int] | None = None) -> None:
        self.dates, self.asked, self.changes = dates, 0, changes or {}

    def of(self, part: Part) -> list[int]:
        self.asked += 1
        extra = self.changes.pop(self.asked, 0)
        self.dates += [date(2020, 5, 5)] * extra
        if part.undated:
            return [i for i, d in enumerate(self.dates) if d is None]
        if part.begins is None or part.ends is None:
            return list(range(len(self.dates)))
        return [i for i, d in enumerate(self.dates) if d and part.begins <= d <= part.ends]

    def search(self, part: Part) -> Found:
        found = self.of(part)
        ids = tuple(map(str, found[:LIMIT]))
        return Found(count=len(found), ids=ids, environment="", key="", translation="", problems=())

    def count(self, part: Part) -> int:
        return len(self.of(part))


@given(
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 9_000)), min_size=1, max_size=8),
    st.integers(0, 500),
)
@settings(max_examples=25, deadline=None)
def test_the_parts_are_the_whole_and_none_is_over_the_limit(
    lumps: list[tuple[int, int]], undated: int
) -> None:
    days: dict[int, int] = {}
    for day, size in lumps:
        days[day] = max(days.get(day, 0), size)
    dates: list[date | None] = [None] * undated
    for day, size in days.items():
        dates += [date(1960, 1, 1) + timedelta(days=day)] * size
    index = Index(dates)
    made = plan(index.search(Part()), index.search, index.count)
    ids = [i for s in made.slices for i in s.found.ids]
    assert sorted(ids, key=int) == [str(i) for i in range(len(dates))]
    assert all(s.found.count <= LIMIT for s in made.slices)
    assert made.hits == len(dates)


def test_exactly_the_limit_is_one_part_and_one_more_is_several() -> None:
    days = [date(2001, 1, 1) + timedelta(days=i) for i in range(LIMIT + 1)]
    at, over = Index(list(days[:LIMIT])), Index(list(days))
    assert len(plan(at.search(Part()), at.search, at.count).slices) == 1
    assert len(plan(over.search(Part()), over.search, over.count).slices) == 2


def test_counts_that_move_while_dividing_are_counted_again() -> None:
    chance = random.Random(1)
    dates = [date(2000, 1, 1) + timedelta(days=chance.randrange(9_000)) for _ in range(12_000)]
    index = Index(list(dates), changes={5: 40})
    made = plan(index.search(Part()), index.search, index.count)
    assert made.hits == 12_040
    assert sum(len(set(s.found.ids)) for s in made.slices) == 12_040
    assert "counted 12000, then 12040 while the search was divided" in made.problems[0].what


def test_counts_that_never_stand_still_stop_the_run() -> None:
    chance = random.Random(2)
    dates = [date(2000, 1, 1) + timedelta(days=chance.randrange(9_000)) for _ in range(12_000)]
    index = Index(list(dates), changes=dict.fromkeys(range(2, 400), 1))
    with pytest.raises(StartAgain, match="the parts of the search hold"):
        plan(index.search(Part()), index.search, index.count)


def test_a_day_over_the_limit_by_either_date_is_named() -> None:
    index = Index([date(2020, 5, 5)] * (LIMIT + 5))
    why = r"10004 records with date of publication 2020-05-05 .* at most 9999"
    with pytest.raises(Unsliceable, match=why):
        plan(index.search(Part()), index.search, index.count)


def test_many_records_added_on_one_day_are_divided_by_publication(
    clients: Clients, tmp_path: Path
) -> None:
    some = light(10_100)
    for at, one in enumerate(some.entries):
        some.entries[at] = replace(one, entered=date(2024, 1, 1))
    with Server(some) as server:
        done = fetched(server, clients, tmp_path)
    assert len(set(pmids(done))) == 10_100
    assert "so the search was divided by publication" in done.told.problems[0].what
    assert all("with date of publication from" in part for part in done.told.parts)


# Against the simulated service


def test_a_search_over_the_wall_is_divided_and_whole(clients: Clients, tmp_path: Path) -> None:
    with Server(light(12_500)) as server:
        done = fetched(server, clients, tmp_path)
    found = pmids(done)
    assert (done.told.hits, len(found), len(set(found))) == (12_500, 12_500, 12_500)
    assert len(done.told.parts) == 2
    assert done.told.parts[0].endswith("with Entrez date from 1987-08-29 to 2006-06-03")


def test_records_without_a_date_are_a_part_of_their_own(clients: Clients, tmp_path: Path) -> None:
    some = light(10_050)
    some.add(*(entry(20_000_000 + i, entered=None) for i in range(30)))
    with Server(some) as server:
        done = fetched(server, clients, tmp_path)
    assert len(set(pmids(done))) == 10_080
    assert done.told.parts[-1] == "30 without an Entrez date"


def test_records_added_in_the_middle_are_found_or_the_run_stops(
    clients: Clients, tmp_path: Path
) -> None:
    some = light(10_500)
    new = [entry(20_000_000 + i, entered=date(2005, 5, 5)) for i in range(7)]
    with Server(some, happens={("pubmed", 6): lambda: some.add(*new)}) as server:
        done = fetched(server, clients, tmp_path)
    assert set(pmids(done)) == {e.pmid for e in some.entries}
    assert any("while the search was divided" in p.what for p in done.told.problems)


def test_a_history_server_that_forgets_costs_nothing(clients: Clients, tmp_path: Path) -> None:
    with Server(corpus(900), [Fault(kind="forget", service="pubmed", at=(4,))]) as server:
        done = fetched(server, clients, tmp_path)
        by_name = [a for a in server.asked if a.get("id")]
    assert len(set(pmids(done))) == 900
    assert len(by_name) == 3


def test_a_record_that_is_counted_and_never_given_is_told_of(
    clients: Clients, tmp_path: Path
) -> None:
    some = corpus(40)
    with Server(some, happens={("pubmed", 2): lambda: some.remove([10_000_007])}) as server:
        done = fetched(server, clients, tmp_path)
    assert len(pmids(done)) == 39
    assert [(p.severity, p.what) for p in done.told.problems] == [
        ("error", "it found PMID 10000007 and gives no record of it")
    ]


def test_the_query_goes_out_word_for_word(clients: Clients, tmp_path: Path) -> None:
    query = '("river bed"[tiab] OR silt*[ti]) NOT (animals[mh] NOT humans[mh])\nAND größe'
    with Server(corpus(3)) as server:
        done = fetched(server, clients, tmp_path, query)
    assert {a.get("term") for a in server.asked if a.path == "esearch.fcgi"} == {query}
    assert done.told.translation == query


def test_what_pubmed_remarks_is_kept(clients: Clients, tmp_path: Path) -> None:
    with Server(Corpus()) as server:
        done = fetched(server, clients, tmp_path, '"zzz stone"[tiab]')
    assert [str(p) for p in done.told.problems] == [
        'PubMed: quoted phrase not in the phrase index: "zzz stone"[tiab] (PubMed searched its '
        "words instead; use a proximity field such as [tiab:~0])"
    ]


def test_a_query_pubmed_refuses_is_named(clients: Clients, tmp_path: Path) -> None:
    with Server(corpus(3)) as server, pytest.raises(Refused, match="Empty term and query_key"):
        fetched(server, clients, tmp_path, " ")


def test_more_hits_than_allowed_are_not_fetched(clients: Clients, tmp_path: Path) -> None:
    with Server(corpus(50)) as server, pytest.raises(TooMany, match=r"found 50 .* `--most`"):
        run(PubMed(), "gravel", tmp_path, clients(server), now=lambda: datetime.now(UTC), most=49)
    assert len(server.asked) == 1


def test_the_walls_of_the_service_are_where_it_says(clients: Clients) -> None:
    """The simulated service refuses what PubMed refuses, so the connector can't step over it."""
    from tamis.sources.http import Ask
    from tamis.sources.http.services import PUBMED
    from tamis.sources.http.values import is_json

    with Server(light(10_050)) as server:
        pairs = (("db", "pubmed"), ("term", "x"), ("retmax", "10000"))
        clipped = clients(server).ask(
            PUBMED, Ask(what="x", path="esearch.fcgi", params=pairs), is_json
        )
        beyond = Ask(what="x", path="esearch.fcgi", params=(*pairs, ("retstart", "9999")))
        refused = clients(server).ask(PUBMED, beyond, is_json).json()["esearchresult"]
    inner = clipped.json()["esearchresult"]
    assert isinstance(inner, dict)
    assert isinstance(refused, dict)
    assert (inner["count"], len(inner["idlist"])) == ("10050", 9_999)
    assert "adjusted to 0, 9999" in inner["warninglist"]["outputmessages"][0]
    assert "'retstart' cannot be larger than 9998" in refused["ERROR"]


def test_a_source_that_changes_all_the_time_is_given_up(clients: Clients, tmp_path: Path) -> None:
    some = light(10_200)
    more = iter(range(10_000))
    grow = {
        ("pubmed", n): lambda: some.add(entry(30_000_000 + next(more), entered=date(2003, 3, 3)))
        for n in range(1, 400)
    }
    with (
        Server(some, happens=grow) as server,
        pytest.raises(Incomplete, match="3 times from the beginning: the parts of the search"),
    ):
        fetched(server, clients, tmp_path)


def test_a_limit_told_in_a_whole_reply_is_a_limit(clients: Clients, tmp_path: Path) -> None:
    struck = [Fault(kind="limit-in-body", service="pubmed", at=(1, 3))]
    with Server(corpus(300), struck) as server:
        done = fetched(server, clients, tmp_path)
    assert len(set(pmids(done))) == 300
    assert len(server.asked) == 5
