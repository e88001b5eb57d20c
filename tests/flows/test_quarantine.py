"""What nothing could be made of is tried again, made a request of, or put away; after an upgrade it is tried once (S31)."""

import pytest

from domain.conservation import Asked
from domain.errors import InvalidError, NotFoundError
from domain.ids import InboundId
from domain.inbound import Channel, Outcome
from domain.request import Status
from flows import quarantine
from flows.conservation import account
from flows.quarantine import Retried
from flows.quarantine_words import said_of
from flows.receive import receive
from flows.town_views import RELEASE
from flows.wiring import Installation
from ingest.paper.opening.survey import Trouble
from store import journal
from store import quarantine as stored
from store.quarantine import Chosen, Kept
from tests.flows.test_follow_up import request, work_all
from tests.flows.test_paper import scan
from tests.installations import AUVILLE, BREVILLE, NOW, ledger

PROGRAM = b"\x7fELF" + bytes(100)


def _aside(hall: Installation, *raws: bytes) -> tuple[InboundId, ...]:
    ids = tuple(one.inbound_id for one in receive(hall, [scan(raw) for raw in raws]))
    work_all(hall)
    return ids


def _kept(hall: Installation, *, dismissed: bool = False) -> tuple[Kept, ...]:
    with hall.database.read() as session:
        return stored.page(session, Chosen(is_dismissed=dismissed), before=None, limit=9)


def _actions(hall: Installation) -> list[tuple[str, str, object]]:
    with hall.database.read() as session:
        lines = journal.page(session, BREVILLE, after=None, limit=50)
    return [(one.actor, one.object, one.details["arrivals"]) for one in lines if one.action.startswith("quarantine.")]


def test_what_is_tried_again_comes_back_if_nothing_has_changed_and_is_told(town_hall: Installation) -> None:
    (one,) = _aside(town_hall, PROGRAM)
    assert (_kept(town_hall)[0].reason, _kept(town_hall)[0].release, _kept(town_hall)[0].tries) == ("not_a_document", RELEASE, 1)
    assert quarantine.retry(town_hall, (one,), "boss", NOW, town=AUVILLE) == Retried()
    assert quarantine.retry(town_hall, (one,), "boss", NOW, town=BREVILLE) == Retried(tried=1)
    assert [line.outcome for line in ledger(town_hall)] == [Outcome.PENDING] and _kept(town_hall) == ()
    assert quarantine.retry(town_hall, (one,), "boss", NOW) == Retried()
    work_all(town_hall)
    assert [(kept.id, kept.tries) for kept in _kept(town_hall)] == [(one, 2)]
    assert _actions(town_hall) == [("boss", f"arrival {one}", [one])]


def test_all_of_a_reason_are_tried_again_but_those_of_which_only_the_header_is_here(town_hall: Installation) -> None:
    first, second = _aside(town_hall, PROGRAM, PROGRAM + b"2")
    with town_hall.database.write() as session:
        stored.put(session, first, "mail_too_large", RELEASE, NOW)
    assert quarantine.retry_all(town_hall, Chosen(town=BREVILLE), "boss", NOW) == Retried(tried=1, headless=1)
    assert [kept.id for kept in _kept(town_hall)] == [first]
    assert second != first


def test_what_an_older_release_set_aside_is_tried_again_once(town_hall: Installation) -> None:
    one, away = _aside(town_hall, PROGRAM, PROGRAM + b"2")
    with town_hall.database.write() as session:
        for inbound_id in (one, away):
            stored.set_release(session, inbound_id, "0.0.1")
    assert quarantine.dismiss(town_hall, (away,), "page de test", "boss", NOW) == 1
    assert quarantine.replay(town_hall, NOW) == 1
    assert quarantine.replay(town_hall, NOW) == 0
    work_all(town_hall)
    assert [(kept.id, kept.release) for kept in _kept(town_hall)] == [(one, RELEASE)]
    assert quarantine.replay(town_hall, NOW) == 0
    assert ("system", f"arrival {one}", [one]) in _actions(town_hall)


def test_a_request_made_by_hand_comes_before_people_with_its_original(town_hall: Installation) -> None:
    (one,) = _aside(town_hall, PROGRAM)
    with pytest.raises(NotFoundError):
        quarantine.make_request(town_hall, one, "rose", NOW, town=AUVILLE)
    quarantine.make_request(town_hall, one, "rose", NOW, town=BREVILLE)
    work_all(town_hall)
    found = request(town_hall, 1)
    assert (found.line.status, found.line.channel, found.draft.remarks) == (Status.REVIEW, Channel.SCAN, ("damaged",))
    assert town_hall.blobs.read(found.inbound.sha256) == PROGRAM
    assert [line.outcome for line in ledger(town_hall)] == [Outcome.DRAFTED] and _kept(town_hall) == ()
    with pytest.raises(NotFoundError):
        quarantine.make_request(town_hall, one, "rose", NOW)
    found_account = account(town_hall, Asked(), NOW)
    assert found_account.adds_up and found_account.exceptions == ()


def test_who_puts_it_away_says_why(town_hall: Installation) -> None:
    (one,) = _aside(town_hall, PROGRAM)
    for why in ("  ", "x" * 501):
        with pytest.raises(InvalidError):
            quarantine.dismiss(town_hall, (one,), why, "boss", NOW)
    assert quarantine.dismiss(town_hall, (one,), " page de test ", "boss", NOW) == 1
    assert quarantine.dismiss(town_hall, (one,), "encore", "boss", NOW) == 0
    (kept,) = _kept(town_hall, dismissed=True)
    assert (kept.dismissal, kept.dismissed_by) == ("page de test", "boss") and _kept(town_hall) == ()
    assert [line.outcome for line in ledger(town_hall)] == [Outcome.QUARANTINED]
    assert all("page de test" not in str(entry) for entry in _actions(town_hall))
    assert quarantine.retry(town_hall, (one,), "boss", NOW) == Retried(tried=1)


def test_each_reason_a_reader_gives_is_told_and_what_nobody_knows_too() -> None:
    unknown = said_of("no such reason")
    for reason in (Trouble.EMPTY, Trouble.NOT_A_DOCUMENT, "nothing_inside", "mail_too_large", "mail_unkept"):
        assert said_of(reason) != unknown
    assert said_of("The original could not be read within its limits (killed). Download it as it came.") != unknown
