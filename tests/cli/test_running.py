import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from cli.cluster import STOP_ORDER, Cluster
from cli.running import _Guide
from domain.errors import UnavailableError
from flows.settings import load_settings
from flows.wiring import open_installation
from tests.cli.conftest import MESSAGES, ROOT, Run, free_port, process
from tests.installations import installation, settings
from workers import roles


def ports() -> dict[str, str]:
    return {"CITOYEN_WEB_PORT": free_port(), "CITOYEN_SMTP_PORT": free_port()}


def test_every_sample_message_reaches_its_outcome_through_the_mail_port(tmp_path: Path) -> None:
    doors = ports()
    first = process("run", "--feed", MESSAGES, "--once", folder=tmp_path, environment=doors)

    told = first.stdout.decode()
    assert first.returncode == 0, first.stderr.decode()
    assert all(path.name in told for path in MESSAGES.iterdir())
    assert "VOI-01 Nid-de-poule" in told
    assert f"http://127.0.0.1:{doors['CITOYEN_WEB_PORT']}" in told
    assert (tmp_path / "data" / "premiere-connexion.txt").read_text(encoding="ascii").strip() in told

    again = process("run", "--feed", MESSAGES, "--once", folder=tmp_path, environment=doors)
    assert again.returncode == 0, again.stderr.decode()
    ledger = process("ledger", "--json", folder=tmp_path)
    assert len(ledger.stdout.splitlines()) == len(list(MESSAGES.iterdir())), "the same messages again are the same arrivals"


def test_everything_that_hinders_the_start_is_told_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = process("run", "--once", folder=tmp_path, environment={"CITOYEN_WEB_PORT": port, "CITOYEN_SMTP_PORT": port})

    told = done.stderr.decode()
    assert done.returncode == 2
    assert "CITOYEN_WEB_PORT" in told
    assert "CITOYEN_SMTP_PORT" in told
    assert "Traceback" not in told


def test_folder_to_feed_that_is_not_there_is_bad_usage(tmp_path: Path) -> None:
    assert process("run", "--feed", tmp_path / "none", folder=tmp_path).returncode == 2


def test_messages_nobody_receives_are_listed(tmp_path: Path) -> None:
    feed = tmp_path / "feed"
    feed.mkdir()
    shutil.copy(MESSAGES / "01-nid-de-poule.eml", feed)
    (feed / "02-large.eml").write_bytes(b"Subject: large\r\n\r\n" + b"x" * 200_000)

    done = process("run", "--feed", feed, "--once", folder=tmp_path, environment={"CITOYEN_SMTP_MAX_BYTES": "100000", **ports()})

    assert done.returncode == 1
    assert "02-large.eml" in done.stderr.decode()
    assert "552" in done.stderr.decode()


def test_it_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    doors = ports()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CITOYEN_DATA": str(tmp_path / "data"), **doors}
    with subprocess.Popen([sys.executable, "-m", "cli.main", "run"], env=environment, cwd=tmp_path, stderr=subprocess.PIPE) as running:
        wait_for(doors["CITOYEN_WEB_PORT"])
        with urllib.request.urlopen(f"http://127.0.0.1:{doors['CITOYEN_WEB_PORT']}/healthz", timeout=10) as answer:
            assert answer.status == 200
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=30)

    assert running.returncode == 0, told.decode()
    assert told == b""


def wait_for(port: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


def test_mailboxes_and_folders_have_their_roles_before_any_is_named(tmp_path: Path) -> None:
    mailbox = {"imap": {"host": "imap.example", "user": "mairie", "password": "secret", "town": "breville"}}
    folder = {"folders": [{"path": tmp_path / "scans", "town": "breville"}]}
    for name, values in (("none", {}), ("both", mailbox | folder)):
        opened = installation(settings(tmp_path / name, **values))
        try:
            started = {role[0] for role in Cluster(roles.wanted(opened)).roles}
            assert started == {"web", "smtp", "worker", "beat", "mailbox", "folders"} == set(STOP_ORDER)
        finally:
            opened.close()


def test_each_role_tells_its_figures_on_a_port_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[tuple[str, ...], str | None] = {}

    class Process:
        returncode = 0

        def __init__(self, command: list[str], *, env: dict[str, str], start_new_session: bool) -> None:
            assert start_new_session
            started[tuple(command[3:])] = env.get("CITOYEN_METRICS_PORT")

        def terminate(self) -> None:
            """End at once."""

        def wait(self, _seconds: float | None = None) -> int:
            return 0

    monkeypatch.setattr("cli.cluster.subprocess.Popen", Process)
    monkeypatch.setattr("cli.cluster.signal.signal", lambda _number, _handler: None)
    with Cluster(("mailbox",), 9464) as cluster:
        assert [started[role] for role in cluster.roles] == ["9464", "9465", "9466", "9467", "9468", "9469", "9470"]
    with Cluster():
        assert started["web",] is None


def test_an_installation_without_a_town_says_where_it_is_set_up_and_by_which_code(tmp_path: Path) -> None:
    doors = ports()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CITOYEN_DATA": str(tmp_path / "data"), **doors}
    command = [sys.executable, "-m", "cli.main", "run"]
    with subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        wait_for(doors["CITOYEN_WEB_PORT"])
        code = tmp_path / "data" / "code-installation.txt"
        deadline = time.monotonic() + 30
        while not code.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        told, wrong = running.communicate(timeout=30)

    assert wrong == b""
    assert f"http://127.0.0.1:{doors['CITOYEN_WEB_PORT']}/setup" in told.decode()
    assert code.read_text(encoding="ascii").strip() in told.decode()
    assert not (tmp_path / "data" / "premiere-connexion.txt").exists()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("broker", ["redis_url", "rabbitmq_url"])
def test_cluster_does_the_same_in_processes_of_its_own(
    tmp_path: Path, postgres_url: str, broker: str, request: pytest.FixtureRequest
) -> None:
    urls = {"CITOYEN_DATABASE_URL": postgres_url, "CITOYEN_BROKER_URL": str(request.getfixturevalue(broker))}

    done = process("run", "--feed", MESSAGES, "--once", folder=tmp_path, environment=urls | ports())

    assert done.returncode == 0, done.stderr.decode()
    assert all(path.name in done.stdout.decode() for path in MESSAGES.iterdir())


def test_a_guide_whose_database_is_away_says_so_in_words(
    valognes: Run, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*_arguments: object) -> None:
        raise UnavailableError("The database is away.")

    monkeypatch.setattr("flows.accounts.ensure_first_agent", away)
    installation = open_installation(load_settings(data=data))
    try:
        guide = _Guide(installation, None, lambda: False)
        guide.start(None).join()
    finally:
        installation.close()
    assert guide.lost == ["The database is away."]
    told = capsys.readouterr().err
    assert "The database is away." in told
    assert "Traceback" not in told
