import base64
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from domain.draft import NEEDS_EYES, Danger, Kind, Remark
from domain.errors import UnreadableInputError
from domain.inbound import Reception
from ingest.email.mime import MAX_PARTS
from ingest.email.parse import read_email
from ingest.email.standard import FIRST, read_standard, standard_attachment

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"


def mail(**fields: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Zoé Légé <Zoe.Lege@poste.example>"
    message["Subject"] = "Dégât rue Carnot"
    message["Date"] = "Tue, 10 Feb 2026 09:14:33 +0100"
    message["Message-ID"] = "<m1@poste.example>"
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content("Bonjour,\n\nUn trou s'est formé.\n")
    message.add_alternative("<p>Bonjour,</p><p>Un trou.</p>", subtype="html")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="l'été.pdf")
    return message


def test_message_is_read_with_its_file_kept_apart() -> None:
    raw = mail().as_bytes()
    draft = read_standard(raw)
    assert (draft.kind, draft.heading, draft.text) == (Kind.REQUEST, "Dégât rue Carnot", "Bonjour,\n\nUn trou s'est formé.")
    assert (draft.requester.name, draft.requester.email, draft.sender) == ("Zoé Légé", *["zoe.lege@poste.example"] * 2)
    assert (draft.source_id, draft.sent_at) == ("<m1@poste.example>", datetime(2026, 2, 10, 8, 14, 33, tzinfo=UTC))
    (piece,) = draft.attachments
    assert (piece.filename, piece.media_type, piece.size, piece.danger) == ("l'été.pdf", "application/pdf", 8, Danger.CLOSED)
    assert standard_attachment(raw, piece.part) == (b"%PDF-1.4", "l'été.pdf", "application/pdf")
    with pytest.raises(UnreadableInputError):
        standard_attachment(raw, piece.part + 1)


def test_a_person_is_to_look_and_numbers_are_no_others() -> None:
    draft = read_standard(mail().as_bytes())
    assert draft.remarks == (Remark.STANDARD_READING,) and Remark.STANDARD_READING in NEEDS_EYES
    assert min(piece.part for piece in draft.attachments) >= FIRST > 10 * MAX_PARTS


@pytest.mark.parametrize("sign", ["Auto_Submitted", "List_Id", "Precedence", "X_Auto_Response_Suppress"])
def test_what_may_be_a_machine_is_never_answered(sign: str) -> None:
    draft = read_standard(mail(**{sign: "auto-replied"}).as_bytes())
    assert (draft.requester.email, draft.sender) == (None, "zoe.lege@poste.example")


def test_html_alone_is_read_without_its_marks() -> None:
    raw = b"Content-Type: text/html\n\n<style>p{}</style><script>alert(1)</script><p>Un trou<br>rue Carnot &amp; Basse</p>"
    assert read_standard(raw).text == "Un trou\nrue Carnot & Basse"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff\n\n\xe9",
        b"From: =?x?q?=?=\nSubject: =?utf-8?b?!?=\nDate: 99\nContent-Type: text/plain; charset=x-none\n\n\xe9t\xe9",
        b"From: \xe9 <@\nContent-Type: multipart/mixed\n\nx",
        b"Content-Type: a/b; name*=x'y'%ff\nContent-Transfer-Encoding: base64\n\n" + base64.b64encode(b"x")[:-2],
    ],
)
def test_broken_bytes_give_a_draft(raw: bytes) -> None:
    assert read_standard(raw).remarks == (Remark.STANDARD_READING,)


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
def test_it_finds_in_real_messages_what_our_reader_finds() -> None:
    for path in sorted((CORPUS / "citoyens-fr" / "items").glob("*/input.eml")):
        raw = path.read_bytes()
        ours, theirs = read_email(raw, Reception()), read_standard(raw)
        assert (theirs.source_id, theirs.sent_at, theirs.sender) == (ours.source_id, ours.sent_at, ours.sender), path
        if any(piece.filename == "winmail.dat" for piece in theirs.attachments):
            continue  # kept as it came
        files = {piece.sha256 for piece in ours.attachments if piece.media_type != "message/rfc822"}  # of those it lists what is within
        assert files <= {piece.sha256 for piece in theirs.attachments}, path


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
def test_real_messages_never_make_it_fail() -> None:
    found = [path for path in sorted((CORPUS / "mail-mime4j").rglob("*")) if path.suffix in {".msg", ".eml"}]
    assert len(found) > 30
    for path in found:
        read_standard(path.read_bytes())
