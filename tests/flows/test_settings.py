"""Settings: where they come from and what is said of wrong ones."""

from pathlib import Path

import pytest

from domain.errors import ConfigurationError, Mistake
from flows.folder_settings import FolderSettings
from flows.mailbox_settings import MailboxSettings
from flows.settings import TABLES, Settings, load_settings
from store.engine import Database


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _mistakes() -> dict[str, Mistake]:
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    return {mistake.where: mistake for mistake in caught.value.mistakes}


def test_nothing_set_gives_an_installation_of_one_process_in_the_present_folder() -> None:
    settings = load_settings()
    assert settings.is_embedded
    assert settings.database_address == "sqlite:///citoyen-data/citoyen.db"
    assert settings.blobs_folder == Path("citoyen-data/originals")
    assert settings.public_url == "http://127.0.0.1:8000"


def test_environment_goes_before_file_and_command_line_before_both(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("citoyen.toml").write_text("web_port = 8001\nsmtp_port = 2601\nsweep_seconds = 5\n")
    monkeypatch.setenv("CITOYEN_WEB_PORT", "8002")
    monkeypatch.setenv("CITOYEN_SMTP_PORT", "2602")
    settings = load_settings(smtp_port=2603)
    assert (settings.web_port, settings.smtp_port, settings.sweep_seconds) == (8002, 2603, 5)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITOYEN_RELAY_URL", "")
    assert load_settings().relay_url is None


def test_all_mistakes_are_told_at_once_each_with_its_place_and_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("citoyen.toml").write_text('# a comment\nweb_port = "many"\nsmtp_prt = 25\n')
    monkeypatch.setenv("CITOYEN_BROKER_URL", "ftp://broker.example")
    monkeypatch.setenv("CITOYEN_URL", "citoyen.ville.example")
    monkeypatch.setenv("CITOYEN_DATABSE_URL", "sqlite:///x")
    monkeypatch.setenv("CITOYEN_SMTP_CERTIFICATE", "cert.pem")
    found = _mistakes()
    assert set(found) == {
        "citoyen.toml",
        "CITOYEN_BROKER_URL",
        "CITOYEN_URL",
        "CITOYEN_DATABSE_URL",
    }
    assert all(mistake.remedy for mistake in found.values())
    assert "CITOYEN_DATABASE_URL" in found["CITOYEN_DATABSE_URL"].remedy


def test_a_wrong_value_in_the_file_is_told_with_its_line() -> None:
    Path("citoyen.toml").write_text('# a comment\n\nweb_port = "many"\n')
    found = _mistakes()["citoyen.toml"]
    assert found.line == 3
    assert "web_port" in found.what


def test_an_unknown_key_is_told_with_its_line_and_the_nearest_name() -> None:
    Path("citoyen.toml").write_text("web_port = 8000\nsmtp_prt = 25\n")
    found = _mistakes()["citoyen.toml"]
    assert found.line == 2
    assert found.remedy == "Did you mean “smtp_port”?"


def test_a_file_that_is_not_toml_is_told_with_line_and_column() -> None:
    Path("citoyen.toml").write_text("web_port = 8000\nurl = https\n")
    found = _mistakes()["citoyen.toml"]
    assert found.line == 2
    assert found.column is not None


def test_a_named_file_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITOYEN_CONFIG", "missing.toml")
    assert "missing.toml" in _mistakes()


def test_certificate_and_key_come_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITOYEN_SMTP_CERTIFICATE", "cert.pem")
    assert "CITOYEN_SMTP_CERTIFICATE, CITOYEN_SMTP_KEY" in _mistakes()


def test_secrets_are_not_in_what_is_printed_nor_in_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITOYEN_RELAY_URL", "smtp://user:hunter2@relay.example")
    monkeypatch.setenv("CITOYEN_DATABASE_URL", "postgresql://citoyen:hunter2@db.example/citoyen")
    assert "hunter2" not in repr(load_settings())
    monkeypatch.setenv("CITOYEN_DATABASE_URL", "mysql://citoyen:hunter2@db.example/citoyen")
    assert "hunter2" not in str(_mistakes())


def test_every_setting_is_described_with_an_example() -> None:
    own = {name: field for name, field in Settings.model_fields.items() if name not in TABLES}
    for fields in (own, MailboxSettings.model_fields, FolderSettings.model_fields):
        assert [name for name, field in fields.items() if not (field.description and field.examples)] == []


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_is_taken(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("CITOYEN_DATABASE_URL", f"{scheme}://citoyen@db.example/citoyen")

    settings = load_settings()

    Database(settings.database_address).close()
