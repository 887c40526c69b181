from __future__ import annotations

from tamis.report.site.compare import changed_pages, lines

PAGE = "<html><head><title>{t}</title></head><body><h1>{t}</h1>{b}</body></html>"


def page(body: str, title: str = "Walking") -> bytes:
    return PAGE.format(t=title, b=body).encode()


def test_a_line_for_each_paragraph_row_and_item() -> None:
    body = "<p>One <a>two</a>.</p><ul><li>three<p>four</p></li></ul><table><tr><td>5</td><td>6</td>"
    assert lines(page(body)) == ("Walking", "One two.", "three", "four", "5 6")


def test_pictures_and_scripts_are_no_words() -> None:
    assert lines(page("<p>a<svg><text>b</text></svg>c</p><script>d</script>")) == ("Walking", "a c")


def test_pages_that_come_go_and_change_are_told_apart() -> None:
    before = {"a.html": page("<p>x</p>"), "b.html": page("<p>y</p>"), "d.css": b"1"}
    after = {"a.html": page("<p>z</p>"), "c.html": page("<p>n</p>"), "d.css": b"2"}
    found = {c.path: c for c in changed_pages(before, after)}
    assert {p: c.kind for p, c in found.items()} == {
        "a.html": "changed", "b.html": "gone", "c.html": "new",
    }  # fmt: skip
    assert [(c.before, c.after) for c in found["a.html"].changes] == [(("x",), ("z",))]


def test_markup_alone_is_no_change() -> None:
    assert changed_pages({"a.html": page("<p>x</p>")}, {"a.html": page("<p class='k'>x</p>")}) == ()
