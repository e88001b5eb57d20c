import os
from pathlib import Path

import pytest

from domain.errors import UnreadableInputError
from domain.inbound import Channel
from flows.items import Form, NotAMessageError, NotYetError, form_of, items

MAIL = b"From: a@example.example\r\nTo: b@example.example\r\nSubject: x\r\nDate: Mon, 12 Oct 2026 08:42:17 +0200\r\n\r\ntext\r\n"
MBOX = b"From a@example.example Mon Oct 12 08:42:17 2026\n" + MAIL.replace(b"\r\n", b"\n") + b"\n"


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (MAIL, Form.MAIL),
        (MBOX, Form.MAILBOX),
        (b"Objet : un trou\n\nBonjour,", Form.TEXT),
        ("Bonjour, il y a un trou devant le 3.".encode("cp1252"), Form.TEXT),
        (b"", Form.TEXT),
    ],
)
def test_file_is_told_by_its_content(head: bytes, form: Form) -> None:
    assert form_of(head, "", None) is form


@pytest.mark.parametrize(
    ("head", "channel"),
    [
        (b'{"canal": "formulaire", "texte": "x"}', Channel.FORM),
        (b'{"canal": "telephone"}', Channel.PHONE),
        (b'{"canal": "accueil"}', Channel.COUNTER),
        (b"date;heure;sens;appelant;appele;duree_s;statut;agent;nom;note\n", Channel.PHONE),
    ],
)
def test_other_channels_are_told_and_not_yet_read(head: bytes, channel: Channel) -> None:
    with pytest.raises(NotYetError) as refused:
        form_of(head, "", None)

    assert refused.value.channel is channel


@pytest.mark.parametrize("head", [b"\x7fELF\x00\x00", b'{"id": 1}', b"<?xml version='1.0'?>", b"[1, 2]", b'{"a":' * 12_000])
def test_what_is_no_message_is_told(head: bytes) -> None:
    with pytest.raises(NotAMessageError):
        form_of(head, "", None)


def test_channel_that_is_asked_for_is_taken_at_its_word() -> None:
    assert form_of(b'{"id": 1}', "", Channel.EMAIL) is Form.TEXT
    with pytest.raises(NotYetError):
        form_of(MAIL, "", Channel.PHONE)
    assert form_of(MAIL, "", Channel.FAX) is Form.PAPER


@pytest.mark.parametrize(
    ("name", "head", "channel"),
    [
        ("a", b"%PDF-1.7\n", Channel.SCAN),
        ("a", b"\xff\xd8\xff\xe0", Channel.SCAN),
        ("a", b"II*\x00\x08\x00", Channel.FAX),
        ("empty.pdf", b"", Channel.SCAN),
    ],
)
def test_paper_is_known_by_its_content_or_where_there_is_none_by_its_name(tmp_path: Path, name: str, head: bytes, channel: Channel) -> None:
    path = tmp_path / name
    path.write_bytes(head)
    (found,) = items(path, None)
    assert (found.channel, found.raw) == (channel, b"")


def test_broken_message_is_one_by_its_name() -> None:
    assert form_of(b"\x00\x01", ".eml", None) is Form.MAIL


def test_messages_of_a_mailbox_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    path.write_bytes(MBOX * 3)

    found = list(items(path, None))

    assert [item.item for item in found] == [1, 2, 3]
    assert found[2].raw.startswith(b"From: a@")


def test_plain_text_is_kept_as_it_came(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("Un trou près de l'école".encode("cp1252"))

    (item,) = items(path, None)

    assert item.is_text
    assert item.raw == path.read_bytes()


def test_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError):
        list(items(tmp_path / "none.eml", None))


def test_what_is_no_ordinary_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe, endless = tmp_path / "pipe", tmp_path / "endless.eml"
    os.mkfifo(pipe)
    endless.symlink_to("/dev/zero")
    for path in (pipe, endless):
        with pytest.raises(UnreadableInputError, match="no ordinary file"):
            list(items(path, None))
