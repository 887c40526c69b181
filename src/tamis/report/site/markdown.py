"""The Markdown of a section into HTML: no raw HTML, references resolved, blocks in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

from tamis.report.site.references import REFERENCE, resolve

if TYPE_CHECKING:
    from tamis.report.site.links import Links

Block = Callable[[str, str], Markup | None]
_BLOCK = re.compile(r"\{([a-z-]+)(?::([^{}]*))?\}\s*")


def markdown(links: Links, text: str, *, level: int = 4, block: Block | None = None) -> Markup:
    """Render Markdown; a line that is only {name} or {name:argument} becomes that block.

    Args:
        links: The page the text stands on.
        text: Markdown with references.
        level: The heading level that the topmost heading of the text gets.
        block: Makes a block from its name and argument; None says there is no such block.
    """
    parser, out = _parser(links), Markup("")
    for name, argument, prose in split_blocks(text):
        made = block(name, argument) if name and block else None
        if name and made is None and block is not None:
            made = links.missing(f"block {name}")
        out += made if made is not None else _render(links, parser, prose, level)
    return out


def split_blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """Cut a text at its block lines, as (block name, its argument, "") or ("", "", prose)."""
    prose: list[str] = []
    for line in text.splitlines():
        found = _BLOCK.fullmatch(line.strip())
        if found is None or REFERENCE.fullmatch(line.strip()):
            prose.append(line)
            continue
        yield "", "", "\n".join(prose)
        prose = []
        yield found[1], (found[2] or "").strip(), ""
    yield "", "", "\n".join(prose)


def _parser(links: Links) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.inline.ruler.before("emphasis", "reference", _reference)
    return parser


def _reference(state: StateInline, silent: bool) -> bool:
    found = REFERENCE.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.meta = {"kind": found[1], "value": found[2].strip()}
    state.pos = found.end()
    return True


def _render(links: Links, parser: MarkdownIt, text: str, level: int) -> Markup:
    if not text.strip():
        return Markup("")
    tokens = parser.parse(text)
    _shift_headings(tokens, level)
    for token in tokens:
        if token.children:
            token.children = list(_linked(links, token.children))
    # markdown-it escapes what it renders, and html is off
    html = str(parser.renderer.render(tokens, parser.options, {}))
    wrap = '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>'
    return Markup(html.replace("<table>", wrap).replace("</table>", "</table></div>"))


def _linked(links: Links, tokens: Sequence[Token]) -> Iterator[Token]:
    """Text outside links gets its references and names linked; text inside a link stays."""
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "reference":
            yield _html(resolve(links, token.meta["kind"], token.meta["value"]))
        elif token.type == "text" and not inside:
            yield _html(links.words(token.content))
        else:
            yield token


def _html(content: Markup) -> Token:
    return Token("html_inline", "", 0, content=str(content))


def _shift_headings(tokens: Sequence[Token], level: int) -> None:
    """Move headings under the section's own, keeping their distances and leaving no gap on top."""
    headings = [t for t in tokens if t.type in ("heading_open", "heading_close")]
    if not headings:
        return
    top = min(int(t.tag[1]) for t in headings)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - top + level, 6)}"
