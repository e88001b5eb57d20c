"""Calls and visits that agents write down."""

from dataclasses import replace
from datetime import timedelta

from domain.inbound import Channel
from flows.entry import Entry, Person, enter
from flows.wiring import Installation
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
