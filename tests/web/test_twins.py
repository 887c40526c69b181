"""Whatever a page can do, a program can do: each page's action beside the call that is its twin."""

from __future__ import annotations

from .walking_routes import described

#: Action of a page, below /r/{review} → the call that does it, below /api/v1/r/{review}.
TWINS = {
    "/import/preview": "POST /imports/preview",
    "/import/commit": "POST /imports/commit",
    "/duplicates/search": "POST /duplicates/search",
    "/duplicates/judge": "POST /duplicates/judgements",
    "/duplicates/undo": "POST /duplicates/judgements/{event}/undo",
    "/duplicates/split": "POST /duplicates/splits",
    "/screening/{stage}": "POST /screening/acts",
    "/screening/{stage}/conflicts": "POST /screening/acts",
    "/screening/{stage}/certificate": "POST /screening/{stage}/certificate",
    "/fulltexts/{report}": "POST /reports/{report}/fulltext",
    "/extract": "POST /studies",
    "/extract/{study}/value": "POST /studies/{study}/readings",
    "/extract/{study}/undo": "POST /studies/{study}/readings/{event}/undo",
    "/extract/{study}/finish": "POST /studies/{study}/finished",
    "/extract/{study}/settle": "POST /studies/{study}/settlements",
    "/appraisal/result": "POST /appraisal/judgements",
    "/certainty/outcome": "POST /certainty/ratings",
    "/page/again": "POST /page/draft",
    "/page/publish": "POST /page/publish",
    "/people/invite": "POST /invitations",
    "/people/withdraw": "DELETE /invitations/{invitation}",
    "/people/change": "PATCH /people/{writer}",
    "/tokens": "POST /tokens",
    "/tokens/drop": "DELETE /tokens/{token}",
}
#: What makes or ends a person's session, or makes the account that tokens belong to.
OF_A_PERSON = {"/login", "/logout", "/join/{secret}", "/account/password"}
PAGES, API = "/r/{review}", "/api/v1/r/{review}"


def test_every_action_of_a_page_has_a_call_that_does_the_same() -> None:
    paths = described()["paths"]
    actions = {p for p, how in paths.items() if "post" in how and not p.startswith("/api/")}
    assert {PAGES + page for page in TWINS} | OF_A_PERSON == actions
    known = {
        f"{method.upper()} {path.removeprefix(API)}"
        for path, how in paths.items() if path.startswith(API) for method in how
    }  # fmt: skip
    assert set(TWINS.values()) - known == set()
