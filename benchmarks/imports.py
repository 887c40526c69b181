"""Records per second of tamis's readers beside rispy and pubmed_parser: same file, same run.

    python benchmarks/imports.py [--records N] [--rounds K] [--file FILE.ris] [--file FILE.xml.gz]

The peers are installed from the package index into a virtual environment in a temporary folder;
`TAMIS_PEERS` may name the interpreter of one that already has them. Files are generated unless some
are given. Each reader runs in a process of its own, in turns; the figure is the best round's CPU
seconds, imports not counted. tamis streams, as its callers do, and once more keeps every record.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

PEERS = ("rispy==0.10.0", "pubmed_parser==0.5.1")
_SYLLABLES = ["ta", "mi", "so", "re", "la", "do", "fi", "ga", "ne", "lo", "pa", "ru", "ke", "vi"]

_TIMED = """
import json, resource, sys, time
{imports}
path = sys.argv[1]
began = time.process_time()
{read}
spent = time.process_time() - began
print(json.dumps([count, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""
_WARM = (
    "from tamis.formats import read, readable\nfrom tamis import registry\n"
    "for name in readable(): registry.reader(name)"
)
#: How a caller uses each: tamis streams, rispy has only the list, pubmed_parser yields.
_TAMIS = _TIMED.format(
    imports=_WARM,
    read="with open(path, 'rb') as stream:\n    count = sum(1 for _ in read(stream, file=path))",
)
_KEPT = _TIMED.format(
    imports=_WARM,
    read="with open(path, 'rb') as stream:\n"
    "    kept = list(read(stream, file=path))\ncount = len(kept)",
)
_RISPY = _TIMED.format(
    imports="import rispy",
    read="with open(path, encoding='utf-8-sig') as stream:\n    count = len(rispy.load(stream))",
)
_PUBMED_PARSER = _TIMED.format(
    imports="import pubmed_parser",
    read="count = sum(1 for _ in pubmed_parser.parse_medline_xml(path))",
)


@dataclass(frozen=True, slots=True)
class Run:
    """One reader on one file."""

    reader: str
    records: int
    seconds: float
    memory: float

    @property
    def rate(self) -> float:
        """Records per CPU second."""
        return self.records / self.seconds


def main() -> None:
    """Make the files, run the readers in turns, print a table."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        peers = _peers(Path(folder))
        files = [Path(f) for f in options.file] or [
            ris_file(Path(folder) / "generated.ris", options.records),
            pubmed_file(Path(folder) / "generated.xml.gz", max(options.records // 4, 1)),
        ]
        print("| file | reader | records | records/s | MB | × peer |")
        print("|---|---|--:|--:|--:|--:|")
        for path in files:
            _table(path, peers, options.rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--records", type=int, default=40_000, help="RIS records to generate")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--file", action="append", default=[], help="a .ris or .xml.gz file")
    return parser.parse_args()


def _table(path: Path, peers: str, rounds: int) -> None:
    peer = ("rispy", _RISPY) if path.suffix == ".ris" else ("pubmed_parser", _PUBMED_PARSER)
    readers = {
        "tamis": (sys.executable, _TAMIS),
        "tamis, all kept": (sys.executable, _KEPT),
        peer[0]: (peers, peer[1]),
    }
    runs: dict[str, list[Run]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, (python, code) in readers.items():
            runs[name].append(_run(name, python, code, path))
    best = {name: min(found, key=lambda run: run.seconds) for name, found in runs.items()}
    for name, run in best.items():
        ratio = run.rate / best[peer[0]].rate
        print(
            f"| {path.name} | {name} | {run.records:,} | {run.rate:,.0f} | {run.memory:,.0f} "
            f"| {ratio:.2f} |"
        )


def _run(name: str, python: str, code: str, path: Path) -> Run:
    done = subprocess.run(
        [python, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    records, seconds, kilobytes = json.loads(done.stdout.splitlines()[-1])
    return Run(name, records, seconds, kilobytes / 1024)


def _peers(folder: Path) -> str:
    """An interpreter that has the peers."""
    if named := os.environ.get("TAMIS_PEERS"):
        return named
    home = folder / "peers"
    venv.create(home, with_pip=True)
    python = str(home / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
    return python


class Words:
    """Reproducible text."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._known = [
            "".join(self._random.choices(_SYLLABLES, k=k)) for k in (1, 2, 2, 3, 4) * 400
        ]

    def some(self, least: int, most: int) -> str:
        """Between `least` and `most` words."""
        return " ".join(self._random.choices(self._known, k=self._random.randint(least, most)))

    def name(self) -> tuple[str, str]:
        """A family name and a given name."""
        family, given = self._random.choices(self._known, k=2)
        return family.title(), f"{given.title()} {self._random.choice('ABCDEF')}."

    def number(self, least: int, most: int) -> int:
        """A whole number."""
        return self._random.randint(least, most)


def ris_file(path: Path, count: int) -> Path:
    """Write RIS such as a database exports: about 1.6 kB and 25 lines to a record."""
    words = Words(1)
    with path.open("w", encoding="utf-8") as stream:
        for i in range(count):
            stream.write("\n".join(_ris(words, i)) + "\n\n")
    return path


def _ris(words: Words, i: int) -> list[str]:
    first = words.number(1, 900)
    return [
        "TY  - JOUR",
        *(f"AU  - {', '.join(words.name())}" for _ in range(words.number(1, 8))),
        f"TI  - {words.some(8, 18).capitalize()}",
        f"PY  - {words.number(1990, 2025)}",
        f"T2  - Journal of {words.some(1, 3).title()}",
        f"J2  - J. {words.some(1, 2).title()}.",
        f"VL  - {words.number(1, 90)}",
        f"IS  - {words.number(1, 12)}",
        f"SP  - {first}",
        f"EP  - {first + 9}",
        f"SN  - {words.number(1000, 1099)}-{words.number(100, 109)}X",
        f"DO  - 10.1000/generated.{i}",
        f"AN  - {10_000_000 + i}",
        "DB  - PubMed",
        "LA  - eng",
        f"AB  - {words.some(120, 220)}",
        f"UR  - https://example.org/{i}",
        *(f"KW  - {words.some(1, 3)}" for _ in range(words.number(2, 6))),
        "ER  - ",
    ]


def pubmed_file(path: Path, count: int) -> Path:
    """Write gzipped PubMed XML such as a file of the baseline holds: about 5 kB to an article."""
    words = Words(2)
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as stream:
        stream.write('<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
        for i in range(count):
            stream.write(_article(words, i))
        stream.write("</PubmedArticleSet>\n")
    return path


def _article(words: Words, i: int) -> str:
    authors = "".join(_author(words) for _ in range(words.number(1, 8)))
    mesh = "".join(
        f'<MeshHeading><DescriptorName UI="D{n:06}" MajorTopicYN="N">{words.some(1, 2)}'
        f'</DescriptorName><QualifierName UI="Q{n:06}" MajorTopicYN="Y">{words.some(1, 1)}'
        "</QualifierName></MeshHeading>"
        for n in range(words.number(4, 12))
    )
    sections = "".join(
        f'<AbstractText Label="{label}" NlmCategory="{label}">{words.some(30, 60)}</AbstractText>'
        for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
    )
    year, pmid = words.number(1990, 2025), 10_000_000 + i
    return f"""<PubmedArticle>
<MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>2024</Year><Month>01</Month><Day>02</Day></DateRevised>
<Article PubModel="Print"><Journal><ISSN IssnType="Print">1000-{i % 9000 + 1000}</ISSN>
<JournalIssue CitedMedium="Print"><Volume>{words.number(1, 90)}</Volume><Issue>3</Issue>
<PubDate><Year>{year}</Year><Month>May</Month></PubDate></JournalIssue>
<Title>Journal of {words.some(1, 3)}</Title><ISOAbbreviation>J {words.some(1, 2)}</ISOAbbreviation>
</Journal><ArticleTitle>{words.some(8, 18).capitalize()}.</ArticleTitle>
<Pagination><MedlinePgn>{words.number(1, 900)}-9</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/generated.{i}</ELocationID>
<Abstract>{sections}</Abstract><AuthorList CompleteYN="Y">{authors}</AuthorList>
<Language>eng</Language><PublicationTypeList>
<PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
<MedlineJournalInfo><Country>England</Country><MedlineTA>J X</MedlineTA><NlmUniqueID>1</NlmUniqueID>
</MedlineJournalInfo><MeshHeadingList>{mesh}</MeshHeadingList></MedlineCitation>
<PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>
<ArticleId IdType="pubmed">{pmid}</ArticleId>
<ArticleId IdType="doi">10.1000/generated.{i}</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle>
"""


def _author(words: Words) -> str:
    family, given = words.name()
    return (
        f'<Author ValidYN="Y"><LastName>{family}</LastName><ForeName>{given}</ForeName>'
        f"<Initials>{given[0]}</Initials><AffiliationInfo><Affiliation>{words.some(6, 12)}"
        "</Affiliation></AffiliationInfo></Author>"
    )


if __name__ == "__main__":
    main()
