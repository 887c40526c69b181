from __future__ import annotations

from pathlib import Path

import pytest

from tamis.model.errors import InvalidFile, UnknownName
from tamis.sources.http.services import OPENALEX, PUBMED
from tamis.sources.http.settings import Settings


def test_keys_and_address_come_from_the_environment() -> None:
    env = {"TAMIS_EMAIL": "a@b.org", "NCBI_API_KEY": "k1", "HOME": "/nowhere"}
    settings = Settings.of_user(env)
    assert settings.added(PUBMED) == (("tool", "tamis"), ("email", "a@b.org"), ("api_key", "k1"))
    assert settings.added(OPENALEX) == ()
    assert "k1" not in repr(settings)
    assert settings.agent().endswith("(mailto:a@b.org)")


def test_the_address_may_stand_in_the_users_configuration(tmp_path: Path) -> None:
    (tmp_path / "tamis").mkdir()
    (tmp_path / "tamis" / "config.toml").write_text('email = "c@d.org"\n')
    assert Settings.of_user({"XDG_CONFIG_HOME": str(tmp_path)}).email == "c@d.org"
    (tmp_path / "tamis" / "config.toml").write_text("email = 3\n")
    with pytest.raises(InvalidFile, match="`email` must be a text"):
        Settings.of_user({"XDG_CONFIG_HOME": str(tmp_path)})


def test_a_key_allows_more_requests() -> None:
    assert Settings().rate(PUBMED) == 3.0
    assert Settings(keys={"pubmed": "k"}).rate(PUBMED) == 10.0


def test_on_the_services_own_address_a_rate_can_only_be_lowered() -> None:
    assert Settings(rates={"pubmed": 1.0}).rate(PUBMED) == 1.0
    assert Settings(rates={"pubmed": 99.0}).rate(PUBMED) == 3.0
    elsewhere = Settings(rates={"pubmed": 99.0}, bases={"pubmed": "http://127.0.0.1:1/"})
    assert elsewhere.rate(PUBMED) == 99.0
    assert elsewhere.base(PUBMED) == "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("TAMIS_PUBMED_URL", "localhost:80", "no web address in TAMIS_PUBMED_URL 'localhost:80'"),
        ("TAMIS_CTGOV_RATE", "fast", "no rate in TAMIS_CTGOV_RATE 'fast'"),
        ("TAMIS_CTGOV_RATE", "0", "no rate in TAMIS_CTGOV_RATE '0'"),
    ],
)
def test_a_setting_that_says_nothing_is_refused(name: str, value: str, why: str) -> None:
    with pytest.raises(UnknownName, match=why):
        Settings.of_user({name: value, "HOME": "/nowhere"})


def test_keys_are_blotted_out_of_texts_and_bodies() -> None:
    settings = Settings(keys={"pubmed": "k1", "openalex": "k2"})
    assert settings.without_secrets("k1 or k2") == "… or …"
    assert settings.clean(b'{"api-key":"k1"}') == b'{"api-key":"[key]"}'
