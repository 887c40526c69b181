"""Column headings in other languages than English → field of `_place`."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

#: Field → headings: German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Chinese,
#: Japanese.
_WORDS: Mapping[str, str] = {
    "title": "titel|titre|título|titolo|tytuł|название|заглавие|标题|题名|篇名|題名"
    "|タイトル|論文名",
    "authors": "autor|autoren|verfasser|auteur|auteurs|autores|autore|autori|autorzy|автор|авторы"
    "|作者|著者|著者名",
    "year": "jahr|erscheinungsjahr|année|annee de publication|año|año de publicación|ano|anno|jaar"
    "|rok|год|год издания|年份|年|発行年|出版年",
    "date": "datum|erscheinungsdatum|date de publication|fecha|fecha de publicación|data"
    "|дата|日期|出版日期",
    "journal": "zeitschrift|zeitschriftentitel|revue|titre de la revue|revista|rivista|tijdschrift"
    "|czasopismo|журнал|期刊|刊名|雑誌名",
    "volume": "band|jahrgang|volumen|том|卷|巻",
    "issue": "heft|heftnummer|numéro|número|numero|fascicule|fascicolo|numer|номер|выпуск|期|号",
    "pages": "seiten|seite|páginas|pagine|pagina|pagina s|strony|страницы|页码|ページ",
    "abstract": "zusammenfassung|kurzfassung|résumé|resumen|resumo|riassunto|samenvatting"
    "|streszczenie|аннотация|реферат|摘要|抄録",
    "keywords": "schlagwörter|schlagworte|stichwörter|mots clés|palabras clave|palavras chave"
    "|parole chiave|trefwoorden|słowa kluczowe|ключевые слова|关键词|キーワード",
    "language": "sprache|langue|idioma|lingua|taal|język|язык|语言|言語",
    "publisher": "verlag|éditeur|editorial|editora|editore|uitgever|издательство|出版社",
    "notes": "notizen|bemerkungen|anmerkungen|remarques|notas|note personali|примечания|备注",
    "urls": "adresse|lien|enlace|ссылка|链接",
}  # fmt: skip


def _unaccented(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c))


#: Heading → field, also as it looks without its accents.
ABROAD: Mapping[str, str] = {
    spelling: field
    for field, words in _WORDS.items()
    for word in words.split("|")
    for spelling in (word, _unaccented(word))
}
