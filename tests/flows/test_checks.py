"""What a start looks at first."""

import os
import socket
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from flows.checks import fit_settings, look_around, look_at_everything, refuse_to_start
from flows.data_folder import own
from flows.rulesets import Author, new_draft
from flows.wiring import Installation
from store import rulesets
from tests.installations import BREVILLE, NOW, settings
from tests.servers import free_port


def test_a_sound_machine_has_no_mistake(tmp_path: Path) -> None:
    wanted = settings(tmp_path / "data", smtp_port=free_port(), web_port=free_port())
    checks = look_at_everything(wanted, listens=("smtp", "web"))
    assert [check for check in checks if check.mistakes] == []
    assert {check.name for check in checks} >= {
        "data folder",
        "database",
        "tesseract",
        "libmagic",
        "printing",
        "disk",
        "clock",
        "smtp port",
        "web port",
    }
    refuse_to_start(wanted)


def test_everything_wrong_is_told_at_once_each_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "file").touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        wanted = settings(
            tmp_path,
            smtp_port=taken.getsockname()[1],
            web_port=free_port(),
            blobs_url=str(tmp_path / "file" / "originals"),
            database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/none",
            smtp_certificate=tmp_path / "missing.pem",
            smtp_key=tmp_path / "missing.key",
        )
        with pytest.raises(ConfigurationError) as caught:
            refuse_to_start(wanted)
    assert {mistake.where for mistake in caught.value.mistakes} == {
        "CITOYEN_BLOBS_URL",
        "CITOYEN_DATABASE_URL",
        "CITOYEN_SMTP_CERTIFICATE",
        "CITOYEN_SMTP_PORT",
        "tesseract",
    }
    assert all(mistake.what and (mistake.remedy or "Check" in mistake.what) for mistake in caught.value.mistakes)


def test_a_broker_that_is_away_is_told_but_no_reason_not_to_start(tmp_path: Path) -> None:
    wanted = settings(tmp_path, broker_url=f"redis://127.0.0.1:{free_port()}", smtp_port=free_port(), web_port=free_port())
    (broker,) = [check for check in look_at_everything(wanted) if check.name == "broker"]
    assert broker.mistakes[0].where == "CITOYEN_BROKER_URL"
    refuse_to_start(wanted)


def test_ports_of_the_running_installation_are_in_use_and_no_mistake_but_a_second_start_is_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ours, own(tmp_path):
        wanted = settings(tmp_path, smtp_port=ours.getsockname()[1], web_port=free_port())
        checks = {check.name: check for check in look_at_everything(wanted, listens=("smtp", "web"))}
        with pytest.raises(ConfigurationError) as caught:
            refuse_to_start(wanted)
    assert [check for check in checks.values() if check.mistakes] == []
    assert f"in use by the running installation (pid {os.getpid()})" in checks["smtp port"].found
    assert [mistake.where for mistake in caught.value.mistakes] == ["CITOYEN_DATA"]


def test_looking_makes_nothing(tmp_path: Path) -> None:
    refuse_to_start(settings(tmp_path / "data", smtp_port=free_port(), web_port=free_port()))
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_keeps_nothing_is_one_mistake() -> None:
    checks = look_at_everything(settings(Path("/proc/x")))
    assert [mistake.where for check in checks for mistake in check.mistakes] == ["CITOYEN_DATA"]


def test_wrong_settings_do_not_hide_what_is_wrong_with_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CITOYEN_DATA", "/proc/x")
    monkeypatch.setenv("CITOYEN_SMTP_PORT", "0")
    with pytest.raises(ConfigurationError) as caught:
        fit_settings()
    assert [mistake.where for mistake in caught.value.mistakes] == ["CITOYEN_SMTP_PORT", "CITOYEN_DATA", "tesseract"]

    monkeypatch.setenv("CITOYEN_SMPT_HOST", "::1")
    assert {mistake.where for check in look_around() for mistake in check.mistakes} >= {"CITOYEN_SMPT_HOST", "tesseract"}


def test_a_publication_that_came_to_nothing_is_told_but_no_reason_not_to_start(town_hall: Installation) -> None:
    author = Author(name="claire", now=NOW)
    new_draft(town_hall, BREVILLE, author)
    with town_hall.database.write() as session:
        rulesets.unschedule(session, rulesets.version(session, BREVILLE, 2), "2 erreurs")
    wanted = town_hall.settings.model_copy(update={"smtp_port": free_port(), "web_port": free_port()})
    (told,) = [check for check in look_at_everything(wanted) if check.name == "rule sets"]
    assert [mistake.where for mistake in told.mistakes] == [BREVILLE]
    assert "Rule set 2 was due and is not published: 2 erreurs" in told.found
    refuse_to_start(wanted)
