import os
import time
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, Mistake
from flows import mailboxes
from flows.mailboxes import accounts
from flows.settings import Settings, load_settings
from ingest.email.imap_account import After, Fault, ImapError, Tls
from tests import installations
from tests.installations import AUVILLE, BREVILLE

TOWNS = (installations.town(BREVILLE), installations.town(AUVILLE))
KNOWN = (*installations.mailboxes(BREVILLE), *installations.mailboxes(AUVILLE))
HOST = {"host": "imap.example", "user": "mairie", "password": "secret"}


def told(error: ConfigurationError) -> dict[str, Mistake]:
    return {mistake.where: mistake for mistake in error.mistakes}


def settings_of(**values: object) -> Settings:
    return Settings.model_validate({"imap": {**HOST, "town": "breville", **values}})


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_mailbox_of_the_environment_is_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "HOST": "imap.example",
        "USER": "Mairie@Breville.example",
        "PASSWORD": ' a "secretissé" ',
        "FOLDER": "inbox, Été,INBOX",
        "AFTER": "move",
    }
    for name, value in {**values, "TARGET": "Citoyen", "TOWN": "breville"}.items():
        monkeypatch.setenv(f"CITOYEN_IMAP_{name}", value)
    (account,) = accounts(load_settings(), TOWNS, KNOWN)
    assert (account.port, account.tls, account.folders, account.after) == (993, Tls.IMPLICIT, ("INBOX", "Été"), After.MOVE)
    assert account.address == "mairie@breville.example"
    assert account.secret().value == ' a "secretissé" '
    assert "secretiss" not in repr(account.secret()) + repr(load_settings())


def test_all_that_is_wrong_in_the_environment_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"HOST": "", "USER": "", "TLS": "perhaps", "PORT": "many", "AFTER": "burn", "SINCE": "soon", "POLL_SECONDS": "3600"}
    for name, value in {**values, "HOTS": "x", "FOLDERS": "y"}.items():
        monkeypatch.setenv(f"CITOYEN_IMAP_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    names = ("HOST", "USER", "TLS", "PORT", "AFTER", "SINCE", "POLL_SECONDS", "HOTS", "FOLDERS")
    assert set(told(caught.value)) == {f"CITOYEN_IMAP_{name}" for name in names}
    assert all(mistake.what and mistake.remedy for mistake in caught.value.mistakes)


@pytest.mark.parametrize(
    "values",
    [
        {"PASSWORD_COMMAND": "cat x"},
        {"TOKEN_COMMAND": "cat x"},
        {"AFTER": "move"},
        {"TARGET": "A"},
        {"AFTER": "move", "TARGET": "inbox"},
        {"AFTER": "move", "TARGET": "INBOX", "FOLDER": "Inbox,B"},
        {"FOLDER": "A,,B"},
    ],
)
def test_what_does_not_go_together_is_told(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in {"HOST": "imap.example", "USER": "mairie", "PASSWORD": "secretissime", **values}.items():
        monkeypatch.setenv(f"CITOYEN_IMAP_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert len(caught.value.mistakes) == 1
    assert "secretissime" not in str(caught.value)


def test_towns_files_and_names_that_are_wrong_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("none")
    several = Settings.model_validate(
        {
            "imap": {**HOST, "town": "nulle-part"},
            "mailboxes": [
                {**HOST, "user": "a"},
                {**HOST, "user": "b", "town": "breville", "certificates": "missing.pem"},
                {**HOST, "user": "c", "town": "breville", "certificates": "no.pem"},
                {**HOST, "user": "D", "town": "breville"},
                {**HOST, "user": "d", "town": "breville", "host": "IMAP.example"},
            ],
        }
    )
    with pytest.raises(ConfigurationError) as caught:
        accounts(several, TOWNS, KNOWN)
    found = told(caught.value)
    assert len(found) == 5
    assert "breville, auville" in found["CITOYEN_IMAP_TOWN"].remedy
    assert all(mistake.what and mistake.remedy for mistake in found.values())


def test_without_a_town_the_way_to_one_is_told() -> None:
    with pytest.raises(ConfigurationError) as caught:
        accounts(settings_of(town=None), (), ())
    assert "citoyen init" in str(caught.value)


def test_the_only_town_need_not_be_named() -> None:
    (account,) = accounts(settings_of(town=None), TOWNS[:1], KNOWN)
    assert (account.town, account.address) == (BREVILLE, "mairie@breville.example")


@pytest.mark.parametrize(
    ("printed", "secret"), [("jeton\\nmore\\n", "jeton"), ("  je ton \\r\\n", "  je ton "), ("j\\303\\251ton", "jéton")]
)
def test_command_prints_the_secret(printed: str, secret: str) -> None:
    (account,) = accounts(settings_of(password=None, password_command=f"printf '{printed}'"), TOWNS, KNOWN)
    assert account.secret().value == secret
    assert not account.secret().is_token


def test_token_is_asked_for_each_time(tmp_path: Path) -> None:
    script = "echo x >> count; wc -l < count"
    (account,) = accounts(settings_of(password=None, token_command=f'sh -c "{script}"'), TOWNS, KNOWN)
    assert [account.secret().value for _ in range(2)] == ["1", "2"]
    assert account.secret().is_token


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("false", "exit status 1"),
        ("sh -c 'echo secretissime; echo secretissime >&2; exit 3'", "exit status 3"),
        ("true", "nothing printed"),
        ("/nowhere/token", "there is no program /nowhere/token"),
        ("'unbalanced", "a quotation mark in it is not closed"),
        (" ", "it is empty"),
    ],
)
def test_command_that_fails_tells_nothing_it_printed(command: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    secret = mailboxes._printed
    with pytest.raises(ImapError) as caught:
        secret(command)
    assert caught.value.fault is Fault.NO_SECRET
    assert words in caught.value.detail
    assert "secretissime" not in str(caught.value) + "".join(capfd.readouterr())


@pytest.mark.parametrize("command", ["sleep 60", "yes", "sh -c 'sleep 60 & echo secret'", "sh -c 'trap : TERM; sleep 60; sleep 60'"])
def test_command_that_does_not_end_is_ended_with_all_it_began(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr(mailboxes, "_COMMAND_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(ImapError) as caught:
        mailboxes._printed(command)
    assert "no answer" in caught.value.detail
    assert time.monotonic() - began < 5
    if command == "sleep 60":
        assert not any(_is_of_us(process) for process in Path("/proc").iterdir() if process.name.isdigit())


def _is_of_us(process: Path) -> bool:
    try:
        words = (process / "stat").read_text().rpartition(")")[2].split()
        return int(words[1]) == os.getpid() and words[0] != "Z" and b"sleep" in (process / "cmdline").read_bytes()
    except OSError:
        return False


def test_home_of_who_runs_the_program_may_be_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "secret").write_text("secretissime\n")
    assert mailboxes._printed("cat ~/secret") == "secretissime"
    assert mailboxes._printed("echo a~b '~nobody-of-that-name'") == "a~b ~nobody-of-that-name"


@pytest.mark.parametrize("host", ["imaps://imap.example", "imap.example:993", "imap.example/", "mairie@imap.example"])
def test_server_is_named_alone(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    for name, value in {"HOST": host, "USER": "mairie", "PASSWORD": "secret"}.items():
        monkeypatch.setenv(f"CITOYEN_IMAP_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert "the name of the server alone" in told(caught.value)["CITOYEN_IMAP_HOST"].what


def test_words_that_are_possible_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOST": "::1", "USER": "mairie", "PASSWORD": "secret", "TLS": "perhaps"}.items():
        monkeypatch.setenv(f"CITOYEN_IMAP_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    (mistake,) = caught.value.mistakes
    assert "implicit, starttls, none" in mistake.what
