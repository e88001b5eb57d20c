"""Tracking codes: given for an arrival, borne by its first request, read however they are typed."""

from dataclasses import replace

import pytest

from domain.ids import TownId, TrackingCode
from domain.inbound import Channel
from domain.request import Addition
from store import follow_ups, requests, tracking
from store.engine import Database
from tests.store.samples import NOW, VALOGNES, keep_draft, new_request


def test_the_first_request_of_an_arrival_bears_the_code_that_was_given_for_it(served: Database) -> None:
    with served.write() as session:
        inbound_id, draft_id = keep_draft(session)
        [code] = tracking.give(session, VALOGNES, [inbound_id], NOW)
        first = requests.add(session, replace(new_request(draft_id), channel=Channel.FORM))
        second = requests.add(session, replace(new_request(draft_id), channel=Channel.FORM, part=2))
    with served.read() as session:
        assert requests.get(session, first).line.tracking == code
        assert requests.get(session, second).line.tracking != code
        assert requests.find_by_reference(session, VALOGNES, code.lower().replace("-", " ")) == first
        assert requests.find_by_reference(session, TownId("ailleurs"), code) is None


def test_an_arrival_keeps_its_code(served: Database) -> None:
    with served.write() as session:
        inbound_id, _ = keep_draft(session)
        [code] = tracking.give(session, VALOGNES, [inbound_id], NOW)
    with served.write() as session:
        assert tracking.give(session, VALOGNES, [inbound_id], NOW) == (code,)


def test_the_code_of_what_was_added_to_a_request_means_that_request(served: Database) -> None:
    with served.write() as session:
        _, draft_id = keep_draft(session)
        main = requests.add(session, new_request(draft_id))
        inbound_id, later = keep_draft(session, content=b"Encore")
        [code] = tracking.give(session, VALOGNES, [inbound_id], NOW)
        follow_ups.add(session, VALOGNES, main, later, Addition.CHASER, NOW)
    with served.read() as session:
        assert requests.find_by_reference(session, VALOGNES, code) == main


def test_no_new_request_bears_a_code_that_stands_on_a_receipt(served: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with served.write() as session:
        inbound_id, _ = keep_draft(session)
        [given] = tracking.give(session, VALOGNES, [inbound_id], NOW)
        drawn = iter([given, given, TrackingCode("BBBB-BBBB")])
        monkeypatch.setattr(tracking, "new_code", lambda: next(drawn))
        _, other = keep_draft(session, content=b"Autre")
        request_id = requests.add(session, new_request(other))
    with served.read() as session:
        assert requests.get(session, request_id).line.tracking == "BBBB-BBBB"


def test_no_receipt_bears_the_code_of_a_request(served: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with served.write() as session:
        _, draft_id = keep_draft(session)
        taken = requests.get(session, requests.add(session, new_request(draft_id))).line.tracking
        inbound_id, _ = keep_draft(session, content=b"Autre")
        drawn = iter([taken, TrackingCode("CCCC-CCCC")])
        monkeypatch.setattr(tracking, "new_code", lambda: next(drawn))
        assert tracking.give(session, VALOGNES, [inbound_id], NOW) == ("CCCC-CCCC",)


@pytest.mark.parametrize("typed", ["K7P4-2QXM", "k7p42qxm", " k7p4 2qxm ", "K7P4 - 2QXM"])
def test_codes_are_read_however_they_are_typed(typed: str) -> None:
    assert tracking.read_code(typed) == "K7P4-2QXM"


@pytest.mark.parametrize("typed", ["", "K7P4-2QX", "K7P4-2QXMM", "O7P4-2QXM", "2026/0147"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert tracking.read_code(typed) is None
