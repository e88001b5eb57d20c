from pathlib import Path

import pytest

from ingest.email.mbox import is_mbox, looks_like_email, messages

FIRST = b"From: a@b.example\nSubject: un\n\nFrom here it is a sentence\n>From quoted\n"
SECOND = b"From: c@d.example\nSubject: deux\n\nfin\n"


def test_messages_are_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "x.mbox"
    path.write_bytes(b"From a@b.example Tue Mar  3 10:15:31 2026\n" + FIRST + b"\nFrom - Tue Mar  3 10:15:31 2026\n" + SECOND)
    assert list(messages(path)) == [FIRST.replace(b">From", b"From"), SECOND]


def test_file_without_messages_gives_none(tmp_path: Path) -> None:
    path = tmp_path / "x.mbox"
    path.write_bytes(b"")
    assert list(messages(path)) == []


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"From a@b.example Tue Mar  3 10:15:31 2026\nFrom: a@b.example\nTo: x\n", True),
        (b"From - Tue Mar  3 10:15:31 2026\nX-Mozilla-Status: 0001\nFrom: a@b.example\nSubject: x\n", True),
        (b"From: a@b.example\nSubject: x\n", False),
        (b"From the town hall, greetings\n", False),
    ],
)
def test_mbox_is_told_by_its_first_line(head: bytes, answer: bool) -> None:
    assert is_mbox(head) is answer


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"From: a@b.example\nSubject: x\n\ny", True),
        (b"Return-Path: <>\n", True),
        (b"\xef\xbb\xbfReceived: from x\n", True),
        (b"Objet : un trou\nDate : hier\n\nBonjour", False),
        (b"Bonjour,\nun trou\n", False),
        (b"", False),
    ],
)
def test_mail_is_told_from_plain_text(head: bytes, answer: bool) -> None:
    assert looks_like_email(head) is answer
