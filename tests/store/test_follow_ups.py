from alembic import command
from sqlalchemy import create_engine, text

from domain.ids import DraftId, RequestId
from domain.request import Addition, RequestNumber, Tie
from store import follow_ups, requests, threads
from store.engine import Database
from store.migration import configuration
from tests.store.samples import NOW, VALOGNES, keep_draft, keep_town, new_request
from tests.store.test_migration import OLD_ROWS

LONG = f"<{'é' * 900}@courriel.example>"


def _kept(database: Database, count: int) -> tuple[DraftId, list[RequestId]]:
    with database.write() as session:
        _, draft_id = keep_draft(session)
        return draft_id, [requests.add(session, new_request(draft_id, part=part)) for part in range(1, count + 1)]


def test_a_message_is_added_once(served: Database) -> None:
    draft, (request,) = _kept(served, 1)
    with served.write() as session:
        assert follow_ups.add(session, VALOGNES, request, draft, Addition.CHASER, NOW)
        assert not follow_ups.add(session, VALOGNES, request, draft, Addition.THANKS, NOW)
    with served.read() as session:
        assert [one.kind for one in follow_ups.of(session, request)] == [Addition.CHASER]


def test_number_and_code_of_a_merged_request_mean_the_last_of_a_chain(served: Database) -> None:
    draft, (first, second, third) = _kept(served, 3)
    with served.write() as session:
        numbers = [requests.number(session, request, 2026) for request in (first, second, third)]
        codes = [requests.get(session, request).line.tracking for request in (first, second)]
        follow_ups.merge(session, first, second)
        follow_ups.merge(session, second, third)
    with served.write() as session:
        assert numbers[0] == RequestNumber(year=2026, counter=1)
        assert [requests.find_by_reference(session, VALOGNES, str(number)) for number in numbers] == [third] * 3
        assert [requests.find_by_reference(session, VALOGNES, code) for code in codes] == [third] * 2
        assert requests.hold(session, first) == third
        assert [line.id for line in follow_ups.merged(session, third)] == [first, second]
        assert follow_ups.requests_of(session, draft) == (third,)


def test_what_was_said_first_of_a_link_stays(served: Database) -> None:
    _, (later, earlier) = _kept(served, 2)
    with served.write() as session:
        follow_ups.link(session, VALOGNES, later, earlier, Tie.LETTER, is_proven=True)
        follow_ups.link(session, VALOGNES, later, earlier, Tie.NUMBER, is_proven=False)
    with served.read() as session:
        (link,) = follow_ups.links(session, later)
        assert (link.other.id, link.is_earlier, link.tie, link.is_proven) == (earlier, True, Tie.LETTER, True)


def test_threads_find_mails_by_their_own_ids_and_by_those_they_refer_to(served: Database) -> None:
    draft, _ = _kept(served, 1)
    with served.write() as session:
        threads.hold(session, VALOGNES, (LONG, "<b@x.example>"))
        for _ in range(2):
            threads.keep(session, VALOGNES, draft, LONG, ("<b@x.example>", "\x00\ud800"))
    with served.read() as session:
        assert threads.named(session, VALOGNES, (LONG,)) == (draft,)
        assert threads.named(session, VALOGNES, ("<b@x.example>",)) == threads.answering(session, VALOGNES, LONG) == ()
        assert threads.answering(session, VALOGNES, "<b@x.example>") == (draft,)


def test_a_town_does_not_see_the_mails_of_another(served: Database) -> None:
    draft, _ = _kept(served, 1)
    with served.write() as session:
        keep_town(session, other := type(VALOGNES)("reims"))
        threads.keep(session, VALOGNES, draft, "<a@x.example>", ())
        assert threads.named(session, other, ("<a@x.example>",)) == ()


def test_follow_ups_and_mails_of_an_older_database_are_taken_over(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0003")
        for row in OLD_ROWS:
            connection.execute(text(row))
        command.upgrade(configuration(connection), "0007")
        connection.execute(text("UPDATE inbounds SET source_id = '<a@x.example>'"))
        told = text(
            "INSERT INTO history (id, town, request_id, at, actor, action, details) VALUES "
            "(:id, 'valognes', 1, '2026-03-03 08:00:00', 'routing', 'followed_up', :details)"
        )
        for number, details in enumerate(('{"draft": 1, "reference": "2026/0001"}', '{"draft": 99}'), 1):
            connection.execute(told, {"id": number, "details": details})
        command.upgrade(configuration(connection), "head")
        assert connection.execute(text("SELECT request_id, draft_id, kind FROM follow_ups")).all() == [(1, 1, "chaser")]
        assert connection.execute(text("SELECT town, draft_id, is_own FROM threads")).all() == [("valognes", 1, True)]
        command.downgrade(configuration(connection), "0007")
        assert connection.execute(text("SELECT count(*) FROM requests")).scalar_one() == 1
    engine.dispose()
