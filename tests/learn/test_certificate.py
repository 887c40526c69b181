from __future__ import annotations

from tamis import learn

IDS = tuple(f"r{number}" for number in range(100))


def made(labels, head="head-1", records=IDS):
    progress = learn.Progress(len(records), labels, (True,) * len(labels))
    rule = learn.Audit(target=0.9)
    return learn.certify(
        rule, progress, target=0.9, confidence=0.95, records=records, log_head=head
    )


def test_the_same_log_gives_the_same_certificate():
    assert made((1, 0) * 45) == made((1, 0) * 45)


def test_one_changed_decision_changes_the_certificate():
    labels = (1, 0) * 45
    assert made(labels).text != made((*labels[:-1], 1), head="head-2").text


def test_new_records_reopen_a_certificate_and_new_decisions_outdate_it():
    held = made((1, 0) * 45)
    assert learn.standing(held, reversed(IDS), "head-1").state == "stands"
    reopened = learn.standing(held, (*IDS, "new"), "head-1")
    assert reopened.state == "reopened"
    assert "100 records and now holds 101" in reopened.reason
    assert learn.standing(held, IDS, "head-2").state == "outdated"


def test_the_printed_certificate_says_what_it_claims_and_what_it_assumes():
    text = made((1, 0) * 50).text
    assert text.startswith("Screening certificate: GRANTED\nClaim: recall of at least 90%")
    assert "guaranteed under the assumptions listed" in text
    assert text.count("Assumes: ") == 3
    assert "NOT GRANTED" in made((1, 0, 0, 0)).text
