import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.imap_server import FakeServer, imap_server, refusing


def use(monkeypatch: pytest.MonkeyPatch, server: FakeServer, **values: str) -> None:
    known = {"HOST": "127.0.0.1", "PORT": str(server.port), "TLS": "none", "USER": "mairie", "PASSWORD": "secretissime"}
    for name, value in {**known, **values}.items():
        monkeypatch.setenv(f"CITOYEN_IMAP_{name}", value)


@pytest.mark.parametrize(("language", "words"), [("fr", "mot de passe"), ("en", "Check user and password")])
def test_refused_password_is_said_in_plain_words(
    valognes: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    from cli import words as catalogue  # noqa: PLC0415

    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    catalogue.messages.cache_clear()
    with imap_server(answers={"LOGIN": refusing("NO [AUTHENTICATIONFAILED] secretissime")}) as server:
        use(monkeypatch, server)
        assert valognes("mailbox", "check") == 1
    catalogue.messages.cache_clear()
    printed = " ".join("".join(capsys.readouterr()).split())
    assert words in printed
    assert "secretissime" not in printed and "Traceback" not in printed


def test_sound_mailbox_is_fine(valognes: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with imap_server() as server:
        use(monkeypatch, server)
        assert valognes("mailbox", "check", "MAIRIE") == 0
        assert "INBOX" in capsys.readouterr().out
        assert valognes("mailbox", "check", "nobody") == 2


def test_status_tells_of_folders_never_collected(
    valognes: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, FakeServer(port=1), FOLDER="INBOX,Contact")
    assert valognes("mailbox", "status") == 0
    assert "Contact" in capsys.readouterr().out
    assert valognes("mailbox", "status", "--json") == 0
    assert capsys.readouterr().out == ""


def test_status_tells_how_it_goes(valognes: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415

    from flows.collect import Pace, collect  # noqa: PLC0415
    from flows.mailboxes import accounts  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from flows.wiring import open_installation  # noqa: PLC0415
    from ingest.email.imap import ImapFolder  # noqa: PLC0415
    from store import towns  # noqa: PLC0415

    answers = {"MOVE": refusing("NO [OVERQUOTA] full")}
    with imap_server(mails={1: b"Subject: a\r\n\r\nb\r\n"}, answers=answers) as server:
        use(monkeypatch, server, AFTER="move", TARGET="Citoyen")
        opened = open_installation(load_settings())
        with opened.database.read() as session:
            (account,) = accounts(opened.settings, towns.towns(session), towns.mailboxes(session))
        source = ImapFolder(account, "INBOX")
        collect(opened, account, source, Pace(), lambda: datetime.now(UTC))
        source.close()
        opened.close()
        assert valognes("mailbox", "status", "--json") == 0
        line = json.loads(capsys.readouterr().out)
        assert (line["mails"], line["waiting"], line["fault"]) == (1, 1, "quota")
        assert valognes("mailbox", "status") == 0
        assert "pleine" in capsys.readouterr().out
        assert valognes("doctor") == 1
        assert "pleine" in " ".join(capsys.readouterr().out.split())


def test_nothing_to_check_is_told(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("mailbox", "check") == 2
    assert "CITOYEN_IMAP_HOST" in "".join(capsys.readouterr())


def test_file_of_authorities_that_is_missing_is_a_mistake(
    valognes: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, FakeServer(port=1), TLS="implicit", CERTIFICATES="/nowhere/ca.pem")
    assert valognes("mailbox", "check") == 2
    printed = "".join(capsys.readouterr())
    assert "/nowhere/ca.pem" in printed and "Traceback" not in printed
