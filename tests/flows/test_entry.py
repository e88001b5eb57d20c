"""Calls and visits that agents write down."""

from dataclasses import replace
from datetime import timedelta

from domain.ids import RequestId
from domain.inbound import Channel
from flows.entry import Entry, Person, enter
from flows.wiring import Installation
from flows.work import work
from store import jobs, journal
from tests.flows.confirming import request
from tests.installations import BREVILLE, NOW, ledger

CALL = Entry(channel=Channel.PHONE, text="Le banc est cassé.", agent="Accueil 1", person=Person(name="Martel"), arrived_at=NOW)


def test_what_a_program_sends_again_under_its_own_name_is_one_arrival_with_one_receipt(town_hall: Installation) -> None:
    named = replace(CALL, source_id="appel-17")
    first = enter(town_hall, BREVILLE, named, NOW)
    again = enter(town_hall, BREVILLE, named, NOW + timedelta(minutes=3))
    assert again.answer == first.answer
    assert len(ledger(town_hall)) == 1
    enter(town_hall, BREVILLE, replace(named, text="Le banc est réparé."), NOW + timedelta(minutes=4))
    assert len(ledger(town_hall)) == 2


def test_two_who_write_down_the_same_have_seen_two_people(town_hall: Installation) -> None:
    codes = {str(enter(town_hall, BREVILLE, CALL, NOW + timedelta(seconds=number)).answer["tracking"]) for number in range(2)}
    assert len(codes) == len(ledger(town_hall)) == 2


def test_when_and_why_so_late_it_was_written_down_stays_inside(town_hall: Installation) -> None:
    late = replace(CALL, text="Nid de poule devant le 22 rue de Poterie.", arrived_at=NOW - timedelta(days=3), reason="panne du réseau")
    enter(town_hall, BREVILLE, late, NOW)
    now = NOW
    while any(work(town_hall, queue, now).claimed for queue in jobs.QUEUES):
        now += timedelta(seconds=30)
    record = request(town_hall, RequestId(1))
    assert (record.details, record.draft.text) == (late.text, late.text)
    with town_hall.database.read() as session:
        [line] = [line for line in journal.page(session, BREVILLE, after=None, limit=50) if line.action == "backdated_entry"]
    assert (line.at, line.details["reason"]) == (NOW, "panne du réseau")
