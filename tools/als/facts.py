"""The collected facts, as they lie in their YAML files, and the documents they name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tamis.model.evidence import Document, Standing
from tools.als.decisions import decisions
from tools.als.errors import Unconverted

Entry = Mapping[str, Any]
#: What the collection writes where something was looked for and could not be read.
NOT_FOUND = "not found"
FILES = ("trials", "meta_analyses", "registry", "clinic_red_flags")
#: The two texts that are checked, by the key the facts use for them.
TEXTS = {"seed_review": "002_43c174d48f606004.txt", "seed_page": "000_db9c87ba0f0189ef.txt"}
_TEXT_TITLES = {
    "seed_review": (
        "The promise of stem cells in amyotrophic lateral sclerosis: a review of clinical trials"
    ),
    "seed_page": "Stem Cell Therapy for Motor Neuron Disease",
}
_TEXT_KINDS = {
    "seed_review": "the earlier review, read in full (journal and authors not printed in the copy)",
    "seed_page": "a page for patients, read in full (publisher not printed in the copy)",
}
#: How far a document may be believed, by words in its kind; the first that fits decides.
_STANDINGS: tuple[tuple[str, Standing], ...] = (
    ("secondary report", "secondary"),
    ("third-party", "secondary"),
    ("trial page", "registry"),
    ("registered trials", "registry"),
    ("ongoing trial", "registry"),
    ("registry", "registry"),
    ("lists nct", "registry"),
    ("company", "company"),
    ("press release", "company"),
    ("news", "news"),
    ("fda", "regulator"),
    ("ema/cat", "regulator"),
    ("cdc mmwr", "regulator"),
    ("funder", "secondary"),
    ("patient organisation", "secondary"),
    ("association", "secondary"),
    ("foundation", "secondary"),
    ("alsuntangled", "secondary"),
    ("isscr", "secondary"),
    ("handbook", "secondary"),
    ("pew brief", "secondary"),
    ("advice", "secondary"),
    ("magazine", "secondary"),
    ("newsmagazine", "secondary"),
    ("letter", "secondary"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Everything that was collected.

    `texts` holds the two checked texts by key, line by line; `documents` every source by key.
    """

    files: Mapping[str, Entry]
    documents: Mapping[str, Document]
    texts: Mapping[str, tuple[str, ...]]

    @property
    def trials(self) -> Mapping[str, Entry]:
        """Trial reports by id."""
        return _by_id(self.files["trials"]["trials"])

    @property
    def registrations(self) -> Mapping[str, Entry]:
        """Registered trials by id."""
        return _by_id(self.files["registry"]["trials"])

    @property
    def reviews(self) -> Mapping[str, Entry]:
        """Published reviews by id; the entry that only says what was not found is left out."""
        return {k: v for k, v in _by_id(self.files["meta_analyses"]["reviews"]).items()
                if "citation" in v}  # fmt: skip

    @property
    def harms(self) -> Mapping[str, Entry]:
        """Documented harms by id."""
        return _by_id(self.files["clinic_red_flags"]["documented_harms"])

    @property
    def tables(self) -> Mapping[str, Entry]:
        """Tables of single trials by name."""
        found: Mapping[str, Entry] = self.files["meta_analyses"]["single_trial_tables"]
        return found


def load(facts: Path, sources: Path) -> Collection:
    """Read the four fact files and the two texts.

    Raises:
        Unconverted: A key names two different sources.
    """
    files: dict[str, Entry] = {
        name: yaml.safe_load((facts / f"{name}.yaml").read_text("utf-8")) for name in FILES
    }
    documents: dict[str, Document] = {}
    about = _subjects(files)
    for name, content in files.items():
        for key, source in content["sources"].items():
            document = _document(key, source, sources, about.get(key, ""))
            if documents.setdefault(key, document) != document:
                raise Unconverted(f"{name}.yaml", f"source '{key}' differs from another file's")
    texts = {
        key: tuple((sources / file).read_text("utf-8").splitlines()) for key, file in TEXTS.items()
    }
    return Collection(files=files, documents=documents, texts=texts)


def found(value: object) -> bool:
    """Whether a value was read; 'not found' and nothing at all are not values."""
    return value is not None and not (isinstance(value, str) and value.startswith(NOT_FOUND))


def keys_of(entry: Entry, default: Iterable[str] = ()) -> tuple[str, ...]:
    """The source keys an entry names."""
    src = entry.get("src")
    if src is None:
        return tuple(default)
    return (src,) if isinstance(src, str) else tuple(src)


def short_label(entry: Entry) -> str:
    """A report as people speak of it, without what the collection adds in brackets."""
    return re.sub(r" \(.*\)$", "", str(entry["label"]))


def _by_id(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    return {str(e["id"]): e for e in entries}


def _subjects(files: Mapping[str, Entry]) -> Mapping[str, str]:
    """What each source is about: the first report, registration, review or harm that names it."""
    about: dict[str, str] = {}
    for entry in files["trials"]["trials"]:
        for key in keys_of(entry.get("citation", {})):
            about.setdefault(key, short_label(entry))
    for entry in files["registry"]["trials"]:
        for key in keys_of(entry):
            about.setdefault(key, str(entry["id"]))
    for entry in files["trials"]["trials"]:
        for key in _every_key(entry):
            about.setdefault(key, short_label(entry))
    return about


def _every_key(part: Any) -> Iterator[str]:
    """Every source key named anywhere under an entry."""
    if isinstance(part, dict):
        yield from keys_of(part)
        for value in part.values():
            yield from _every_key(value)
    elif isinstance(part, list):
        for value in part:
            yield from _every_key(value)


def _document(key: str, source: Entry, folder: Path, about: str) -> Document:
    kind = str(source["kind"])
    if key in TEXTS:
        return Document(
            id=key,
            title=_TEXT_TITLES[key],
            kind=_TEXT_KINDS[key],
            standing="earlier-review" if key == "seed_review" else "secondary",
            sha256=hashlib.sha256((folder / TEXTS[key]).read_bytes()).hexdigest(),
        )
    url = str(source["url"])
    words = f"{kind[:1].upper()}{kind[1:]}"
    called = decisions("documents")["title"].get(key)
    return Document(
        id=key,
        title=called or (f"{about}: {kind}" if about else words),
        url=url if url.startswith("http") else "",
        kind=kind,
        standing=_standing(kind),
        note="" if url.startswith("http") else "No address was kept.",
    )


def _standing(kind: str) -> Standing:
    low = kind.lower()
    return next((standing for word, standing in _STANDINGS if word in low), "paper")
