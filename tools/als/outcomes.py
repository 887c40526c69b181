"""Results of the trials: each outcome of the facts to the place the decisions give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tamis.model.evidence import Datum
from tamis.model.showing import show
from tools.als.data import Source, plain, ratio
from tools.als.decisions import decisions
from tools.als.errors import Unconverted
from tools.als.facts import NOT_FOUND, Collection, Entry, keys_of
from tools.als.places import Placed, Places

#: Keys that say where a value goes or what it is, not a value.
_ABOUT = frozenset({
    "outcome", "population", "timepoint", "period", "src", "quote", "note", "unit", "primary",
    "between", "test", "see",
})  # fmt: skip
_COMMON = {
    "mean_difference": "printed.md",
    "se": "printed.se",
    "p": "printed.p",
    "odds_ratio": "printed.or",
}
_ARMS = {"treated": "treated", "control": "control"}
_SUFFIXED = {"pct": "percent", "mean": "mean"}
_TREATED = {
    "mean": "mean",
    "sd": "sd",
    "n": "n",
    "value_pct": "percent",
    "mean_improvement_pct": "improvement.percent",
    "medians": "median",
    "proportions": "percent",
    "tracheotomy": "tracheotomy",
    "improved": "improved",
    "stable": "unchanged",
    "deteriorated": "worse",
    "slower": "slower",
    "faster": "faster",
    "same": "unchanged",
    "n_responders": "responders",
    "n_non_responders": "non-responders",
    "six_of_eight": "change.six-of-eight",
    "two_of_eight": "change.two-of-eight",
    "range": "range",
    "value_mV": "value",
}
_RATES = {"decreased_rate": "slower", "no_change": "unchanged", "increased_rate": "faster"}
_LISTS = {"spearman": "rank correlations {}", "days_post_transplant": "{} days after treatment"}
_WORDS = {"result": "finding", "event": "finding", "neuromas": "neuromas"}


def results(collection: Collection) -> Places:
    """Every result that the decisions place."""
    places = Places()
    expected = {f"{t}#{i}" for t, e in collection.trials.items()
                for i in range(len(e.get("outcomes", [])))}  # fmt: skip
    listed = [str(r["at"]) for r in decisions("outcomes")["result"]]
    if set(listed) != expected:
        odd = sorted(set(listed) ^ expected)
        raise Unconverted("decisions/outcomes.toml", f"does not match the facts at {odd}")
    for rule in decisions("outcomes")["result"]:
        if "skip" in rule:
            continue
        trial, index = str(rule["at"]).split("#")
        entry = collection.trials[trial]["outcomes"][int(index)]
        _place(collection, trial, rule, entry, places)
    for rule in decisions("outcomes")["counted"]:
        _counts(collection, rule, places)
    return places


def _place(
    collection: Collection, trial: str, rule: Mapping[str, Any], entry: Entry, places: Places
) -> None:
    source = Source(
        collection=collection,
        keys=keys_of(entry) or _fallback(collection, trial),
        quote=str(entry.get("quote", "")),
        unit=str(rule.get("unit", entry.get("unit", ""))),
        note=str(entry.get("note", "")),
    )
    for arm, moment, datum in _data(entry, source, rule):
        name = f"{rule.get('prefix', '')}{datum.name}{rule.get('suffix', '')}"
        place = Placed(
            study=str(rule.get("study", trial)),
            outcome=str(rule["outcome"]),
            timepoint=moment or str(rule.get("timepoint", "")),
            population=str(rule.get("population", "")),
            arm=arm,
            primary=bool(rule.get("primary", False)),
            prespecified=rule.get("prespecified"),
        )
        places.add(place, replace(datum, name=name, state=_state(datum, rule)))


def _counts(collection: Collection, rule: Mapping[str, Any], places: Places) -> None:
    """Whole people from a printed percentage of a printed group; marked as worked out here."""
    trial, index = str(rule["at"]).split("#")
    entry = collection.trials[trial]
    shares = entry["outcomes"][int(index)]
    for arm in ("treated", "control"):
        size, share = entry["n"][arm], shares[f"{arm}_pct"]
        source = Source(collection=collection, keys=keys_of(shares))
        people = Source(collection=collection, keys=keys_of(size))
        events = source.datum(
            "events",
            round(share / 100 * size["value"]),
            unit="people",
            state="derived",
            formula=f"{share} % of {size['value']}, rounded to whole people",
            note="the paper prints the percentage; the group size is that of its table 1",
        )
        place = Placed(
            study=str(rule["study"]),
            outcome=str(rule["outcome"]),
            timepoint=str(rule["timepoint"]),
            arm=arm,
            primary=True,
            prespecified=True,
        )
        both = (*source.datum("x", share).spans, *people.datum("x", size["value"]).spans)
        places.add(place, replace(events, spans=both))
        places.add(place, people.datum("total", size["value"], unit="people"))


def _state(datum: Datum, rule: Mapping[str, Any]) -> Any:
    doubted = datum.name in rule.get("ambiguous", ()) and datum.value is not None
    return "ambiguous" if doubted else datum.state


def _fallback(collection: Collection, trial: str) -> tuple[str, ...]:
    """An outcome without a source of its own was read where the trial's numbers were."""
    return keys_of(collection.trials[trial]["citation"])[:1]


def _data(
    entry: Entry, source: Source, rule: Mapping[str, Any]
) -> Iterator[tuple[str, str, Datum]]:
    """(arm, timepoint or '', datum) for every value of an entry."""
    control = "control_mean" in entry or isinstance(entry.get("control"), dict)
    for key, value in entry.items():
        if key in _ABOUT:
            continue
        if key in _ARMS:
            yield from (((_ARMS[key], "", d)) for d in _arm(value, source))
        elif key in ("ci95", "control_ci95"):
            yield from _limits(key, value, entry, source)
        elif key in _COMMON:
            unit = source.unit if key in ("mean_difference", "se") else ""
            yield "", "", source.datum(_COMMON[key], _p(value), unit=unit)
        elif key in _WORDS:
            yield "", "", source.text(_WORDS[key], rule.get("words", value), quoted=True)
        elif key.startswith("p_week"):
            yield "", f"{key[6:]} weeks", source.datum("printed.p", value, unit="")
        elif key.split("_")[0] in _ARMS and key.split("_")[1] in _SUFFIXED:
            arm, name = key.split("_")
            unit = "%" if name == "pct" else source.unit
            yield _ARMS[arm], "", source.datum(_SUFFIXED[name], value, unit=unit)
        elif key == "n" and control:
            yield "", "", source.datum("n", value, unit="people")
        elif key == "n":
            yield from _size(value, source, rule)
        elif key in ("before", "after"):
            yield "treated", "", source.datum(f"mean.{key}", value)
        elif key in ("responders", "value"):
            yield from (("treated", "", d) for d in _counted(value, entry, source))
        elif key in _RATES:
            yield from (("treated", "", d) for d in _rate(_RATES[key], value, source))
        elif key in _TREATED:
            unit = "%" if "pct" in key else ("people" if name_counts(key) else source.unit)
            yield "treated", "", source.datum(_TREATED[key], value, unit=unit)
        elif isinstance(value, list):
            said = _LISTS.get(key, "{}").format("; ".join(map(show, value)))
            yield "treated", "", source.text(key.replace("_", "-"), said)
        else:
            raise Unconverted(str(rule["at"]), f"no rule for the key '{key}'")


def name_counts(key: str) -> bool:
    """Whether a key of the facts counts people."""
    return key in ("improved", "stable", "deteriorated", "slower", "faster", "same", "tracheotomy")


def _size(
    value: object, source: Source, rule: Mapping[str, Any]
) -> Iterator[tuple[str, str, Datum]]:
    arm = "" if rule.get("prespecified") is not None else "treated"
    formula = str(rule.get("derived_n", ""))
    state = "derived" if formula else "reported"
    yield arm, "", source.datum("n", value, unit="people", formula=formula, state=state)  # type: ignore[arg-type]


def _arm(value: object, source: Source) -> Iterator[Datum]:
    if isinstance(value, dict):
        for key, number in value.items():
            if key == "n":
                size = number if isinstance(number, int) else f"not printed ({number})"
                yield source.datum("n", size, unit="people")
            elif key == "se_or_sd":
                note = "the abstract does not say whether this is a standard error or deviation"
                yield source.datum("spread", number, note=note)
            else:
                yield source.datum(key, number)
        return
    counted = ratio(value)
    if counted:
        for name, number in zip(("events", "total"), counted, strict=True):
            yield source.datum(name, number, unit="people")
        return
    yield source.datum("median" if source.unit == "years" else "mean", value)


def _limits(key: str, value: Any, entry: Entry, source: Source) -> Iterator[tuple[str, str, Datum]]:
    low, high = value if isinstance(value, list) else [x.strip() for x in str(value).split(" to ")]
    if "mean_difference" in entry:
        arm, stem = "", "printed.ci"
    else:
        arm, stem = ("control" if key.startswith("control") else "treated"), "ci"
    open_ended = high == "infinity"
    yield arm, "", source.datum(f"{stem}-low", low)
    yield (
        arm,
        "",
        source.datum(
            f"{stem}-high",
            NOT_FOUND if open_ended else high,
            note="printed as infinity" if open_ended else "",
        ),
    )


def _counted(value: object, entry: Entry, source: Source) -> Iterator[Datum]:
    counted = ratio(value)
    if counted is None:
        name = "mean" if source.unit in ("months", "years") else "events"
        name = "percent" if "pct" in str(entry["outcome"]) else name
        unit = {"events": "people", "percent": "%"}.get(name, source.unit)
        yield source.datum(name, value, unit=unit)
        return
    said = str(value)
    note = said if not said.replace("/", "").isdigit() else ""
    yield source.datum("events", counted[0], unit="people", note=note and f"recorded as: {note}")
    yield source.datum("total", counted[1], unit="people", note=note and f"recorded as: {note}")


def _rate(name: str, value: object, source: Source) -> Iterator[Datum]:
    """'21 (31.3%)' → the count and its share."""
    count, said = plain(value)
    yield replace(source.datum(name, count, unit="people"), note="")
    share = said.partition("(")[2].rstrip("%)")
    if share:
        yield source.datum(f"{name}.percent", float(share), unit="%")


def _p(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "not statistically significant" if value == "not significant" else value
