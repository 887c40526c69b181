"""claims.toml and page.toml: what people write beside the protocol, checked at the border."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from tamis.model.errors import InvalidFile
from tamis.model.problems import Problem
from tamis.model.results import Claim, PageText, Section
from tamis.store.protocol_messages import path_text
from tamis.store.protocol_schema import Day, Id, Text
from tamis.store.toml_lines import line_numbers, line_of

CLAIMS, PAGE = "claims.toml", "page.toml"
Maybe = Annotated[str, BeforeValidator(lambda v: v.isoformat() if hasattr(v, "isoformat") else v)]
M = TypeVar("M", bound=BaseModel)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ClaimText(_Table):
    """A text whose assertions are checked."""

    id: Id
    label: Text
    document: str = ""


class ClaimEntry(_Table):
    """One assertion, paraphrased, with the verdict and what is said instead."""

    id: Id
    text: Text
    locator: str = ""
    says: Text
    verdict: Literal["supported", "contradicted", "unsupported", "not-checkable"]
    why: Text
    wording: str = ""
    documents: list[Text] = []
    checked: Day


class ClaimsFile(_Table):
    """claims.toml."""

    texts: list[ClaimText] = []
    claims: list[ClaimEntry] = []


class PageHead(_Table):
    """[page] of page.toml."""

    title: Text
    summary: str = ""
    contact: str = ""


class SectionEntry(_Table):
    """A section of the page."""

    id: Id
    heading: Text
    body: str
    layer: Literal["patients", "clinicians", "methods"] = "patients"
    page: str = "index"
    since: Maybe = ""
    until: Maybe = ""


class PageFile(_Table):
    """page.toml."""

    page: PageHead
    terms: dict[str, str] = {}
    sections: list[SectionEntry] = []


def read_claims(path: Path) -> tuple[Claim, ...]:
    """The claims ledger; empty when the review has none.

    Raises:
        InvalidFile: Each thing that is wrong, with its line.
    """
    if not path.exists():
        return ()
    told = _read(path, ClaimsFile)
    texts = {t.id: t for t in told.texts}
    strange = [
        Problem(f"claims '{c.id}'", f"no text '{c.text}'", f"known: {', '.join(texts)}", "error")
        for c in told.claims
        if c.text not in texts
    ]
    if strange:
        raise InvalidFile(path, strange)
    return tuple(
        Claim(
            **{**c.model_dump(exclude={"documents", "text"}), "text": texts[c.text].label},
            documents=tuple(dict.fromkeys([*filter(None, [texts[c.text].document]), *c.documents])),
        )
        for c in told.claims
    )


def read_page(path: Path, title: str) -> PageText:
    """The page's free text; a page without any has only its title.

    Raises:
        InvalidFile: Each thing that is wrong, with its line.
    """
    if not path.exists():
        return PageText(title=title)
    told = _read(path, PageFile)
    return PageText(
        **told.page.model_dump(),
        terms=told.terms,
        sections=tuple(Section(**s.model_dump()) for s in told.sections),
    )


def _read(path: Path, kind: type[M]) -> M:
    try:
        text = path.read_text("utf-8")
        told = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidFile(path, [str(error)]) from error
    try:
        return kind.model_validate(told)
    except ValidationError as error:
        lines = line_numbers(text)
        problems = [
            Problem(path_text(e["loc"]), e["msg"], severity="error", line=line_of(e["loc"], lines))
            for e in error.errors(include_url=False)
        ]
        raise InvalidFile(path, problems) from error
