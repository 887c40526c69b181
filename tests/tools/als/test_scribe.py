from tamis.model.events import Retrieved
from tools.als.scribe import Scribe


def _scribe():
    return Scribe(protocol="now", earlier_protocol="before")


def _event(by="review-team"):
    return Retrieved(id="", at="", by=by, protocol="")


def test_the_same_events_get_the_same_ids_every_time():
    made = [[s.write(k, _event()).id for k in "abc"] for s in (_scribe(), _scribe())]
    assert made[0] == made[1]


def test_ids_of_a_writer_rise():
    scribe = _scribe()
    ids = [scribe.write(str(k), _event()).id for k in range(50)]
    assert ids == sorted(set(ids))


def test_the_earlier_review_worked_under_its_own_protocol():
    scribe = _scribe()
    assert scribe.write("a", _event("earlier-review")).protocol == "before"
    assert scribe.write("a", _event()).protocol == "now"


def test_a_stamped_event_is_kept_only_when_it_is_written():
    scribe = _scribe()
    scribe.stamp("search", _event())
    written = scribe.write("document", _event())
    assert list(scribe) == [written]
