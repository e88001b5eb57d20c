"""Steps of learning."""

from datetime import timedelta

from domain.ids import SubjectCode, TownId
from flows.learned import load
from flows.learning import close_due, close_step
from flows.wiring import Installation
from rules.learned import MESSAGES
from rules.words import read_words
from store import learned
from tests.installations import AUVILLE, BREVILLE, NOW

HOLE, PAVEMENT = SubjectCode("VOI-01"), SubjectCode("VOI-02")


def _teach(hall: Installation, times: int, town: TownId = BREVILLE) -> None:
    with hall.database.write() as session:
        for _ in range(times):
            for code, words in ((HOLE, ("enrob", "crater")), (PAVEMENT, ("dall", "bordur"))):
                learned.add(session, town, [(code, word, 1) for word in (MESSAGES, *words)], NOW)


def test_a_step_is_closed_after_enough_confirmations_or_a_day(town_hall: Installation) -> None:
    _teach(town_hall, 1)
    assert close_due(town_hall, NOW + timedelta(hours=1)) == ()
    assert close_due(town_hall, NOW + timedelta(days=1)) == (BREVILLE,)
    _teach(town_hall, 25)
    assert close_due(town_hall, NOW) == (BREVILLE,)
    with town_hall.database.read() as session:
        assert learned.last_steps(session) == {BREVILLE: 2}
        assert learned.last_step(session, AUVILLE) == 0


def test_the_open_step_does_not_speak_yet(town_hall: Installation) -> None:
    _teach(town_hall, 6)
    with town_hall.database.read() as session:
        assert load(session, BREVILLE).step == 0


def test_what_was_learned_up_to_a_step_stays_the_same(town_hall: Installation) -> None:
    _teach(town_hall, 6)
    with town_hall.database.write() as session:
        close_step(session, BREVILLE, NOW)
    with town_hall.database.read() as session:
        first = set(learned.counts(session, BREVILLE, 1))
    _teach(town_hall, 3)
    with town_hall.database.write() as session:
        close_step(session, BREVILLE, NOW)
    with town_hall.database.read() as session:
        assert set(learned.counts(session, BREVILLE, 1)) == first
        assert (HOLE, "enrob", 9) in set(learned.counts(session, BREVILLE, 2))
        (evidence,) = load(session, BREVILLE).evidence([read_words("cratère dans l'enrobé, cratères")])
        assert (evidence.answer, load(session, BREVILLE).step, load(session, BREVILLE, 1).step) == (HOLE, 2, 1)


def test_what_is_taken_back_counts_no_more(town_hall: Installation) -> None:
    _teach(town_hall, 1)
    with town_hall.database.write() as session:
        learned.add(session, BREVILLE, [(HOLE, word, -1) for word in (MESSAGES, "enrob", "crater")], NOW)
        close_step(session, BREVILLE, NOW)
        assert {code for code, _, _ in learned.counts(session, BREVILLE, 1)} == {PAVEMENT}


def test_nothing_to_close_is_no_step(town_hall: Installation) -> None:
    with town_hall.database.write() as session:
        assert close_step(session, BREVILLE, NOW) is None
