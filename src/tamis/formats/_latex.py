"""LaTeX text → Unicode and back, as far as bibliographies use it."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "d": "\u0323",
    "b": "\u0331",
    "r": "\u030a",
}
_COMMANDS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å",
    "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "textendash": "–", "textemdash": "—",
    "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textregistered": "®", "texttrademark": "™",
    "copyright": "©", "pounds": "£", "texteuro": "€", "euro": "€", "S": "§", "P": "¶",
    "dots": "…", "ldots": "…", "textellipsis": "…", "textdegree": "°", "degree": "°",
    "textpm": "±", "pm": "±", "times": "×", "texttimes": "×", "cdot": "·", "textmu": "µ",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "neq": "≠", "approx": "≈", "sim": "∼",
    "infty": "∞",
    "rightarrow": "→", "leftarrow": "←", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textbar": "|", "textless": "<", "textgreater": ">",
    "textunderscore": "_", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ",
    "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_ACCENT = re.compile(
    r"\\(?:([`'^\"~=.])\s*(?:\{\s*\\?([^\W\d_]?)\s*\}|\\([ij])(?![A-Za-z])\s*|([^\W\d_]))"
    r"|([uvHckdbr])(?:\s*\{\s*\\?([^\W\d_]?)\s*\}|\s+([^\W\d_])))"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)(?:\{\}|\s*(?![A-Za-z{]))")
_FONT = re.compile(
    r"\\(?:text(?:it|bf|sc|rm|sf|tt|sl|up|md|normal|superscript|subscript)|emph|mathrm|mathit|mathbf"
    r"|ensuremath|mkbibquote|url|uppercase)\s*(?=\{)"
)
_OLD_FONT = re.compile(r"\\(?:it|bf|em|sc|rm|tt|sl|sf)(?![A-Za-z])\s*")
_ESCAPED = re.compile(r"\\([&%$#_{}/,;!\s-])")
_HINT = re.compile(r"\\[A-Za-z`'^\"~=.&%$#_{}]")

_OPEN, _CLOSE, _BACK, _DOLLAR, _TILDE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_KEPT = {"{": _OPEN, "}": _CLOSE, "$": _DOLLAR}


def is_latex(text: str) -> bool:
    """Whether the text holds a LaTeX command."""
    return "\\" in text and _HINT.search(text) is not None


def decode(text: str) -> str:
    """Accents, commands and escapes as characters; grouping braces go."""
    if "\\" in text:
        text = _FONT.sub("", text)
        text = _ESCAPED.sub(_escaped, text)
        text = _ACCENT.sub(_accented, text)
        text = _COMMAND.sub(_command, text)
        text = _OLD_FONT.sub("", text)
    if "~" in text:
        text = text.replace("~", " ")
    if "--" in text:
        text = text.replace("---", "—").replace("--", "–")
    if "``" in text or "''" in text:
        text = text.replace("``", "“").replace("''", "”")
    if "{" in text or "}" in text or "$" in text:
        text = text.translate(_DROPPED)
    return text.translate(_RESTORED)


_DROPPED = str.maketrans("", "", "{}$")
_RESTORED = str.maketrans({_OPEN: "{", _CLOSE: "}", _BACK: "\\", _DOLLAR: "$", _TILDE: "~"})


def _escaped(found: re.Match[str]) -> str:
    char = found[1]
    if char in "/,;!-" or char.isspace():
        return " " if char in ",;" or char.isspace() else ""
    return _KEPT.get(char, char)


def _accented(found: re.Match[str]) -> str:
    accent = found[1] or found[5]
    letter = found[2] or found[3] or found[4] or found[6] or found[7] or ""
    if letter in "ij" and found[0].count("\\") > 1:
        letter = letter or ""
    return unicodedata.normalize("NFC", letter + _ACCENTS[accent]) if letter else ""


def _command(found: re.Match[str]) -> str:
    known = _COMMANDS.get(found[1])
    if known is None:
        return found[0]
    return {"\\": _BACK, "~": _TILDE}.get(known, known)


_ENCODED = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "-": "-",
    }
)


def encode(text: str) -> str:
    """UTF-8 text for a braced BibTeX value: only what LaTeX would misread is escaped."""
    text = text.translate(_ENCODED)
    # A hyphen pair is a dash in LaTeX and two quotes are one; braces between keep them apart.
    for pair in ("--", "``", "''"):
        while pair in text:
            text = text.replace(pair, pair[0] + "{}" + pair[1])
    return text
