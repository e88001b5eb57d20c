"""Hostile bytes: every message gives one Draft, whatever was done to it, and twice as much costs no more than about twice the time."""

import email
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.draft import Draft
from domain.inbound import Reception
from ingest.danger import danger_of
from ingest.email.calendar import invitation
from ingest.email.html import html_text
from ingest.email.opened import open_mail
from ingest.email.parse import attachment, html_body, plain_body, read_email, shown_pictures
from ingest.email.rtf import decompressed, rtf_text
from ingest.email.sealed import open_cms, without_armour
from ingest.email.tnef import SIGNATURE, unwrap
from ingest.email.transfer import content

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
TOWN = Reception(domains=frozenset({"valognes.example"}))
ROUNDS = 400
"""Mutations of the corpora in one run: some seconds."""
SPLICES = (
    *(
        b"\n",
        b"\r\n\r\n",
        b"--",
        b"--\n",
        b"=?utf-8?B?",
        b"=?utf-8?Q?=C3?=",
        b"\0",
        b"\xff\xfe",
        b"\xe2\x80\xae",
        b'"',
        b";",
        b"boundary=",
        b"=\n",
    ),
    *(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"Content-Transfer-Encoding: base64\n", b"charset=utf-16", b"begin 644 a\n"),
    *(b"Content-Type: message/rfc822\n\n", b"Content-Type: application/pkcs7-mime\n\n", b"-----BEGIN PGP SIGNED MESSAGE-----\n", b"<!--"),
    *(
        b"Content-Type: text/calendar\n\nBEGIN:VEVENT\n",
        b"filename*0*=utf-8''%E9",
        SIGNATURE,
        b"PK\x03\x04",
        b"%PDF-",
        b"MZ\x90\0",
        b"<p style=",
    ),
)


def read_all(raw: bytes) -> Draft:
    draft = read_email(raw, TOWN)
    html_body(raw)
    plain_body(raw)
    shown_pictures(raw)
    for piece in draft.attachments[:10]:
        assert len(attachment(raw, piece.part)[0]) == piece.size
    for text in (draft.heading or "", *(piece.filename or "" for piece in draft.attachments)):
        assert not any(letter in text for letter in "\0\n\r\u202e\u200b"), text
    return draft


def mutated(chance: random.Random, raw: bytes, others: list[bytes]) -> bytes:
    """Return a message with a few wounds: bytes lost, doubled, changed, moved, or another's in their place."""
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(raw) + 1), chance.choice((1, 2, 8, 64, 400))
        other = chance.choice(others)
        start = chance.randrange(len(other) + 1)
        instead = chance.choice(
            (b"", chance.choice(SPLICES), raw[at : at + length] * 2, chance.randbytes(length), other[start : start + length], raw[:length])
        )
        raw = raw[:at] + instead + raw[at + chance.choice((0, length)) :]
    return raw


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
def test_mutations_of_real_messages_give_one_draft_each() -> None:
    seeds = [path.read_bytes() for path in sorted(CORPUS.rglob("*")) if path.suffix in {".eml", ".msg"}]
    chance = random.Random(4)  # noqa: S311 - the same mutations each run
    for number in range(ROUNDS):
        raw = mutated(chance, chance.choice(seeds), seeds)
        try:
            read_all(raw)
        except Exception as error:
            error.add_note(f"round {number}: {raw[:300]!r}")
            raise


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(SPLICES), st.binary(max_size=40), st.text(max_size=20).map(str.encode)), max_size=25))
def test_any_pieces_of_mail_give_one_draft(pieces: list[bytes]) -> None:
    read_all(b"From: a@b.example\n" + b"".join(pieces))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_readers_of_wrappings_take_any_bytes(raw: bytes) -> None:
    open_cms(raw)
    unwrap(SIGNATURE + raw)
    rtf_text(b"{\\rtf1" + raw)
    rtf_text(decompressed(b"\0\1\0\0\0\1\0\0LZFu\0\0\0\0" + raw))
    text = raw.decode("latin-1")
    invitation(f"BEGIN:VEVENT\n{text}", with_description=True)
    without_armour(text)
    html_text(text)
    danger_of(raw, text, "application/octet-stream")
    for head in (b"PK\x03\x04", b"\x1f\x8b\x08", b"Rar!\x1a\x07\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"):
        danger_of(head + raw, "a", "application/octet-stream")


# --- the standard library as oracle ----------------------------------------------------------------------------------------------------


def sound_messages(chance: random.Random) -> Iterator[bytes]:
    """Yield messages without fault, of random shape, in the way of random clients."""
    for _ in range(150):
        end = chance.choice((b"\n", b"\r\n"))
        lines = [b"From: Jean <a@b.example>", b"MIME-Version: 1.0", *_entity(chance, 0), b""]
        yield end.join(lines)


def _entity(chance: random.Random, depth: int) -> list[bytes]:
    kind = chance.choice(("text", "file", "mixed", "message")) if depth < 4 else "text"
    if kind == "mixed":
        mark = f"b{depth}_{chance.randrange(1000)}"
        inner = [line for _ in range(chance.randint(1, 3)) for line in (f"--{mark}".encode(), *_entity(chance, depth + 1))]
        return [f'Content-Type: multipart/mixed; boundary="{mark}"'.encode(), b"", b"preambule", *inner, f"--{mark}--".encode()]
    if kind == "message":
        return [b"Content-Type: message/rfc822", b"", b"Subject: x", *_entity(chance, depth + 1)]
    body = chance.randbytes(chance.randint(0, 400))
    if kind == "text":
        text = body.decode("latin-1").encode("ascii", "ignore").replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")
        return [b"Content-Type: text/plain; charset=us-ascii", b"", b"x" + text]
    encoded = _base64_lines(body)
    return [b"Content-Type: application/octet-stream; name=a.bin", b"Content-Transfer-Encoding: base64", b"", *encoded]


def _base64_lines(body: bytes) -> list[bytes]:
    message = email.message.MIMEPart()
    message.set_content(body, maintype="application", subtype="octet-stream")
    return str(message.get_payload()).encode().split(b"\n")[:-1]


def test_sound_messages_have_the_parts_the_standard_library_finds() -> None:
    for raw in sound_messages(random.Random(7)):  # noqa: S311 - the same messages each run
        opened = open_mail(raw)
        expected = list(email.message_from_bytes(raw).walk())
        found = list(opened.root.walk())
        assert [part.media_type for part in found] == [part.get_content_type() for part in expected], raw
        for mine, theirs in zip(found, expected, strict=True):
            body = theirs.get_payload(decode=True)
            if isinstance(body, bytes) and not mine.children:
                assert content(raw, mine)[0].replace(b"\r\n", b"\n").rstrip(b"\n") == body.replace(b"\r\n", b"\n").rstrip(b"\n"), raw


# --- time -----------------------------------------------------------------------------------------------------------------------------

HOSTILE: dict[str, Callable[[int], bytes]] = {
    "boundaries": lambda size: b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * (size // 4),
    "half boundaries": lambda size: b"Content-Type: multipart/mixed; boundary=bbbbbbbb\n\n" + b"--bbbbbbb\n" * (size // 10),
    "boundaries in one line": lambda size: b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + b"a--b" * (size // 4),
    "boundaries between bare returns": lambda size: b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + b"\r--b-" * (size // 5),
    "padded lines": lambda size: b"Content-Transfer-Encoding: base64\n\n" + b"QQ==\n" * (size // 5),
    "files without end": lambda size: b"From: a@b.example\n\n" + b"begin 644 a\n`\n" * (size // 14),
    "signed in crumbs": lambda size: b"Content-Type: application/pkcs7-mime\n\n" + b"\x30\x80" * (size // 2),
    "pdf objects": lambda size: b"Content-Type: application/pdf; name=a.pdf\n\n%PDF-1.4\n" + b"/ObjStm stream\n" * (size // 15),
    "letter without end": lambda size: (
        b"From: a@b.example\nContent-Type: text/plain; name=lettre.txt\nContent-Disposition: attachment\n\n" + b"0\x80" * (size // 2)
    ),
    "nested": lambda size: b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(size // 50)),
    "messages": lambda size: b"Content-Type: message/rfc822\n\n" * (size // 30),
    "encoded words": lambda size: b"Subject: " + b"=?utf-8?Q?a" * (min(size, 200_000) // 11) + b"\n\n" + b"x" * size,
    "parameters": lambda size: b"Content-Type: text/plain" + b'; a="' * (min(size, 200_000) // 5) + b"\n\n" + b"x" * size,
    "folds": lambda size: b"Subject: a" + b"\n " * (size // 2),
    "fields": lambda size: b"".join(b"X-%d: y\n" % n for n in range(size // 8)),
    "uuencode": lambda size: b"From: a@b.example\n\n" + b"begin 644 a\n#0V%T\n" * (size // 18),
    "padding": lambda size: b"Content-Transfer-Encoding: base64\n\n" + b"QQ==" * (size // 4),
    "quoted-printable": lambda size: b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=" * size,
    "flowed": lambda size: b"Content-Type: text/plain; format=flowed\n\n" + b"> a \n" * (size // 5),
    "tags": lambda size: b"Content-Type: text/html\n\n" + b"<a href='x" * (size // 10),
    "styles": lambda size: b"Content-Type: text/html\n\n" + b"<p style='color:#fff'>a" * (size // 23),
    "comments": lambda size: b"Content-Type: text/html\n\n" + b"<!--" * (size // 4),
    "calendar": lambda size: b"Content-Type: text/calendar\n\nBEGIN:VEVENT\n" + b"SUMMARY;A=" * (size // 10),
    "armour": lambda size: b"From: a@b.example\n\n" + b"-----BEGIN PGP MESSAGE-----\n" * (size // 28),
    "spaces": lambda size: b"Content-Type: text/plain\n\n" + b" " * size + b"x",
    "winmail": lambda size: b"Content-Type: application/ms-tnef\n\n" + SIGNATURE + b"\1\0" + b"\1\2\x90\6\0\0\0\0\0\0\0" * (size // 11),
    "names": lambda size: b"Content-Type: a/b; name=" + b"a . " * (min(size, 200_000) // 4) + b"\n\n" + b"x" * size,
}


def seconds(raw: bytes) -> float:
    begin = time.process_time()
    read_email(raw, Reception())
    return time.process_time() - begin


@pytest.mark.parametrize("shape", HOSTILE)
def test_time_grows_with_the_length_and_not_faster(shape: str) -> None:
    small, large = (min(seconds(HOSTILE[shape](size)) for _ in range(2)) for size in (100_000, 400_000))
    # Quadratic would be sixteen times; four is linear. The quarter of a second is what a busy machine may add.
    assert large < 9 * small + 0.25
