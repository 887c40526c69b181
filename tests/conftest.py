"""A small invented review that the tests of several floors share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from tamis.review import Review

# How long an example takes says nothing on a busy machine. The same tree gives the same examples,
# so a red run can be run again; `make fuzz` looks for new ones.
settings.register_profile("tamis", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("TAMIS_HYPOTHESIS", "tamis"))

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
#: A state that comes late on a busy machine is as right as one that comes at once.
expect.set_options(timeout=30_000)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; without one they fail, unless told that it may lack."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None and os.environ.get("TAMIS_ALLOW_NO_BROWSER") == "1":
        pytest.skip("no Chromium, and TAMIS_ALLOW_NO_BROWSER=1 allows that")
    assert path, "no Chromium; install it (Debian: apt-get install chromium)"
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


PROTOCOL = """
[review]
id = "walking"
title = "Walking for back pain"
question = "Does walking ease back pain in adults?"

[[populations]]
id = "adults"
label = "Adults"

[[populations]]
id = "elders"
label = "Elders"
parent = "adults"

[[facets]]
id = "activity"
label = "Activity"
[[facets.terms]]
id = "walking"
label = "Walking"
[[facets.terms]]
id = "nordic"
label = "Nordic walking"
parent = "walking"

[[outcomes]]
id = "pain"
label = "Pain change"
plain = "pain"
measure = "MD"
unit = "points"
better = "higher"
window = "6 months"
importance = "critical"
important_difference = { value = 1.5, basis = "own choice" }

[[outcomes]]
id = "falls"
label = "Falls"
measure = "proportion"
better = "lower"

[[criteria]]
code = "people"
short = "Not adults"
text = "The people are not adults."

[[criteria]]
code = "design"
short = "No study"
text = "Not a study with results."

[[fields]]
id = "design.class"
label = "Design"

[[comparisons]]
id = "walking"
label = "Walking"
plain = "walking"
population = "adults"
comparator = "no walking"
where = { activity = ["walking"] }
outcomes = ["pain"]

[[comparisons]]
id = "walking-elders"
label = "Walking in elders"
plain = "walking"
population = "elders"
where = { activity = ["walking"] }
outcomes = ["pain"]
indirect_from = "walking"

[screening]
reviewers = 1

[synthesis]
safety_outcomes = ["falls"]
"""

RIS = """TY  - JOUR
AU  - Alder, A
TI  - Walking for back pain: a randomised trial
PY  - 2018
JO  - Journal of Walks
DO  - 10.1000/walk.1
ER  -

TY  - JOUR
AU  - Birch, B
TI  - Nordic walking and the aching back
PY  - 2019
JO  - Journal of Walks
DO  - 10.1000/walk.2
ER  -

TY  - JOUR
AU  - Cedar, C
TI  - Children who walk to school
PY  - 2020
JO  - School Matters
DO  - 10.1000/walk.3
ER  -
"""

ENTRIES = """
[[documents]]
id = "alder"
kind = "full text"
[[documents]]
id = "birch"
kind = "full text"

[[studies]]
study = "alder-2018"
label = "Alder 2018"
reports = ["{alder}"]
status = "completed"
[[studies]]
study = "birch-2019"
label = "Birch 2019"
reports = ["{birch}"]
status = "completed"

[[readings]]
study = "alder-2018"
values.'design.class' = {{ value = "randomised-open", document = "alder", quote = "randomised" }}
values.activity = {{ value = "walking", document = "alder", quote = "walking" }}
values.population = {{ value = "adults", document = "alder", quote = "adults" }}
[[readings]]
study = "birch-2019"
values.'design.class' = {{ value = "randomised-blinded", document = "birch", quote = "randomised" }}
values.activity = {{ value = "nordic", document = "birch", quote = "Nordic walking" }}
values.population = {{ value = "adults", document = "birch", quote = "adults" }}

[[readings]]
study = "alder-2018"
outcome = "pain"
timepoint = "6 months"
arm = "treated"
values.n = {{ value = 31, document = "alder", quote = "31" }}
values.mean = {{ value = -3.1, document = "alder", quote = "-3.10 (3.51)" }}
values.sd = {{ value = 3.51, document = "alder", quote = "-3.10 (3.51)" }}
[[readings]]
study = "alder-2018"
outcome = "pain"
timepoint = "6 months"
arm = "control"
values.n = {{ value = 25, document = "alder", quote = "25" }}
values.mean = {{ value = -6.48, document = "alder", quote = "-6.48 (4.53)" }}
values.sd = {{ value = 4.53, document = "alder", quote = "-6.48 (4.53)" }}
[[readings]]
study = "alder-2018"
outcome = "falls"
timepoint = "6 months"
arm = "treated"
values.events = {{ value = 0, document = "alder", quote = "no falls" }}
values.total = {{ value = 31, document = "alder", quote = "31" }}
"""


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that moves a second at every look."""
    ticks: Iterator[datetime] = (
        datetime(2026, 3, 1, 9, 0, tzinfo=UTC) + timedelta(seconds=i) for i in range(10**6)
    )
    return lambda: next(ticks)


@pytest.fixture
def ris(tmp_path: Path) -> Path:
    """Three records in a RIS file."""
    path = tmp_path / "walks.ris"
    path.write_text(RIS, encoding="utf-8")
    return path


@pytest.fixture
def review(tmp_path: Path, clock: Callable[[], datetime], ris: Path) -> Review:
    """A review with three imported records and nothing decided."""
    folder = tmp_path / "walking"
    folder.mkdir()
    (folder / "protocol.toml").write_text(PROTOCOL, encoding="utf-8")
    made = Review(folder, by="anna", clock=clock)
    made.import_files([ris], source="pubmed", run_on="2026-03-01")
    return made


@pytest.fixture
def reports(review: Review) -> dict[str, str]:
    """Report ids by first author, in lower case."""
    return {w.label.split()[0].lower(): w.report for w in review.waiting()}


@pytest.fixture
def extracted(review: Review, reports: dict[str, str], tmp_path: Path) -> Review:
    """The review screened at both stages, with two studies and their readings."""
    review.screen(reports["cedar"], "exclude", criterion="people")
    for name in ("alder", "birch"):
        review.screen(reports[name], "include")
        review.screen(reports[name], "include", stage="full-text")
    source = tmp_path / "entries.toml"
    source.write_text(ENTRIES.format(**reports), encoding="utf-8")
    review.record_entries(source)
    return review
