import os
from pathlib import Path

import pytest

from domain.errors import UnreadableInputError
from domain.inbound import Channel
from flows.items import Form, NotAMessageError, form_of, items

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
    assert form_of(head, "", None) == (form, Channel.EMAIL)


ROW = '"","0639981234","0261910500","from-trunk","""0639981234"" <0639981234>","PJSIP/op-1","PJSIP/201-2","Dial","PJSIP/201,25",'
ROW += '"2026-03-12 08:31:07","","2026-03-12 08:31:32",25,0,"NO ANSWER","DOCUMENTATION","1773300667.1001",""\n'
NOTE = '{"canal": "%s", "nom": "Roux", "note": "Un trou devant le 3 rue de Poterie."}'
OWN = "date;heure;sens;appelant;appele;duree_s;statut;agent;nom;note\n12/03/2026;08:31;entrant;0639981234;0261910500;0;manque;;;\n"


@pytest.mark.parametrize(
    ("head", "form", "channel"),
    [
        ('{"canal": "formulaire", "texte": "Un trou."}', Form.SUBMISSION, Channel.FORM),
        (NOTE % "telephone", Form.SUBMISSION, Channel.PHONE),
        (NOTE % "accueil", Form.SUBMISSION, Channel.COUNTER),
        ("nom=Roux&email=a%40b.example&message=Un+trou", Form.SUBMISSION, Channel.FORM),
        (OWN, Form.CALLS, Channel.PHONE),
        (ROW * 4, Form.CALLS, Channel.PHONE),
    ],
)
def test_forms_notes_and_calls_are_told_by_their_content(head: str, form: Form, channel: Channel) -> None:
    assert form_of(head.encode(), "", None) == (form, channel)


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\n\nLe 12/03/2026, 08:31, appel au 02 61 91 05 00, sans réponse.\nLe 13/03/2026, 09:12, de même au 02 61 91 05 01.\n",
        "Objet : voirie, trottoir, éclairage\n\nMonsieur le Maire,\nrue de Poterie, le trou est là, encore, depuis mars.\n",
        "Nom;Roux\nPrénom;Anne\nMessage;Un trou\n",
    ],
)
def test_a_letter_that_speaks_of_calls_is_no_log(text: str) -> None:
    assert form_of(text.encode(), ".txt", None)[0] is not Form.CALLS


@pytest.mark.parametrize("head", [b"\x7fELF\x00\x00", b'{"id": 1}', b"<?xml version='1.0'?>", b"[1, 2]", b'{"a":' * 12_000])
def test_what_is_no_message_is_told(head: bytes) -> None:
    with pytest.raises(NotAMessageError):
        form_of(head, "", None)


@pytest.mark.parametrize(
    ("head", "channel", "form"),
    [
        (b'{"id": 1}', Channel.EMAIL, Form.TEXT),
        (MAIL, Channel.PHONE, Form.SUBMISSION),
        (OWN.encode(), Channel.PHONE, Form.CALLS),
        (b"\xff\xd8\xff\xe0", Channel.COUNTER, Form.PAPER),
        (MAIL, Channel.FAX, Form.PAPER),
    ],
)
def test_channel_that_is_asked_for_is_taken_at_its_word(head: bytes, channel: Channel, form: Form) -> None:
    assert form_of(head, "", channel) == (form, channel)


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
    assert form_of(b"\x00\x01", ".eml", None) == (Form.MAIL, Channel.EMAIL)


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

    assert item.form is Form.TEXT
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


def test_a_workbook_of_calls_is_a_log_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    sample = Path(__file__).parents[1] / "ingest" / "phone" / "strangers" / "workbook.xlsx"
    path = tmp_path / "releve.xlsx"
    path.write_bytes(sample.read_bytes())
    assert [(one.form, one.channel) for one in items(path, None)] == [(Form.CALLS, Channel.PHONE)]
    path.write_bytes(sample.read_bytes()[:200])
    assert [one.form for one in items(path, None)] != [Form.CALLS]
