"""Mailboxes and folders that are named on the desk while everything runs: taken up, changed and let go without a new start."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.channel import ChannelKind, Hand
from domain.inbound import Channel
from flows import town_suspending
from flows.channels import add_folder, add_mailbox, change_mailbox, drop_root, remove_channel
from flows.wiring import Installation
from store import channels
from tests.imap_server import imap_server
from tests.ingest.drop.documents import pdf
from tests.installations import BREVILLE, NOW, POTHOLE, installation, ledger, mail, opened, settings, wait_until
from workers import collector, folders
from workers.collector import Collector
from workers.folders import Watcher

HAND = Hand(by="anne", at=NOW)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (collector, folders):
        monkeypatch.setattr(module, "_RENEW_SECONDS", 0.1)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Installation]:
    made = installation(settings(tmp_path / "data"))
    yield made
    made.close()


def count(hall: Installation) -> int:
    return len(ledger(hall))


def test_a_mailbox_named_meanwhile_is_collected_and_one_taken_out_no_more(hall: Installation) -> None:
    running = Collector(hall)
    running.start()
    try:
        assert running.folders == 0
        with imap_server(mails={1: mail(POTHOLE)}) as server:
            document: dict[str, object] = {"host": "127.0.0.1", "port": server.port, "tls": "none", "user": "mairie", "poll_seconds": 1}
            add_mailbox(hall, BREVILLE, document, "secret", HAND)
            wait_until(lambda: count(hall) == 1)
            with hall.database.read() as session:
                (own,) = channels.of_kind(session, ChannelKind.MAILBOX)
            change_mailbox(hall, own, {**document, "folders": ["INBOX"], "after": "seen"}, "", HAND)
            remove_channel(hall, own, HAND)
            wait_until(lambda: running.folders == 0)
    finally:
        running.stop()


def test_a_folder_named_meanwhile_is_watched_and_one_taken_out_no_more(hall: Installation) -> None:
    running = Watcher(hall)
    running.start()
    try:
        assert running.folders == 0
        add_folder(hall, BREVILLE, "scanner", Channel.SCAN, HAND)
        (drop_root(hall.settings) / "scanner" / "lettre.pdf").write_bytes(pdf())
        wait_until(lambda: count(hall) == 1)
        with hall.database.read() as session:
            (own,) = channels.of_kind(session, ChannelKind.FOLDER)
        remove_channel(hall, own, HAND)
        wait_until(lambda: running.folders == 0)
    finally:
        running.stop()


def test_what_lies_in_mailboxes_and_folders_of_a_suspended_town_stays_there_until_it_is_taken_up_again(hall: Installation) -> None:
    town_suspending.suspend(hall, BREVILLE, "essai", "cli", NOW)
    collecting, watching = Collector(hall), Watcher(hall)
    collecting.start()
    watching.start()
    try:
        with imap_server(mails={1: mail(POTHOLE)}) as server:
            document: dict[str, object] = {"host": "127.0.0.1", "port": server.port, "tls": "none", "user": "mairie", "poll_seconds": 1}
            add_mailbox(hall, BREVILLE, document, "secret", HAND)
            add_folder(hall, BREVILLE, "scanner", Channel.SCAN, HAND)
            letter = drop_root(hall.settings) / "scanner" / "lettre.pdf"
            letter.write_bytes(pdf())
            time.sleep(1.0)  # ten rounds in which both would have been taken up
            assert (collecting.folders, watching.folders, count(hall), letter.exists()) == (0, 0, 0, True)
            town_suspending.resume(hall, BREVILLE, "cli", NOW)
            wait_until(lambda: count(hall) == 2)
    finally:
        watching.stop()
        collecting.stop()


def test_before_there_is_a_town_nothing_is_collected_and_nothing_refuses_to_start(tmp_path: Path) -> None:
    imap = {"host": "127.0.0.1", "port": 9, "user": "mairie", "password": "secret"}
    made = opened(settings(tmp_path / "data", imap=imap, scan_folder=tmp_path / "scans"))
    try:
        assert (Collector(made).folders, Watcher(made).folders) == (0, 0)
    finally:
        made.close()
