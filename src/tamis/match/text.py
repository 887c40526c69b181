"""Folding of text: one spelling for what sources write in many ways.

Every function takes a whole batch, so the same code can run inside a Spark worker.
"""

from __future__ import annotations

import polars as pl

#: Letters that Unicode decomposition leaves alone, and Greek letters, which one database spells
#: out ("alpha") where another prints the sign. Cyrillic follows the plain BGN/PCGN romanisation.
_LETTERS: dict[str, str] = {
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "φ": "phi", "χ": "chi",
    "ψ": "psi", "ω": "omega", "ι": "iota", "ο": "o", "υ": "upsilon",
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip

#: HTML and XML remains that carry no words.
_MARKUP = r"</?[a-zA-Z][^<>]{0,40}>|&(?:[a-zA-Z]{2,8}|#x?[0-9a-fA-F]{2,6});|<U\+[0-9A-F]{4}>"

#: What stands between two words, unless it is one space already: most gaps need no rewriting.
_GAP = r" *[^\p{L}\p{N} ][^\p{L}\p{N}]*|  +"

#: UTF-8 read as Windows-1252 or Latin-1 leaves one of these lead characters before a
#: continuation byte.
_MOJIBAKE = "[ÂÃÄÅâ][\u0080-\u00bf\u0152-\u0178\u2013-\u2122€]"


def repaired(text: pl.Series) -> pl.Series:
    """Undo UTF-8 that was decoded as Windows-1252, leaving every other string as it is."""
    broken = text.str.contains(_MOJIBAKE).fill_null(value=False)
    if not broken.any():
        return text
    rows = broken.arg_true()
    mended = text.gather(rows).map_elements(_redecoded, return_dtype=pl.String)
    return text.scatter(rows, mended)


def _redecoded(text: str) -> str:
    raw = bytearray()
    for char in text:
        try:
            raw += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 255:
                return text
            raw.append(ord(char))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text


def folded(text: pl.Series) -> pl.Series:
    """Lower-case words without accents, markup or punctuation, joined by single spaces."""
    frame = pl.DataFrame({"text": text}).select(
        pl.col("text").str.replace_all(_MARKUP, " "),
        (pl.col("text").str.len_bytes() == pl.col("text").str.len_chars()).alias("plain"),
    )
    # Most texts are plain ASCII and need no decomposition; a rule costs nothing on a null.
    split = frame.select(
        pl.when("plain").then("text").alias("plain"), pl.when(~pl.col("plain")).then("text")
    )
    return split.select(
        pl.coalesce(
            pl.col("plain").str.to_lowercase().str.replace_all("['`]", ""),
            pl.col("text")
            .str.normalize("NFKD")
            .str.to_lowercase()
            .str.replace_all(r"['’`´]|\p{M}", "")
            .str.replace_many(_LETTERS),
        )
        .str.replace_all(_GAP, " ")
        .str.strip_chars(" ")
        .alias(text.name)
    ).to_series()


def blank_to_null(text: pl.Expr) -> pl.Expr:
    """An empty string is a missing value, never an equal one."""
    return pl.when(text.str.len_bytes() > 0).then(text)
