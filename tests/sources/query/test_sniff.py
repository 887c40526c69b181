"""Guessing the platform."""

from __future__ import annotations

import pytest

from tamis.sources.query.sniff import sniff


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("asthma[tiab] OR Asthma[mh]", "pubmed"),
        ("1. exp asthma/\n2. wheez$.tw.\n3. or/1-2", "ovid"),
        ("1. crossover procedure/\n2. asthma.ti,ab.", "ovid-embase"),
        ("'asthma'/exp OR asthma:ti,ab", "embase"),
        ("#1 MeSH descriptor: [Asthma] explode all trees", "cochrane"),
        ("TITLE-ABS-KEY(asthma)", "scopus"),
        ("TS=(asthma)", "wos"),
        ('(MH "Asthma+") OR TI asthma', "ebsco"),
        ('TITLE:"asthma" AND OPEN_ACCESS:y', "europepmc"),
        ("asthma", "pubmed"),
    ],
)
def test_the_marks_of_a_platform_tell_it(text: str, platform: str) -> None:
    assert sniff(text) == platform
