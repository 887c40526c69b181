"""Which diseases a statement asks for or rules out, and which it only names.

A disease that is only named ("an ALS clinical trial", "ALS symptoms", "drugs for ALS") is no
criterion; one is asked for where the words around it speak of a diagnosis or of the people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.trials.criteria import Criterion, Effect, Kind
from tamis.trials.items import Item
from tamis.trials.stance import allowed, denied, excepted, excludes
from tamis.trials.vocabulary import Mention, Vocabulary

_AFTER_NOT = re.compile(
    r"^[\s(]*(?:-?\s?functional|\(?[A-Z]{0,4}\)?\s?functional rating|rating|clinics?\b"
    r"|clinical (?:trial|stud|research|cent)"
    r"|trials?\b|stud(?:y|ies)\b|cent(?:er|re)s?\b|(?:disease )?symptoms?\b|medications?\b"
    r"|treatments?\b|drugs?\b"
    r"|therap(?:y|ies)\b|severity|specialists?\b|(?:disease |symptom )?onset"
    r"|(?:disease )?duration|(?:disease )?progression"
    r"|related\b|associations?\b|registry|staging|specific|assessment|health|score|questionnaire"
    r"|mimic|gene\b|research"
    r"|(?:investigational|experimental) |symptomatology|care\b|rehab|relapse|attacks?\b"
    r"|exacerbation|flare)",
    re.IGNORECASE,
)

_BEFORE_NOT = re.compile(
    r"(?:\b(?:onset|symptoms?|signs?|treatment|therap(?:y|ies)|progression|course|time|date"
    r"|drugs?|medications?|cause|risk"
    r"|features?|mimics?|severity|duration|history|study|studies|trials?|management"
    r"|evidence) (?:of|for|in|due to|from|related to)"
    r"(?: the| a| any)?(?: \w+)?\s*|\b(?:approved|used|taken|indicated|prescribed|riluzole"
    r"|edaravone) (?:\w+ )?(?:for|in)(?: the)?(?: treatment of)?\s*"
    r"|\b(?:(?:family|personal)(?: or family)? history of|(?:pre-?symptomatic|asymptomatic"
    r"|at risk|risk) (?:for|of)|relatives? with|relative of an?|members? with|related to|due to"
    r"|secondary to|treat|unlike|known to"
    r"|since|first|mimic(?:s|king)?|resembl(?:es|ing)|simulat(?:es|ing)|confound(?:s"
    r"|ing)?(?: or obscure)?(?: the)?(?: diagnosis of)?|obscure the diagnosis of) ?(?:the )?\s*)$",
    re.IGNORECASE,
)

_CUE = re.compile(
    r"\bdiagnos\w+|\b(?:definite|probable|possible|suspected|confirmed|established|clinically"
    r"|classified)\b|\bcriteria\b"
    r"|\b(?:patients?|subjects?|participants?|adults?|individuals?|people|persons?|volunteers?"
    r"|men|women|males?|females?|cases)\b"
    r"[^.;]{0,50}\b(?:with|who ha(?:ve|s)|having|suffering|affected|living)\b|\b(?:have|has"
    r"|having|with) (?:a |an )?(?:\w+ ){0,3}$|\b(?:form|type)s? of (?:an? |the )?$",
    re.IGNORECASE,
)

_PEOPLE_AFTER = re.compile(
    r"^[\s,)(]*(?:disease )?(?:patients?|subjects?|participants?|volunteers?|individuals?|diagnos"
    r"|as defined|according|classified"
    r"|confirmed|defined|by |based on|meeting|who|with|of |at |for|in |\(|,|;|\.|:|or |and |$|/"
    r"|\*|disease|due|caused|associated|carry|plus|other|but|that|from|including|such|as |has|have"
    r"|is |are "
    r"|patient|ALS\b|MND\b)",
    re.IGNORECASE,
)

_OPENING = re.compile(
    r"^\W*(?:\d{1,2}[.)]|[a-zA-Z][.)]|[①-⑳]|\(\d+\))?\W*(?:(?:the|a|an|any|either|all|have|has"
    r"|having|with|confirmed|established|clinical(?:ly)?|sporadic|familial|idiopathic"
    r"|genetic(?:ally)?|adult|bilateral|typical|early|late|moderate|mild|advanced|symptomatic|or"
    r"|and|known|stage|onset|bulbar|spinal|limb"
    r"|isolated|primary|secondary|current|other|form|forms|type|types|of|diagnosis|case|cases"
    r"|meets?|meeting|fulfil\w*|male|female|presence of|history of|suspected|concomitant"
    r"|concurrent|coexisting)\W+){0,6}$",
    re.IGNORECASE,
)

#: What stands between two diseases of one list.
_LISTED = re.compile(
    r"(?:[^().;]{0,30}\))?[\s,;:/()]*(?:(?:and|or|and/or|including|e\.g\.|such as|i\.e\.|either"
    r"|with|ALS)[\s,;:/()]*)*"
    r"(?:\w+[\s-]){0,2}",
    re.IGNORECASE,
)

_OTHER = re.compile(r"\bother (?:\w+ ){0,2}$|\banother (?:\w+ ){0,2}$", re.IGNORECASE)

_OTHER_AFTER = re.compile(
    r"^\W*(?:other than|except|excluding|different from|apart from)\b", re.IGNORECASE
)

_THAN = re.compile(
    r"\b(?:other than|apart from|except(?:ing)?(?: for)?|besides|different from|in addition to"
    r"|beyond|with the exception of)"
    r" (?:the |a )?(?:\w+ ){0,2}$",
    re.IGNORECASE,
)


def named(item: Item, words: Vocabulary) -> Iterator[Criterion]:
    """The diseases one statement asks for or rules out, each once."""
    text = item.text
    seen: set[str] = set()
    asked: tuple[Mention, ...] = ()
    beside = 0  # where a disease that is only named ends; what is listed with it is only named too
    for mention in words.mentions(text):
        before, after = text[: mention.start], text[mention.end :]
        if mention.condition in seen:
            asked = (*asked, mention)
            continue
        only_named = _BEFORE_NOT.search(before[-90:]) or _AFTER_NOT.match(after[:40])
        if only_named or (beside and _LISTED.fullmatch(text[beside : mention.start])):
            beside = mention.end
            continue
        if _THAN.search(before) or _ONE_NEURON.search(before):
            continue
        if not (_is_asked(text, mention, asked) or _listed_out(item, before)):
            continue
        if excludes(item) and (_ONLY_A_FORM.search(before) or _A_WHILE.match(after)):
            continue
        if item.section == "exclusion" and _SOME_OF_THEM.match(after):
            continue
        asked = (*asked, mention)
        seen.add(mention.condition)
        other = bool(_OTHER.search(before[-30:]) or _OTHER_AFTER.search(after))
        effect: Effect
        if other and not denied(text, mention.start):
            effect = "forbids"
            if not excludes(item):
                continue
        else:
            out = excludes(item) != denied(text, mention.start)
            effect = "forbids" if out else "requires"
            if excluding(before):
                effect = "forbids"
        yield made(item, "diagnosis", effect, mention.condition, other=other and _out(effect))


#: In an exclusion these narrow the disease, so the disease itself is not left out.
_ONLY_A_FORM = re.compile(
    r"\b(?:familial|sporadic|hereditary|inherited|genetic|SOD-?1|C9orf72|FUS|TARDBP|juvenile"
    r"|bulbar|late|type \w{1,3}|non-?\w{1,3}"
    r"|advanced|rapidly|slowly|progressi\w+|severe|early|onset|stage|end"
    r"|respiratory[- ]onset)[\s-]+$",
    re.IGNORECASE,
)

#: "HD subjects who were not tested" leaves out some of them, not the disease.
_SOME_OF_THEM = re.compile(
    r"^\s?(?:patients?|subjects?|participants?|volunteers?|cases) (?:who|with|without|whose|that"
    r"|having|on|in whom)\b",
    re.IGNORECASE,
)

#: "ALS for more than five years" leaves out a duration, not the disease.
_A_WHILE = re.compile(r"^\s*(?:\([^()]*\)\s*)?(?:for|lasting|duration|>|<|≥|≤)\s?", re.IGNORECASE)

_IN_A_LIST = re.compile(
    r"(?:\bhistory of(?: an?| any)?|\bor|\band|\bsuch as|\blike|\bincluding|e\.g\.,?|i\.e\.,?"
    r"|\bpresence of"
    r"|\bevidence of|[,(/;:])\s*(?:\w+\s)?$",
    re.IGNORECASE,
)


def _listed_out(item: Item, before: str) -> bool:
    """Whether a disease is one of a list of what keeps people out."""
    return item.section == "exclusion" and bool(_IN_A_LIST.search(before))


def _out(effect: Effect) -> bool:
    """Whether an effect keeps people out."""
    return effect == "forbids"


def excluding(before: str) -> bool:
    """'… (excluding PLS …': named among what is left out."""
    return bool(re.search(r"\bexclud(?:ing|es?)\b[^.;)]{0,60}$", before, re.IGNORECASE))


#: What follows a disease that people have: "ALS patients", "ALS (definite or probable)".
_HOLDERS = re.compile(
    r"^[\s,(]*(?:disease )?(?:history\b|patients?|subjects?|participants?|volunteers?|diagnos"
    r"|as defined|according|classified|\((?:definite|probable|possible))",
    re.IGNORECASE,
)


#: "pure upper motor neuron disease" is said of signs and is not every motor neuron disease.
_ONE_NEURON = re.compile(r"\b(?:upper|lower)[\s-]+$", re.IGNORECASE)


def _is_asked(text: str, mention: Mention, earlier: tuple[Mention, ...]) -> bool:
    before, after = text[: mention.start], text[mention.end :]
    if _OPENING.match(before) and (_PEOPLE_AFTER.match(after) or not after.strip()):
        return True
    if earlier and _LISTED.fullmatch(text[earlier[-1].end : mention.start]):
        return True
    return bool(_CUE.search(before) or _HOLDERS.match(after))


def made(item: Item, kind: Kind, effect: Effect, term: str, *, other: bool = False) -> Criterion:
    """A criterion about the diagnosis, with the words it rests on."""
    if effect == "requires" and kind == "diagnosis" and allowed(item.text) and not _must(item.text):
        effect = "allows"
    return Criterion(
        kind=kind, effect=effect, term=term, section=item.section, start=item.start, end=item.end,
        sentence=item.text, exception=excepted(item.text) and not other, other=other,
    )  # fmt: skip


def _must(text: str) -> bool:
    return bool(re.search(r"\b(?:must|required|diagnos\w+)\b", text, re.IGNORECASE))
