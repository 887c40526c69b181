from __future__ import annotations

from pathlib import Path

import pytest

from tamis.review import Review

BIRCH = """
[[readings]]
study = "birch-2019"
outcome = "pain"
timepoint = "6 months"
arm = "treated"
values.n = { value = 40, document = "birch", quote = "40" }
values.mean = { value = -3.0, document = "birch", quote = "-3.0 (3.2)" }
values.sd = { value = 3.2, document = "birch", quote = "-3.0 (3.2)" }
[[readings]]
study = "birch-2019"
outcome = "pain"
timepoint = "6 months"
arm = "control"
values.n = { value = 40, document = "birch", quote = "40" }
values.mean = { value = -6.0, document = "birch", quote = "-6.0 (3.9)" }
values.sd = { value = 3.9, document = "birch", quote = "-6.0 (3.9)" }
"""


@pytest.fixture
def pooled(extracted: Review, tmp_path: Path) -> Review:
    """Two trials pooled; five reports found among 43, of which 11 were judged."""
    source = tmp_path / "birch.toml"
    source.write_text(BIRCH, encoding="utf-8")
    extracted.record_entries(source)
    more = tmp_path / "more.ris"
    more.write_text(
        "".join(f"TY  - JOUR\nTI  - Paper {n}\nDO  - 10.1000/{n}\nER  -\n\n" for n in range(40)),
        encoding="utf-8",
    )
    extracted.import_files([more], source="embase")
    for number, waiting in enumerate(extracted.waiting()[:8]):
        said = ("include", None) if number > 4 else ("exclude", "design")
        extracted.screen(waiting.report, said[0], criterion=said[1])  # type: ignore[arg-type]
    return extracted


def test_studies_without_an_effect_pull_the_result_towards_none(pooled: Review) -> None:
    found = pooled.enough()
    null, opposite = found.results
    assert (null.analysis, null.measure, null.studies) == ("walking/pain", "MD", 2)
    assert found.missing
    assert null.found.now.effect == pytest.approx(
        pooled.analyse("pain", "walking")[0].pool.effect.estimate  # type: ignore[union-attr]
    )
    assert 0 < null.found.then.effect < null.found.now.effect
    assert opposite.found.then.effect < null.found.then.effect
    assert any("missing" in a for a in null.found.assumptions)


def test_without_a_pooled_result_it_says_so(extracted: Review) -> None:
    assert extracted.enough().why_none == "fewer than three reports were found"
