"""What is asked of a request that became a part of another one meanwhile is not done to that one: who asks is told, nobody else is."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.errors import ConflictError
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.lifecycle import Act, Step
from domain.request import Status
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.correspondence.held import wait
from flows.holding import StandingError
from flows.incidents import Including, include
from flows.merge import Joining, join, merge
from flows.own_words import OwnWords, preview, send
from flows.postpone import Postponed, Putting, postpone
from flows.review import Delay, put_off
from flows.undo import undo
from flows.wiring import Installation
from store import outbox
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import ANNE, FIRST, HOLE, at, come, decide, mail, record

SECOND, THIRD = RequestId(2), RequestId(3)
PAUL = "paul.roger@courriel.example"
OTHER_HOLE = "Bonjour, il y a un problème dans ma rue, une roue cassée, pouvez-vous passer ? Paul Roger"
LATER = at("2026-03-13T16:00")
WORDS = "Votre dossier personnel est complet."


@pytest.fixture
def hall(sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    """Two people told of one hole; both requests are decided, and stand at one version."""
    opened = small.open_hall(tmp_path / "data", sqlite_url)
    come(opened, mail(HOLE, 1), "2026-03-12T09:14")
    decide(opened, "VOI-01")
    come(opened, mail(OTHER_HOLE, 2, sender=PAUL), "2026-03-13T15:00")
    yield opened
    opened.close()


def decide_other(hall: Installation) -> None:
    confirm(hall, SECOND, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, at("2026-03-13T15:10"))


def version(hall: Installation, request: RequestId = SECOND) -> int:
    return record(hall, request).line.version


def left(hall: Installation, request: RequestId) -> int:
    with hall.database.read() as session:
        return len(outbox.of_request(session, request))


ASKS: dict[str, Callable[[Installation, int], object]] = {
    "own words": lambda hall, seen: send(hall, OwnWords(request=SECOND, text=WORDS, version=seen), ANNE, LATER),
    "own words, waiting": lambda hall, seen: send(
        hall, OwnWords(request=SECOND, text=WORDS, version=seen, until=date(2026, 4, 10)), ANNE, LATER
    ),
    "looking at own words": lambda hall, seen: preview(hall, OwnWords(request=SECOND, text=WORDS, version=seen), ANNE, LATER),
    "act": lambda hall, seen: act(hall, Asked(request=SECOND, step=Step(act=Act.TAKE), version=seen), ANNE, LATER),
    "holding reply": lambda hall, _seen: wait(hall, SECOND, "Le chantier est reporté.", ANNE, LATER),
    "completion date": lambda hall, seen: postpone(
        hall, Postponed(request=SECOND, putting=Putting.DUE, day=date(2026, 5, 4), reason="Gel", version=seen), ANNE, LATER
    ),
    "put off": lambda hall, seen: put_off(
        hall, Delay(request=SECOND, until=LATER + timedelta(days=1), reason="demain", version=seen), ANNE, LATER
    ),
    "inclusion": lambda hall, seen: include(hall, Including(request=SECOND, main=THIRD, version=seen), ANNE, LATER),
    "joining": lambda hall, seen: join(hall, Joining(request=SECOND, main=THIRD, version=seen), ANNE, LATER),
}


@pytest.mark.parametrize("asked", ASKS.values(), ids=ASKS)
def test_what_was_seen_before_the_joining_is_refused_and_says_what_happened(
    hall: Installation, asked: Callable[[Installation, int], object]
) -> None:
    decide_other(hall)
    come(hall, mail(HOLE, 3, sender="jeanne.petit@courriel.example"), "2026-03-13T15:20")
    seen = version(hall)
    assert seen == version(hall, FIRST)
    merge(hall, SECOND, FIRST, ANNE, at("2026-03-13T15:30"))
    before = (left(hall, FIRST), left(hall, SECOND), record(hall, FIRST))
    with pytest.raises(StandingError, match=r"became a part of 2026/0001 meanwhile: anne") as refused:
        asked(hall, seen)
    assert (refused.value.record.line.id, refused.value.acts) == (SECOND, ())
    assert (left(hall, FIRST), left(hall, SECOND), record(hall, FIRST)) == before


def test_number_and_code_mean_the_main_one_but_no_version_of_the_part_does(hall: Installation) -> None:
    decide_other(hall)
    for _ in range(3):
        postpone_other(hall)
    seen = (version(hall, FIRST), version(hall))
    merge(hall, SECOND, FIRST, ANNE, at("2026-03-13T15:30"))
    assert version(hall, FIRST) > max(seen)
    for one in seen:
        with pytest.raises(ConflictError):
            send(hall, OwnWords(request=FIRST, text=WORDS, version=one), ANNE, LATER)
    joined = version(hall, FIRST)
    undo(hall, SECOND, ANNE, at("2026-03-13T15:31"))
    assert min(version(hall, FIRST), version(hall)) > joined
    with pytest.raises(ConflictError):
        send(hall, OwnWords(request=FIRST, text=WORDS, version=joined), ANNE, LATER)


def postpone_other(hall: Installation) -> None:
    day = date(2026, 5, 4) + timedelta(days=version(hall))
    postpone(hall, Postponed(request=SECOND, putting=Putting.DUE, day=day, reason="Gel"), ANNE, at("2026-03-13T15:15"))


def test_whoever_looked_at_none_does_it_to_the_whole(hall: Installation) -> None:
    merge(hall, SECOND, FIRST, ANNE, at("2026-03-13T15:30"))
    assert act(hall, Asked(request=SECOND, step=Step(act=Act.TAKE)), ANNE, LATER).line.id == FIRST


def test_a_joining_that_was_taken_back_keeps_no_confirmation_from_being_undone(hall: Installation) -> None:
    come(hall, mail(HOLE, 3, sender="jeanne.petit@courriel.example"), "2026-03-13T15:02")
    decide_other(hall)
    merge(hall, THIRD, SECOND, ANNE, at("2026-03-13T15:10:10"))
    undo(hall, THIRD, ANNE, at("2026-03-13T15:10:20"))
    assert undo(hall, SECOND, ANNE, at("2026-03-13T15:10:30")).line.status is Status.REVIEW
