"""The words that name a state, and the words around them that mean something else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tamis.trials.criteria import Kind


@dataclass(frozen=True, slots=True)
class State:
    """A state: the words that name it, and words around them that mean something else."""

    kind: Kind
    term: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


INVASIVE = _words(
    r"\btracheo(?:s|t)tom\w*", r"\btracheostomi[sz]ed\b", r"\btracheotom(?:y|ies|i[sz]ed)\b",
    r"\btracheal (?:tube|cannula)",
    r"(?<!non)(?<!non[- ])\binvasive(?:ly)?[- ](?:mechanical(?:ly)? )?(?:assisted )?(?:ventilat\w+"
    r"|respirat\w+)",
    r"(?<!non)(?<!non[- ])\binvasive or non-?\s?invasive (?:mechanical )?ventilat",
    r"\bendotracheal intubat\w+",
)  # fmt: skip

NIV = _words(
    r"\bnon[- ]?invasive(?:ly)?,? (?:\w+ ){0,3}?(?:ventilat\w+|respirat\w+|pressure)", r"\bNIV\b",
    r"\bNIPPV\b", r"\bNPPV\b",
    r"\bBi-?PAP\b", r"\bbi-?level (?:positive|airway)", r"\bpositive pressure ventilat\w+",
    r"\b(?:invasive (?:or|and|/) )non-?\s?invasive (?:mechanical )?ventilat\w+",
)  # fmt: skip

ANY_VENTILATION = _words(
    r"\b(?:mechanical(?:ly)?|assisted|artificial(?:ly)?|permanent|continuous|chronic|ventilatory"
    r"|respiratory|home)[- ]"
    r"(?:assisted )?(?:ventilat\w+|respirat(?:ion|or)|ventilatory)\b",
    r"\bventilat(?:or|ory|ion)[- ](?:support|assist\w+|depend\w+|aid)\b",
    r"\brespirat(?:or|ory)[- ](?:support|assist\w+|depend\w+|aid)\b",
    r"\b(?:use|using|uses|need|requir\w+|on|depend\w+)(?: \w+){0,4}? (?:a )?ventilat(?:or|ors|ion"
    r"|ory)\b",
    r"^\W*(?:\d{1,2}[.)]\s*)?ventilat(?:ion|or)\b(?!\W?perfusion)", r"\brespirator[- ]dependen\w+",
    r"\bventilat(?:or|ed|ion)(?: |-)dependen\w+",
    r"\bdependen\w+ (?:on|upon) (?:a )?(?:ventilat|respirat|mechanical)\w*",
)  # fmt: skip

_NOT_VENTILATED = _words(
    r"\b(?:NIPPV|NIV|ventilation) (?:arm|group)\b", r"\bventilation scan",
    r"\bcontraindicat\w+ to\b",
    r"\bhyperventilat", r"\bsettings?\b",
)  # fmt: skip

STATES: tuple[State, ...] = (
    State("ventilation", "invasive", INVASIVE, _NOT_VENTILATED),
    State("ventilation", "niv", NIV, _NOT_VENTILATED),
    State(
        "feeding-tube", "",
        _words(
            r"\bgastrostom\w*", r"\bgastrotom\w*", r"\bfeeding tube\w*", r"\btube[- ]feeding\b",
            r"(?-i:\bPEG\b)",
            r"\benteral (?:feeding|nutrition|supply|or parenteral)", r"\bnasogastric\b",
            r"\bG-tube\b",
            r"\bparenteral (?:feeding|nutrition|supply)", r"\bjejunostomy\b",
        ),
        _words(r"\bcolonoscop", r"PEG[- ]?(?:\d|interferon)"),
    ),
    State(
        "cell-therapy", "",
        _words(
            r"\b(?:stem|stromal|progenitor|mesenchymal|MSC|cellular"
            r"|cell)[- ]?(?:\w+[- ])?(?:cells? )?(?:based )?(?:and/or gene |or gene "
            r"|or gene transfer "
            r"|and gene )?(?:therap\w+|transplant\w*|treatment\w*|injection\w*|infusion\w*"
            r"|product\w*|implant\w*|graft\w*)",
            r"\bgene (?:and/or|or|and) cell(?:ular)?[- ](?:based )?(?:therap\w+|transplant\w*"
            r"|treatment\w*)",
            r"\b(?:receiv\w+|exposure to|treat\w+ with|transplant\w* (?:of|with)|use of|had"
            r"|therapy with|history of|prior|previous) (?:\w+ ){0,4}?(?:stem|stromal"
            r"|progenitor) cells?\b",
            r"\bstem[- ]cells?\b(?= (?:of|therapy|in the|within|before|for))",
            r"\bcell (?:or|and) gene (?:transfer )?(?:therap\w+|stud\w+)",
            r"\b(?:stem|stromal) cell (?:\w+ )?(?:trial|stud(?:y|ies))s?\b",
        ),
        _words(
            r"\b(?:red|white) (?:blood )?cells?", r"\bblood cell", r"\bT[- ]cells?\b",
            r"\bsickle cell", r"\bsquamous|\bbasal cell", r"\bbone marrow transplant",
            r"\bcell culture", r"\bcells? cultur", r"\bhypersensitiv|\ballerg",
            r"\bbefore the (?:stem )?cell", r"\bafter (?:the )?(?:stem )?cell", r"\bplasma cell",
            r"\bprior to (?:the )?(?:stem )?cell",
            r"\bduring (?:the )?(?:bone marrow|procedure|surgery)",
            r"\bincapacity|\binability|\btolerat\w+|\bjeopardi[sz]|\bundergo\b|\bcontraindicat"
            r"|\baffecting\b|\binterfer",
        ),
    ),
    State(
        "pregnancy", "",
        _words(
            r"\bpregnan(?:t|cy|cies)\b", r"\bbreast[- ]?feed\w*", r"\blactati\w+",
            r"\bnursing (?:mother|wom[ae]n|female)s?",
            r"\b(?:nursing|gravid)\b(?! home)", r"\bgestation\b",
        ),
        _words(r"\bavoid(?:ing)? pregnan", r"\bprevent(?:ing|ion of)? pregnan",
        r"\bpartners?\b[^.;]{0,30}\bpregnan", r"\b(?:cap)?able of becoming pregnan",
        r"\bpregnan\w+ (?:partner|of (?:a |their |the )?partner)"),
    ),
    State(
        "cognition", "",
        _words(
            r"\bdementia\b",
            r"\bcognitive(?:ly)? (?:\w+ ){0,3}?(?:impair\w*|deficit\w*|declin\w*|dysfunction"
            r"|disorder\w*|disturb\w*|disabilit\w*|deteriorat\w*|"
            r"alterat\w*|problem\w*|compromis\w*|disease|status|function\w*|sphere)",
            r"\bcognitive or \w+ (?:impair|deficit|disorder|disturb|dysfunction)\w*",
            r"\b(?:impair\w*|deficit\w*|disturb\w*|disorder\w*|reduced|declin\w*|loss|abnormal\w*"
            r"|deteriorat\w*) (?:of |in |\w+ )?cognit\w+",
            r"\bcognit\w+(?:/\w+| and/or \w+| or \w+|, \w+)* (?:impair|deficit|disorder|disturb"
            r"|dysfunction)\w*",
            r"\bMMSE\b", r"\bmini[- ]?mental\b", r"\bMoCA\b", r"\bMontreal Cognitive",
            r"\bmental(?:ly)? (?:deteriorat\w*|retard\w*|intact|impair\w*|incapac\w*|deficit\w*)",
            r"\blimited mental capacity", r"\bFTD\b", r"\bECAS\b", r"\bfrontotemporal\b",
            r"\bfronto-temporal\b", r"\bimpaired mental\b",
        ),
        _words(r"\bfamily history\b", r"\bALS[-/]FTD\b(?=.{0,40}(?:history|relative))"),
    ),
    State(
        "other-trial", "",
        _words(
            r"\b(?:participa\w+|enrol\w+|involve\w+|inclusion|taking part"
            r"|included) (?:\w+ ){0,6}?(?:in|for|to|of)(?:to)? (?:\w+[- ]){0,6}?(?:trial|study"
            r"|studies|research|protocol)s?\b",
            r"\b(?:investigational|experimental|unapproved)(?:/\w+)? (?:\w+[ /]){0,2}?(?:drug"
            r"|device|agent|product|treatment|therap|medicin|medication|biologic|intervention"
            r"|compound|substance|study drug)\w*",
            r"\b(?:another|other|any other|previous|prior|concurrent|concomitant|recent"
            r"|different) (?:\w+ ){0,3}?(?:clinical |interventional |drug |therapeutic "
            r"|research )(?:trial|study|studies|research)s?\b",
            r"\bclinical (?:trial|stud(?:y|ies))s? (?:in|within|during) the (?:past|last|previous"
            r"|preceding)",
            r"\b(?:taking|use of|using) (?:any )?trial (?:medication|drug|product)s?\b",
        ),
        _words(
            r"(?<!into )(?<!enrollment in )(?<!enrolment in )(?<!entry in )(?<!entering )"
            r"(?<!start of )"
            r"(?<!prior to )(?<!before )\bthis (?:clinical )?(?:trial"
            r"|study|protocol|research)\b",
            r"\bthe (?:present |current )?(?:trial|study)\b(?! of (?:another|other))",
            r"\bmake[s]? (?:the |study )?participation", r"\bprevent (?:\w+ ){0,3}participation",
            r"\bunsuitable\b",
            r"\bstudy (?:visit|procedure|assessment|partner|protocol|participation)",
            r"\binterfer\w+", r"\bconsent (?:to|for)\b",
            r"\bable to (?:participate|comply)|\bability to|\bunable to",
            r"\bsafe(?:ly|ty)? (?:to )?participat", r"\bwilling",
            r"\bhypersensitiv|\ballerg",
        ),
    ),
    State(
        "fee", "",
        _words(
            r"\b(?:pay|paid|payment|payable)\b (?:\w+ ){0,5}?(?:fee|fees|treatment|procedure"
            r"|participat\w+|cost|costs|own|pocket|therapy|by the (?:patient|participant"
            r"|subject))\w*",
            r"\b(?:participants?|patients?|subjects?) (?:must|will|should|are (?:required"
            r"|expected|responsible)|have to|need to) (?:\w+ ){0,4}?(?:pay\b|cover|fund|bear"
            r"|self-fund|the costs?|for (?:the |all )?costs?|for payment)",
            r"\bresponsible for (?:\w+ ){0,4}?(?:costs?|fees?|expenses|payments?)\b",
            r"\bat (?:their|his|her|his/her|the patient[’']s) own (?:expense|cost)s?\b",
            r"\bself[- ](?:fund|pay|financ)\w*", r"\bout[- ]of[- ]pocket\b",
            r"\b(?:patient|participant|subject)[- ](?:funded|sponsored|paid)\b",
            r"\bfees?\b (?:of|for|is|are|will|to)\b",
            r"\bcharged? (?:a |the )?(?:fee|for|patients|participants)",
            r"\bfinancial(?:ly)? (?:able|responsib\w+|capab\w+)", r"\bability to pay\b",
            r"\bcan afford\b",
        ),
        _words(r"\bwill be paid\b", r"\breceive payment\b", r"\bcompensat\w+",
        r"\bno (?:cost|fee|charge)", r"\bfree of charge\b", r"\breimburs\w+"),
    ),
)  # fmt: skip
