"""Mailboxes and drop folders named on the desk: beside those of the settings, sealed, within one folder only."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.channel import ChannelKind, Hand, OwnChannel
from domain.errors import ConflictError, InvalidError
from domain.inbound import Channel
from flows.channel_check import checked_account, is_sound
from flows.channel_list import ways
from flows.channels import (
    add_folder,
    add_mailbox,
    change_mailbox,
    collected_mailboxes,
    drop_root,
    password_of,
    remove_channel,
    watched_folders,
)
from flows.wiring import Installation
from ingest.email.imap_account import ImapError, Tls
from store import channels, journal
from tests.imap_server import imap_server
from tests.installations import AUVILLE, BREVILLE, NOW, installation, mailboxes, settings

HAND = Hand(by="anne", at=NOW)
BOX: dict[str, object] = {"host": "imap.breville.example", "user": "mairie@breville.example"}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Installation]:
    opened = installation(settings(tmp_path))
    yield opened
    opened.close()


def own(hall: Installation, kind: ChannelKind = ChannelKind.MAILBOX) -> OwnChannel:
    with hall.database.read() as session:
        return channels.of_kind(session, kind)[0]


def accounts(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        return [one.account.name for one in collected_mailboxes(hall.settings, session)]


def test_a_mailbox_is_collected_for_its_town_and_its_password_is_sealed(hall: Installation, tmp_path: Path) -> None:
    add_mailbox(hall, BREVILLE, BOX, "tres secret", HAND)
    with hall.database.read() as session:
        (found,) = collected_mailboxes(hall.settings, session)
        actions = [line.action for line in journal.page(session, BREVILLE, after=None, limit=20)]
    assert (found.account.name, found.account.town, found.account.secret().value) == (
        "mairie@breville.example@imap.breville.example:993",
        BREVILLE,
        "tres secret",
    )
    assert "add_channel" in actions
    assert b"tres secret" not in b"".join(path.read_bytes() for path in tmp_path.glob("citoyen.db*"))


def test_under_another_secret_key_the_password_has_to_be_typed_again(hall: Installation) -> None:
    add_mailbox(hall, BREVILLE, BOX, "tres secret", HAND)
    other = settings(hall.settings.data, secret_key="z" * 40)
    assert password_of(other, own(hall)) == ""
    with hall.database.read() as session:
        (found,) = collected_mailboxes(other, session)
    with pytest.raises(ImapError, match="another secret key"):
        found.account.secret()


def test_the_same_account_is_collected_once_however_often_it_is_named(hall: Installation) -> None:
    for password in ("eins", "zwei"):
        add_mailbox(hall, BREVILLE, BOX, password, HAND)
    assert len(accounts(hall)) == 1
    assert password_of(hall.settings, own(hall)) == "zwei"
    with pytest.raises(InvalidError, match="collected already"):
        add_mailbox(hall, AUVILLE, BOX, "drei", HAND)


def test_what_the_settings_name_is_theirs(tmp_path: Path) -> None:
    opened = installation(settings(tmp_path, imap={**BOX, "password": "p", "town": "breville"}))
    with pytest.raises(InvalidError, match="collected already"):
        add_mailbox(opened, BREVILLE, BOX, "q", HAND)
    assert len(accounts(opened)) == 1
    opened.close()


def test_changing_without_a_password_keeps_the_old_one_and_a_stale_change_is_refused(hall: Installation) -> None:
    add_mailbox(hall, BREVILLE, BOX, "secret", HAND)
    seen = own(hall)
    change_mailbox(hall, seen, {**BOX, "folders": ["INBOX", "Contact"]}, "", HAND)
    assert (password_of(hall.settings, own(hall)), own(hall).document["folders"]) == ("secret", ["INBOX", "Contact"])
    with pytest.raises(ConflictError):
        change_mailbox(hall, seen, BOX, "", HAND)


@pytest.mark.parametrize(
    ("document", "password", "field"),
    [
        ({"host": "imap.example:993", "user": "a"}, "p", "host"),
        ({"host": "imap.example", "user": "a", "port": "abc"}, "p", "port"),
        ({"host": "imap.example"}, "p", "user"),
        ({"host": "imap.example", "user": "a"}, "", "password"),
        ({"host": "imap.example", "user": "a", "after": "move"}, "p", "target"),
    ],
)
def test_a_mailbox_with_a_mistake_is_refused_by_field(hall: Installation, document: dict[str, object], password: str, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        add_mailbox(hall, BREVILLE, document, password, HAND)
    assert [one.where for one in refused.value.mistakes] == [field]
    assert accounts(hall) == []


def test_a_folder_is_made_within_the_one_that_is_set_for_that_and_watched(hall: Installation) -> None:
    for _ in range(2):
        add_folder(hall, BREVILLE, "scanner accueil", Channel.FAX, HAND)
    with hall.database.read() as session:
        (found,) = watched_folders(hall.settings, session)
    assert (found.folder.path, found.folder.channel, found.folder.town) == (
        drop_root(hall.settings) / "scanner accueil",
        Channel.FAX,
        BREVILLE,
    )
    assert found.folder.path.is_dir()


@pytest.mark.parametrize("name", ["", ".", "..", "../ailleurs", "/etc", "a/b", "a\nb", " a"])
def test_no_page_points_at_any_other_folder_of_the_machine(hall: Installation, name: str) -> None:
    with pytest.raises(InvalidError):
        add_folder(hall, BREVILLE, name, Channel.SCAN, HAND)
    with hall.database.read() as session:
        assert watched_folders(hall.settings, session) == ()


def test_a_link_laid_in_the_folder_leads_nowhere_else(hall: Installation, tmp_path: Path) -> None:
    drop_root(hall.settings).mkdir(parents=True)
    (drop_root(hall.settings) / "lien").symlink_to(tmp_path)
    with pytest.raises(InvalidError):
        add_folder(hall, BREVILLE, "lien", Channel.SCAN, HAND)


def test_a_folder_taken_out_is_no_longer_watched_and_stays_on_the_disk(hall: Installation) -> None:
    add_folder(hall, BREVILLE, "scanner", Channel.SCAN, HAND)
    remove_channel(hall, own(hall, ChannelKind.FOLDER), HAND)
    with hall.database.read() as session:
        assert watched_folders(hall.settings, session) == ()
    assert (drop_root(hall.settings) / "scanner").is_dir()


def test_a_server_that_says_nothing_is_not_waited_for_longer_than_set() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, imap_server() as server:
        account = server.account(port=silent.getsockname()[1], tls=Tls.NONE)
        began = time.monotonic()
        steps = checked_account(account, mailboxes(BREVILLE), seconds=0.5)
    assert time.monotonic() - began < 5
    assert not is_sound(steps)
    assert "did not answer" in str(steps[-1].mistake)


def test_a_sound_mailbox_is_found_sound() -> None:
    with imap_server(mails={1: b"a"}) as server:
        assert is_sound(checked_account(server.account(), mailboxes(BREVILLE)))


def test_the_list_tells_of_every_way_of_the_towns_asked_for_and_of_no_other(hall: Installation) -> None:
    add_mailbox(hall, BREVILLE, BOX, "secret", HAND)
    add_folder(hall, AUVILLE, "scanner", Channel.SCAN, HAND)
    with hall.database.read() as session:
        found = ways(hall.settings, session, (BREVILLE,), NOW)
    assert ([one.name for one in found.mailboxes], found.folders) == (["mairie@breville.example@imap.breville.example:993"], ())
    assert set(found.addresses) == {BREVILLE}
