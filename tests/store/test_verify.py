from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.model.ids import digest
from tamis.store.verify import check, check_log, check_protocol, check_searches

from .making import (
    adoption,
    extracted,
    linked,
    published,
    record,
    review,
    screened,
    search_run,
    ulid,
    under,
)


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "review")


def make(path: Path):
    folder = review(path)
    (run,) = under(folder, search_run(10))
    folder.add_search("anna", run, [record(1), record(2)], {"a.ris": io.BytesIO(b"TY  - JOUR")})
    folder.append("anna", under(folder, extracted(11), linked(12, "anna", "r1", "r2")))
    folder.append("ben", under(folder, screened(13, "ben"), screened(14, "ben")))
    folder.append("ben", under(folder, screened(15, "ben", note="“last”")))
    return folder


def errors(problems):
    return [(p.where, p.line, p.what) for p in problems if p.severity == "error"]


def test_an_untouched_review_holds(folder):
    assert check(folder) == ()


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A review whose tests put back what they change."""
    return make(tmp_path_factory.mktemp("shared") / "review")


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_changed_byte_of_any_log_line_is_found_and_its_line_named(shared, data):
    path = shared.log.path(data.draw(st.sampled_from(["anna", "ben"])))
    good = path.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda b: b != good[at]))
    path.write_bytes(good[:at] + bytes([other]) + good[at + 1 :])
    line = good[:at].count(b"\n") + 1
    found = [e[:2] for e in errors(check_log(shared))]
    path.write_bytes(good)
    assert (f"log/{path.name}", line) in found


def test_every_byte_of_a_log_flipped_in_turn_is_found_in_its_line(folder):
    path = folder.log.path("ben")
    good = path.read_bytes()
    for at in range(len(good)):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        line = good[:at].count(b"\n") + 1
        assert errors(check_log(folder))[0][:2] == ("log/ben.jsonl", line)


def rewrite(folder, writer, change):
    path = folder.log.path(writer)
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))


def test_a_line_rewritten_with_a_fitting_sum_is_found_by_the_next(folder):
    def forge(lines):
        said = lines[0][: lines[0].rindex(b',"sum"')].replace(b"include", b"exclude")
        forged = said + f',"sum":"{digest(said)[:16]}"}}\n'.encode()
        return [forged, *lines[1:]]

    rewrite(folder, "ben", forge)
    assert errors(check_log(folder))[0][:2] == ("log/ben.jsonl", 1)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [lines[0], lines[2]], 1),
        (lambda lines: [lines[1], lines[0], lines[2]], 1),
        (lambda lines: [lines[0], lines[1], lines[1], lines[2]], 2),
    ],
)
def test_removed_swapped_and_repeated_lines_are_found(folder, change, line):
    rewrite(folder, "ben", change)
    assert line in [e[1] for e in errors(check_log(folder)) if e[0] == "log/ben.jsonl"]


def test_lines_cut_from_the_end_are_found_by_what_was_published(folder):
    folder.append("anna", under(folder, published(20, tuple(folder.heads().items()))))
    assert check(folder) == ()
    rewrite(folder, "ben", lambda lines: lines[:-1])
    ((where, line, what),) = errors(check(folder))
    assert (where, line) == ("log/anna.jsonl", 5)
    assert "which log/ben.jsonl no longer has" in what


def test_a_torn_end_is_a_warning_with_its_line(folder):
    with folder.log.path("ben").open("ab") as file:
        file.write(b'{"type"')
    (problem,) = check(folder)
    assert (problem.severity, problem.where, problem.line) == ("warning", "log/ben.jsonl", 4)


def test_an_id_is_taken_once(folder):
    folder.append("ben", under(folder, screened(11, "ben")))
    assert errors(check(folder)) == [
        ("log/ben.jsonl", 4, f"id {ulid(11)} is taken by log/anna.jsonl:3")
    ]


def test_a_correction_corrects_something_of_its_kind(folder):
    folder.append("ben", under(folder, screened(30, "ben", supersedes=ulid(99))))
    folder.append("ben", under(folder, screened(31, "ben", supersedes=ulid(11))))
    first, second = errors(check(folder))
    assert "no other event" in first[2]
    assert (second[1], "of another kind (extracted/1)" in second[2]) == (5, True)


def test_a_word_in_another_writers_log_is_noted(folder):
    folder.append("ben", under(folder, screened(30, "anna")))
    (problem,) = check(folder)
    assert (problem.severity, problem.line) == ("note", 4)
    assert problem.what == "signed by 'anna' in the log of 'ben'"


def test_a_file_that_is_no_log_does_not_count(folder):
    (folder.path / "log" / "Anna (conflicted copy).jsonl").write_text("x")
    (problem,) = check(folder)
    assert problem.severity == "warning"


@pytest.mark.parametrize("name", ["records.jsonl", "query.txt", "run.toml", "raw/a.ris"])
def test_a_changed_missing_or_added_file_of_a_search_is_named(folder, name):
    path = folder.searches.path("2026-01-02-pubmed") / name
    good = path.read_bytes()
    path.write_bytes(good.replace(b"1", b"7") if b"1" in good else good + b"x")
    where = f"searches/2026-01-02-pubmed/{name}"
    assert errors(check_searches(folder))[0][0] == where
    path.unlink()
    assert errors(check_searches(folder))[0][0] == where
    path.write_bytes(good)
    path.with_name("more.txt").write_text("x")
    assert "more.txt" in errors(check_searches(folder))[0][0]


def test_a_missing_record_is_counted(folder):
    path = folder.searches.path("2026-01-02-pubmed") / "records.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert [e[2] for e in errors(check_searches(folder))][1] == "1 records, the log says 2"


def test_a_missing_search_is_named_by_its_event(folder):
    folder.searches.path("2026-01-02-pubmed").rename(folder.path / "elsewhere")
    assert errors(check_searches(folder)) == [
        ("log/anna.jsonl", 2, "it tells of searches/2026-01-02-pubmed, which is missing")
    ]


def test_a_search_nobody_speaks_of_does_not_count(folder):
    (folder.path / "searches" / "2026-05-05-scopus").mkdir()
    (problem,) = check(folder)
    assert (problem.severity, problem.where) == ("warning", "searches/2026-05-05-scopus")


def test_a_changed_protocol_waits_for_its_adoption(folder):
    with (folder.path / "protocol.toml").open("a") as file:
        file.write("\n")
    assert "the change is not adopted" in errors(check_protocol(folder))[0][2]
    folder.append("anna", [adoption(folder, 40)])
    assert check(folder) == ()


def test_an_invalid_protocol_is_an_error_with_its_line(folder):
    with (folder.path / "protocol.toml").open("a") as file:
        file.write("[reviw]\n")
    assert "did you mean 'review'?" in errors(check_protocol(folder))[0][2]


def test_a_kept_protocol_that_was_changed_is_named(folder):
    path = folder.protocols.path(folder.protocols.hash())
    path.write_bytes(path.read_bytes() + b" ")
    assert errors(check_protocol(folder))[0][0] == f"protocols/{path.name}"


def test_an_event_under_a_protocol_nobody_adopted_is_named(folder):
    folder.append("ben", [screened(50, "ben")])
    assert errors(check(folder)) == [
        ("log/ben.jsonl", 4, "it names protocol 'aaaaaaaaaaaaaaaa', which was not adopted")
    ]
