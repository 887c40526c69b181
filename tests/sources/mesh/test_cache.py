from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tamis.sources.mesh import StoredMesh, cache_file, load, thesaurus
from tamis.sources.mesh.errors import NoDescriptorFile


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAMIS_DATA", str(tmp_path / "data"))


def test_a_loaded_thesaurus_answers_from_its_file(descriptor_file: Path) -> None:
    with load(descriptor_file) as mesh:
        assert len(mesh) == 3
        assert mesh.version == "MeSH 2026"
        heading = mesh.heading("motor neuron disease")
        assert heading is not None
        assert mesh.narrower(heading) == ("Amyotrophic Lateral Sclerosis",)
        assert heading.entries == ("Lateral Sclerosis",)


def test_an_entry_term_leads_to_its_heading(descriptor_file: Path) -> None:
    with load(descriptor_file) as mesh:
        found = mesh.entry("gehrig's disease")
        assert found is not None
        assert found.ui == "D000690"
        assert mesh.entry("Calcimycin") is None
        assert mesh.entry("no such word") is None


def test_a_packed_file_is_the_same_thesaurus(tmp_path: Path, descriptors: str) -> None:
    packed = tmp_path / "desc2025.gz"
    packed.write_bytes(gzip.compress(descriptors.encode()))
    with load(packed) as mesh:
        assert len(mesh) == 3
        assert mesh.version == "MeSH 2026"  # the document type says so, whatever the file is called


def test_without_a_loaded_file_the_part_of_the_house_answers() -> None:
    assert not cache_file().exists()
    assert not thesaurus().complete


def test_a_loaded_file_is_found_again(descriptor_file: Path) -> None:
    load(descriptor_file).close()
    found = thesaurus()
    assert isinstance(found, StoredMesh)
    with found:
        assert found.complete


def test_a_file_cut_short_leaves_the_thesaurus_as_it_was(
    tmp_path: Path, descriptor_file: Path, descriptors: str
) -> None:
    load(descriptor_file).close()
    before = cache_file().read_bytes()
    short = tmp_path / "cut.xml"
    short.write_text(descriptors[: len(descriptors) // 2], encoding="utf-8")
    with pytest.raises(NoDescriptorFile, match=r"cut\.xml"):
        load(short)
    assert cache_file().read_bytes() == before
    assert [p.name for p in cache_file().parent.iterdir()] == ["mesh.sqlite"]


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.xml"
    other.write_text("<notes><note>no headings here</note></notes>", encoding="utf-8")
    with pytest.raises(NoDescriptorFile, match="no DescriptorRecord"):
        load(other)


def test_entities_are_refused_and_never_expanded(tmp_path: Path, descriptors: str) -> None:
    bomb = '<!DOCTYPE DescriptorRecordSet [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;">]>'
    text = descriptors.replace(
        descriptors[descriptors.index("<!D") : descriptors.index("\n<D")], bomb
    )
    path = tmp_path / "bomb.xml"
    path.write_text(text.replace("Calcimycin", "&b;", 1), encoding="utf-8")
    with pytest.raises(NoDescriptorFile, match="entities"):
        load(path)
