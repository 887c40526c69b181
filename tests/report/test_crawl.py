from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import pytest

from tamis.model.publication import Publication
from tamis.report.site import build
from tamis.report.site.crawl import crawl


@pytest.fixture(scope="module")
def files(publication: Publication) -> Mapping[str, bytes]:
    return build(publication)


def changed(files: Mapping[str, bytes], page: str, old: str, new: str) -> dict[str, bytes]:
    """The site with one change and a manifest that agrees with it."""
    text = files[page].decode()
    assert old in text
    made = dict(files) | {page: text.replace(old, new, 1).encode()}
    digests = json.loads(made.pop("manifest.json"))["sha256"]
    digests[page] = hashlib.sha256(made[page]).hexdigest()
    return made | {"manifest.json": json.dumps({"sha256": digests}).encode()}


def test_a_bare_digit_is_found(files: Mapping[str, bytes]) -> None:
    found = crawl(changed(files, "index.html", "</h1>", "</h1><p>in 7 days</p>"))
    assert found == ("index.html: no link explains the digits in 'in 7 days'",)


def test_a_bare_digit_in_a_picture_is_found(files: Mapping[str, bytes]) -> None:
    found = crawl(changed(files, "methods.html", "</svg>", "<text>12</text></svg>"))
    assert found == ("methods.html: no link explains the digits in '12'",)


def test_digits_in_quotes_days_and_code_are_left_alone(files: Mapping[str, bytes]) -> None:
    new = "</h1><q>3 cups</q><time>2026</time><code>m1</code><cite>1999;1</cite>"
    assert crawl(changed(files, "index.html", "</h1>", new)) == ()


def test_a_number_that_is_not_the_ledgers_is_found(files: Mapping[str, bytes]) -> None:
    found = crawl(changed(files, "index.html", ">−2.35</a>", ">−2.53</a>"))
    assert found == ("index.html: 'pool/estimate' reads '−2.53', but the ledger says '−2.35'",)


def test_a_number_that_leads_elsewhere_is_found(files: Mapping[str, bytes]) -> None:
    old = 'href="numbers/tea-water.html#n-pool-estimate"'
    found = crawl(changed(files, "index.html", old, 'href="numbers/tea-water.html#n-pool-low"'))
    assert len(found) == 1
    assert "does not lead to its derivation" in found[0]


def test_links_to_no_file_and_no_anchor_are_found(files: Mapping[str, bytes]) -> None:
    new = '</h1><a href="gone.html">gone</a><a href="methods.html#gone">gone</a>'
    assert crawl(changed(files, "index.html", "</h1>", new)) == (
        "index.html: the link 'gone.html' leads to no file",
        "index.html: the link 'methods.html#gone' leads to no anchor",
    )


def test_a_request_to_another_host_is_found(files: Mapping[str, bytes]) -> None:
    new = '</h1><img src="https://example.org/x.png" alt="">'
    found = crawl(changed(files, "index.html", "</h1>", new))
    assert found == ("index.html: <img> asks another host for 'https://example.org/x.png'",)


def test_a_changed_file_is_not_the_one_in_the_manifest(files: Mapping[str, bytes]) -> None:
    made = dict(files) | {"data/numbers.csv": b"id\n", "extra.txt": b""}
    assert crawl(made) == (
        "data/numbers.csv: not the file that manifest.json lists",
        "extra.txt: not listed in manifest.json",
    )


def test_a_number_without_a_derivation_is_found(files: Mapping[str, bytes]) -> None:
    found = crawl(changed(files, "numbers/flow.html", 'id="n-flow-found"', 'id="x"'))
    assert "numbers.json: 'flow/found' has no derivation at 'numbers/flow.html#n-flow-found'" in (
        found
    )


def test_references_to_nothing_and_unresolved_ones_are_found(files: Mapping[str, bytes]) -> None:
    new = '</h1><strong class="unknown">[not found: study x]</strong><p>{n:x}</p>'
    assert crawl(changed(files, "index.html", "</h1>", new)) == (
        "index.html: [not found: study x]",
        "index.html: nobody resolved {n:x}",
    )
