"""Messages as clients and gateways really send them, broken or not: nothing is lost, and what is odd is said."""

import base64
import io
import struct
import zipfile
from email.message import EmailMessage

import pytest

from domain.draft import Danger, Kind, Remark, Role
from domain.inbound import Reception
from ingest.email.mime import MAX_PARTS
from ingest.email.parse import attachment, html_body, read_email, shown_pictures

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
LETTER = "Un trou s'est formé rue Carnot, devant le 12."


def parts(*pieces: str | bytes, kind: str = "multipart/mixed", end: str = "--b--\n") -> bytes:
    body = b"".join(b"--b\n" + (piece if isinstance(piece, bytes) else piece.encode()) + b"\n" for piece in pieces)
    return f"From: Jean Petit <jp@poste.example>\nSubject: Trou\nContent-Type: {kind}; boundary=b\n\n".encode() + body + end.encode()


def named(name: str, content: bytes = b"x", kind: str = "application/octet-stream", more: str = "") -> bytes:
    head = f'Content-Type: {kind}; name="{name}"\nContent-Transfer-Encoding: base64\n{more}\n'
    return head.encode() + base64.encodebytes(content).rstrip()


TEXT = f"Content-Type: text/plain; charset=utf-8\n\n{LETTER}"


def names(raw: bytes) -> list[str | None]:
    return [piece.filename for piece in read_email(raw, Reception()).attachments]


# --- boundaries -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "remarks"),
    [
        (parts(TEXT, named("a.pdf")), ()),
        (parts(TEXT, named("a.pdf"), end=""), (Remark.MALFORMED,)),
        (parts(TEXT, named("a.pdf")).replace(b"boundary=b", b"x=y"), ()),
        (parts(TEXT, named("a.pdf")).replace(b"boundary=b", b'boundary="b  "'), ()),
        (parts(TEXT, named("a.pdf")).replace(b"boundary=b", b"boundary=b (c)").replace(b"--b\n", b"--b \t\n"), ()),
        (parts(TEXT, named("a.pdf")).replace(b"; boundary", b" boundary"), ()),
        (parts(TEXT) + b"--b\n" + named("a.pdf") + b"\n--b--\n", (Remark.MALFORMED,)),
        (parts(TEXT, named("a.pdf")) + b"--\npied de la liste\n", (Remark.MALFORMED,)),
        (parts(TEXT, named("a.pdf")).replace(b"\n", b"\r\n"), ()),
        (parts(TEXT, b"Content-Type: multipart/mixed; boundary=b\n", named("a.pdf")), None),
        (parts(TEXT, b"Content-Type: multipart/mixed; boundary=c\n\n--c\n" + named("a.pdf")), None),
        (parts(b"Content-Type: multipart/alternative; boundary=b2\n\n--b2\n" + TEXT.encode() + b"\n--b2--", named("a.pdf")), ()),
    ],
)
def test_text_and_file_survive_every_boundary(raw: bytes, remarks: tuple[Remark, ...] | None) -> None:
    draft = read_email(raw, Reception())
    assert draft.text == LETTER
    assert [piece.filename for piece in draft.attachments] == ["a.pdf"]
    assert draft.remarks == remarks if remarks is not None else Remark.ENCRYPTED not in draft.remarks


def test_parts_beyond_the_limit_are_said() -> None:
    raw = parts(TEXT, *(named(f"{number}.pdf") for number in range(MAX_PARTS + 10)))
    draft = read_email(raw, Reception())
    assert len(draft.attachments) == MAX_PARTS - 2
    assert Remark.TOO_MANY_PARTS in draft.remarks


def test_multipart_sent_in_base64_is_read() -> None:
    head, _, body = parts(TEXT, named("a.pdf")).partition(b"\n\n")
    raw = head + b"\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(body)
    assert (read_email(raw, Reception()).text, names(raw)) == (LETTER, ["a.pdf"])


def test_message_attached_in_base64_is_opened() -> None:
    inner = parts(TEXT, named("a.pdf"))
    raw = b"From: elu@ville.example\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(inner)
    draft = read_email(raw, Reception(domains=frozenset({"ville.example"})))
    assert (draft.text, draft.requester.email) == (LETTER, "jp@poste.example")
    assert names(raw) == ["Trou.eml", "a.pdf"]
    assert attachment(raw, draft.attachments[1].part)[0] == b"x"


# --- encodings ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("base64", base64.encodebytes(LETTER.encode())),
        ("BASE64", base64.b64encode(LETTER.encode()).rstrip(b"=")),
        ("base64", b"".join(base64.encodebytes(part) for part in (LETTER[:13].encode(), LETTER[13:].encode()))),
        ("base64", base64.encodebytes(LETTER.encode()).replace(b"\n", b"\r\n\r\n") + b"\n_____ liste\n"),
        ("base64", LETTER.encode()),
        ("Quoted-Printable", LETTER.replace("é", "=C3=A9").replace("rue", "ru=\ne").encode()),
        ("quoted printable", LETTER.replace("é", "=c3=a9").encode()),
        ("8bit", LETTER.encode()),
        ("x-none", LETTER.encode()),
        ("", LETTER.encode()),
    ],
)
def test_every_transfer_encoding_gives_the_text(encoding: str, body: bytes) -> None:
    head = f"From: a@b.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n"
    assert read_email(head.encode() + body, Reception()).text == LETTER


def test_flowed_text_is_joined_with_and_without_its_blanks() -> None:
    flowed = "Content-Type: text/plain; charset=utf-8; format=flowed{}\n\nUn trou s'est{} \nformé rue Carnot,{} \ndevant le 12.\n\n -- \n"
    assert read_email(flowed.format("", "", "").encode(), Reception()).text.startswith(LETTER)
    assert read_email(flowed.format("; delsp=yes", " ", " ").encode(), Reception()).text.startswith(LETTER)


# --- pieces ---------------------------------------------------------------------------------------------------------------------------


def test_inline_files_are_attachments_and_texts_between_are_read() -> None:
    raw = parts(
        TEXT,
        named("IMG_1.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg", "Content-Disposition: inline; filename=IMG_1.jpeg\n"),
        "Content-Type: text/plain; charset=utf-8\nContent-Disposition: inline\n\nVoyez la photo.",
        named("note.txt", b"une note", "text/plain", "Content-Disposition: inline; filename=note.txt\n"),
    )
    assert read_email(raw, Reception()).text == f"{LETTER}\n\nVoyez la photo."
    assert names(raw) == ["IMG_1.jpeg", "note.txt"]


def test_pictures_pasted_in_the_text_are_attachments_and_shown() -> None:
    html = '<p>Un trou</p><img src="cid:image001.png@01D9"><img src="cid:absent@x">'
    related = b"Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n" + html.encode() + b"\n--r\n"
    related += named("image001.png", PNG, "image/png", "Content-ID: <image001.png@01D9>\n") + b"\n--r--"
    raw = parts(related)
    (piece,) = read_email(raw, Reception()).attachments
    assert (piece.filename, piece.media_type, piece.role) == ("image001.png", "image/png", Role.LAYOUT)
    assert shown_pictures(raw) == {"image001.png@01D9": f"data:image/png;base64,{base64.b64encode(PNG).decode()}"}
    assert html_body(raw) == html


def test_picture_that_is_none_is_not_shown() -> None:
    html = b'Content-Type: text/html\n\n<img src="cid:a@b">'
    raw = parts(html, named("a.png", b"<svg onload=x>", "image/png", "Content-ID: <a@b>\n"), kind="multipart/related")
    assert shown_pictures(raw) == {}


def test_attached_messages_are_kept_with_all_they_hold() -> None:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Vitesse", "nl@poste.example"
    inner.set_content("Trop vite")
    inner.add_attachment(b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0", maintype="image", subtype="png", filename="photo.png")
    raw = parts(TEXT, b"Content-Type: message/rfc822\n\n" + inner.as_bytes(), named("Note.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    found = {piece.filename: piece.danger for piece in read_email(raw, Reception()).attachments}
    assert found == {"Vitesse.eml": Danger.PROGRAM_INSIDE, "photo.png": Danger.DISGUISED, "Note.msg": None}


def test_winmail_gives_its_text_and_its_files() -> None:
    def attribute(name: int, value: bytes) -> bytes:
        return struct.pack("<BHHI", 2, name, 6, len(value)) + value + b"\0\0"

    wrapped = b"\x78\x9f\x3e\x22\x01\0" + attribute(0x800C, LETTER.encode("cp1252")) + attribute(0x9002, b"x")
    wrapped += attribute(0x8010, b"plan.pdf\0") + attribute(0x800F, b"%PDF-1.4")
    raw = parts(" \n", named("winmail.dat", wrapped, "application/ms-tnef"))
    draft = read_email(raw, Reception())
    assert (draft.text, names(raw)) == (LETTER, ["plan.pdf"])
    assert attachment(raw, draft.attachments[0].part) == (b"%PDF-1.4", "plan.pdf", "application/pdf")
    assert names(parts(TEXT, named("winmail.dat", b"no TNEF", "application/ms-tnef"))) == ["winmail.dat"]


def test_dangerous_pieces_are_marked_in_the_draft() -> None:
    raw = parts(TEXT, named("facture.pdf.exe", b"x"), named("photo.jpg", b"\xff\xd8\xff"), named("page.html", b"<p>x", "text/html"))
    assert [piece.danger for piece in read_email(raw, Reception()).attachments] == [Danger.DISGUISED, None, Danger.PAGE]


def test_archives_of_one_message_share_what_may_be_unpacked() -> None:
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", bytes(10 * 2**20))
    raw = parts(TEXT, *(named(f"{number}.zip", zeros.getvalue()) for number in range(40)))
    dangers = [piece.danger for piece in read_email(raw, Reception()).attachments]
    assert dangers[0] is None and dangers[-1] is Danger.CLOSED


def test_forms_for_other_programs_are_no_files() -> None:
    amp = "Content-Type: text/x-amp-html\n\n<html amp4email>"
    raw = parts(TEXT, amp, f"Content-Type: text/html\n\n<p>{LETTER}</p>", kind="multipart/alternative")
    draft = read_email(raw, Reception())
    assert [piece.role for piece in draft.attachments] == [Role.LAYOUT]
    assert (draft.text, draft.kind) == (LETTER, Kind.REQUEST)


def test_winmail_under_another_name_is_unpacked() -> None:
    def attribute(name: int, value: bytes) -> bytes:
        return struct.pack("<BHHI", 2, name, 6, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    wrapped = b"\x78\x9f\x3e\x22\1\0" + attribute(0x9002, bytes(14)) + attribute(0x8010, b"plan.pdf\0") + attribute(0x800F, b"%PDF-1.4")
    assert names(parts(TEXT, named("ATT00001.dat", wrapped))) == ["plan.pdf"]
    assert names(parts(TEXT, named("mesures.dat", b"12 trous"))) == ["mesures.dat"]


def test_rich_text_brackets_stay() -> None:
    draft = read_email(b"From: a@b.example\nContent-Type: text/enriched\n\n<bold>Un</bold> trou <<rue Carnot>\n", Reception())
    assert draft.text == "Un trou <rue Carnot>"
