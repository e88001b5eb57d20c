import base64
import io
import zipfile

import pytest

from domain.draft import Danger
from domain.inbound import Reception
from ingest.email.opened import open_mail
from ingest.email.parse import attachment, read_email

ASKED = "Bonjour, la chaussée de la rue Carnot s'est effondrée devant le 12, merci de venir vite avec des barrières."
PROGRAM = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(100)


def entity(kind: str, body: bytes, more: str = "") -> bytes:
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n{more}\n".encode() + base64.encodebytes(body)


def message(*pieces: bytes, mark: str = "b") -> bytes:
    body = b"".join(b"--" + mark.encode() + b"\n" + piece + b"\n" for piece in pieces)
    head = f"From: Jean Petit <jp@poste.example>\nSubject: Effondrement\nContent-Type: multipart/mixed; boundary={mark}\n\n"
    return head.encode() + body + f"--{mark}--\n".encode()


def zipped(name: str, body: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, body)
    return file.getvalue()


TEXT = b"Content-Type: text/plain; charset=utf-8\n\n" + ASKED.encode()


def test_message_in_base64_is_laid_open() -> None:
    inner = message(b"Content-Type: text/plain\n\ndedans", mark="c")
    assert [part.media_type for part in open_mail(message(TEXT, entity("message/rfc822", inner))).root.walk()] == [
        "multipart/mixed",
        "text/plain",
        "message/rfc822",
        "multipart/mixed",
        "text/plain",
    ]


def test_message_in_base64_with_our_own_boundary_does_not_tear_the_message_apart() -> None:
    inner = message(b"Content-Type: text/plain\n\ndedans", entity("application/pdf; name=dedans.pdf", b"%PDF-1.4"))
    raw = message(TEXT, entity("message/rfc822; name=dedans.eml", inner), entity("application/pdf; name=plan.pdf", b"%PDF-1.4 plan"))
    draft = read_email(raw, Reception())
    assert draft.text == ASKED
    assert [piece.filename for piece in draft.attachments] == ["dedans.eml", "plan.pdf"]
    assert [attachment(raw, piece.part)[0] for piece in draft.attachments] == [inner, b"%PDF-1.4 plan"]


@pytest.mark.parametrize(
    ("kind", "inner", "danger"),
    [
        ("application/octet-stream", message(TEXT), None),
        ("application/octet-stream", message(TEXT, entity("image/jpeg; name=a.jpg", PROGRAM)), Danger.PROGRAM_INSIDE),
        ("application/octet-stream", message(TEXT, entity("text/plain; name=a.js", b"x")), Danger.PROGRAM_INSIDE),
        ("application/octet-stream", message(TEXT, entity("application/zip; name=a.zip", b"PK\x03\x04?")), Danger.CLOSED),
        (
            "application/octet-stream",
            message(TEXT, entity("application/octet-stream; name=b.eml", message(TEXT, entity("a/b; name=a.exe", PROGRAM)))),
            Danger.PROGRAM_INSIDE,
        ),
        ("message/rfc822", message(TEXT, entity("application/zip; name=a.zip", zipped("a.exe", PROGRAM))), Danger.PROGRAM_INSIDE),
    ],
)
def test_message_that_came_as_a_file_is_looked_into(kind: str, inner: bytes, danger: Danger | None) -> None:
    draft = read_email(message(TEXT, entity(f"{kind}; name=demande.eml", inner)), Reception())
    assert (draft.attachments[0].filename, draft.attachments[0].danger) == ("demande.eml", danger)
