from __future__ import annotations

import numpy as np
import pytest

from tamis import learn

TOPIC = ["migraine", "triptan", "headache", "relief", "aura", "sumatriptan", "attack"]
OTHER = ["bone", "fracture", "hip", "mobility", "surgery", "implant", "cement", "plaster", "knee"]
COMMON = [
    "patients",
    "randomised",
    "trial",
    "placebo",
    "results",
    "outcome",
    "weeks",
    "dose",
    "group",
    "study",
]


def invented(size=120, includes=12, seed=3):
    """Records made of invented sentences; the first `includes` shuffled in are about the topic."""
    chance = np.random.default_rng(seed)
    documents, labels = [], {}
    for number in chance.permutation(size):
        wanted = bool(number < includes)
        own = chance.choice(TOPIC if wanted else OTHER, 6)
        shared = chance.choice(COMMON, 14)
        record = f"r{number:03d}"
        title = " ".join(own[:3]) + " " + " ".join(shared[:2])
        abstract = " ".join(chance.permutation(np.concatenate([own[3:], shared])))
        documents.append(learn.Document(id=record, title=title, abstract=abstract))
        labels[record] = int(wanted)
    return tuple(documents), labels


@pytest.fixture(scope="session")
def review():
    return invented()


@pytest.fixture(scope="session")
def question():
    return learn.Question(title="Triptans for acute migraine", terms=("sumatriptan", "headache"))
