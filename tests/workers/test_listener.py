"""What a role without a web server answers to machines that watch."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from flows.readiness import Readiness
from flows.wiring import Installation
from tests.installations import installation, settings, wait_until
from tests.servers import free_port
from workers.listener import listening

RUNNER = Path(__file__).with_name("runner.py")


def _asked(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _on_port(opened: Installation, port: int | None) -> Installation:
    return replace(opened, settings=opened.settings.model_copy(update={"metrics_port": port}))


def test_it_tells_whether_it_lives_and_is_ready_and_its_figures(embedded_hall: Installation) -> None:
    port = free_port()
    with listening(_on_port(embedded_hall, port)):
        assert _asked(port, "/healthz") == (200, '{"status": "ok"}')
        assert json.loads(_asked(port, "/readyz?from=lb")[1])["tables"] == "ok"
        assert _asked(port, "/workz")[0] == 200
        assert "citoyen_build{release=" in _asked(port, "/metrics")[1]
        assert _asked(port, "/elsewhere")[0] == 404
        with embedded_hall.pulse.watched("work mail", -1.0):
            assert _asked(port, "/healthz") == (503, '{"status": "stalled", "loops": ["work mail"]}')
            assert 'citoyen_loop_quiet_seconds{loop="work mail"}' in _asked(port, "/metrics")[1]
        embedded_hall.pulse.close()
        assert [_asked(port, path)[0] for path in ("/healthz", "/readyz")] == [200, 503]
    with pytest.raises(urllib.error.URLError):
        _asked(port, "/healthz")


def test_a_fault_of_ours_is_told_without_its_words(
    embedded_hall: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    words = "what people wrote"

    def broken(_readiness: Readiness) -> bytes:
        raise RuntimeError(words)

    monkeypatch.setattr(Readiness, "metrics", broken)
    port = free_port()
    with listening(_on_port(embedded_hall, port)), pytest.raises((urllib.error.URLError, ConnectionError)):
        _asked(port, "/metrics")
    assert "RuntimeError" in caplog.text and "in broken" in caplog.text
    assert words not in caplog.text


def test_without_a_port_nothing_listens_and_one_in_use_is_told(embedded_hall: Installation) -> None:
    with listening(_on_port(embedded_hall, None)):
        pass
    port = free_port()
    here = _on_port(embedded_hall, port)
    with listening(here), pytest.raises(ConfigurationError, match="CITOYEN_METRICS_PORT"), listening(here):
        pass


@pytest.mark.parametrize("role", ["beat", "smtp", "mail", "mailbox", "folders"])
def test_every_role_answers_and_says_when_it_leaves(tmp_path: Path, sqlite_url: str, role: str) -> None:
    opened = installation(settings(tmp_path / "data", database_url=sqlite_url))
    opened.close()
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "CITOYEN_DATA": str(tmp_path / "data"),
        "CITOYEN_DATABASE_URL": sqlite_url,
        "CITOYEN_BROKER_URL": f"redis://127.0.0.1:{free_port()}",
        "CITOYEN_SMTP_PORT": str(free_port()),
        "CITOYEN_METRICS_PORT": str(port),
    }
    process = subprocess.Popen([sys.executable, str(RUNNER), role], env=environment, start_new_session=True)
    try:
        wait_until(lambda: _answers(port), seconds=90)
        assert _asked(port, "/healthz")[0] == 200
        assert _asked(port, "/readyz")[0] == 200
        told = _asked(port, "/metrics")[1]
        loop = {"beat": "sweep", "smtp": "door", "mail": "sweep", "mailbox": "mailboxes", "folders": "folders"}[role]
        wait_until(lambda: f'citoyen_loop_quiet_seconds{{loop="{loop}"}}' in _asked(port, "/metrics")[1], seconds=30)
        assert ("citoyen_database_up 1.0" in told) is (role == "beat"), "the stock is counted once, not by each"
        process.terminate()
        assert process.wait(timeout=60) in {0, -signal.SIGTERM}
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int) -> bool:
    try:
        return _asked(port, "/healthz")[0] == 200
    except urllib.error.URLError:
        return False
