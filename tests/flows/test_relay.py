"""The relay of outgoing mail: down for a day, asked in moderation, told how large a letter is, killed in between (S15)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller

from flows import send as send_module
from flows.send import send
from flows.settings import Settings
from flows.wiring import Installation
from flows.work import LEASE, work
from store import jobs, outbox, relay
from store.outbox import Held, Letter, OutboxId
from tests.flows.test_send import _Relay
from tests.installations import BREVILLE, NOW
from tests.servers import free_port

LATER = NOW + timedelta(seconds=1)
HTML = "<!doctype html><html><body><p>Bonjour</p></body></html>\n"


@contextmanager
def running(port: int, size: int | None = None) -> Iterator[_Relay]:
    """Give a relay; ``size`` is the largest letter it says it takes."""
    handler = _Relay()
    controller = Controller(handler, hostname="127.0.0.1", port=port, data_size_limit=size)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


def using(hall: Installation, port: int, **values: object) -> Installation:
    told = {**hall.settings.model_dump(), "relay_url": f"smtp://127.0.0.1:{port}", **values}
    return replace(hall, settings=Settings.model_validate(told))


def write(hall: Installation, number: int = 1, body: str = "Bonjour\n", kind: str = "letter") -> OutboxId:
    payload = {"subject": "Demande 2026/0001", "body": body, "html": HTML}
    letter = Letter(town=BREVILLE, request=None, kind=kind, recipient=f"personne{number}@courriel.example", payload=payload)
    with hall.database.write() as session:
        letter_id = outbox.add(session, letter, NOW)
        jobs.add(session, town=BREVILLE, queue="later", kind="send", subject_id=letter_id, now=NOW)
    return letter_id


def state(hall: Installation, letter: OutboxId) -> tuple[str, Held | None]:
    with hall.database.read() as session:
        record = outbox.get(session, letter)
    return record.state, record.held_why


def test_after_a_day_without_a_relay_everything_leaves_once(town_hall: Installation) -> None:
    port = free_port()
    hall = using(town_hall, port)
    written = [write(hall, number) for number in range(3)]
    at = LATER
    for _ in range(26 * 2):
        assert work(hall, "later", at).parked == 0
        at += timedelta(minutes=30)
    assert {state(hall, one) for one in written} == {("waiting", None)}
    with running(port) as taken:
        for _ in range(4):
            work(hall, "later", at)
            at += timedelta(minutes=30)
    assert sorted(str(one["To"]) for one in taken.mails) == [f"personne{number}@courriel.example" for number in range(3)]
    assert {state(hall, one)[0] for one in written} == {"sent"}


def test_a_relay_that_is_away_for_good_parks_the_letter_in_sight(town_hall: Installation) -> None:
    hall = using(town_hall, free_port())
    write(hall)
    assert work(hall, "later", NOW + timedelta(days=6)).parked == 1


def test_who_is_killed_after_the_relay_said_yes_sends_the_same_letter_under_the_same_name(town_hall: Installation) -> None:
    port = free_port()
    hall = using(town_hall, port)
    letter = write(hall)
    with running(port) as taken:
        with hall.database.write() as session:
            (job,) = jobs.claim(session, "later", now=LATER, lease=LEASE)
        send(hall, job)  # killed here: the change it returns is kept by nobody
        assert state(hall, letter)[0] == "waiting"
        assert work(hall, "later", LATER + LEASE + timedelta(seconds=1)).done == 1
        assert work(hall, "later", LATER + 2 * LEASE).claimed == 0
    first, second = taken.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes().split(b"boundary")[0] == second.as_bytes().split(b"boundary")[0]
    assert state(hall, letter)[0] == "sent"


def test_a_killed_process_costs_a_letter_nothing_however_long_the_relay_was_away(town_hall: Installation) -> None:
    port = free_port()
    hall = using(town_hall, port)
    letter = write(hall)
    at = LATER
    for _ in range(30):
        work(hall, "later", at)
        at += timedelta(hours=1, minutes=1)
    with hall.database.write() as session:
        assert len(jobs.claim(session, "later", now=at, lease=LEASE)) == 1  # and killed
    with running(port):
        assert work(hall, "later", at + LEASE + timedelta(seconds=1)).done == 1
    assert state(hall, letter)[0] == "sent"


def test_a_letter_is_plain_and_html_and_its_answer_comes_to_the_town(town_hall: Installation) -> None:
    port = free_port()
    hall = using(town_hall, port, relay_from="envoi@relais.example")
    write(hall)
    with running(port) as taken:
        assert work(hall, "later", LATER).done == 1
    (mail,) = taken.mails
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert (mail["From"], mail["Reply-To"]) == ("envoi@relais.example", "mairie@breville.example")


def test_a_letter_larger_than_the_relay_takes_is_held_and_not_tried_again(town_hall: Installation) -> None:
    port = free_port()
    hall = using(town_hall, port)
    small, large = write(hall, 1), write(hall, 2, body="x" * 70 + "\n" + "long\n" * 4000)
    with running(port, size=8000) as taken:
        assert work(hall, "later", LATER).done == 2
        assert work(hall, "later", LATER + timedelta(days=1)).claimed == 0
    assert len(taken.mails) == 1
    assert (state(hall, small), state(hall, large)) == (("sent", None), ("held", Held.TOO_LARGE))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("552 5.3.4 Message too big", ("held", Held.TOO_LARGE)),
        ("552 too much", ("held", Held.TOO_LARGE)),
        ("552 5.2.2 Mailbox full", ("waiting", None)),
        ("451 4.3.1 later", ("waiting", None)),
    ],
)
def test_a_relay_that_minds_the_size_only_at_the_end_is_understood(
    town_hall: Installation, said: str, expected: tuple[str, Held | None]
) -> None:
    port = free_port()
    hall = using(town_hall, port)
    letter = write(hall)
    with running(port) as taken:
        taken.refusal = said
        work(hall, "later", LATER)
    assert state(hall, letter) == expected


def test_a_relay_gets_so_many_letters_in_a_minute_and_a_danger_waits_for_none(
    town_hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    hall = using(town_hall, port, relay_per_minute=2)
    clock = [NOW]
    monkeypatch.setattr(send_module, "_clock", lambda: clock[0])
    for number in range(5):
        write(hall, number)
    write(hall, 9, kind="alert")
    with running(port) as taken:
        worked = work(hall, "later", LATER)
        assert (worked.done, worked.put_back, worked.failed) == (3, 3, 0)
        assert work(hall, "later", LATER + timedelta(seconds=1)).claimed == 0
        clock[0] += timedelta(minutes=1)
        assert work(hall, "later", LATER + timedelta(minutes=1, seconds=5)).done == 2
        clock[0] += timedelta(minutes=1)
        assert work(hall, "later", LATER + timedelta(minutes=2, seconds=10)).done == 1
    assert len({str(one["To"]) for one in taken.mails}) == 6


def test_turns_are_counted_for_all_processes_and_a_clock_set_back_stops_nobody(town_hall: Installation) -> None:
    def turn(seconds: int) -> bool:
        with town_hall.database.write() as session:
            return relay.take_turn(session, "relais.example", NOW + timedelta(seconds=seconds), 2)

    assert [turn(second) for second in (0, 1, 2, 59)] == [True, True, False, False]
    assert [turn(3600), turn(3601), turn(3602)] == [True, True, False]
    assert turn(0)
