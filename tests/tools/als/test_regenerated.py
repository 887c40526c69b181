"""The committed review is what the converter makes of the facts, byte for byte.

Collected only where TAMIS_FACTS names the folder of the facts (and TAMIS_SOURCES the texts).
"""

import os
import shutil
from pathlib import Path

from tools.als.build import build
from tools.als.facts import load
from tools.als.release import release
from tools.als.write import write

REVIEW = Path(__file__).parents[3] / "reviews" / "als-cell-therapy"
DERIVED = {"out", ".index"}


def _files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not DERIVED & set(path.relative_to(folder).parts)
    }


def test_the_folder_is_made_of_the_facts_byte_for_byte(tmp_path):
    facts = Path(os.environ["TAMIS_FACTS"])
    sources = Path(os.environ.get("TAMIS_SOURCES", facts.parent / "sources"))
    for name in ("protocol.toml", "claims.toml", "page.toml"):
        shutil.copyfile(REVIEW / name, tmp_path / name)
    protocol = (tmp_path / "protocol.toml").read_bytes()
    built = build(load(facts, sources), protocol)
    write(built, tmp_path)
    release(tmp_path, built.release_at)
    made, kept = _files(tmp_path), _files(REVIEW)
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == []
