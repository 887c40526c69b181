"""The shape NLM writes a <PubmedArticle> in, as patterns.

After the DTD of 2024, in its order. Every quantifier is possessive, so a match never backtracks and
costs no more than the text is long; whatever is not of the shape does not match.
"""

from __future__ import annotations

import re


def _inside(tag: str) -> str:
    """Anything up to the end tag, but no comment, CDATA or instruction."""
    return rf"((?:[^<]++|<(?!/{tag}>|[!?]))*+)"


def _leaf(tag: str) -> str:
    """An element, perhaps, of text alone and without attributes."""
    return rf"(?:<{tag}>([^<]*+)</{tag}>\s*+)?+"


def _part(tag: str, inside: str = "") -> str:
    """An element, perhaps, whose inside is looked at later."""
    return rf"(?:<{tag}(?: [^>]*+)?>\s*+{inside or _inside(tag)}</{tag}>\s*+)?+"


def _skipped(*tags: str) -> str:
    """Elements that hold nothing a record has."""
    each = (rf"<{tag}(?: [^>]*+)?>(?:[^<]++|<(?!/{tag}>|[!?]))*+</{tag}>\s*+" for tag in tags)
    return f"(?:{'|'.join(each)})*+"


def _kept(*tags: str) -> str:
    """Elements few articles have, together; the parser looks at them."""
    return f"({_skipped(*tags)})"


def _row(item: str) -> str:
    """The items of a list, one after the other, as one group."""
    return f"((?:{_silent(item)})*+)"


def _silent(pattern: str) -> str:
    """The pattern without groups of its own."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)


_AUTHOR = (
    r"<Author(?: [^>]*+)?>\s*+(?:<LastName>([^<]*+)</LastName>\s*+"
    + _leaf("ForeName")
    + _leaf("Initials")
    + _leaf("Suffix")
    + r"|<CollectiveName>([^<]*+)</CollectiveName>\s*+)"
    + _skipped("Identifier")
    + r"(?:<AffiliationInfo>\s*+<Affiliation>([^<]*+)</Affiliation>\s*+</AffiliationInfo>\s*+)?+"
    + _kept("AffiliationInfo")
    + r"</Author>\s*+"
)
_QUALIFIER = r'<QualifierName(?: UI="[^"]*+")?+ MajorTopicYN="([YN])">([^<]*+)</QualifierName>\s*+'
_HEADING = (
    r'<MeshHeading>\s*+<DescriptorName(?: UI="[^"]*+")?+(?: MajorTopicYN="([YN])")?+'
    r'(?: Type="[^"]*+")?+>([^<]*+)</DescriptorName>\s*+'
    + f"(?:{_QUALIFIER})?+"
    + _row(_QUALIFIER)
    + r"</MeshHeading>\s*+"
)
_SECTION = (
    r'<AbstractText(?: Label="([^"]*+)")?+(?: NlmCategory="[^"]*+")?+>'
    + _inside("AbstractText")
    + r"</AbstractText>\s*+"
)
_LOCATION = r'<ELocationID EIdType="(\w++)"[^>]*+>([^<]*+)</ELocationID>\s*+'
_TYPE = r"<PublicationType(?: [^>]*+)?>([^<]*+)</PublicationType>\s*+"
_ID = r'<ArticleId IdType="(\w++)"[^>]*+>([^<]*+)</ArticleId>\s*+'

#: `_pubmed_quick` unpacks the groups in their order here.
ARTICLE = re.compile(
    r"<PubmedArticle>\s*+<MedlineCitation([^>]*+)>\s*+<PMID[^>]*+>([^<]*+)</PMID>\s*+"
    + _skipped("DateCreated", "DateCompleted", "DateRevised")
    + r"<Article(?: [^>]*+)?>\s*+<Journal>\s*+(?:<ISSN[^>]*+>([^<]*+)</ISSN>\s*+)?+"
    + r"<JournalIssue[^>]*+>\s*+"
    + _leaf("Volume")
    + _leaf("Issue")
    + r"<PubDate>\s*+"
    + _leaf("Year")
    + _leaf("Month")
    + _leaf("Day")
    + _leaf("Season")
    + _leaf("MedlineDate")
    + r"</PubDate>\s*+</JournalIssue>\s*+"
    + _leaf("Title")
    + _leaf("ISOAbbreviation")
    + r"</Journal>\s*+"
    + _part("ArticleTitle")
    + r"(?:<Pagination>\s*+"
    + _leaf("StartPage")
    + _leaf("EndPage")
    + _leaf("MedlinePgn")
    + r"</Pagination>\s*+)?+"
    + _row(_LOCATION)
    + r"(?:<Abstract>\s*+"
    + _row(_SECTION)
    + _leaf("CopyrightInformation")
    + r"</Abstract>\s*+)?+"
    + _part("AuthorList", _row(_AUTHOR))
    + _leaf("Language")
    + _kept("DataBankList", "GrantList")
    + _part("PublicationTypeList", _row(_TYPE))
    + _kept("VernacularTitle")
    + _skipped("ArticleDate")
    + r"</Article>\s*+<MedlineJournalInfo>\s*+"
    + _leaf("Country")
    + _leaf("MedlineTA")
    + _skipped("NlmUniqueID")
    + _leaf("ISSNLinking")
    + r"</MedlineJournalInfo>\s*+"
    + _kept(
        "ChemicalList",
        "SupplMeshList",
        "CitationSubset",
        "CommentsCorrectionsList",
        "GeneSymbolList",
    )
    + _part("MeshHeadingList", _row(_HEADING))
    + _kept(
        "NumberOfReferences",
        "PersonalNameSubjectList",
        "OtherID",
        "OtherAbstract",
        "KeywordList",
        "CoiStatement",
        "SpaceFlightMission",
        "InvestigatorList",
        "GeneralNote",
    )
    + r"</MedlineCitation>\s*+(?:<PubmedData>\s*+"
    + _skipped("History")
    + _skipped("PublicationStatus")
    + _part("ArticleIdList", _row(_ID))
    + _skipped("ObjectList", "ReferenceList")
    + r"</PubmedData>\s*+)?+</PubmedArticle>\s*+"
)

AUTHOR = re.compile(_AUTHOR)
AFFILIATION = re.compile(rf"<Affiliation>{_inside('Affiliation')}</Affiliation>")
HEADING = re.compile(_HEADING)
QUALIFIER = re.compile(_QUALIFIER)
SECTION = re.compile(_SECTION)
LOCATION = re.compile(_LOCATION)
TYPE = re.compile(_TYPE)
ID = re.compile(_ID)
STATUS = re.compile(r' Status="([^"]*+)"')
#: Character references; an entity by any other name is the parser's business.
REFERENCE = re.compile(r"&(?:#\d{2,6}+|#x[0-9a-fA-F]{2,5}+|amp|lt|gt|quot|apos);")
