"""Where in a journal an item stands: volume, issue, pages, DOI and other identifiers."""

from __future__ import annotations

import polars as pl

from tamis.match.text import blank_to_null

#: Spreadsheets turn the page range "6-10" into the date "06-Oct".
_MONTHS: dict[str, str] = {
    "jan": "1", "feb": "2", "mar": "3", "apr": "4", "may": "5", "jun": "6",
    "jul": "7", "aug": "8", "sep": "9", "oct": "10", "nov": "11", "dec": "12",
}  # fmt: skip
_MONTH = rf"(?:^|-)(?:{'|'.join(_MONTHS)})(?:-|$)"
_PERCENT: dict[str, str] = {"%2f": "/", "%28": "(", "%29": ")", "%3a": ":", "%3c": "<", "%3e": ">"}


def volume_number(raw: pl.Expr) -> pl.Expr:
    """First number of a volume field: "88 Suppl 1" and "88 (1)" both give "88".

    A fragment such as "2)" is the tail of a lost "12 (Suppl. 2)": it says nothing.
    """
    text = raw.str.to_lowercase().str.strip_chars()
    number = text.str.replace(r"\(.*$", "").str.extract(r"(\d+)").str.strip_chars_start("0")
    fragment = text.str.contains(r"^[^(]*\)") | text.str.contains(r"^\(?suppl")
    return pl.when(~fragment).then(blank_to_null(number))


def issue_number(issue: pl.Expr, volume: pl.Expr) -> pl.Expr:
    """First number of the issue field, or of the brackets behind the volume, "6(1)".

    No volume has a hundred issues: a longer number is a running one, a year or a spoilt field, and
    sources do not agree on it.
    """
    own = issue.str.extract(r"(\d+)").str.strip_chars_start("0")
    inner = volume.str.extract(r"\d+ ?\((\d+)").str.strip_chars_start("0")
    moved = is_unpaginated(volume) | _is_article_number(issue)
    number = pl.when(moved).then(inner).otherwise(pl.coalesce(blank_to_null(own), inner))
    return pl.when(number.str.len_bytes().is_between(1, 2)).then(number)


def is_unpaginated(volume: pl.Expr) -> pl.Expr:
    """Ovid writes "13 (2) (no pagination)" and moves the article number into the issue field."""
    return volume.str.contains("(?i)no pagination").fill_null(value=False)


def _is_article_number(issue: pl.Expr) -> pl.Expr:
    return issue.str.contains(r"(?i)^\s*(?:e\d{3,}|article (?:no\.? ?|number )?\w*\d+|cd\d{6})")


def page_text(pages: pl.Expr, issue: pl.Expr, volume: pl.Expr) -> pl.Expr:
    """The page field, or the article number where another field holds it."""
    moved = is_unpaginated(volume) | _is_article_number(issue).fill_null(value=False)
    borrowed = pl.when(moved).then(issue.str.replace(r"(?i)article (?:no\.? ?|number )?", ""))
    return pl.coalesce(blank_to_null(pages.str.strip_chars()), borrowed)


def is_supplement(issue: pl.Expr, volume: pl.Expr, pages: pl.Expr) -> pl.Expr:
    """Whether volume, issue or page speak of a supplement, where conference abstracts stand."""
    named = pl.concat_str(issue, volume, separator=" ", ignore_nulls=True).str.to_lowercase()
    lettered = pages.str.contains(r"(?i)^(s\d+|\d+s|\d+a|a\d+|p\d+)\b").fill_null(value=False)
    return named.str.contains(r"suppl|abstract|\d ?s\b|\bs ?\d").fill_null(value=False) | lettered


def page_fields(pages: pl.Series) -> pl.DataFrame:
    """Columns `page` (first, digits), `page_end` (last, expanded) and `page_letter`."""
    text = pl.col("text")
    read = (
        pl.DataFrame({"text": _undated(pages.str.to_lowercase().str.replace_all(r"\s+", " "))})
        .with_columns(
            text.str.replace_all(r"[–—‐−]|--+| - ", "-").str.replace(r"^\D*?pp?(?:ages?)?\.? ", "")
        )
        .select(
            text.str.extract(r"^[^0-9]*(\d+)").str.strip_chars_start("0").alias("first"),
            text.str.extract(r"^[^0-9]*\d+[a-z]{0,3} ?- ?[a-z]{0,4}(\d+)")
            .str.strip_chars_start("0")
            .alias("last"),
            text.str.extract(r"^\s*([ivxlc]+)\s*(?:-|$)").alias("roman"),
            pl.coalesce(
                text.str.extract(r"^([a-z]{1,3})\.?\d"), text.str.extract(r"^\d+([a-z]{1,2})\b")
            ).alias("page_letter"),
        )
        .with_columns(
            (
                pl.col("first").str.len_bytes().cast(pl.Int32)
                - pl.col("last").str.len_bytes().cast(pl.Int32)
            ).alias("kept")
        )
    )
    first, last, kept = pl.col("first"), pl.col("last"), pl.col("kept")
    whole = pl.when(kept > 0).then(first.str.head(kept) + last).otherwise(last)
    return read.select(
        pl.coalesce(blank_to_null(first), "roman").alias("page"),
        blank_to_null(whole).alias("page_end"),
        "page_letter",
    )


def _undated(text: pl.Series) -> pl.Series:
    """Month names back to the numbers they were; few pages hold one."""
    rows = text.str.contains(_MONTH).fill_null(value=False).arg_true()
    dated = text.gather(rows)
    for name, number in _MONTHS.items():
        dated = dated.str.replace(rf"(^|-){name}(-|$)", f"${{1}}{number}${{2}}")
    return text.scatter(rows, dated)


def doi_key(raw: pl.Expr) -> pl.Expr:
    """The DOI inside a URL, a label or plain text; null for anything else.

    Lower-cased, without the signs that sources encode or drop (brackets, hyphens, colons).
    """
    return (
        raw.str.to_lowercase()
        .str.replace_many(_PERCENT)
        .str.extract(r"(10\.\d{3,9}/[^\s\"<>;,]+)")
        .str.replace_all(r"[^a-z0-9./]", "")
        .str.strip_chars_end("./")
    )


def pmid_key(raw: pl.Expr) -> pl.Expr:
    """The digits of a PubMed identifier, also out of a pubmed address."""
    return raw.str.extract(r"^(?:.*pubmed\D{1,30})?\D{0,6}0*(\d{3,8})\D*$")


def pmcid_key(raw: pl.Expr) -> pl.Expr:
    """The digits of a PubMed Central identifier."""
    return raw.str.extract(r"(?i)(?:pmc)?0*(\d{4,9})")


def serial_numbers(raw: pl.Expr) -> pl.Expr:
    """ISSNs and ISBNs in a field, hyphens dropped, as a list of strings."""
    return (
        raw.str.to_lowercase()
        .str.replace_all("-", "", literal=True)
        .str.extract_all(r"\b(?:97[89]\d{10}|\d{9}[\dx]|\d{7}[\dx])\b")
    )


def registry_numbers(raw: pl.Expr) -> pl.Expr:
    """Trial registration numbers in a text, upper-cased and without blanks, as a list."""
    pattern = (
        r"NCT ?0?\d{8}|ISRCTN ?\d{8}|ACTRN ?\d{14}|CHICTR[-A-Z]* ?-?\d{8,10}"
        r"|DRKS ?\d{8}|JPRN-?[A-Z]*\d+|UMIN ?\d{9}|KCT ?\d{7}|CTRI/\d{4}/\d{2,3}/\d{6}"
        r"|IRCT ?\d{10,16}N?\d*|NTR ?\d{3,5}|TCTR ?\d{11}|PACTR ?\d{15,16}|RBR-[A-Z0-9]{6,7}"
        r"|SLCTR/\d{4}/\d{3}|20\d\d-\d{6}-\d{2}"
    )
    return (
        raw.str.to_uppercase()
        .str.extract_all(pattern)
        .list.eval(pl.element().str.replace_all(" ", "", literal=True))
    )
