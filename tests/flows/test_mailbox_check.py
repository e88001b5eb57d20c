from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from cli.words import french
from domain.errors import ConfigurationError
from flows import town_suspending
from flows.collect import key_of
from flows.mailbox_check import _WORDS, Step, mistake_of, try_account
from flows.mailbox_health import collecting
from flows.wiring import Installation
from flows.wording import Message
from ingest.email.imap_account import After, Fault, ImapError, Secret, Tls
from store import collected
from tests.imap_server import FakeServer, Session, imap_server, refusing
from tests.installations import BREVILLE, MAYOR, NOW, mailboxes, settings

KNOWN = mailboxes(BREVILLE)


def no_secret() -> Secret:
    raise ImapError(Fault.NO_SECRET, "exit status 1")


@contextmanager
def tried(server: dict[str, object], **account: object) -> Iterator[tuple[FakeServer, list[Step]]]:
    with imap_server(**server) as running:
        yield running, list(try_account(running.account(**account), KNOWN))


def wrong(steps: list[Step]) -> list[str]:
    return [step.mistake.what for step in steps if step.mistake is not None]


def test_sound_mailbox_has_nothing_wrong_and_nothing_is_changed() -> None:
    with tried({"mails": {1: b"a"}}, after=After.MOVE, target="Citoyen") as (server, steps):
        assert wrong(steps) == []
        assert [str(step.name) for step in steps] == ["town", "connection", "sign-in", "new mail", "folder INBOX", "afterwards"]
        assert "which will be made" in str(steps[-1].found)
        assert {line.split()[1] for line in server.heard} <= {"CAPABILITY", "LOGIN", "SELECT", "LIST", "NAMESPACE", "LOGOUT"}


def test_account_that_is_signed_in_from_the_first_word_has_nothing_wrong() -> None:
    with tried({"greeting": "* PREAUTH ready", "mails": {1: b"a"}}) as (server, steps):
        assert wrong(steps) == []
        assert server.count("LOGIN") == 0


_DOTTED = ('() "." INBOX', '() "." INBOX.Traites', r'(\Noselect) "." INBOX.Archives', '() "." INBOX.Archives.2026')
_DOTS = {"capabilities": "IMAP4rev1 NAMESPACE MOVE", "namespace": '(("INBOX." ".")) NIL NIL', "listing": _DOTTED}
_SLASHES = {"capabilities": "IMAP4rev1 NAMESPACE MOVE", "listing": ('() "/" INBOX', '() "/" Citoyen', r'(\Noselect) "/" Archives')}


@pytest.mark.parametrize(
    ("server", "target", "what", "remedy"),
    [
        (_DOTS, "INBOX.Traites", "", ""),
        (_DOTS, "Citoyen", "would be called otherwise", "target to INBOX.Citoyen."),
        (_DOTS, "Archives/2027", "would be called otherwise", "target to INBOX.Archives.2027."),
        (_DOTS, "traites", "would be called otherwise", "target to INBOX.Traites."),
        (_DOTS, "INBOX.Archives", "only holds other folders", "one in it"),
        (_DOTS, "INBOX.Citoyen", "", ""),
        (_SLASHES, "Citoyen", "", ""),
        (_SLASHES, "citoyens", "it will be made", "Citoyen."),
        (_SLASHES, "Archives", "only holds other folders", "one in it"),
        (_SLASHES, "Archives/2026", "", ""),
        (_SLASHES | {"capabilities": "IMAP4rev1 MOVE"}, "Mairie", "", ""),
        (_DOTS | {"answers": {"NAMESPACE": refusing("BAD what")}}, "INBOX.Traites", "", ""),
    ],
)
def test_target_is_looked_for_as_the_server_names_its_folders(server: dict[str, object], target: str, what: str, remedy: str) -> None:
    with tried(server, after=After.MOVE, target=target) as (_, steps):
        found = [step.mistake for step in steps if step.mistake is not None]
        assert "afterwards" in [str(step.name) for step in steps]
    assert len(found) == bool(what)
    for mistake in found:
        assert what in mistake.what and remedy in mistake.remedy


def test_every_fault_has_words_in_both_languages() -> None:
    account = FakeServer(port=993).account(target="Citoyen")
    known = french()
    assert set(_WORDS) == set(Fault)
    for fault in Fault:
        mistake = mistake_of(account, "INBOX", ImapError(fault, "42"))
        assert "{" not in f"{mistake.what}{mistake.remedy}"
        for words in (mistake.what, mistake.remedy):
            assert isinstance(words, Message)
            assert known[words.template] != words.template


def listing(session: Session, tag: str, _words: str) -> None:
    session.say('* LIST () "/" INBOX', '* LIST () "/" "Contact"', '* LIST () "/" "&AMk-t&AOk-"', f"{tag} OK done")


def test_folder_that_is_not_there_is_told_with_those_that_are() -> None:
    answers = {"EXAMINE": refusing("NO [NONEXISTENT] no"), "LIST": listing}
    with tried({"answers": answers}, folders=("Contac", "Ete")) as (_, steps):
        first, second = (step.mistake for step in steps if step.mistake is not None)
        assert first is not None and "Contact" in first.remedy
        assert second is not None and "Été" in second.remedy


@pytest.mark.parametrize(
    ("server", "account", "words"),
    [
        ({"answers": {"LOGIN": refusing("NO [AUTHENTICATIONFAILED] no")}}, {}, "does not let mairie in"),
        ({"capabilities": "IMAP4rev1 LOGINDISABLED"}, {}, "takes no password"),
        ({"answers": {"LOGIN": refusing("NO [UNAVAILABLE] Temporary authentication failure")}}, {}, "lets nobody in at the moment"),
        ({"answers": {"LOGIN": refusing("NO [LIMIT] too many sessions")}}, {}, "lets nobody in at the moment"),
        ({"answers": {"LOGIN": refusing("NO [PRIVACYREQUIRED] no")}}, {}, "takes no password"),
        ({"greeting": "* PREAUTH ready"}, {"tls": Tls.STARTTLS}, "offers no encryption"),
        ({"greeting": "220 smtp"}, {}, "no IMAP server"),
        ({}, {"tls": Tls.STARTTLS}, "offers no encryption"),
        ({}, {"tls": Tls.IMPLICIT}, "No encrypted connection"),
        ({}, {"certificates": Path("/nowhere.pem"), "tls": Tls.IMPLICIT}, "authorities"),
        ({}, {"host": "nulle-part.invalid"}, "There is no server"),
        ({}, {"port": 1}, "refuses connections"),
        ({}, {"secret": no_secret}, "exit status 1"),
        ({"is_writable": False}, {"after": After.SEEN}, "may only be read"),
        ({"capabilities": "IMAP4rev1"}, {"after": After.DELETE}, "only marked as deleted"),
        ({}, {"address": "autre@ailleurs.example"}, "is no mailbox of breville"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(server: dict[str, object], account: dict[str, object], words: str) -> None:
    with tried(server, **account) as (_, steps):
        (what,) = wrong(steps)
    assert words in what
    assert "Traceback" not in what


@pytest.mark.parametrize(("used", "is_full"), [(50, False), (95, True)])
def test_room_is_told_where_the_server_tells(used: int, is_full: bool) -> None:
    def quota(session: Session, tag: str, _words: str) -> None:
        session.say('* QUOTAROOT INBOX ""', f'* QUOTA "" (STORAGE {used} 100)', f"{tag} OK done")

    with tried({"capabilities": "IMAP4rev1 QUOTA", "answers": {"GETQUOTAROOT": quota}}) as (_, steps):
        assert str(steps[-1].found) == f"{used} % used"
        assert bool(wrong(steps)) is is_full


def test_quota_nobody_understands_is_passed_over() -> None:
    with tried({"capabilities": "IMAP4rev1 QUOTA", "answers": {"GETQUOTAROOT": refusing("BAD what")}}) as (_, steps):
        assert wrong(steps) == []


# ---- how it goes


def test_doctor_says_what_is_wrong_for_how_long(town_hall: Installation) -> None:
    server = FakeServer(port=1)
    wanted = settings(
        town_hall.settings.data,
        imap={
            "host": "127.0.0.1",
            "port": 1,
            "tls": "none",
            "user": "mairie",
            "password": "x",
            "town": BREVILLE,
            "folders": ["INBOX", "B"],
        },
    )
    key = key_of(server.account(address=MAYOR), "INBOX")
    assert collecting(wanted, town_hall.database, NOW) == "folders collected: 0 of 2"
    with town_hall.database.write() as session:
        place = collected.folder(session, key, 7)
        collected.set_complete(session, place, NOW)
    assert collecting(wanted, town_hall.database, NOW) == "folders collected: 1 of 2"
    with pytest.raises(ConfigurationError) as late:
        collecting(wanted, town_hall.database, NOW + timedelta(hours=2))
    assert "last collected at 2026-03-12 08:14" in str(late.value)
    town_suspending.suspend(town_hall, BREVILLE, "Déménagement", "cli", NOW)
    assert collecting(wanted, town_hall.database, NOW + timedelta(hours=2)) == "folders collected: 0 of 0", "left alone, as it should be"
    town_suspending.resume(town_hall, BREVILLE, "cli", NOW)
    with town_hall.database.write() as session:
        collected.set_fault(session, key, Fault.QUOTA, "full", NOW)
    with pytest.raises(ConfigurationError) as full:
        collecting(wanted, town_hall.database, NOW)
    assert "is full" in str(full.value)
    assert collecting(settings(town_hall.settings.data), town_hall.database, NOW) == "none is collected"
