"""Legs without a common identifier: who is put through is there in the second in which the other stopped ringing or talking."""

from datetime import datetime, timedelta

import pytest

from domain.call import CallEnd, Leg, Way
from ingest.phone.sequels import Sequels
from tests.ingest.phone.logs import PARIS, imported

AT = datetime(2026, 3, 12, 9, 0, 0, tzinfo=PARIS)
HEAD = "Date;Heure;Type;Appelant;Appelé;Sonnerie;Durée;Statut\n"


def leg(after: int = 0, ring: int = 20, talk: int = 0, caller: str | None = "0639981234", way: Way | None = Way.IN) -> Leg:
    end = CallEnd.ANSWERED if talk else CallEnd.MISSED
    return Leg(line=1, at=AT + timedelta(seconds=after), end=end, caller=caller, called="201", way=way, ring_s=ring, talk_s=talk)


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        (leg(), leg(20), True),
        (leg(), leg(22), True),
        (leg(), leg(23), False),
        (leg(20), leg(), True),
        (leg(talk=60), leg(80, talk=30), True),
        (leg(), leg(10), False),
        (leg(), leg(20, caller="0639981235"), False),
        (leg(caller="201"), leg(20, caller="201"), False),
        (leg(way=Way.OUT), leg(20, way=Way.OUT), False),
    ],
)
def test_legs_are_of_one_call_where_one_begins_as_the_other_ends(first: Leg, second: Leg, is_one: bool) -> None:
    sequels = Sequels()
    one, other = (sequels.linked(each, is_group=False).linked_id for each in (first, second))
    assert (one is not None and one == other) is is_one


def test_members_of_a_queue_ring_while_it_holds_the_caller() -> None:
    sequels = Sequels()
    queue = sequels.linked(leg(ring=30), is_group=True)
    assert sequels.linked(leg(4, ring=3), is_group=False).linked_id == queue.linked_id


def test_a_leg_that_has_an_identifier_keeps_it_and_has_the_other_ones_too() -> None:
    sequels = Sequels()
    first, second = leg(), leg(20)
    first, second = (
        Leg(**{name: getattr(one, name) for name in Leg.__slots__} | {"call_id": key}) for one, key in ((first, "a"), (second, "b"))
    )
    assert sequels.linked(first, is_group=False) is first
    linked = sequels.linked(second, is_group=False)
    assert (linked.linked_id, linked.call_id) == ("a", "b")


def test_a_transfer_and_an_overflow_in_a_table_are_one_answered_call() -> None:
    raw = HEAD + (
        "12/03/2026;08:00:00;Entrant;0639981234;File d'attente accueil;00:00:20;00:00:00;Débordement\n"
        "12/03/2026;08:00:20;Entrant;0639981234;201;00:00:05;00:02:00;Répondu\n"
        "12/03/2026;08:02:25;Entrant;0639981234;204;00:00:05;00:01:00;Répondu\n"
        "25/03/2026;09:00:00;Entrant;0639981235;200;00:00:20;00:00:00;Non répondu\n"
        "25/03/2026;09:05:00;Entrant;0639981235;200;00:00:20;00:01:00;Répondu\n"
    )
    calls, _, _ = imported(raw)
    assert [(call.end, call.lines) for call in calls] == [
        (CallEnd.ANSWERED, (2, 3, 4)),
        (CallEnd.MISSED, (5,)),
        (CallEnd.ANSWERED, (6,)),
    ]


def test_times_to_the_minute_join_nothing() -> None:
    raw = HEAD + (
        "12/03/2026;08:00;Entrant;0639981234;200;00:00:20;00:00:40;Répondu\n12/03/2026;08:01;Entrant;0639981234;201;00:00:05;00:02:00;Répondu\n"
        "25/03/2026;09:05;Entrant;0639981235;200;00:00:20;00:01:00;Répondu\n"
    )
    calls, _, _ = imported(raw)
    assert len(calls) == 3
