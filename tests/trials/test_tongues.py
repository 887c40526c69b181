from __future__ import annotations

import pytest

from tamis.trials.tongues import tongue


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("선정 기준: 근위축성 측삭경화증 환자, 만 20세 이상", "Korean"),
        ("纳入标准:确诊为肌萎缩侧索硬化症,年龄18至75岁", "Chinese or Japanese"),
        ("Критерии включения: боковой амиотрофический склероз", "Cyrillic"),
        ("Critères d'inclusion : patients avec une SLA, de plus de 18 ans, et pas de trachéotomie",
         "French"),
        ("Criterios de inclusión: pacientes con ELA de más de 18 años y que no usen ventilación",
         "Spanish"),
        ("Einschlusskriterien: Patienten mit ALS, die älter als 18 Jahre sind und nicht beatmet",
         "German"),
    ],
)  # fmt: skip
def test_other_languages_are_named_and_not_read(text: str, name: str) -> None:
    found = tongue(text)
    assert not found.readable
    assert found.name == name


@pytest.mark.parametrize("text", ["ALS", "Age 18-80", "Patients with ALS who are not ventilated"])
def test_english_and_short_texts_are_read(text: str) -> None:
    assert tongue(text).readable


def test_nothing_but_signs_is_no_language() -> None:
    assert tongue("1 2 3 …").name == "none"
