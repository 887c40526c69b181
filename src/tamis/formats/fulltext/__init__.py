"""Full texts: PDF and JATS XML → text with a place for every character.

    >>> from tamis.formats.fulltext import anchors, jats
    >>> text = jats.read(b"<article><body><p>Of 48 people, 36 had cells.</p></body></article>")
    >>> anchors.find(text, "36 had cells")[0].start
    14

Bytes come in, values go out.
"""
