"""Small papers, made when a test needs one."""

from __future__ import annotations

import io
from collections.abc import Iterable

PAPER = (
    ("Walking for back pain: a randomised trial",
     "A total of 56 adults were ran-",
     "domised 1:1 to walking (n = 31) or to rest (n = 25).",
     "Registered as NCT01234567."),
    ("Results",
     "Pain fell by −3.10 (SD 3.51) points with walking",
     "and by −6.48 (SD 4.53) with rest (P = .02).",
     "Falls were not reported in the control group."),
)  # fmt: skip

JATS = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2//EN" "JATS-archivearticle1.dtd">
<article><front><journal-meta><journal-id>x</journal-id></journal-meta><article-meta>
<title-group><article-title>Walking for <italic>back</italic> pain</article-title></title-group>
<abstract><p>Of 56 adults, 31 walked.</p></abstract></article-meta></front>
<body><sec><title>Methods</title><p>We randomised&#x20;56 adults<xref>1</xref>
 to <bold>walking</bold> (10<sup>6</sup> steps).</p>
<table-wrap><label>Table 1</label><caption><p>Pain at 6 months</p></caption>
<table><thead><tr><th>Group</th><th>n</th><th colspan="2">Mean (SD)</th></tr></thead>
<tbody><tr><td>Walking</td><td>31</td><td>−3.10</td><td>(3.51)</td></tr></tbody></table>
</table-wrap></sec></body>
<back><ref-list><ref><mixed-citation>Other people 2001</mixed-citation></ref></ref-list></back>
</article>"""


def pdf(pages: Iterable[Iterable[str]] = PAPER, size: tuple[float, float] = (6, 8)) -> bytes:
    """A PDF with these lines."""
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    made = io.BytesIO()
    with PdfPages(made) as book:
        for lines in pages:
            figure = Figure(figsize=size)
            for i, line in enumerate(lines):
                figure.text(0.1, 0.9 - 0.05 * i, line)
            book.savefig(figure)
    return made.getvalue()


def scan() -> bytes:
    """A PDF that holds an image and no words."""
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(made, "PDF")
    return made.getvalue()


def locked() -> bytes:
    """A PDF whose words need a password: its trailer says so."""
    data = pdf([["Secret"]])
    rule = (
        b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + b"41" * 32
        + b"> /U <" + b"42" * 32 + b"> >>"
    )  # fmt: skip
    return data.replace(b"trailer\n<<", b"trailer\n<< /ID [<00><00>] /Encrypt " + rule, 1)
