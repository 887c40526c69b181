"""Risk-of-bias lights: a shape and a letter for every judgement, so that colour only repeats it."""

from __future__ import annotations

import math

from markupsafe import Markup

#: judgement → (words, letter, shape, style); both instruments' spellings meet here.
JUDGEMENTS: dict[str, tuple[str, str, str, str]] = {
    "low": ("Low risk", "L", "circle", "low"),
    "low-except-confounding": ("Low risk, but for confounding", "L?", "circle", "low"),
    "some-concerns": ("Some concerns", "C", "diamond", "some"),
    "moderate": ("Moderate risk", "M", "diamond", "moderate"),
    "high": ("High risk", "H", "square", "high"),
    "serious": ("Serious risk", "S", "square", "serious"),
    "critical": ("Critical risk", "X", "octagon", "critical"),
    "no-information": ("No information", "N", "circle", "none"),
}


def judgement_key(judgement: str) -> str:
    """Normalise a judgement's spelling; one nobody knows counts as no information."""
    key = judgement.strip().lower().replace(" ", "-").replace("_", "-").removesuffix("-risk")
    key = {"some-concern": "some-concerns", "ni": "no-information"}.get(key, key)
    if key in JUDGEMENTS:
        return key
    return "low" if key.startswith("low") else "no-information"


def judgement_words(judgement: str) -> str:
    """A judgement in words; an unknown one as it was written."""
    key = judgement_key(judgement)
    if key == "no-information" and judgement and "information" not in judgement.lower():
        return judgement.replace("-", " ").capitalize()
    return JUDGEMENTS[key][0]


def light(x: float, y: float, judgement: str, size: float = 20) -> Markup:
    """One light centred at (x, y), named for assistive technology and as a tooltip."""
    words, letter, shape, style = JUDGEMENTS[judgement_key(judgement)]
    return Markup('<g><title>{}</title>{}<text x="{}" y="{}" class="letter">{}</text></g>').format(
        words, _shape(x, y, shape, size / 2, style), f"{x:.1f}", f"{y + 4:.1f}", letter
    )


def light_svg(judgement: str) -> Markup:
    """A light as a small picture of its own, for tables; the words stand beside it."""
    body = light(11, 11, judgement)
    return Markup(
        '<svg class="plot lamp" width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" '
        'focusable="false">{}</svg>'
    ).format(body)


def _shape(x: float, y: float, shape: str, r: float, style: str) -> Markup:
    kind = f"light light-{style}"
    if shape == "circle":
        return Markup('<circle cx="{}" cy="{}" r="{}" class="{}"/>').format(
            f"{x:.1f}", f"{y:.1f}", f"{r - 0.6:.1f}", kind
        )
    corners, turn, stretch = {
        "diamond": (4, 0.0, 1.12),
        "square": (4, math.pi / 4, 1.28),
        "octagon": (8, math.pi / 8, 1.1),
    }[shape]
    points = " ".join(
        f"{x + r * stretch * math.cos(turn + 2 * math.pi * i / corners):.1f},"
        f"{y + r * stretch * math.sin(turn + 2 * math.pi * i / corners):.1f}"
        for i in range(corners)
    )
    return Markup('<polygon points="{}" class="{}"/>').format(points, kind)
