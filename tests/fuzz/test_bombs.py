"""What is small and would be enormous, opened as originals are: by a child with its limits of time and memory, which then reads on.

Further bombs: PDF (tests/ingest/paper/test_pdf.py, test_damaged.py, test_xfa.py), TIFF and pictures (test_tiff.py, test_pictures.py),
archives (tests/ingest/test_danger.py), workbooks and packed logs (tests/ingest/phone), rules (tests/flows/test_ruleset_text.py), templates
of letters (tests/letters/test_model.py).
"""

import base64
import gzip
import io
import json
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from domain.draft import Remark
from domain.errors import ConfigurationError
from domain.inbound import Channel, Reception
from flows.form_text import read_form
from ingest.email.mime import MAX_PARTS
from ingest.email.rtf import decompressed
from ingest.form.mapping import parse_mapping
from ingest.office.documents import HostileDocumentError, read_document
from ingest.office.rows import MAX_CHARACTERS
from ingest.office.rtf import MAX_RTF, read_rtf
from ingest.paper.opening.files import survey
from ingest.paper.opening.survey import Trouble
from ingest.reader import MEMORY_BYTES, READ_SECONDS, Reader
from tests.fuzz.mutations import within_megabytes
from tests.ingest.office.made import odt
from tests.soon import soon

TOWN = Reception(domains=frozenset({"valognes.example"}))
HEAD = b"From: Jean <jean@b.example>\nSubject: Trou\nMIME-Version: 1.0\n"
SIDE = 60_000
LAUGHS = "<!DOCTYPE a [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"


def attached(content: bytes, name: str) -> bytes:
    text = b"--b\nContent-Type: text/plain\n\nUn trou rue Carnot.\n"
    head = f"--b\nContent-Type: application/octet-stream; name={name}\nContent-Transfer-Encoding: base64\n\n".encode()
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + text + head + base64.encodebytes(content) + b"--b--\n"


def zipped(name: str, content: bytes, times: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(times):
            archive.writestr(f"{number}{name}", content)
    return out.getvalue()


def zip_of_zips() -> bytes:
    content = zipped(".txt", bytes(8 * 2**20), 4)
    for _ in range(4):
        content = zipped(".zip", content, 6)
    return content


def png() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))

    head = struct.pack(">LLBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(5_000_000), 9)) + chunk(b"IEND", b"")


def tiff() -> bytes:
    tags = [(256, 4, SIDE), (257, 4, SIDE), (258, 3, 8), (259, 3, 8), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, SIDE), (279, 4, 1000)]
    strip = zlib.compress(bytes(1_000_000), 9)
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<I", 8 + len(strip)) + strip + struct.pack("<H", len(tags)) + entries + bytes(4)


def nested(depth: int) -> bytes:
    return HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)) + b"\nUn trou"


MAILS: dict[str, Callable[[], bytes]] = {
    "parts within parts": lambda: nested(50_000),
    "messages within messages": lambda: HEAD + b"Content-Type: message/rfc822\n\n" * 200_000,
    "a million fields": lambda: (
        b"From: jean@b.example\nSubject: Trou\n" + b"".join(b"X-%d: y\n" % n for n in range(1_000_000)) + b"\nUn trou"
    ),
    "ten thousand files": lambda: (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nUn trou\n"
        + b"--b\nContent-Type: application/pdf; name=a.pdf\n\n%PDF\n" * 10_000
        + b"--b--"
    ),
    "quotes within quotes": lambda: HEAD + b"\nUn trou\n" + b"\n".join(b">" * n + b" dit" for n in range(3_000)),
    "answers on answers": lambda: HEAD + b"\nUn trou\n" + b"Le lun. 3 mars 2026, Jean <a@b.example> a \xc3\xa9crit :\n> " * 30_000,
    "elements within elements": lambda: HEAD + b"Content-Type: text/html\n\nUn trou" + b"<div><blockquote>" * 200_000,
    "tables within tables": lambda: HEAD + b"Content-Type: text/html\n\nUn trou" + b"<table><tr><td>" * 30_000,
    "a zip of zips": lambda: attached(zip_of_zips(), "photos.zip"),
    "a gzip": lambda: attached(gzip.compress(bytes(300 * 2**20), 9), "journal.gz"),
    "a picture of 60,000 by 60,000": lambda: attached(png(), "photo.png"),
    "rich text": lambda: attached(b"{\\rtf1 " + b"{\\b " * 400_000, "lettre.rtf"),
    "entities": lambda: attached(zipped("content.xml", (LAUGHS + "<a>&a11;</a>").encode()), "lettre.odt"),
    "a long line": lambda: HEAD + b"\nUn trou" + b" " * 20_000_000,
}
FORMS: dict[str, Callable[[], bytes]] = {
    "JSON": lambda: b'{"nom": "Roy", "message": ' + b"[" * 500_000 + b"]" * 500_000 + b"}",
    "JSON objects": lambda: b'{"a":' * 300_000 + b"1" + b"}" * 300_000,
    "XML": lambda: b"<demande><nom>Roy</nom>" + b"<a>" * 300_000 + b"</a>" * 300_000 + b"</demande>",
    "entities": (LAUGHS + "<demande><nom>Roy</nom><message>&a11;</message></demande>").encode,
    "fields": lambda: b"&".join(b"champ%d=v" % n for n in range(100_000)),
    "a list": lambda: json.dumps([{"nom": "Roy", "message": "Un trou"}] * 12_000).encode(),
    "a long number": lambda: b'{"nom": "Roy", "message": "Un trou", "n": ' + b"9" * 5_000_000 + b"}",
}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader(seconds=4.0)
    yield made
    made.close()


def read(reader: Reader, folder: Path, raw: bytes, channel: Channel) -> tuple[Remark, ...]:
    """Read a bomb, then an ordinary mail by the same reader; return what is said of the bomb."""
    path = folder / "original"
    path.write_bytes(raw)
    begun = time.monotonic()
    drafts = reader.read(path, channel, TOWN)
    spent = time.monotonic() - begun
    assert drafts and all(len(draft.text) < 2**22 for draft in drafts)
    assert spent < 4 * READ_SECONDS, f"{spent:.0f} s"
    assert Remark.STANDARD_READING not in drafts[0].remarks, "our reader broke"
    path.write_bytes(HEAD + b"\nUn banc cass\xc3\xa9, place Vicq.\n")
    assert reader.read(path, Channel.EMAIL, TOWN)[0].heading == "Trou"
    return drafts[0].remarks


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_that_would_be_enormous_is_one_draft(reader: Reader, tmp_path: Path, name: str) -> None:
    remarks = read(reader, tmp_path, MAILS[name](), Channel.EMAIL)
    assert (Remark.TOO_MANY_PARTS in remarks) or name != "ten thousand files"
    assert MAX_PARTS < 10_000


@pytest.mark.parametrize("name", FORMS)
def test_a_submission_that_would_be_enormous_is_one_draft(reader: Reader, tmp_path: Path, name: str) -> None:
    read(reader, tmp_path, FORMS[name](), Channel.FORM)


@pytest.mark.parametrize("make", [png, tiff])
def test_sides_of_sixty_thousand_are_told_before_anything_is_decoded(make: Callable[[], bytes]) -> None:
    with within_megabytes(100), soon(3):
        assert survey(make()).trouble is Trouble.TOO_MANY_PIXELS


def test_a_document_of_nothing_but_repetition_is_cut() -> None:
    with within_megabytes(250), soon(10):
        spaces = read_document(odt("<text:p>" + "<text:s text:c='999999999'/>" * 10_000 + "</text:p>"))
        assert spaces is not None and len(spaces.text) <= MAX_CHARACTERS
        for body in ("<text:p>" * 100_000 + "</text:p>" * 100_000, "<!--" + "x" * (20 * 2**20) + "-->"):
            with pytest.raises(HostileDocumentError):
                read_document(odt(body))


def test_packed_rich_text_unpacks_to_no_more_than_it_may() -> None:
    packed = struct.pack("<II4sI", 20_000_000, 2**31 - 1, b"LZFu", 0) + b"\xff" + b"\x00\x0f" * 2_000_000
    with within_megabytes(300), soon(15):
        assert len(decompressed(packed)) <= MAX_RTF


def test_rich_text_of_nothing_but_signs_is_bounded() -> None:
    with within_megabytes(300), soon(20):
        assert len(read_rtf(b"{\\rtf1 " + b"\\u8217?" * 500_000).text) <= MAX_RTF


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)),
        "[" * 50_000,
        "- " * 50_000,
        "a: {b: " * 20_000,
        "? " * 30_000,
        'a: "' + "x" * 5_000_000,
    ],
    ids=["aliases", "lists", "dashes", "mappings", "keys", "a text"],
)
@pytest.mark.parametrize("reads", [partial(read_form, where="f"), parse_mapping], ids=["form", "mapping"])
def test_yaml_of_forms_and_mappings_is_refused_soon(reads: Callable[[str], object], text: str) -> None:
    with within_megabytes(400), soon(20), pytest.raises(ConfigurationError):
        reads(text)


def test_the_limits_of_the_child_are_those_of_the_page_on_security() -> None:
    assert (READ_SECONDS, MEMORY_BYTES) == (10.0, 512 * 2**20)
