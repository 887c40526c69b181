"""MeSH qualifiers: two-letter codes and names.

From NLM's "MeSH Qualifiers" list (https://www.nlm.nih.gov/mesh/qualifiers_scopenotes.html); Ovid,
the Cochrane Library and EBSCO write the codes, PubMed both.
"""

from __future__ import annotations

_TABLE = """
ab abnormalities; ad administration & dosage; ae adverse effects; ag agonists; ah anatomy &
histology; ai antagonists & inhibitors; an analysis; aa analogs & derivatives; bi biosynthesis; bl
blood; bs blood supply; cf cerebrospinal fluid; ch chemistry; ci chemically induced; cl
classification; cn congenital; co complications; cs chemical synthesis; ct contraindications; cy
cytology; de drug effects; df deficiency; dg diagnostic imaging; dh diet therapy; di diagnosis; dt
drug therapy; ec economics; ed education; eh ethnology; em embryology; en enzymology; ep
epidemiology; es ethics; et etiology; ge genetics; gd growth & development; hi history; im
immunology; in injuries; ip isolation & purification; ir innervation; is instrumentation; lj
legislation & jurisprudence; ma manpower; me metabolism; mi microbiology; mo mortality; mt
methods; nu nursing; og organization & administration; pa pathology; pc prevention & control; pd
pharmacology; ph physiology; pk pharmacokinetics; po poisoning; pp physiopathology; ps
parasitology; px psychology; ra radiography; re radiation effects; rh rehabilitation; ri
radionuclide imaging; rt radiotherapy; se secretion; sd supply & distribution; sn statistics &
numerical data; st standards; su surgery; td trends; th therapy; tm transmission; to toxicity; tr
transport; tu therapeutic use; tx transplantation; ul ultrastructure; us ultrasonography; ur
urine; ut utilization; ve veterinary; vi virology; du diagnostic use; sc secondary
"""

NAME_OF: dict[str, str] = {
    entry.strip()[:2]: entry.strip()[3:] for entry in " ".join(_TABLE.split("\n")).split(";")
}
CODE_OF: dict[str, str] = {name: code for code, name in NAME_OF.items()}


def name(text: str) -> str:
    """The name of a qualifier given by code or name; anything else in lower case."""
    key = " ".join(text.lower().replace(" and ", " & ").split())
    return NAME_OF.get(key, key)


def code(text: str) -> str:
    """The code of a qualifier's name; the name itself if it has none."""
    return CODE_OF.get(text, text)
