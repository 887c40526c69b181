from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tamis.cli.app import app
from tamis.cli.offer import UnreadableOffer
from tamis.instruments.red_flags import red_flags

OFFER = "Our clinic gives stem cells. It halts ALS, has no side effects and costs $20,000."
QUESTIONS = len(red_flags().flags) + len(red_flags().assurances)


def run(*words: str, given: str | bytes = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["offer", "check", *words], input=given)
    return done.exit_code, done.stdout, done.stderr


def test_an_offer_on_stdin_is_read() -> None:
    code, out, err = run("--text", "-", given=OFFER)
    assert code == 0
    assert out.startswith("SERIOUS WARNING")
    assert "Can't tell from this text" in out
    assert "no medical advice" in err


def test_an_offer_in_a_file_is_read_as_json_with_exact_spans(tmp_path: Path) -> None:
    file = tmp_path / "offer.txt"
    file.write_text(OFFER, "utf-8")
    code, out, _ = run("--text", str(file), "--json")
    found = json.loads(out)
    assert code == 0
    assert found["reading"]["verdict"] == "serious"
    assert found["says"]["serious"]["fee"] == "You are asked to pay"
    for f in found["reading"]["findings"]:
        assert OFFER[f["start"] : f["end"]] == f["quote"]


def test_no_named_clinic_is_called_a_fraud() -> None:
    _, out, err = run("--text", "-", given=OFFER.replace("Our clinic", "The Sunrise Clinic"))
    assert "Sunrise" not in out
    for word in ("fraud", "scam", "crime"):
        assert word not in (out + err).lower()


@pytest.mark.parametrize(
    ("given", "head"),
    [
        ("", "NOTHING TO READ"),
        ("줄기세포 치료로 완치합니다. 비용은 3천만원입니다.", "CAN'T READ THIS LANGUAGE"),
        ("The weather is fine and we are going to the sea.", "NO SIGN FOUND"),
        ("Be wary of clinics that charge $20,000 for stem cells.", "NO OFFER FOUND"),
        ("\x00\x01\x02", "NOTHING TO READ"),
    ],
)
def test_odd_texts_get_a_plain_answer(given: str, head: str) -> None:
    code, out, _ = run("--text", "-", given=given)
    assert code == 0
    assert out.startswith(head)


def test_bytes_that_are_no_utf_8_are_read_as_best_they_can_be() -> None:
    code, out, _ = run("--text", "-", given=b"\xff\xfe" + OFFER.encode("utf-16-le"))
    assert (code, out.splitlines()[0]) == (0, "SERIOUS WARNING")
    code, out, _ = run("--text", "-", given=OFFER.encode() + b" \xe9\xff")
    assert (code, out.splitlines()[0]) == (0, "SERIOUS WARNING")


def test_nothing_in_the_text_reaches_the_terminal_as_a_command() -> None:
    _, out, _ = run("--text", "-", given=OFFER.replace("no side", "no\x1b[31m side"))
    assert "\x1b" not in out


def test_a_file_that_is_not_there_is_named() -> None:
    done = CliRunner().invoke(app, ["offer", "check", "--text", "gone.txt"])
    assert "gone.txt" in str(done.exception)
    assert "stdin" in str(done.exception)


def test_guided_answers_may_be_piped() -> None:
    code, out, err = run(given="y\n" * 3 + "n\n" * (QUESTIONS - 3))
    assert code == 0
    assert out.startswith("SERIOUS WARNING")
    assert err.count("[y/n/?]") == QUESTIONS


def test_guided_without_any_answer_leaves_everything_open() -> None:
    _, out, _ = run(given="")
    assert "You did not know" in out
    assert out.count("\n- ") >= len(red_flags().flags)


def test_guided_with_only_no_finds_no_sign_and_recommends_nothing() -> None:
    _, out, _ = run("--json", given="n\n" * QUESTIONS)
    found = json.loads(out)
    assert found["reading"]["verdict"] == "nothing"
    assert "not a recommendation" in " ".join(found["says"]["advice"])


def test_a_permission_to_charge_turns_a_warning_into_a_question() -> None:
    names = [f.id for f in red_flags().flags] + [a.signal for a in red_flags().assurances]
    yes = {"fee", "permission", "oversight", "candour"}
    given = "".join("y\n" if n in yes else "n\n" for n in names)
    _, out, _ = run("--json", given=given)
    assert json.loads(out)["reading"]["verdict"] == "ask"


@pytest.mark.parametrize(
    ("start", "what"), [(b"%PDF-1.4\n", "a PDF"), (b"PK\x03\x04", "archive"), (b"{\\rtf1 ", "rich")]
)
def test_a_file_that_is_no_text_is_named_and_not_judged(
    tmp_path: Path, start: bytes, what: str
) -> None:
    file = tmp_path / "offer.bin"
    file.write_bytes(start + bytes(range(256)))
    done = CliRunner().invoke(app, ["offer", "check", "--text", str(file)])
    assert isinstance(done.exception, UnreadableOffer)
    assert done.stdout == ""
    assert what in str(done.exception)
    assert "copy its words" in str(done.exception)
