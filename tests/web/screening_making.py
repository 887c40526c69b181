"""A review of invented records that two people judge, on its own or on a team's server."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from tamis.model.events import Adjudicated, Screened
from tamis.review import Review
from tamis.web.accounts import Accounts
from tamis.web.app import create_app
from tamis.web.settings import Settings

PROTOCOL = """
[review]
id = "walking"
title = "Walking for back pain"
question = "Does walking ease back pain in adults?"

[[populations]]
id = "adults"
label = "Adults"

[[facets]]
id = "activity"
label = "Activity"
[[facets.terms]]
id = "walking"
label = "Walking"

[[outcomes]]
id = "pain"
label = "Pain change"
plain = "back pain"

[[criteria]]
code = "people"
short = "Not adults"
text = "The people are not adults."

[[criteria]]
code = "design"
short = "No study"
text = "Not a study with results."

[screening]
reviewers = 1
"""
GOOD = "seven willows by the river"
STAGE = "title-abstract"
TEAM = {"anna": "reviewer", "ben": "reviewer", "carol": "adjudicator", "rita": "reader"}


def made(folder: Path, count: int, *, reviewers: int = 2) -> Review:
    """A review with `count` records, found by a search whose words are known."""
    folder.mkdir(parents=True)
    protocol = PROTOCOL.replace("reviewers = 1", f"reviewers = {reviewers}")
    (folder / "protocol.toml").write_text(protocol, encoding="utf-8")
    source = folder.parent / f"{folder.name}.ris"
    source.write_text("\n".join(_record(n) for n in range(count)), encoding="utf-8")
    review = Review(folder, by="olga")
    query = '("back pain"[tiab] AND walk*[tiab]) NOT (animals[mh] NOT humans[mh])'
    review.import_files([source], source="PubMed", run_on="2026-03-01", query=query)
    return Review(folder, by="olga")


def _record(number: int) -> str:
    kind = ("A randomised trial of walking", "Children who walk to school", "Dogs on walks")[
        number % 3
    ]
    return f"""TY  - JOUR
AU  - Alder, A
AU  - Birch, B
TI  - {kind}, cohort {number}
AB  - BACKGROUND: Back pain is common. METHODS: We asked {number + 20} adults to walk
 each day (NCT0{1000000 + number}). RESULTS: Back pain eased. CONCLUSIONS: Walking helps.
PY  - {2000 + number % 20}
JO  - Journal of Walks
KW  - walking
KW  - back pain
DO  - 10.1000/walk.{number}
ER  -
"""


def team(review: Review, data: Path) -> tuple[Settings, Accounts]:
    """A team's server for the review, and its four people."""
    settings = Settings(folders=(review.path,), mode="team", data=data, secret="s" * 32)
    accounts = Accounts(data / "accounts.sqlite")
    for login, role in TEAM.items():
        secret = accounts.invite(str(review.path.resolve()), role, by="test")  # type: ignore[arg-type]
        accounts.join(secret, (), login=login, password=GOOD)
    return settings, accounts


class Team:
    """The API of one review as each of its people calls it."""

    def __init__(self, review: Review, data: Path) -> None:
        self.review = review
        settings, accounts = team(review, data)
        key = str(review.path.resolve())
        self._tokens = {who: accounts.new_token(key, who, "test") for who in TEAM}
        self.client = TestClient(create_app(settings), base_url="http://127.0.0.1")
        self.base = f"/api/v1/r/{review.path.name}/screening"
        self._turn = 0

    def get(self, who: str, path: str, **asked: object) -> object:
        """What someone is answered."""
        answer = self.client.get(f"{self.base}/{path}", params=asked, headers=self._head(who))  # type: ignore[arg-type]
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, who: str, path: str, body: object, status: int = 200) -> object:
        """What someone is answered."""
        answer = self.client.post(f"{self.base}/{path}", json=body, headers=self._head(who))
        assert answer.status_code == status, answer.text
        return answer.json()

    def act(self, who: str, report: str, verdict: str, **more: object) -> dict[str, object]:
        """Decide (or, with kind="settle", settle) one report."""
        self._turn += 1
        act = {
            "kind": "decide", "request": f"test-{who}-{self._turn:04}", "report": report,
            "verdict": verdict, **({"criterion": "design"} if verdict == "exclude" else {}), **more,
        }  # fmt: skip
        return self.post(who, "acts", {"acts": [act]})["results"][0]  # type: ignore[index, no-any-return]

    def _head(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[who]}"}


def said(folder: Path) -> list[tuple[str, str, str, str | None]]:
    """Every decision and ruling in the logs: who, about what, which, why; in order of writers."""
    return [
        (e.by, e.report, e.verdict, e.criterion)
        for e in Review(folder).events
        if isinstance(e, Screened | Adjudicated)
    ]
