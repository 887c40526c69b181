from __future__ import annotations

import tomllib
from importlib.resources import files

from tamis.sources.mesh import subset


def test_a_word_for_the_disease_leads_to_its_heading() -> None:
    found = subset().entry("lou  gehrig disease")
    assert found is not None
    assert found.name == "Amyotrophic Lateral Sclerosis"


def test_primary_lateral_sclerosis_is_indexed_as_motor_neuron_disease() -> None:
    found = subset().entry("Primary Lateral Sclerosis")
    assert found is not None
    assert found.name == "Motor Neuron Disease"


def test_a_heading_is_no_entry_term() -> None:
    assert subset().entry("Stem Cells") is None
    assert subset().heading("stem cells") is not None


def test_a_renamed_heading_is_found_by_both_names() -> None:
    mesh = subset()
    assert mesh.heading("Mesenchymal Stem Cells") == mesh.heading("Mesenchymal Stromal Cells")


def test_what_stands_below_follows_the_tree_numbers() -> None:
    mesh = subset()
    above = mesh.heading("Motor Neuron Disease")
    assert above is not None
    assert "Amyotrophic Lateral Sclerosis" in mesh.narrower(above)
    assert "Motor Neuron Disease" not in mesh.narrower(above)


def test_the_part_says_that_it_is_a_part() -> None:
    assert not subset().complete
    assert "a part" in subset().version


def test_every_entry_term_has_a_source() -> None:
    data = tomllib.loads(
        files("tamis.sources.mesh").joinpath("subset.toml").read_text(encoding="utf-8")
    )
    for descriptor in data["descriptors"]:
        for key in ("entries", "other_names"):
            assert bool(descriptor.get(key)) == (f"{key}_source" in descriptor)
            assert descriptor.get(f"{key}_source", "tables") in data["sources"]
