"""What a start looks at first."""

import socket
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from flows.checks import look_at_everything, refuse_to_start
from flows.data_folder import own
from tests.installations import settings
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
        "disk",
        "clock",
        "smtp port",
        "web port",
    }
    refuse_to_start(wanted)


def test_everything_wrong_is_told_at_once_each_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "file").touch()
    with socket.create_server(("127.0.0.1", 0)) as taken, own(tmp_path):
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
        "CITOYEN_DATA",
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
