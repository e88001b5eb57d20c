"""A decision is worked out before it is written: what happens to the request in between is seen all the same."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.ids import RequestId, SubjectCode
from domain.request import Status
from domain.rights import Role
from flows import accounts
from flows.confirm import Correction, confirm
from flows.merge import merge
from flows.wiring import Installation
from store import clocks, outbox
from store.agents import NewAgent
from store.engine import Database
from store.outbox import LetterRecord
from tests.flows.confirming import ANNE, LATER, VAGUE, hire, request, take_in
from tests.installations import BREVILLE, NOW, POTHOLE

FIRST = RequestId(1)
BEATRICE = "beatrice"
PAVEMENT = Correction(subject=SubjectCode("VOI-02"))
_STANDING_IN = re.compile(r"2026/[0-9]{12}")


class Interrupted(Database):
    """A database in which something happens after each look at it."""

    def __init__(self, url: str, happens: Callable[[], object], times: int) -> None:
        super().__init__(url)
        self.looks = 0
        self._happens = happens
        self._times = times

    @contextmanager
    def read(self) -> Iterator[Session]:
        with super().read() as session:
            yield session
        self.looks += 1
        if self.looks <= self._times:
            self._happens()


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town with two agents and two requests in review, which writes to its requesters."""
    hire(town_hall)
    new = NewAgent(town=BREVILLE, login=BEATRICE, name=BEATRICE, roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="x")
    accounts.add_agent(town_hall, new, NOW)
    take_in(town_hall, VAGUE, f"{VAGUE} bis")
    return town_hall


@contextmanager
def interrupted(hall: Installation, url: str, happens: Callable[[], object], times: int = 1) -> Iterator[tuple[Installation, Interrupted]]:
    database = Interrupted(url, happens, times)
    try:
        yield replace(hall, database=database), database
    finally:
        database.close()


def letters(hall: Installation) -> tuple[LetterRecord, ...]:
    with hall.database.read() as session:
        return outbox.of_request(session, FIRST)


def test_who_decides_after_the_look_was_faster(hall: Installation) -> None:
    version = request(hall, 1).line.version
    meanwhile = partial(confirm, hall, FIRST, PAVEMENT, BEATRICE, LATER)
    faster = pytest.raises(ConflictError, match="decided meanwhile by beatrice")
    with interrupted(hall, hall.settings.database_address, meanwhile) as (own, _), faster:
        confirm(own, FIRST, Correction(), ANNE, LATER, version)
    assert [line.actor for line in request(hall, 1).history if line.action in {"confirmed", "corrected"}] == [BEATRICE]


def test_a_request_that_becomes_a_part_of_it_after_the_look_is_seen(hall: Installation) -> None:
    with interrupted(hall, hall.settings.database_address, lambda: merge(hall, RequestId(2), FIRST, BEATRICE, LATER)) as (own, database):
        confirm(own, FIRST, Correction(), ANNE, LATER)
        assert database.looks == 2
    after = request(hall, 1)
    assert after.line.status is Status.OPEN and [line.action for line in after.history][-2:] == ["confirmed", "numbered"]


def test_what_changes_at_every_look_is_decided_all_the_same(hall: Installation) -> None:
    def change() -> None:
        with hall.database.write() as session:
            clocks.count_change(session, FIRST)

    with interrupted(hall, hall.settings.database_address, change, times=100) as (own, _):
        settlement = confirm(own, FIRST, Correction(), ANNE, LATER)
    after = request(hall, 1)
    assert (after.line.status, after.line.number) == (Status.OPEN, settlement.number)


def test_letters_that_were_composed_before_bear_the_number(hall: Installation) -> None:
    take_in(hall, POTHOLE, first=3)
    settlement = confirm(hall, FIRST, PAVEMENT, ANNE, LATER)
    written = letters(hall)
    assert str(settlement.number) == "2026/0002" and written
    for record in written:
        said = repr(record.letter.payload)
        assert str(settlement.number) in said and not _STANDING_IN.search(said)
