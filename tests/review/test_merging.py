from __future__ import annotations

from pathlib import Path

import pytest

from tamis.formats import read
from tamis.model.errors import UnknownName
from tamis.model.records import Record
from tamis.review import Review


@pytest.mark.parametrize("name", ["merged.ris", "merged.nbib", "merged.bib", "merged.csv"])
def test_merged_citations_read_back_with_their_sources_and_decisions(
    review: Review, tmp_path: Path, name: str
) -> None:
    first, second, _ = review.state.reports.members
    review.link((first, second), reason="seen")
    kept = next(iter(review.state.reports.members))
    review.screen(kept, "exclude", criterion="design")
    assert review.write_citations(tmp_path / name) == 2
    back = [r for r in read((tmp_path / name).read_bytes(), file=name) if isinstance(r, Record)]
    extra = next(b.extra for b in back if ("tamis:record", second) in b.extra)
    assert ("tamis:record", first) in extra
    assert ("tamis:decision", "exclude") in extra
    assert ("tamis:reason", "design") in extra
    assert any(k == "tamis:from" and v.startswith("title = pubmed ") for k, v in extra)


def test_every_kept_value_is_traced_to_a_record_of_a_search(review: Review) -> None:
    for report in review.merged():
        held = {r.id: r for r in review.folder.records() if r.id in report.records}
        assert all(k.value in str(getattr(held[k.record], k.field)) or ";" in k.value
                   for k in report.kept)  # fmt: skip


def test_an_ending_of_no_format_is_refused(review: Review, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"\.docx"):
        review.write_citations(tmp_path / "merged.docx")
    assert not (tmp_path / "merged.docx").exists()
