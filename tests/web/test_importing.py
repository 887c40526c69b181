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
    assert "&#39;first&#39; as title" in seen


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
