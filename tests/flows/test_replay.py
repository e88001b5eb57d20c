"""What was decided is decided again, on what it rested on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.ids import RequestId, TownId
from domain.inbound import Arrival, Channel, Envelope
from flows.publication import publish
from flows.receive import receive
from flows.replay import Replay, Verdict, replay, replay_one
from flows.rulesets import Author, new_draft, save_draft
from flows.towns import load_town
from flows.wiring import Installation
from flows.work import work
from store import jobs, rulesets, towns
from store.schema import DraftRow, RequestRow
from tests import installations
from tests.demo_town import demo_town
from tests.installations import BREVILLE, NOW, POTHOLE, arrival, mail, mailboxes, places, town

ROOT = Path(__file__).resolve().parents[2]
VALOGNES = TownId("valognes")
CLAIRE = Author(name="claire", now=NOW)


@pytest.fixture
def valognes(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation with the demo town and its messages taken in."""
    opened = installations.installation(installations.settings(tmp_path / "data", database_url=database_url))
    load_town(opened, demo_town(), NOW)
    opened.towns.refresh()
    receive(opened, [_arrival(file) for file in sorted((ROOT / "demo" / "messages").glob("*.eml"))])
    drain(opened)
    try:
        yield opened
    finally:
        opened.close()


def _arrival(file: Path) -> Arrival:
    mailbox = "mairie@valognes.example"
    envelope = Envelope(sender="habitant@courriel.example", recipients=(mailbox,), client="192.0.2.7")
    return Arrival(raw=file.read_bytes(), channel=Channel.EMAIL, town=VALOGNES, mailbox=mailbox, envelope=envelope, received_at=NOW)


def drain(opened: Installation) -> None:
    now = NOW + timedelta(seconds=1)
    while any(work(opened, queue, now).claimed for queue in jobs.QUEUES):
        now += timedelta(seconds=30)


def lenient(opened: Installation, town_id: TownId) -> None:
    """Publish a version under which everything goes to people."""
    number = new_draft(opened, town_id, CLAIRE).number
    with opened.database.read() as session:
        present = rulesets.get(session, town_id, number)
    other = replace(present.thresholds, automatic=1.0)
    save_draft(opened, replace(present, thresholds=other), CLAIRE, seen=1)
    publish(opened, town_id, number, CLAIRE, reason="essai", progress=lambda _done, _all: None)


def told(found: Iterator[Replay]) -> list[tuple[Verdict, tuple[str, ...]]]:
    return [(one.verdict, one.differences) for one in found]


def test_everything_the_demo_decides_is_decided_again_identically(valognes: Installation) -> None:
    found = told(replay(valognes, VALOGNES))
    assert len(found) >= 12
    assert {one for one in found if one[0] is not Verdict.IDENTICAL} == set()


def test_each_request_is_decided_again_by_the_version_that_decided_it(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE))])
    drain(town_hall)
    lenient(town_hall, BREVILLE)
    other_places = replace(places(), streets=())
    with town_hall.database.write() as session:
        published = rulesets.get(session, BREVILLE)
        towns.save_town(session, town(), published, other_places, mailboxes(BREVILLE), NOW)
    town_hall.towns.refresh()
    receive(town_hall, [arrival(mail(POTHOLE, number=2))])
    drain(town_hall)
    found = list(replay(town_hall, BREVILLE))
    assert [(one.verdict, one.basis.ruleset, one.basis.places) for one in found] == [
        (Verdict.IDENTICAL, 1, 1),
        (Verdict.IDENTICAL, 2, 2),
    ]


def test_follow_ups_and_their_dangers_are_decided_again_identically(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE))])
    drain(town_hall)
    wires = "Suite à ma demande n° 2026/0001 : la chaussée s'est effondrée, il y a des fils électriques à nu. Venez vite."
    chase = "Suite à ma demande n° 2026/0099, toujours rien pour le nid de poule."
    reply = {"In-Reply-To": "<x@breville.example>"}
    receive(town_hall, [arrival(mail(body, number=number, headers=reply)) for number, body in enumerate((wires, chase), start=2)])
    drain(town_hall)
    found = told(replay(town_hall, BREVILLE))
    assert len(found) >= 2
    assert {verdict for verdict, _ in found} == {Verdict.IDENTICAL}


def test_what_differs_is_told_with_its_place(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE))])
    drain(town_hall)
    _spoil(town_hall)
    one = replay_one(town_hall, RequestId(1))
    assert (one.verdict, one.reference) == (Verdict.DIFFERS, "2026/0001")
    assert one.differences == ("decision.orientation.department: ECL → VOI",)


def test_what_another_release_decided_is_no_alarm(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE))])
    drain(town_hall)
    _spoil(town_hall)
    _rest_on(town_hall, 1, "0.0.1")
    assert replay_one(town_hall, RequestId(1)).verdict is Verdict.OTHER_RELEASE


def test_what_rests_on_places_of_before_versions_is_lost(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE))])
    drain(town_hall)
    _rest_on(town_hall, 9, "")
    one = replay_one(town_hall, RequestId(1))
    assert one.verdict is Verdict.LOST
    assert "no places 9" in one.differences[0]


def test_replay_goes_by_town_and_by_day(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE))])
    drain(town_hall)
    steps: list[tuple[int, int]] = []
    assert len(list(replay(town_hall, None, progress=lambda done, total: steps.append((done, total))))) == 1
    assert steps == [(0, 1), (1, 1)]
    assert list(replay(town_hall, BREVILLE, since=NOW + timedelta(days=1))) == []
    assert list(replay(town_hall, TownId("auville"))) == []


def _spoil(opened: Installation) -> None:
    """Write another department into the only decision, as nothing of ours would."""
    with opened.database.write() as session:
        row = session.scalars(select(RequestRow)).one()
        orientation = {**row.decision["orientation"], "department": "ECL"}
        row.decision = {**row.decision, "orientation": orientation}


def _rest_on(opened: Installation, places: int, release: str) -> None:
    with opened.database.write() as session:
        row = session.scalars(select(RequestRow)).one()
        row.basis = {**row.basis, "places": places, "release": release}


def test_what_was_decided_before_requesters_had_registers_and_provenance_is_decided_the_same(valognes: Installation) -> None:
    traits = ("name", "email", "phone", "organisation", "address")
    with valognes.database.write() as session:
        for row in session.scalars(select(DraftRow)):
            old = {key: value for key, value in row.document.items() if key not in {"signature", "provenance"}}
            row.document = {**old, "requester": {key: old["requester"][key] for key in traits}}
        for request in session.scalars(select(RequestRow)):
            request.requester = {key: request.requester[key] for key in traits}
    found = list(replay(valognes, VALOGNES))
    assert found
    assert {(one.verdict, one.differences) for one in found} == {(Verdict.IDENTICAL, ())}
