import gzip
import hashlib
import io
import struct
import tarfile
import zipfile
import zlib

import pytest

from domain.draft import Danger
from ingest.danger import danger_of, endings_of
from ingest.pieces import DOCX, media_type

PROGRAM = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + bytes(100)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def locked(content: bytes) -> bytes:
    """Return the archive with the mark of encryption on each member, in both directories."""
    marked = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(mark)
        while at != -1:
            marked[at + offset] |= 1
            at = marked.find(mark, at + 4)
    return bytes(marked)


def tarred(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def ole(*names: str) -> bytes:
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2) + bytes(62) for name in ("Root Entry", *names)
    )
    return OLE + entries.ljust(512, b"\0")


def docx(*members: tuple[str, bytes]) -> bytes:
    return zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"), *members)


def related(relations: bytes) -> bytes:
    return docx(("word/_rels/settings.xml.rels", relations))


def pdf_objects(objects: bytes) -> bytes:
    packed = zlib.compress(objects)
    return b"%PDF-1.5\n2 0 obj<</Type/ObjStm/Length 9/Filter/FlateDecode>>\nstream\r\n" + packed + b"\nendstream\nendobj\n%%EOF"


PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def rc4(key: bytes, content: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in content:
        i, j = (i + 1) % 256, (j + box[(i + 1) % 256]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def protected_pdf(password: bytes) -> bytes:
    """Return an empty page that opens with a password (ISO 32000-1, 7.6.3: revision 2, 40 bits)."""
    owner, mark = bytes(range(32)), bytes(16)
    permitted = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5((password + PADDING)[:32] + owner + permitted + mark, usedforsecurity=False).digest()[:5]
    user = rc4(key, PADDING)
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[4 0 R]/Count 1>>")
    lock = b"<</Filter/Standard/V 1/R 2/P -4/O<" + owner.hex().encode() + b">/U<" + user.hex().encode() + b">>>"
    raw, places = b"%PDF-1.4\n", []
    for number, one in enumerate((*objects, lock, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"), start=1):
        places.append(len(raw))
        raw += b"%d 0 obj" % number + one + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 5/Root 1 0 R/Encrypt 3 0 R/ID[<" + mark.hex().encode() + b"><" + mark.hex().encode() + b">]>>"
    return raw + b"xref\n0 5\n0000000000 65535 f \n" + table + tail + b"\nstartxref\n%d\n%%%%EOF" % len(raw)


def danger(content: bytes, name: str | None, declared: str = "application/octet-stream") -> Danger | None:
    return danger_of(content, name, media_type(content, declared, name))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("setup.exe", PROGRAM, Danger.PROGRAM),
        (None, PROGRAM, Danger.PROGRAM),
        ("facture", PROGRAM, Danger.PROGRAM),
        ("facture.pdf", PROGRAM, Danger.DISGUISED),
        ("facture.pdf.exe", PROGRAM, Danger.DISGUISED),
        ("facture.pdf                          .exe", b"x", Danger.DISGUISED),
        ("photo.jpg.scr.", b"x", Danger.DISGUISED),
        ("photo.jpg\u200b.js", b"x", Danger.DISGUISED),
        ("annex\u202efdp.exe", b"x", Danger.PROGRAM),
        ("photo.jpg．exe", b"x", Danger.DISGUISED),
        ("NOTE.VBS", b"WScript.Echo", Danger.PROGRAM),
        ("script", b"#!/bin/sh\nrm -rf /\n", Danger.PROGRAM),
        ("lettre.doc.lnk", b"L\0\0\0\x01\x14\x02\0", Danger.DISGUISED),
        ("site.url", b"[InternetShortcut]\nURL=http://a.example", Danger.SHORTCUT),
        ("lettre.html", b"<p>Bonjour</p>", Danger.PAGE),
        ("lettre.txt", b"<!DOCTYPE html><script>alert(1)</script>", Danger.PAGE),
        ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Danger.PAGE),
        ("disque.iso", b"x", Danger.DISK_IMAGE),
        ("disque.dat", bytes(0x8001) + b"CD001" + bytes(2000), Danger.DISK_IMAGE),
        ("tableau.xlsm", docx(), Danger.MACROS),
        ("lettre.docx", docx(("word/vbaProject.bin", b"x")), Danger.MACROS),
        ("lettre.doc", ole("WordDocument", "_VBA_PROJECT_CUR"), Danger.MACROS),
        ("lettre.doc", ole("WordDocument", "\x01Ole10Native"), Danger.EMBEDDED),
        ("lettre.docx", ole("EncryptedPackage"), Danger.LOCKED),
        ("lettre.docx", docx(("word/evil.exe", b"x")), Danger.PROGRAM_INSIDE),
        ("lettre.rtf", b"{\\rtf1 {\\object\\objemb{\\*\\objdata 0105}}}", Danger.EMBEDDED),
        ("lettre.pdf", b"%PDF-1.7\n<</S/Launch/F(cmd.exe)>>", Danger.EMBEDDED),
        ("lettre.pdf", b"%PDF-1.7\n<</S/L#61unch/F(cmd.exe)>>", Danger.EMBEDDED),
        ("lettre.pdf", pdf_objects(b"1 0 <</S/Launch/F(cmd.exe)>>"), Danger.EMBEDDED),
        ("lettre.pdf", pdf_objects(b"1 0 <</S/Ri#63hMedia>>"), Danger.EMBEDDED),
        ("facture.exe::$DATA", b"x", Danger.PROGRAM),
        ("modele.wll", b"x", Danger.PROGRAM),
        ("base.accde", b"x", Danger.MACROS),
        ("lettre.docx", related(b'<Relationship Type="x/vbaProject" Target="a.dat"/>'), Danger.MACROS),
        ("lettre.docx", zipped(("[Content_Types].xml", b'<Override ContentType="ms-word.macroEnabled"/>')), Danger.MACROS),
        ("photos.zip", locked(zipped(("a.jpg", b"x"))), Danger.LOCKED),
        ("photos.zip", zipped(("a.jpg", b"x"), ("b.exe", b"x")), Danger.PROGRAM_INSIDE),
        ("photos.zip", zipped(("a.jpg", PROGRAM)), Danger.PROGRAM_INSIDE),
        ("photos.zip", zipped(("b.zip", zipped(("c.zip", zipped(("d.js", b"x")))))), Danger.PROGRAM_INSIDE),
        ("photos.zip", zipped(("b.zip", zipped(("c.zip", zipped(("d.zip", zipped(("e.txt", b"x")))))))), Danger.CLOSED),
        ("photos.zip", zipped(("zeros.txt", bytes(300 * 2**20))), Danger.BOMB),
        ("photos.zip", b"PK\x03\x04 broken", Danger.CLOSED),
        ("photos.tar.gz", gzip.compress(tarred("run.sh", b"x"), mtime=0), Danger.PROGRAM_INSIDE),
        ("photos.tar", tarred("a.jpg.exe", b"x"), Danger.PROGRAM_INSIDE),
        ("photos.7z", b"7z\xbc\xaf\x27\x1c" + bytes(60), Danger.CLOSED),
        ("photos.7z", b"7z\xbc\xaf\x27\x1c" + bytes(60) + b"\x24\x06\xf1\x07\x01", Danger.LOCKED),
        ("photos.rar", b"Rar!\x1a\x07\x01\0" + bytes(4) + b"\x04", Danger.LOCKED),
        ("photos.rar", b"x", Danger.CLOSED),
    ],
)
def test_what_is_dangerous_is_told_with_its_reason(name: str | None, content: bytes, expected: Danger) -> None:
    assert danger(content, name) is expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(100)),
        ("lettre.pdf", b"%PDF-1.4\n<</OpenAction<</S/JavaScript/JS(app.alert)>>>>"),
        ("lettre.v2.pdf", b"%PDF-1.4 x"),
        ("lettre.pdf", pdf_objects(b"1 0 <</Type/Catalog/Launched true>>")),
        ("lettre.docx", docx(("word/_rels/document.xml.rels", b'<Relationship Type="x/hyperlink" TargetMode="External"/>'))),
        ("lettre.doc", ole("WordDocument", "1Table")),
        ("photos.zip", zipped(("été/a.jpg", b"\xff\xd8\xff"), ("b.zip", zipped(("c.txt", b"Bonjour"))))),
        ("photos.tar.gz", gzip.compress(tarred("a.txt", b"Bonjour"), mtime=0)),
        ("MZ.txt", b"MZ Martin-Zanetti vous remercie de reboucher le trou de la rue de Poterie avant la fin du mois."),
        ("notes.txt", b"a < b et b > c"),
        (None, b""),
    ],
)
def test_what_citizens_send_is_let_through(name: str | None, content: bytes) -> None:
    assert danger(content, name) is None


def test_template_from_elsewhere_is_told() -> None:
    relations = b'<Relationship Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/>'
    assert danger_of(docx(("word/_rels/settings.xml.rels", relations)), "lettre.docx", DOCX) is Danger.EMBEDDED


TEMPLATE = '<r:Relationship xmlns:r="r" Type="http://x/attachedTemplate" Target="http://evil.example/t>.dotm" TargetMode="External"/>'


@pytest.mark.parametrize(
    "relations",
    [
        TEMPLATE.encode(),
        f'<?xml version="1.0" encoding="UTF-16"?>{TEMPLATE}'.encode("utf-16"),
        TEMPLATE.replace("External", "&#69;xternal").encode(),
        f'<!DOCTYPE r [<!ENTITY a "attachedTemplate">]>{TEMPLATE.replace("attachedTemplate", "&a;")}'.encode(),
    ],
)
def test_template_from_elsewhere_is_told_however_it_is_written(relations: bytes) -> None:
    assert danger_of(related(relations), "lettre.docx", DOCX) is Danger.EMBEDDED


def test_relations_beyond_all_measure_are_not_believed() -> None:
    assert danger_of(related(b" " * (5 * 2**20)), "lettre.docx", DOCX) is Danger.CLOSED
    assert danger_of(related(b""), "lettre.docx", DOCX) is None


def test_pdf_that_wants_a_password_is_locked_and_one_encrypted_for_show_is_not() -> None:
    assert danger(protected_pdf(b"secret"), "facture.pdf") is Danger.LOCKED
    assert danger(protected_pdf(b""), "facture.pdf") is None


def test_endings_are_those_a_computer_sees() -> None:
    assert endings_of("Facture.PDF .exe. ") == ("pdf", "exe")
    assert endings_of("sans fin") == ()


def test_archive_of_archives_unpacks_a_bounded_amount() -> None:
    inner = zipped(("zeros.txt", bytes(12 * 2**20)))
    assert danger(zipped(*((f"{number}.zip", inner) for number in range(200)), method=zipfile.ZIP_STORED), "a.zip") is Danger.CLOSED
