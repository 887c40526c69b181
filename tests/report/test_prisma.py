from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from lxml import etree

from tamis.model.publication import Publication
from tamis.model.results import Flow, FlowBox
from tamis.report.plots import Label
from tamis.report.prisma import NAMES, flow_diagram, package_csv

SVG = "{http://www.w3.org/2000/svg}"


def number(name: str) -> Label:
    return Label("7", f"#{name}", name)


def rows(flow: Flow) -> dict[str, str]:
    text = package_csv(flow, lambda name: 1).decode()
    return {row["data"]: row["n"] for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize("size", ["svg", "narrow"])
def test_every_box_is_drawn_with_its_linked_count(publication: Publication, size: str) -> None:
    flow = publication.flow
    made = flow_diagram(flow, number, Label)
    picture = etree.fromstring(getattr(made, size))
    drawn = {a.get("data-number") for a in picture.iter(f"{SVG}a")}
    assert {box.number for box in flow.boxes} <= drawn
    frames = [r for r in picture.iter(f"{SVG}rect") if "box-title" not in r.get("class")]
    assert len(frames) == len(flow.boxes)


@pytest.mark.parametrize("size", ["svg", "narrow"])
def test_boxes_do_not_overlap_and_stay_inside(publication: Publication, size: str) -> None:
    made = flow_diagram(publication.flow, number, Label)
    picture = etree.fromstring(getattr(made, size))
    _, _, width, height = map(float, picture.get("viewBox").split())
    boxes = [
        [float(r.get(k)) for k in ("x", "y", "width", "height")] for r in picture.iter(f"{SVG}rect")
    ]
    assert all(x >= 0 and x + w <= width + 1 and y + h <= height + 1 for x, y, w, h in boxes)
    for i, (x, y, w, h) in enumerate(boxes):
        for a, b, c, d in boxes[i + 1 :]:
            assert x + w <= a or a + c <= x or y + h <= b or b + d <= y


def test_the_table_repeats_boxes_and_their_lines(publication: Publication) -> None:
    made = flow_diagram(publication.flow, number, Label)
    names = [row[0].text for row in made.table.rows]
    assert "Records screened" in names
    assert "– E1: no drink" in names


def test_the_variant_is_named(publication: Publication) -> None:
    new = replace(publication.flow, variant="new")
    assert "updated review" in flow_diagram(publication.flow, number, Label).title
    assert "updated review" not in flow_diagram(new, number, Label).title


def test_counts_go_to_the_names_of_the_prisma_package(publication: Publication) -> None:
    found = rows(publication.flow)
    assert tuple(found) == NAMES
    assert found["database_results"] == "5"
    assert found["records_screened"] == "4"
    assert found["dbr_excluded"] == "E1: no drink, 1"
    assert (found["new_studies"], found["total_studies"]) == ("2", "3")
    assert found["website_results"] == "NA"


def test_boxes_of_our_own_flow_are_known_by_their_ids() -> None:
    def box(name: str, count: int) -> FlowBox:
        return FlowBox(
            id=name, label=name, number=name, count=count, column="databases", row="screening"
        )

    flow = Flow(variant="new", boxes=(box("identified", 9), box("waiting", 2), box("studies", 3)))
    found = rows(flow)
    assert (found["database_results"], found["total_studies"]) == ("9", "3")
    assert "2" not in found.values()


def test_a_flow_without_boxes_is_still_a_picture() -> None:
    made = flow_diagram(Flow(variant="new", boxes=()), number, Label)
    assert etree.fromstring(made.svg).tag == f"{SVG}svg"
