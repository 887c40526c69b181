from __future__ import annotations

from dataclasses import replace

from tamis.model.events import SearchRun
from tamis.model.protocol import EarlierVersion, Living, Protocol, SearchMethods, SearchPlan
from tamis.report.prisma_s import ITEMS, NOT_RECORDED, Deduplication, Ran, markdown, prisma_s

PROTOCOL = Protocol(id="g", title="Gravel", question="Does gravel move?")
EMPTY = Deduplication(records=0, reports=0)


def ran(search: str = "2026-01-02-pubmed", **more: object) -> Ran:
    said = {"source": "pubmed", "platform": "PubMed", "query": "gravel", "run_on": "2026-01-02"}
    told = {k: v for k, v in more.items() if k in Ran.__dataclass_fields__}
    said |= {k: v for k, v in more.items() if k not in told}
    run = SearchRun(id="1", at="", by="a", protocol="p", search=search, **said)  # type: ignore[arg-type]
    return Ran(run=run, **told)  # type: ignore[arg-type]


def answers(*some: Ran, protocol: Protocol = PROTOCOL, dedup: Deduplication = EMPTY) -> list[str]:
    return [" ".join(i.answer) for i in prisma_s(protocol, some, dedup).items]


def test_without_a_search_nothing_is_recorded_and_that_is_said() -> None:
    appendix = prisma_s(PROTOCOL, (), EMPTY)
    assert [i.name for i in appendix.items] == list(ITEMS)
    assert len(ITEMS) == 16
    assert {i.answer for i in appendix.items} == {(NOT_RECORDED,)}
    assert not any(i.recorded for i in appendix.items)
    assert "doi:10.1186/s13643-020-01542-z" in markdown(appendix)


def test_each_run_answers_what_it_knows() -> None:
    told = answers(
        ran(
            started="2026-01-02T03:04:05Z", finished="2026-01-02T03:09:00Z", limits=(),
            reported_total=25_000, records=24_999, parts=("9000 a", "16000 b"),
        ),
        ran("2026-01-03-ctgov", source="ctgov", platform="API v2", route="register",
            run_on="2026-01-03", version="2.0.5", limits=()),
    )  # fmt: skip
    assert told[0] == "pubmed — PubMed"
    assert told[2] == "ctgov — API v2"
    assert told[8] == (
        "2026-01-02-pubmed: none beyond what its query says. "
        "2026-01-03-ctgov: none beyond what its query says."
    )
    assert "2026-01-02T03:04:05Z to 2026-01-02T03:09:00Z." in told[12]
    assert "2026-01-03-ctgov (ctgov — API v2): 2026-01-03; 2.0.5." in told[12]
    assert "25000 hits, 24999 records kept, fetched in 2 parts by date." in told[14]


def test_an_imported_file_leaves_limits_and_time_unknown() -> None:
    told = answers(ran(source="embase", platform="", query="", run_on="", records=3))
    assert told[0] == "embase (platform not recorded)"
    assert told[7] == "Not recorded for: 2026-01-02-pubmed."
    assert told[8] == "2026-01-02-pubmed: beyond what its query says, not recorded."
    assert told[12] == "2026-01-02-pubmed (embase): day not recorded."
    assert told[14].startswith("2026-01-02-pubmed: hits not recorded, 3 records kept.")


def test_one_strategy_on_one_platform_is_a_search_of_several_databases() -> None:
    both = [ran(s, source=s, platform="Ovid") for s in ("medline", "embase")]
    assert answers(*both)[1] == "Ovid, 2026-01-02: medline, embase"
    assert answers(both[0])[1] == "None recorded: every search below is of one source."


def test_what_people_wrote_down_is_printed() -> None:
    methods = SearchMethods(
        online_resources="Two sites.", citation_searching="None.", contacts="Nobody.",
        other_methods="No.", limits="English.", filters="None.", prior_work="None.",
        updates="Monthly.", peer_review="PRESS, by a librarian.",
    )  # fmt: skip
    told = answers(protocol=replace(PROTOCOL, search_methods=methods))
    assert told[3:7] == ["Two sites.", "None.", "Nobody.", "No."]
    assert told[8:12] == ["English.", "None.", "None.", "Monthly."]
    assert told[13] == "PRESS, by a librarian."


def test_updates_and_earlier_versions_are_told() -> None:
    protocol = replace(
        PROTOCOL,
        living=Living(status="living", search_every_days=30),
        earlier=EarlierVersion(title="Old", citation="Old 2019.", search_date="2019-01-01"),
        searches=(SearchPlan(source="PubMed", route="previous", query="gravel*"),),
    )
    told = answers(ran(), ran("2026-02-02-pubmed", run_on="2026-02-02"), protocol=protocol)
    assert told[10].endswith("Old 2019. Its search as reported (PubMed): gravel*")
    assert told[11] == (
        "pubmed: run again, whole, on 2026-02-02 (first on 2026-01-02). Planned: every 30 days."
    )


def test_deduplication_is_counted() -> None:
    dedup = Deduplication(
        records=100, reports=80, links=(("model", 18), ("person", 2)), splits=1, software="tamis 1"
    )
    assert answers(ran(), dedup=dedup)[15] == (
        "100 records came down to 80 reports: 20 duplicates, linked and kept, none deleted. "
        "Links made by a linkage model (18), a person (2); 1 split by people. Software: tamis 1."
    )


def test_a_strategy_is_printed_word_for_word_whatever_it_holds() -> None:
    query = "line one\n```\n# (gravel OR *sand*)"
    text = markdown(prisma_s(PROTOCOL, [ran(query=query, translation="T", warnings=("w",))], EMPTY))
    assert f"````\n{query}\n````\n" in text
    assert "As the source understood it:\n\n```\nT\n```\n" in text
    assert "What the source remarked:\n\n- w\n" in text
