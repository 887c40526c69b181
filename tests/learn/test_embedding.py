from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from tamis import learn, registry

PAIRS = {"migraine": 0, "headache": 0, "triptan": 1, "sumatriptan": 1, "bone": 2, "fracture": 2}


@pytest.fixture
def folder(tmp_path):
    """Word vectors in which synonyms point the same way."""
    (tmp_path / "words.txt").write_text("\n".join(PAIRS), encoding="utf-8")
    np.save(tmp_path / "vectors.npy", np.eye(3, dtype=np.float32)[list(PAIRS.values())])
    return tmp_path


def paper(record, title):
    return learn.Document(id=record, title=title)


def made(option, **how):
    return registry.load("tamis.rankers", "embed")(option, **how)


def test_a_synonym_no_one_wrote_is_found_by_its_meaning(folder):
    papers = [paper("a", "bone fracture"), paper("b", "headache"), paper("c", "fracture bone")]
    asked = learn.Question(title="migraine")
    assert np.argmax(made(str(folder)).fit(papers, asked).scores()) == 1
    assert not learn.LexicalRanker().fit(papers, asked).scores().any()


def test_what_decisions_teach_reaches_synonyms(folder):
    papers = [
        paper("a", "migraine relief"), paper("b", "bone cement"), paper("c", "fracture knee"),
        paper("d", "headache diary"),
    ]  # fmt: skip
    ranker = made(str(folder)).fit(papers, learn.Question())
    said = [("a", "include"), ("b", "exclude")]
    ranker.learn([learn.Decision(record=r, verdict=v) for r, v in said])
    scores = ranker.scores()
    assert scores[3] > scores[2]


def test_its_explanation_adds_up_and_its_name_says_which_model(review, folder):
    documents, labels = review
    ranker = made(str(folder)).fit(documents, learn.Question(title="sumatriptan"))
    ranker.learn(
        [learn.Decision(record=r, verdict="include" if labels[r] else "exclude") for r in
         list(labels)[:30]]
    )  # fmt: skip
    told = ranker.explain(documents[3].id)
    parts = told.protocol + told.near + told.rest + sum(p.amount for p in (*told.up, *told.down))
    assert told.score == pytest.approx(parts)
    assert told.score == pytest.approx(ranker.scores()[3])
    assert ranker.name.startswith("embed/1+static-")


def test_it_can_take_the_built_in_ranker_s_place_in_a_replay(review, folder):
    documents, labels = review
    includes = frozenset(r for r, label in labels.items() if label)
    done = learn.replay(made(str(folder), seed=1), documents, includes,
                        question=learn.Question(title="migraine"))  # fmt: skip
    assert done.figures.recall_20 > 0.9


@pytest.mark.parametrize("missing", ["words.txt", "vectors.npy"])
def test_half_an_encoder_is_refused(folder, missing):
    (folder / missing).unlink()
    with pytest.raises(learn.NoEncoder, match="holds no encoder"):
        made(str(folder))


def test_words_and_vectors_that_do_not_belong_together_are_refused(folder):
    (folder / "words.txt").write_text("migraine", encoding="utf-8")
    with pytest.raises(learn.NoEncoder, match=r"1 words and vectors of shape \(6, 3\)"):
        made(str(folder))


@pytest.mark.parametrize("option", ["", "no/such/folder"])
def test_a_path_is_needed(option):
    with pytest.raises(learn.NoEncoder, match="embed:PATH"):
        made(option)


def test_a_model_that_needs_the_extra_names_it(tmp_path, monkeypatch):
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(learn.ExtraMissing, match=r"tamis\[embed\]"):
        made(str(tmp_path))


def test_a_saved_model_is_read_from_its_path_and_never_fetched(tmp_path, monkeypatch):
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    asked = {}

    class Model:
        def __init__(self, path, **how):
            asked.update(how, path=path)

        def encode(self, texts, **how):
            return np.array([[1.0, 0.0] if "migraine" in t else [0.0, 1.0] for t in texts])

    library = ModuleType("sentence_transformers")
    library.SentenceTransformer = Model
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    ranker = made(str(tmp_path))
    ranker.fit([paper("a", "bone"), paper("b", "migraine")], learn.Question(title="migraine"))
    assert asked == {"path": str(tmp_path), "device": "cpu", "local_files_only": True}
    assert np.argmax(ranker.scores()) == 1
