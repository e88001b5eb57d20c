import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from domain.ids import TownId
from domain.inbound import Outcome
from flows.wiring import Installation, open_installation
from ingest.email import imap as folder_of_imap
from store import collected, jobs
from store.collected import FolderStatus
from tests import servers
from tests.imap_server import HangUp, Session, hanging_up, imap_server, refusing, silent, uids_of
from tests.installations import BREVILLE, POTHOLE, installation, ledger, mail, settings, wait_until
from workers import collector, sign_in
from workers.collector import Collector

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("runner.py")
MAILS = 1000
KILLS = 10


def imap(port: int, **values: object) -> dict[str, object]:
    known = {"host": "127.0.0.1", "port": port, "tls": "none", "user": "mairie", "password": "secret", "town": BREVILLE, "poll_seconds": 1}
    return {"imap": known | values}


@contextmanager
def collecting(opened: Installation) -> Iterator[Collector]:
    running = Collector(opened)
    running.start()
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def hall(url: str, folder: Path, port: int, **values: object) -> Iterator[Installation]:
    opened = installation(settings(folder / "data", database_url=url, **imap(port, **values)))
    try:
        yield opened
    finally:
        opened.close()


def status(opened: Installation, folder: str = "INBOX") -> FolderStatus | None:
    with opened.database.read() as session:
        return next((one for one in collected.statuses(session) if one.folder == folder), None)


def is_complete(opened: Installation, folder: str = "INBOX") -> bool:
    found = status(opened, folder)
    return found is not None and found.collected_at is not None and found.fault is None


def test_mail_that_comes_is_collected_at_once(sqlite_url: str, tmp_path: Path) -> None:
    def idle(session: Session, tag: str, _words: str) -> None:
        session.say("+ idling")
        if not session.server.mails:
            session.server.mails[1] = mail(POTHOLE)
            session.say("* 1 EXISTS")
        session.hear()
        session.say(f"{tag} OK done")

    with imap_server(answers={"IDLE": idle}) as server, hall(sqlite_url, tmp_path, server.port) as opened, collecting(opened):
        wait_until(lambda: len(ledger(opened)) == 1, seconds=10)
        assert server.connections == 1


def test_server_that_goes_and_comes_back_is_found_again(sqlite_url: str, tmp_path: Path) -> None:
    with imap_server(answers={"IDLE": hanging_up}) as server, hall(sqlite_url, tmp_path, server.port) as opened, collecting(opened):
        wait_until(lambda: (found := status(opened)) is not None and found.fault == "lost", seconds=10)
        server.mails[1] = mail(POTHOLE)
        del server.answers["IDLE"]
        wait_until(lambda: len(ledger(opened)) == 1 and is_complete(opened), seconds=15)


def test_one_bad_mail_is_found_within_seconds(sqlite_url: str, tmp_path: Path) -> None:
    def fetch(session: Session, tag: str, words: str) -> None:
        if "BODY.PEEK[]" in words and 5 in uids_of(words):
            raise HangUp
        session.do_fetch(tag, words)

    mails = {number: mail(POTHOLE, number=number) for number in range(1, 9)}
    with (
        imap_server(mails=mails, answers={"FETCH": fetch}) as server,
        hall(sqlite_url, tmp_path, server.port) as opened,
        collecting(opened),
    ):
        wait_until(lambda: is_complete(opened), seconds=40)
        assert Counter(line.outcome for line in ledger(opened)) == {Outcome.PENDING: 7, Outcome.QUARANTINED: 1}


def test_server_that_tells_of_news_and_has_none_is_not_asked_all_the_time(sqlite_url: str, tmp_path: Path) -> None:
    def idle(session: Session, tag: str, _words: str) -> None:
        session.say("+ idling", "* 3 EXISTS")
        session.hear()
        session.say(f"{tag} OK done")

    with imap_server(answers={"IDLE": idle}) as server, hall(sqlite_url, tmp_path, server.port) as opened, collecting(opened):
        wait_until(lambda: server.count("IDLE") >= 3)
        time.sleep(2)
        assert server.count("IDLE") <= 8


def dripping(session: Session, _tag: str, _words: str) -> None:
    with suppress(OSError):
        while True:
            session.send(b"*")
            time.sleep(0.05)


@pytest.mark.parametrize("command", ["FETCH", "SEARCH", "LOGIN", "EXAMINE", "IDLE"])
def test_server_that_drips_is_told_of_and_left(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr(collector, "_PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(collector, "_WATCH_SECONDS", 0.1)
    monkeypatch.setattr(collector, "_FIRST_PAUSE_SECONDS", 0.1)
    if command == "IDLE":
        monkeypatch.setattr(collector, "_LOOK_AGAIN", timedelta(seconds=0.5))
    with (
        imap_server(mails={1: mail(POTHOLE)}, answers={command: dripping}) as server,
        hall(sqlite_url, tmp_path, server.port) as opened,
        collecting(opened),
    ):
        wait_until(lambda: (found := status(opened)) is not None and found.fault == "slow", seconds=10)
        if command not in {"LOGIN", "EXAMINE"}:  # there is nothing yet that could be left
            del server.answers[command]
            wait_until(lambda: len(ledger(opened)) == 1 and is_complete(opened), seconds=15)


def test_waiting_is_not_taken_for_a_server_that_does_not_get_on(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "_PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(collector, "_WATCH_SECONDS", 0.05)
    with imap_server() as server, hall(sqlite_url, tmp_path, server.port) as opened, collecting(opened):
        wait_until(lambda: is_complete(opened))
        time.sleep(1.5)
        assert is_complete(opened)
        assert server.connections == 1


def test_folder_is_looked_through_when_it_is_time_and_not_when_idling_ends(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "_LOOK_AGAIN", timedelta(seconds=3))
    monkeypatch.setattr(folder_of_imap, "_IDLE_SECONDS", 2.0)
    monkeypatch.setattr(folder_of_imap, "_LOOK_SECONDS", 0.1)
    with imap_server() as server, hall(sqlite_url, tmp_path, server.port) as opened, collecting(opened):
        wait_until(lambda: is_complete(opened))
        server.mails[1] = mail(POTHOLE)
        began = time.monotonic()
        wait_until(lambda: len(ledger(opened)) == 1, seconds=10)
        assert time.monotonic() - began < 3.9  # after idling twice it would be four


def test_refused_password_is_asked_once_for_all_folders(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "_FIRST_PAUSE_SECONDS", 0.01)
    with (
        imap_server(answers={"LOGIN": refusing("NO [AUTHENTICATIONFAILED] no")}) as server,
        hall(sqlite_url, tmp_path, server.port, folders=["INBOX", "Contact", "Voirie"]) as opened,
        collecting(opened) as running,
    ):
        wait_until(lambda: any((one := status(opened, name)) and one.fault == "login" for name in ("INBOX", "Contact", "Voirie")))
        time.sleep(1)
        assert (running.folders, server.count("LOGIN")) == (3, 1)


def test_pauses_after_refusals_stay_under_what_servers_bear() -> None:
    pauses, asked, moment = [sign_in._FIRST_SECONDS], [0.0], 0.0
    while moment < 7200:
        moment += pauses[-1]
        asked.append(moment)
        pauses.append(min(sign_in._LONGEST_SECONDS, 2 * pauses[-1]))
    assert max(sum(1 for other in asked if one <= other < one + 600) for one in asked) < 5


@pytest.mark.parametrize("command", ["IDLE", "FETCH", "SEARCH", "LOGIN"])
def test_it_ends_within_seconds_whatever_it_waits_for(sqlite_url: str, tmp_path: Path, command: str) -> None:
    with (
        imap_server(mails={1: mail(POTHOLE)}, answers={command: silent}) as server,
        hall(sqlite_url, tmp_path, server.port) as opened,
        collecting(opened) as running,
    ):
        wait_until(lambda: server.count(command) > 0, seconds=10)
        began = time.monotonic()
        running.stop()
        assert time.monotonic() - began < 3
        found = status(opened)
        assert found is None or found.fault is None  # the end is no fault


def test_town_nobody_knows_is_told(sqlite_url: str, tmp_path: Path) -> None:
    with hall(sqlite_url, tmp_path, 1, town=TownId("nulle-part")) as opened, pytest.raises(ConfigurationError) as told:
        Collector(opened)
    assert "nulle-part" in str(told.value)


def test_before_the_first_run_has_named_a_town_nothing_is_collected(sqlite_url: str, tmp_path: Path) -> None:
    opened = open_installation(settings(tmp_path / "data", database_url=sqlite_url, **imap(1, town=None)))
    assert Collector(opened).folders == 0
    opened.close()


# ---- processes


@contextmanager
def process(role: str, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    whole = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen([sys.executable, str(RUNNER), role], env=whole, cwd=ROOT, start_new_session=True)
    try:
        yield running
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def environment(opened: Installation, port: int, **more: str) -> dict[str, str]:
    return {
        "CITOYEN_DATA": str(opened.settings.data),
        "CITOYEN_DATABASE_URL": opened.settings.database_url.get_secret_value(),
        "CITOYEN_SMTP_PORT": str(servers.free_port()),
        "CITOYEN_IMAP_HOST": "127.0.0.1",
        "CITOYEN_IMAP_PORT": str(port),
        "CITOYEN_IMAP_TLS": "none",
        "CITOYEN_IMAP_USER": "mairie",
        "CITOYEN_IMAP_PASSWORD": "secret",
        "CITOYEN_IMAP_TOWN": BREVILLE,
        **more,
    }


@pytest.mark.timeout(120)
def test_second_process_takes_over_when_the_first_is_killed(postgresql_url: str, redis_url: str, tmp_path: Path) -> None:
    with imap_server(mails={1: mail(POTHOLE, number=1)}) as server, hall(postgresql_url, tmp_path, server.port) as opened:
        values = environment(opened, server.port, CITOYEN_BROKER_URL=redis_url)
        with process("mailbox", values) as first:
            wait_until(lambda: len(ledger(opened)) == 1, seconds=40)
            with process("mailbox", values) as second:
                time.sleep(5)
                assert server.connections == 1
                server.mails[2] = mail(POTHOLE, number=2)
                os.killpg(first.pid, signal.SIGKILL)
                began = time.monotonic()
                wait_until(lambda: len(ledger(opened)) == 2, seconds=40)
                assert time.monotonic() - began < 30
                second.terminate()
                assert second.wait(10) == 0


def is_settled(opened: Installation) -> bool:
    with opened.database.read() as session:
        if jobs.counts(session):
            return False
    return all(line.outcome is not Outcome.PENDING for line in ledger(opened))


@pytest.mark.servers
@pytest.mark.timeout(300)
def test_killed_ten_times_with_the_server_restarted_too_every_mail_has_one_outcome(sqlite_url: str, tmp_path: Path) -> None:
    chance = random.Random(20260312)  # noqa: S311 — moments to kill at
    home = Path(tempfile.mkdtemp(prefix="citoyen-"))  # short, for sockets, and open to the server's own user
    home.chmod(0o755)
    try:
        with servers.dovecot(home) as server:
            port = server.port
            for number in range(MAILS // 4):
                servers.deliver(server, "mairie", f"{number}.essai", _of_another(number))
        opened = installation(settings(tmp_path / "data", database_url=sqlite_url))
        values = environment(opened, port, CITOYEN_IMAP_AFTER="move", CITOYEN_IMAP_TARGET="Citoyen")
        delivering = threading.Thread(target=_deliver_the_rest, args=(server,))
        delivering.start()
        for _ in range(KILLS):
            before = len(ledger(opened))
            # The one that begins first ends last: either may find the other gone.
            both: list[AbstractContextManager[object]] = [servers.dovecot(home, port=port), process("embedded", values)]
            chance.shuffle(both)
            with both[0], both[1]:
                wait_until(lambda before=before: len(ledger(opened)) in (*range(before + 1, MAILS), MAILS), seconds=40)  # type: ignore[misc]
                time.sleep(chance.uniform(0, 0.7))
        delivering.join()
        with servers.dovecot(home, port=port), process("embedded", values):
            wait_until(lambda: len(ledger(opened)) == MAILS and is_complete(opened) and is_settled(opened), seconds=200)
            found = status(opened)
        lines = ledger(opened)
        assert Counter(line.source_id for line in lines) == {f"<{number}@courriel.example>": 1 for number in range(MAILS)}
        assert {line.outcome for line in lines} == {Outcome.DRAFTED}
        assert Counter(len(line.requests) for line in lines) == {1: MAILS}
        assert found is not None and (found.waiting, found.aside) == (0, 0)
        assert _files(home, "mairie", ".") == 0
        assert _files(home, "mairie", ".Citoyen") == MAILS
        opened.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _deliver_the_rest(server: servers.Dovecot) -> None:
    for number in range(MAILS // 4, MAILS):
        servers.deliver(server, "mairie", f"{number}.essai", _of_another(number))
        time.sleep(0.04)


def _files(home: Path, user: str, folder: str) -> int:
    box = home / "home" / user / "Maildir" / folder
    return sum(1 for part in ("new", "cur") for _ in (box / part).iterdir())


def _of_another(number: int) -> bytes:
    """Return a mail of one of a thousand people: what one and the same writes again joins his request."""
    return mail(POTHOLE, number=number).replace(b"sylvie.lebrun@", f"sylvie.lebrun{number}@".encode())
