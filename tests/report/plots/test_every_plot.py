"""What all plots keep: a name, words, a table, letters inside the picture, one drawing."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from tamis.model.errors import UnknownName
from tamis.report.plots import (
    Arms,
    Plot,
    baujat,
    bubble,
    cumulative,
    drapery,
    funnel,
    gosh,
    labbe,
    left_out,
    network_graph,
    picture,
    pooled_forest,
    radial,
    rankogram,
)
from tamis.report.plots.advance import advance
from tamis.report.plots.sheet import Node, look
from tamis.report.plots.study_columns import study_columns
from tamis.report.plots.style import PLOT_CSS
from tamis.stats.network import NetworkFit, network_meta_analysis, rank_treatments
from tamis.stats.regression import regress

from .bcg import ALLOCATION, LATITUDE, TABLE, TRIALS, effects, pooled
from .reading import SVG, parsed


def arms() -> list[Arms]:
    rows = zip(TRIALS, *TABLE.values(), strict=True)
    return [Arms(label=n, events1=a, n1=b, events2=c, n2=d) for n, a, b, c, d in rows]


def network() -> NetworkFit:
    new = ["Exercise", "Massage", "Yoga", "Yoga", "Exercise", "Massage"]
    old = ["Usual care", "Usual care", "Usual care", "Exercise", "Usual care", "Usual care"]
    return network_meta_analysis(
        [-0.4, -0.2, -0.5, -0.1, -0.6, 0.1], [0.2, 0.2, 0.2, 0.15, 0.1, 0.1], new, old,
        list("123456"),
    )  # fmt: skip


def regression() -> Plot:
    found = regress(effects().yi, effects().vi, "~ latitude", {"latitude": list(LATITUDE)})
    return bubble(found, "latitude", measure="RR", labels=TRIALS)


PLOTS: dict[str, Callable[[], Plot]] = {
    "forest": lambda: pooled_forest(
        pooled(), measure="RR", title="BCG", columns=study_columns(TABLE), subgroups=ALLOCATION,
        lights={"Randomisation": ["low", "high"] * 7, "Overall": ["some concerns"] * 13},
        favours=("Favours vaccine", "Favours none"),
    ),
    "cumulative": lambda: cumulative(pooled(), measure="RR"),
    "left out": lambda: left_out(pooled(), measure="RR"),
    "funnel": lambda: funnel(pooled(), measure="RR", added=[(0.1, 0.5)]),
    "baujat": lambda: baujat(pooled()),
    "labbe": lambda: labbe(arms(), pooled=pooled().estimate),
    "radial": lambda: radial(pooled(), measure="RR"),
    "bubble": regression,
    "drapery": lambda: drapery(pooled(), measure="RR"),
    "gosh": lambda: gosh(pooled(), measure="RR", subsets=300, mark="Madras"),
    "network": lambda: network_graph(network().network),
    "rankogram": lambda: rankogram(rank_treatments(network(), draws=500)),
}  # fmt: skip


@pytest.fixture(params=sorted(PLOTS), scope="module")
def plot(request: pytest.FixtureRequest) -> Plot:
    return PLOTS[request.param]()


@pytest.mark.parametrize("phone", [False, True])
def test_the_picture_is_one_image_with_a_name_and_a_description(plot: Plot, phone: bool) -> None:
    root = parsed(plot, phone=phone)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").get("id") == root.get("aria-labelledby")
    assert root.findtext(f"{SVG}title") == plot.title != ""
    assert root.findtext(f"{SVG}desc") == plot.description


@pytest.mark.parametrize("phone", [False, True])
def test_every_letter_stays_inside_the_picture(plot: Plot, phone: bool) -> None:
    root = parsed(plot, phone=phone)
    x0, y0, w, h = (float(n) for n in root.get("viewBox").split())
    for element in root.iter(f"{SVG}text"):
        style = look(PLOT_CSS, Node("text", frozenset((element.get("class") or "").split())), {})
        size, bold = float(style["font-size"][:-2]), "font-weight" in style
        wide = advance("".join(element.itertext()), size, bold=bold)
        anchor = {"end": 1.0, "middle": 0.5}.get(style.get("text-anchor", ""), 0.0)
        left = float(element.get("x")) - anchor * wide
        assert x0 <= left <= x0 + w - wide, element.text
        assert y0 + 8 <= float(element.get("y")) <= y0 + h - 2, element.text


def test_the_description_says_numbers_and_the_table_holds_them(plot: Plot) -> None:
    assert any(c.isdigit() for c in plot.description)
    assert len(plot.description) > 60
    assert {len(row) for row in plot.table.rows} == {len(plot.table.columns)}
    assert all(row[0].text for row in plot.table.rows)


@pytest.mark.parametrize("phone", [False, True])
def test_no_number_in_the_picture_is_missing(plot: Plot, phone: bool) -> None:
    svg = str(plot.narrow if phone else plot.svg)
    assert "nan" not in svg.lower().replace("nance", "")
    assert "inf" not in svg.lower().replace("influence", "").replace("infinitely", "")


def test_colours_come_from_the_page_or_the_style_sheet_alone(plot: Plot) -> None:
    body = str(plot.svg) + str(plot.narrow)
    assert "fill=" not in body
    assert "stroke=" not in body
    kinds = {k for e in parsed(plot).iter() for k in (e.get("class") or "").split()}
    known = {k for k in kinds if f".{k} " in PLOT_CSS or f".{k}," in PLOT_CSS}
    assert kinds - known <= {"plot", "moderate", "light"}


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".pdf", b"%PDF")])
def test_other_files_are_painted_from_the_same_drawing(
    plot: Plot, suffix: str, start: bytes
) -> None:
    assert picture(plot, suffix, "phone").startswith(start)


def test_a_file_has_the_width_of_a_journal_or_a_phone() -> None:
    plot = PLOTS["baujat"]()
    assert b'width="170mm"' in picture(plot, ".svg")
    assert b'width="360px"' in picture(plot, ".svg", "phone")
    assert b"prefers-color-scheme: dark" in picture(plot, ".svg")


def test_a_png_of_a_journal_has_300_dots_per_inch() -> None:
    head = picture(PLOTS["baujat"](), ".png")[16:20]
    assert math.isclose(int.from_bytes(head, "big"), 170 / 25.4 * 300, abs_tol=1)


def test_the_same_plot_is_the_same_file() -> None:
    assert picture(PLOTS["radial"](), ".pdf") == picture(PLOTS["radial"](), ".pdf")
    assert picture(PLOTS["radial"](), ".svg") == picture(PLOTS["radial"](), ".svg")


def test_another_suffix_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownName, match=r"\.jpg.*\.pdf, \.png, \.svg"):
        picture(PLOTS["baujat"](), ".jpg")


@pytest.mark.parametrize("name", ["forest", "funnel", "rankogram"])
def test_letters_of_a_wider_face_shrink_to_the_places_of_the_layout(name: str) -> None:
    from lxml import etree
    from matplotlib import rc_context
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    from tamis.report.plots.paint import _type_scale

    root = etree.fromstring(str(PLOTS[name]().svg).encode())
    with rc_context({"font.family": ["DejaVu Sans"]}):
        scale = _type_scale(root)
        face = FontProperties(size=14.0)
        for element in root.iter("{*}text"):
            words = "".join(element.itertext())
            wide, _, _ = text_to_path.get_text_width_height_descent(words, face, ismath=False)
            assert wide * scale <= advance(words, 14.0) + 1e-6
    assert 0.7 < scale < 1.0
