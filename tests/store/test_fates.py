import pytest

from domain.errors import NotFoundError
from domain.ids import InboundId, TownId
from domain.inbound import Outcome
from store import inbounds
from store.engine import Database
from store.fates import fate, fates
from tests.store.samples import VALOGNES, inbound, keep_town

REIMS = TownId("reims")


def test_the_same_content_in_two_towns_has_two_fates(served: Database) -> None:
    with served.write() as session:
        keep_town(session, REIMS)
        here, _ = inbounds.add(session, inbound())
        there, _ = inbounds.add(session, inbound(town_id=REIMS))
        inbounds.set_outcome(session, there, Outcome.SPAM, None)
    key = inbound().content_key
    with served.read() as session:
        assert (fate(session, here).outcome, fate(session, there).outcome) == (Outcome.PENDING, Outcome.SPAM)
        assert fates(session, [key], REIMS)[key].inbound_id == there
        assert fates(session, [key], VALOGNES)[key].inbound_id == here


def test_an_arrival_that_is_not_there_has_no_fate(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFoundError):
        fate(session, InboundId(1))
