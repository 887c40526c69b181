"""What a title says about its item: a rubric, a correction, a comment, a note of the database."""

from __future__ import annotations

LANGUAGES = (
    "english|german|french|spanish|italian|portuguese|russian|chinese|japanese|korean|polish|czech"
    "|turkish|dutch|danish|swedish|norwegian|finnish|hungarian|hebrew|persian|croatian|serbian"
    "|bulgarian|romanian|ukrainian|greek|arabic|slovak|lithuanian|thai"
)

#: Headings that recur in every issue, as folded titles: equal ones say nothing.
RUBRICS = (
    r"^(?:"
    r"(?:guest |an? |from the |letter from the )?editors? ?(?:s )?"
    r"(?:comments?|note|page|column|introduction|choice|message|corner)?"
    r"|(?:guest )?editorials?(?: (?:comments?|board|note|statement|introduction))?"
    r"|preface|foreword|introduction(?: to (?:the|this) (?:special )?(?:issue|section))?"
    r"|abstracts?|letters?(?: to the editor)?|in this issue|table of contents|contents"
    r"|front matter|back matter|index|announcements?|news|obituary|book reviews?|reviews?"
    r"|commentary|reply|response|authors? repl(?:y|ies)|erratum|corrigendum|correction"
    r"|poster abstracts?|discussion|conclusions?|summary|overview|untitled|no title"
    r"|research notes?|issues and opinions|calls? for papers(?: announcements)?"
    r"|chairs? (?:message|letter)|presidents? (?:message|page)|theory and review|viewpoint"
    r"|perspectives?|highlights?|acknowledge?ments?(?: to reviewers)?"
    r")$"
)

#: Words in a folded title that say it is about another item; the first that fits counts.
MARKS: tuple[tuple[str, str], ...] = (
    (
        "erratum",
        r"^(?:\w+ )?(?:erratum|corrigend|correction|errata|publisher correction)\b"
        r"|^(?:author correction|addendum)\b|\b(?:erratum|corrigendum)$",
    ),
    # Web of Science: "(vol 27, pg 305, 2017)"; Embase: "(Blood (2009) 114 (23-31))".
    (
        "erratum",
        r" vol \d+ (?:pg|p|page|pages?) \w+ (?:\w+ )?\d{4}$"
        r"| [12]\d{3} \d+ (?:\d+ )?\w*\d+ \w*\d+(?: doi .*)?$",
    ),
    ("retraction", r"^(?:retraction|notice of retraction|expression of concern|withdrawal)\b"),
    (
        "comment",
        r"^(?:summary of|commentary|comments?|reply|response|re|in reply|authors? reply"
        r"|authors? response|letter|editorial comment|invited commentary|discussion)\b"
        r"|\b(?:comment|commentary|reply|author reply|authors reply)$",
    ),
    (
        "protocol",
        r"\b(?:study|trial|review) protocol\b|^protocol\b|\bprotocol (?:for|of) a\b"
        r"|\brationale and design\b|\bdesign and rationale\b",
    ),
)

#: Notes that databases put behind a title: "[Erratum appears in …]", "[see comment]",
#: "(author's transl)".
NOTES = (
    r"(?i)\s*[\[(](?:erratum appears|erratum in|see comments?|review|abstract|\d+ refs"
    r"|article in |in [a-z]+[\])]|authors? transl|corrected|published erratum)"
    r"[^\[\]]*[\])]?\.?\s*"
)

#: What stands behind the title of an erratum: Web of Science "(vol 27, pg 305, 2017)", Embase
#: "(Blood (2009) 114 (23-31))". One erratum gets both.
CORRECTED = (
    r"(?i)\s*\((?:vol\.? ?\d+,? ?p(?:p|g|ages?)?\.? ?[^()]*\d{4}[^()]*"
    r"|[^()]+\((?:19|20)\d\d\)[^()]*\d+[^()]*\([^()]*\d[^()]*\)[^()]*)\)\s*$"
)
