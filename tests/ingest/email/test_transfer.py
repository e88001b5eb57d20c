import base64
import binascii

import pytest

from domain.inbound import Reception
from ingest.email.headers import read_headers
from ingest.email.mime import read_tree
from ingest.email.parse import attachment, read_email
from ingest.email.transfer import content

PLAN = b"%PDF-1.4 " + bytes(range(256))


def decoded(coding: str, body: bytes) -> tuple[bytes, bool]:
    raw = f"Content-Transfer-Encoding: {coding}\n\n".encode() + body
    return content(raw, read_tree(raw)[0])


def uuencoded(plan: bytes) -> bytes:
    lines = (binascii.b2a_uu(plan[at : at + 45]) for at in range(0, len(plan), 45))
    return b"begin 644 plan.pdf\n" + b"".join(lines) + b"`\nend\n"


@pytest.mark.parametrize(
    ("value", "coding"),
    [
        ("base64", "base64"),
        ("BASE64 (relay)", "base64"),
        ('"base64"', "base64"),
        ("base64;", "base64"),
        ("Quoted-Printable", "quoted-printable"),
        ("x-uuencode", "uuencode"),
        ("8bit", ""),
        ("binary", ""),
        ("utf-8", ""),
        ("", ""),
    ],
)
def test_coding_is_told_however_it_is_written(value: str, coding: str) -> None:
    raw = f"Content-Transfer-Encoding: {value}\n\n".encode()
    assert read_headers(raw, 0, len(raw))[0].coding() == coding


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"r=C3=A9pa=\nrer", "réparer"),
        (b"r=c3=a9pa=  \r\nrer = =\t\nici", "réparer = ici"),
        (b"a=b, =ZZ et c", "a=b, =ZZ et c"),
        ("école =C3=A9".encode(), "école é"),
    ],
)
def test_quoted_printable_is_read_with_the_blanks_relays_add(body: bytes, text: str) -> None:
    assert decoded("quoted-printable", body)[0].decode() == text


def test_base64_of_files_one_behind_the_other_is_read_and_a_footer_is_not() -> None:
    assert decoded("base64", b"QQ==\r\nQg==\r\n") == (b"AB", True)
    assert decoded("base64", base64.encodebytes(PLAN) + b"-- \r\nListe de diffusion\r\n") == (PLAN, True)
    assert decoded("base64", b"QQ==\r\n" * 100_000)[1] is False


def test_file_written_into_the_text_is_found_though_its_end_was_cut_off() -> None:
    head = b"From: a@b.example\nSubject: Plan\n\nBonjour, voici le plan.\n\n"
    for tail in (b"", b"`\nend\n", b"\nListe de diffusion\n"):
        whole = head + uuencoded(PLAN).removesuffix(b"`\nend\n") + tail
        draft = read_email(whole, Reception())
        assert [piece.filename for piece in draft.attachments] == ["plan.pdf"]
        assert attachment(whole, draft.attachments[0].part)[0] == PLAN
        assert draft.text.startswith("Bonjour, voici le plan.") and "begin" not in draft.text


def test_sentence_that_begins_like_a_file_stays_text() -> None:
    draft = read_email(b"From: a@b.example\n\nBonjour,\nbegin 644 travaux\ndemain matin l'eau sera coupee\nend\nMerci\n", Reception())
    assert "demain matin" in draft.text and draft.attachments == ()


def test_part_without_coding_is_as_it_stands() -> None:
    assert decoded("x-inconnu", base64.b64encode(PLAN)) == (base64.b64encode(PLAN), True)
