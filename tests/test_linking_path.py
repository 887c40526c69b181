"""From two overlapping exports to one list in which every value names its source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from tamis.cli import app
from tamis.formats import read
from tamis.model.records import Record
from tamis.review import Review

NBIB = """PMID- 30000001
TI  - Slow rivers and the drift of gravel beds: a randomised comparison of two sieves.
FAU - Okafor, Ada
FAU - Lindqvist, Per
JT  - Journal of river research
DP  - 2016 Mar
VI  - 12
IP  - 3
PG  - 101-17
AB  - We compared two sieves on forty gravel beds over two seasons. The finer sieve kept
      more sand and lost less water.
AID - 10.5555/jrr.2016.0101 [doi]

PMID- 30000002
TI  - Grain size in mountain lakes after a dry winter: a survey of nine valleys.
FAU - Haas, Ute
FAU - Brandt, Kai
JT  - Lakes
DP  - 2017
VI  - 7
PG  - 12-20

PMID- 30000003
TI  - The wear of brass mesh under wet and dry loads
FAU - Ito, Ken
FAU - Sole, Maria
JT  - Mesh and weave
DP  - 2019
VI  - 3
PG  - 9-14
"""

EMBASE = """TY  - JOUR
T1  - SLOW RIVERS AND THE DRIFT OF GRAVEL BEDS: A RANDOMISED COMPARISON OF TWO SIEVES
A1  - Okafor A.
A1  - Lindqvist P.
JO  - J. River Res.
Y1  - 2016
VL  - 12
IS  - 3
SP  - 101
EP  - 117
M1  - 3
KW  - gravel
U2  - L611111111
ER  -

TY  - JOUR
T1  - Grain size in mountain lakes after a dry winter: a survey of nine valleys
A1  - Haas U.
A1  - Brandt K.
JO  - Lakes
Y1  - 2017
VL  - 7
SP  - 12
EP  - 20
U2  - L611111112
ER  -

TY  - JOUR
T1  - The wear of brass mesh under wet and dry loads
A1  - Ito K.
A1  - Sole M.
JO  - Yearbook of the weavers
Y1  - 2018
U2  - L611111113
ER  -
"""


def run(*words: object) -> str:
    done = CliRunner().invoke(app, [str(w) for w in words])
    assert done.exit_code == 0, done.output
    return done.stdout


def by_source(review: Path, part: str) -> dict[str, str]:
    """Source → record id of the records whose title holds a word."""
    found = (r for r in Review(review).folder.records() if part in r.title.lower())
    return {r.source: r.id for r in found}


def test_two_exports_become_one_list_in_which_every_value_names_its_source(tmp_path: Path) -> None:
    review = tmp_path / "gravel"
    run("init", review)
    for name, text, source in (("a.nbib", NBIB, "pubmed"), ("b.ris", EMBASE, "embase")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        run("import", review, tmp_path / name, "--source", source)
        run("verify", review)

    done: dict[str, Any] = json.loads(run("dedupe", review, "--json"))
    assert (done["records"], done["reports"], len(done["linked"])) == (6, 4, 2)
    run("verify", review)

    mesh, rivers, lakes = (by_source(review, word) for word in ("mesh", "rivers", "lakes"))
    (doubt,) = done["ask"]
    assert {doubt["a"], doubt["b"]} == set(mesh.values())
    assert doubt["reasons"]
    assert {d["field"] for d in doubt["differences"]} >= {"journal", "year"}

    pair = f"{mesh['embase']},{mesh['pubmed']}"
    run("dedupe", review, "--related", pair, "--as", "version-of", "--reason", "seen both")
    run("verify", review)
    assert Review(review).state.reports.of(mesh["embase"]) == mesh["embase"]

    run("dedupe", review, "--different", ",".join(lakes.values()), "--reason", "two surveys")
    run("verify", review)
    again = json.loads(run("dedupe", review, "--json"))
    assert (again["reports"], again["linked"]) == (5, [])

    run("export", review, tmp_path / "merged.ris")
    run("verify", review)
    check_traces(review, tmp_path / "merged.ris", rivers)


def check_traces(review: Path, file: Path, rivers: dict[str, str]) -> None:
    """Every value of the merged list stands, as said, in a record of a search."""
    held = {r.id: r for r in Review(review).folder.records()}
    back = [r for r in read(file.read_bytes(), file=file.name) if isinstance(r, Record)]
    assert len(back) == 5
    (merged,) = (r for r in back if "rivers" in r.title.lower())
    assert {v for k, v in merged.extra if k == "tamis:record"} == set(rivers.values())
    assert (merged.pmid, merged.keywords) == ("30000001", ("gravel",))
    for report in back:
        told = [v.split(" = ", 1) for k, v in report.extra if k == "tamis:from"]
        assert {"title", "authors", "year"} <= {field for field, _ in told}
        for field, origin in told:
            record = held[origin.rsplit("(", 1)[1].rstrip(")")]
            assert origin.startswith(f"{record.source} {record.source_id} ")
            assert getattr(record, field)
