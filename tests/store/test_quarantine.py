"""The quarantine keeps what was set aside until something is made of it (S31)."""

import pytest
from sqlalchemy import text

from domain.errors import NotFoundError
from domain.ids import InboundId, TownId
from domain.inbound import Channel, Outcome
from store import inbounds, quarantine
from store.engine import Database
from store.quarantine import Chosen
from tests.store.samples import NOW, VALOGNES, inbound, keep_town

REIMS = TownId("reims")


def _aside(database: Database, content: bytes, reason: str = "malformed", release: str = "1", town: TownId = VALOGNES) -> InboundId:
    with database.write() as session:
        inbound_id, _ = inbounds.add(session, inbound(content, town))
        quarantine.put(session, inbound_id, reason, release, NOW)
    return inbound_id


def test_what_is_set_aside_is_told_by_town_channel_and_reason(served: Database) -> None:
    with served.write() as session:
        keep_town(session, REIMS)
    first, second, there = _aside(served, b"1"), _aside(served, b"2", "empty"), _aside(served, b"3", town=REIMS)
    with served.read() as session:
        assert [one.id for one in quarantine.page(session, Chosen(town=VALOGNES), before=None, limit=9)] == [second, first]
        assert [one.id for one in quarantine.page(session, Chosen(town=VALOGNES), before=second, limit=9)] == [first]
        assert [one.id for one in quarantine.page(session, Chosen(reason="malformed"), before=None, limit=9)] == [there, first]
        assert quarantine.page(session, Chosen(channel=Channel.FAX), before=None, limit=9) == ()
        assert {(one.reason, one.count) for one in quarantine.groups(session, VALOGNES)} == {("malformed", 1), ("empty", 1)}
        assert quarantine.count(session, None) == 3
        assert inbounds.get(session, first).outcome is Outcome.QUARANTINED


def test_what_something_was_made_of_is_there_no_more_and_counts_its_tries_when_it_comes_back(served: Database) -> None:
    one = _aside(served, b"1")
    with served.write() as session:
        inbounds.set_outcome(session, one, Outcome.PENDING, None)
    with served.read() as session, pytest.raises(NotFoundError):
        quarantine.get(session, one)
    with served.write() as session:
        assert quarantine.hold(session, [one]) == ()
        quarantine.put(session, one, "empty", "2", NOW)
    with served.read() as session:
        again = quarantine.get(session, one)
    assert (again.tries, again.release, again.reason) == (2, "2", "empty")


def test_who_puts_it_away_says_why_and_it_stays_in_the_ledger(served: Database) -> None:
    one = _aside(served, b"1")
    with served.write() as session:
        quarantine.dismiss(session, one, "boss", "page de test", NOW)
    with served.read() as session:
        assert quarantine.count(session, VALOGNES) == 0
        (kept,) = quarantine.page(session, Chosen(is_dismissed=True), before=None, limit=9)
        assert (kept.dismissed_by, kept.dismissal, kept.dismissed_at) == ("boss", "page de test", NOW)
        assert [line.outcome for line in inbounds.ledger(session)] == [Outcome.QUARANTINED]


def test_only_what_another_release_set_aside_and_nobody_put_away_is_to_be_tried_again(served: Database) -> None:
    old, away, header, new = (
        _aside(served, b"1"),
        _aside(served, b"2"),
        _aside(served, b"3", "mail_too_large"),
        _aside(served, b"4", release="2"),
    )
    with served.write() as session:
        quarantine.dismiss(session, away, "boss", "page de test", NOW)
    with served.read() as session:
        assert quarantine.of_other_releases(session, "2", ("mail_too_large",), 9) == (old,)
        assert set(quarantine.of_other_releases(session, "3", (), 9)) == {old, header, new}


def test_what_was_in_quarantine_before_there_was_a_table_is_in_it_after_the_migration(served: Database) -> None:
    one = _aside(served, b"1")
    with served.write() as session:
        session.execute(text("DELETE FROM quarantine"))
        # As the migration says it.
        session.execute(
            text(
                "INSERT INTO quarantine (inbound_id, town, channel, reason, release, at, tries) "
                "SELECT id, town, channel, coalesce(reason, ''), '', received_at, 1 FROM inbounds WHERE outcome = 'quarantined'"
            )
        )
    with served.read() as session:
        kept = quarantine.get(session, one)
        assert (kept.reason, kept.release, kept.at) == ("malformed", "", NOW)
        assert quarantine.of_other_releases(session, "1", (), 9) == (one,)
