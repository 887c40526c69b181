from __future__ import annotations

from pathlib import Path

import pytest

#: The shape follows NLM's document type nlmdescriptorrecordset (https://www.nlm.nih.gov/mesh/
#: xml_data_elements.html); the records are cut down to what is read. Written for these tests.
RECORD = """
<DescriptorRecord DescriptorClass="1">
  <DescriptorUI>{ui}</DescriptorUI>
  <DescriptorName><String>{name}</String></DescriptorName>
  <TreeNumberList>{trees}</TreeNumberList>
  <ConceptList>
    <Concept PreferredConceptYN="Y">
      <ConceptUI>M0000001</ConceptUI>
      <TermList>
        <Term ConceptPreferredTermYN="Y" RecordPreferredTermYN="Y"><String>{name}</String></Term>
        {terms}
      </TermList>
    </Concept>
  </ConceptList>
</DescriptorRecord>
"""
HEAD = (
    '<?xml version="1.0"?>\n<!DOCTYPE DescriptorRecordSet SYSTEM '
    '"https://www.nlm.nih.gov/databases/dtd/nlmdescriptorrecordset_20260101.dtd">\n'
    '<DescriptorRecordSet LanguageCode="eng">'
)


def record(ui: str, name: str, *trees: str, terms: tuple[str, ...] = ()) -> str:
    return RECORD.format(
        ui=ui,
        name=name,
        trees="".join(f"<TreeNumber>{t}</TreeNumber>" for t in trees),
        terms="".join(f"<Term><String>{t}</String></Term>" for t in terms),
    )


@pytest.fixture
def descriptors() -> str:
    return (
        HEAD
        + record("D016472", "Motor Neuron Disease", "C10.574.562", terms=("Lateral Sclerosis",))
        + record(
            "D000690",
            "Amyotrophic Lateral Sclerosis",
            "C10.574.562.250",
            "C10.574.950.050",
            terms=("Gehrig's Disease", "Sclerosis, Amyotrophic Lateral"),
        )
        + record("D000001", "Calcimycin", "D03.438.221.173")
        + "</DescriptorRecordSet>"
    )


@pytest.fixture
def descriptor_file(tmp_path: Path, descriptors: str) -> Path:
    path = tmp_path / "desc2026.xml"
    path.write_text(descriptors, encoding="utf-8")
    return path
