from __future__ import annotations

import pytest

from .reading import both, one, said


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    text = (
        mark.join(["Title", "Authors", "Year"])
        + "\n"
        + mark.join(["Walks", "Elm E", "2001"])
        + "\n"
    )
    record = one(text)
    assert (record.title, record.authors, record.year) == ("Walks", ("Elm, E",), 2001)


def test_guessed_columns_are_shown() -> None:
    text = 'Article Title,Creators,Colour\nWalks,"Elm, E; Ash, A",red\n'
    record = one(text)
    assert (record.authors, record.extra) == (("Elm, E", "Ash, A"), (("Colour", "red"),))
    _, problems = both(text)
    assert problems[0].severity == "note"
    assert (
        "'Article Title' as title, 'Creators' as authors; kept as extra fields: 'Colour'"
        in problems[0].what
    )


def test_columns_under_meaningless_headings_are_judged_by_their_cells() -> None:
    rows = [
        f'x,"Walking, part {i}, and the aching back of the reader",'
        f'"Elm, E; Ash, A",201{i},10.1000/walk.{i}'
        for i in range(6)
    ]
    records, _ = both("a,b,c,d,e\n" + "\n".join(rows), "csv")
    assert records[3].title.startswith("Walking, part 3")
    assert (records[3].year, records[3].doi) == (2013, "10.1000/walk.3")
    assert records[3].authors == ("Elm, E", "Ash, A")


def test_cells_may_run_over_lines_and_hold_quotes() -> None:
    record = one(
        'Title,Abstract\n"A ""good"" walk","One.\nTwo, three."\nB,C\n'.replace("B,C\n", "")
    )
    assert (record.title, record.abstract) == ('A "good" walk', "One.\nTwo, three.")


def test_headings_may_follow_a_query() -> None:
    text = (
        '"SEARCH QUERY","walk:ti"\n------\n\n"Title","Author Names","Source title"\n'
        '"T","Liu R., Adler D.G.","J"\n'
    )
    record = one(text)
    assert (record.title, record.authors, record.journal) == ("T", ("Liu, R.", "Adler, D.G."), "J")
    assert "stands above the headings" in said(text)


def test_scopus_rows_have_their_eid() -> None:
    head = "Authors,Title,Year,Source title,Page start,Page end,PubMed ID,Source,EID\n"
    record = one(head + "Elm E.; Ash A.,T,2001,J,1,9,12345678,Scopus,2-s2.0-85189760133\n")
    assert (record.source, record.source_id) == ("scopus", "2-s2.0-85189760133")
    assert (record.pages, record.pmid) == ("1-9", "12345678")


def test_clinical_trials_are_registrations_and_their_places_no_journal_country() -> None:
    head = "NCT Number,Study Title,Conditions,Other IDs,Locations\n"
    text = head + "NCT01234567,Walk,Pain,2020-000123-12,Oslo\n"
    record = one(text)
    assert (record.kind, record.source_id) == ("registration", "NCT01234567")
    assert record.registry_ids == ("NCT01234567", "2020-000123-12")
    assert (record.journal_country, dict(record.extra)["Locations"]) == ("", "Oslo")


def test_covidence_exclusions_come_with_the_reason() -> None:
    head = "Title,Authors,Published Year,Ref,Covidence #,Study,Notes,Tags\n"
    record = one(head + 'T,"Elm, E",2001,,#1,Elm 2001,Exclusion reason: Wrong design; ,old\n')
    assert record.extra[-3:] == (
        ("tamis:decision", "exclude"),
        ("tamis:reason", "Wrong design"),
        ("tamis:label", "old"),
    )


def test_asreview_labels_are_decisions_and_unseen_is_none() -> None:
    text = "title,abstract,asreview_label\nA,x,1\nB,y,0\nC,z,\n"
    records, _ = both(text)
    assert [dict(r.extra).get("tamis:decision") for r in records] == ["include", "exclude", None]


def test_abstrackr_names_its_reviewers() -> None:
    head = (
        "(internal) id,(source) id,pubmed id,keywords,title,authors,consensus,labeled_at,Ann,Bob\n"
    )
    record = one(head + "41,7,0,a,T,Elm E,1,2024-01-01,1,-1\n")
    assert [v for k, v in record.extra if k.startswith("tamis:")] == [
        "include", "include", "Ann", "exclude", "Bob",
    ]  # fmt: skip
    assert record.pmid == ""


def test_reviewers_named_in_headings_are_kept_apart() -> None:
    record = one("Title,Decision (Ann),Decision (Bob)\nT,include,maybe\n")
    assert record.extra == (
        ("tamis:decision", "include"), ("tamis:decided-by", "Ann"),
        ("tamis:decision", "maybe"), ("tamis:decided-by", "Bob"),
    )  # fmt: skip


def test_lists_written_by_python_are_lists() -> None:
    record = one(
        "title,authors,keywords\nT,\"['Marx, Karl', 'Lindgren, Astrid']\",\"['a', 'b']\"\n"
    )
    assert (record.authors, record.keywords) == (("Marx, Karl", "Lindgren, Astrid"), ("a", "b"))


def test_authors_fallen_into_letters_are_said() -> None:
    assert "fallen into letters" in said("title,authors\nT,\"['S', 'm', 'i', 't', 'h']\"\n")


def test_a_row_with_too_many_cells_loses_none() -> None:
    record = one("title,year\nT,2001,more\n")
    assert ("column 3", "more") in record.extra
    assert "3 cells under 2 headings" in said("title,year\nT,2001,more\n")


def test_web_of_science_tables_read_by_tag() -> None:
    head = "PT\tAU\tAF\tTI\tSO\tDT\tPY\tVL\tBP\tEP\tDI\tUT\n"
    record = one(
        head + "J\tElm, E\tElm, Eve\tT\tJ\tArticle\t2001\t1\t2\t3\t10.1000/x\tWOS:000283553100003\n"
    )
    assert (record.source_id, record.authors) == ("WOS:000283553100003", ("Elm, Eve",))


@pytest.mark.parametrize(
    "head",
    ["Titel;Autoren;Jahr;Zeitschrift", "Titre;Auteurs;Année;Revue", "Titre;Auteurs;Annee;Revue",
     "Título;Autores;Año;Revista", "标题;作者;年份;期刊", "Название;Авторы;Год;Журнал"],
)  # fmt: skip
def test_headings_in_other_languages_are_known(head: str) -> None:
    record = one(head + '\n"Walks; and ""backs""";Elm E;2001;Aches\n')
    found = (record.title, record.authors, record.year, record.journal)
    assert found == ('Walks; and "backs"', ("Elm, E",), 2001, "Aches")
