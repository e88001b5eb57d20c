from datetime import timedelta

from store import collected
from store.collected import Collected, FolderKey
from store.engine import Database
from tests.store.samples import NOW, VALOGNES, keep_draft

KEY = FolderKey(town=VALOGNES, account="mairie@imap.example:993", folder="INBOX")


def status(database: Database) -> collected.FolderStatus:
    with database.read() as session:
        (one,) = collected.statuses(session, VALOGNES)
    return one


def test_folder_is_known_again_and_begins_anew_under_another_validity(served: Database) -> None:
    with served.write() as session:
        inbound_id, _ = keep_draft(session)
        first = collected.folder(session, KEY, 7)
        collected.add(session, first, [Collected(uid=3, inbound_id=inbound_id)], 3, leave=False)
        again = collected.folder(session, KEY, 7)
        assert (again.id, again.kept_uid) == (first.id, 3)
        assert collected.waiting(session, again) == [3]
        anew = collected.folder(session, KEY, 8)
        assert (anew.id, anew.kept_uid, collected.waiting(session, anew), collected.known(session, anew)) == (first.id, 0, [], set())
        # What was under way under the old one moves nothing of the new one.
        collected.add(session, first, (), 99, leave=False)
        assert collected.folder(session, KEY, 8).kept_uid == 0


def test_how_far_a_folder_is_kept_never_goes_back(served: Database) -> None:
    with served.write() as session:
        place = collected.folder(session, KEY, 7)
        for upto in (5, 3, 0, 4_294_967_295):
            collected.add(session, place, (), upto, leave=True)
        assert collected.folder(session, KEY, 7).kept_uid == 4_294_967_295


def test_mail_that_was_set_aside_takes_its_arrival_and_no_other_does(served: Database) -> None:
    with served.write() as session:
        one, _ = keep_draft(session)
        place = collected.folder(session, KEY, 7)
        collected.add(session, place, [Collected(uid=1, inbound_id=one, aside=True)], 0, leave=False)
        assert (collected.set_aside(session, place), collected.known(session, place), collected.waiting(session, place)) == (
            {1: one},
            set(),
            [],
        )
        collected.add(session, place, [Collected(uid=1, inbound_id=one)], 1, leave=False)
        assert (collected.set_aside(session, place), collected.known(session, place), collected.waiting(session, place)) == ({}, {1}, [1])
        collected.add(session, place, [Collected(uid=1, inbound_id=one, aside=True)], 0, leave=False)
        assert collected.set_aside(session, place) == {}
        collected.set_disposed(session, place, [1])
        assert collected.waiting(session, place) == []


def test_fault_keeps_its_beginning_until_all_is_well(served: Database) -> None:
    later = NOW + timedelta(hours=1)
    with served.write() as session:
        collected.set_fault(session, KEY, "lost", "a", NOW)
        collected.set_fault(session, KEY, "quota", "b", later)
    found = status(served)
    assert (found.fault, found.detail, found.fault_since, found.collected_at) == ("quota", "b", NOW, None)
    with served.write() as session:
        place = collected.folder(session, KEY, 7)
        collected.set_complete(session, place, later, keep_fault=True)
    assert (status(served).fault, status(served).fault_since, status(served).collected_at) == ("quota", NOW, later)
    with served.write() as session:
        collected.set_complete(session, place, later)
        collected.set_counted(session, place, 9, 2, later)
    found = status(served)
    assert (found.fault, found.detail, found.fault_since) == (None, None, None)
    assert (found.counted, found.missed, found.counted_at) == (9, 2, later)


def test_many_mails_are_disposed_of_at_once(served: Database) -> None:
    with served.write() as session:
        inbound_id, _ = keep_draft(session)
        place = collected.folder(session, KEY, 7)
        collected.add(session, place, [Collected(uid=uid, inbound_id=inbound_id) for uid in range(1, 1301)], 1300, leave=False)
        collected.set_disposed(session, place, range(1, 1300))
        assert collected.waiting(session, place) == [1300]
    assert (status(served).mails, status(served).waiting) == (1300, 1)
