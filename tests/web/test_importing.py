from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, expect

from tamis.review import Review
from tests.web.conftest import Serve, calling, opened, solo, violations

MORE = b"TY  - JOUR\nTI  - Another walk\nPY  - 2001\nER  - \n"
WORDS = "A long way round on foot and told at length. " * 12
TABLE = "first,second,third\n" + "".join(
    f"A walk round the lake number {i},200{i},{WORDS}\n" for i in range(4)
)


def named(*files: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", file) for file in files]


def test_a_preview_leaves_the_review_as_it_was(review: Review) -> None:
    before = review.folder.heads()
    client = calling(solo(review.path))
    seen = client.post("/r/walking/import/preview", files=named(("more.ris", MORE)))
    assert "Another walk" in seen.text
    assert review.folder.heads() == before


def test_what_was_looked_over_can_be_imported(review: Review) -> None:
    client = calling(solo(review.path))
    seen = client.post("/r/walking/import/preview", files=named(("more.ris", MORE))).text
    token = re.search(r'name="tokens" value="([^"]+)"', seen)
    assert token
    done = client.post(
        "/r/walking/import/commit", data={"tokens": token[1], "source": "embase", "total": "7"}
    )
    assert "1 record read, 0 of them known already" in done.text
    review.forget()
    assert (review.state.searches[-1].source, review.state.searches[-1].reported_total) == (
        "embase", 7,
    )  # fmt: skip


def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(review: Review) -> None:
    before = review.folder.heads()
    client = calling(solo(review.path))
    files = named(("broken.bin", b"\x00\x01\x02 nothing here"))
    (one,) = client.post("/api/v1/r/walking/imports", files=files).json()
    assert "'broken.bin' was not imported and the review is unchanged" in one["error"]
    assert review.folder.heads() == before


def test_what_was_odd_comes_with_its_line(review: Review) -> None:
    odd = (
        b"TY  - JOUR\nTI  - A walk\nPY  - soon\nER  - \nstray words\nTY  - JOUR\nTI  - B\nER  - \n"
    )
    client = calling(solo(review.path))
    (one,) = client.post("/api/v1/r/walking/imports/preview", files=named(("odd.ris", odd))).json()
    assert one["preview"]["records"] == 2
    assert [p["line"] for p in one["preview"]["problems"]] != []
    assert all(p["where"] == "odd.ris" for p in one["preview"]["problems"])


def test_a_table_nobody_knows_can_be_read_as_csv_and_its_guesses_are_shown(review: Review) -> None:
    client = calling(solo(review.path))
    files = named(("list.csv", TABLE.encode()))
    unknown = client.post("/r/walking/import/preview", files=files).text
    assert "Read it as" in unknown
    token = re.search(r'name="tokens" value="([^"]+)"', unknown)
    assert token
    seen = client.post("/r/walking/import/preview", data={"tokens": token[1], "format": "csv"}).text
    assert "The columns were guessed" in seen
    chosen = re.findall(r'<option value="(\w+)" selected', seen)
    assert chosen[:3] == ["title", "year", "abstract"]


SWAPPED = "Name,Record,When\n" + "".join(
    f"The Journal of Long Walks and Rests,Short walk {i},200{i}\n" for i in range(4)
)


def test_columns_that_were_guessed_wrong_are_put_right_before_the_import(review: Review) -> None:
    client = calling(solo(review.path))
    url = "/api/v1/r/walking/imports"
    data = {"format": "csv"}
    (one,) = client.post(
        f"{url}/preview", files=named(("list.csv", SWAPPED.encode())), data=data
    ).json()
    guessed = {c["name"]: c["field"] for c in one["preview"]["columns"]}
    assert guessed["Name"] == "title"
    told = {"token": one["token"], "format": "csv", "columns": {"1": "journal", "Record": "title"}}
    again = client.post(f"{url}/columns", json=told).json()["preview"]
    assert again["sample"][0]["title"] == "Short walk 0"
    assert again["guessed"].startswith("columns read as they were named: 'Name' as journal")
    told = {"tokens": [one["token"]], "format": "csv", "source": "list"}
    (done,) = client.post(f"{url}/commit", json=told).json()
    review.forget()
    titles = {r.title for r in review.folder.records(done["search"])}
    assert titles == {f"Short walk {i}" for i in range(4)}


def test_a_column_or_field_that_there_is_not_is_named_with_those_there_are(review: Review) -> None:
    client = calling(solo(review.path))
    url = "/api/v1/r/walking/imports"
    (one,) = client.post(
        f"{url}/preview", files=named(("list.csv", SWAPPED.encode())), data={"format": "csv"}
    ).json()
    for columns, words in (({"Titel": "title"}, "Name, Record, When"), ({"1": "titel"}, "title")):
        told = {"token": one["token"], "format": "csv", "columns": columns}
        assert words in client.post(f"{url}/columns", json=told).json()["preview"]["error"]


def test_the_page_names_columns_and_shows_what_is_then_read(
    review: Review, browser: Browser, serve: Serve, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(SWAPPED, encoding="utf-8")
    with opened(browser, 360) as context:
        page = context.new_page()
        page.goto(f"{serve(solo(review.path))}/r/walking/import")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Look them over").click()
        page.get_by_label("Read it as").select_option("csv")
        page.get_by_role("button", name="Look again").click()
        expect(page.get_by_label("Name", exact=True)).to_have_value("title")
        assert violations(page) == []
        page.get_by_label("Record", exact=True).select_option("title")
        page.get_by_label("Name", exact=True).select_option("journal")
        page.get_by_label("Source", exact=True).fill("by hand")
        page.get_by_role("button", name="Look again with these columns").click()
        expect(page.get_by_role("cell", name="Short walk 0")).to_be_visible()
        expect(page.get_by_label("Source", exact=True)).to_have_value("by hand")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(page) == []
        page.get_by_role("button", name="Import the ticked files").click()
        expect(page.get_by_text("4 records read")).to_be_visible()
    review.forget()
    search = review.state.searches[-1]
    assert search.source == "by hand"
    assert {r.journal for r in review.folder.records(search.search)} == {
        "The Journal of Long Walks and Rests"
    }


def test_known_records_are_counted_in_the_preview(review: Review, ris: Path) -> None:
    client = calling(solo(review.path))
    (one,) = client.post(
        "/api/v1/r/walking/imports/preview",
        files=named(("again.ris", ris.read_bytes())), data={"source": "pubmed"},
    ).json()  # fmt: skip
    assert (one["preview"]["known"], one["preview"]["again"]) == (3, True)


def test_more_than_the_limit_is_refused_with_words(review: Review) -> None:
    client = calling(replace(solo(review.path), largest_upload=2000))
    files = named(("huge.ris", b"TY  - JOUR\n" * 1000))
    answer = client.post("/api/v1/r/walking/imports", files=files)
    assert answer.status_code == 413
    assert "2000 bytes the server takes at once; nothing was changed" in answer.json()["detail"]


def test_the_limit_holds_when_the_length_is_not_said(review: Review) -> None:
    client = calling(replace(solo(review.path), largest_upload=2000))
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.ris"\r\n\r\n'
    answer = client.post(
        "/api/v1/r/walking/imports",
        content=iter([head, *[b"y" * 500] * 9, b"\r\n--x--\r\n"]),
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 413


def test_a_name_is_never_a_path(review: Review) -> None:
    client = calling(solo(review.path))
    files = named(("../../../etc/cron.d/walk.ris", MORE))
    (one,) = client.post("/api/v1/r/walking/imports", files=files).json()
    raw = review.path / "searches" / one["search"] / "raw"
    assert [p.name for p in raw.iterdir()] == ["walk.ris"]
    assert one["file"] == "walk.ris"


def test_another_persons_waiting_file_cannot_be_taken(review: Review) -> None:
    client = calling(solo(review.path))
    told = {"tokens": ["someone-elses"]}
    answer = client.post("/api/v1/r/walking/imports/commit", json=told)
    assert answer.status_code == 404
    assert "send it again" in answer.json()["detail"]


def test_files_can_be_dropped_on_the_page(review: Review, browser: Browser, serve: Serve) -> None:
    page = opened(browser).new_page()
    page.goto(f"{serve(solo(review.path))}/r/walking/import")
    held = page.evaluate_handle(
        """text => { const held = new DataTransfer();
        held.items.add(new File([text], "more.ris")); return held; }""",
        MORE.decode(),
    )
    page.dispatch_event("#sending", "drop", {"dataTransfer": held})
    expect(page.get_by_role("heading", name="more.ris")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Import the ticked files").click()
    expect(page.get_by_text("1 record read, 0 of them known already")).to_be_visible()
    assert violations(page) == []
    page.context.close()
