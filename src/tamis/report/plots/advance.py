"""How wide a line of text will be, so that columns and labels can be laid out before drawing."""

from __future__ import annotations

#: Advance of the characters from space to tilde in Helvetica and Arial, in thousandths of the size.
_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
#: Everything else (−, τ, ², é …) is about as wide as a digit or a little wider.
_OTHER = 600
#: Bold faces, and the faces of other systems, run a little wider than Helvetica.
_BOLD, _SLACK = 1.07, 1.06
#: Font sizes of the classes in the style sheet.
SIZE, SMALL = 14.0, 12.5


def advance(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Width of a line in pixels, on the generous side."""
    units = sum(_ASCII[ord(c) - 32] if 32 <= ord(c) < 127 else _OTHER for c in text)
    return units / 1000 * size * _SLACK * (_BOLD if bold else 1.0)


def fitted(text: str, width: float, size: float = SIZE, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines of at most `width`, broken at spaces; a longer word stays whole."""
    lines, now = [], ""
    for word in text.split(" "):
        longer = f"{now} {word}".strip()
        if now and advance(longer, size, bold=bold) > width:
            lines.append(now)
            now = word
        else:
            now = longer
    return (*lines, now) if now or not lines else tuple(lines)
