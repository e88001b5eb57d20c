import pytest

from domain.inbound import Reception
from ingest.email import headers
from ingest.email.key import content_key, message_id
from ingest.email.parse import read_email

MAIL = b"From: a@b.example\r\nMessage-ID: <m1@b.example>\r\nSubject: x\r\n\r\nBonjour\r\nle banc\r\n"


def test_two_deliveries_have_one_key() -> None:
    again = b"Return-Path: <a@b.example>\r\nDelivered-To: m@v.example\r\nReceived: from x\r\n\tby y; Tue\r\n" + MAIL
    assert content_key(again) == content_key(MAIL)


def test_line_ends_and_mbox_line_do_not_change_the_key() -> None:
    assert content_key(b"From x Tue Mar  3 10:15:31 2026\n" + MAIL.replace(b"\r\n", b"\n") + b"\n") == content_key(MAIL)


def test_another_text_subject_or_sender_is_another_key() -> None:
    keys = {content_key(MAIL.replace(old, new)) for old, new in ((b"", b""), (b"le banc", b"la rue"), (b": x", b": y"), (b"a@b", b"c@b"))}
    assert len(keys) == 4


def test_line_end_on_the_edge_of_a_chunk_is_one_line_end() -> None:
    body = b"a" * ((1 << 20) - 1) + b"\r\nb"
    assert content_key(b"X: y\r\n\r\n" + body) == content_key(b"X: y\n\n" + body.replace(b"\r\n", b"\n"))


def test_message_id_is_read_from_the_header_only() -> None:
    assert message_id(MAIL) == "<m1@b.example>"
    assert message_id(b"Message-Id:\r\n <folded@b.example>\r\n\r\nx") == "<folded@b.example>"
    assert message_id(b"From: a@b.example\r\n\r\nMessage-ID: <body@b.example>\r\n") is None
    assert message_id(b"") is None


def test_message_id_is_the_same_at_the_door_and_in_the_draft() -> None:
    for value, found in (("<x@y> (added by relay)", "<x@y>"), ("bare@y (note)", "bare@y"), ("(note) <x@y>", "<x@y>"), ("", None)):
        raw = f"From: a@b.example\r\nMessage-ID: {value}\r\n\r\nx".encode()
        assert message_id(raw) == read_email(raw, Reception()).source_id == found


@pytest.mark.parametrize(
    "lines",
    [
        b"Message-ID: <m1@b.example>\r\n <more@b.example>\r\n",
        b"Message-ID: <m1@b.example>\r\nMessage-ID: <m2@b.example>\r\n",
        b"message-id : <m1@b.example>\r\n",
        b"Message-ID:\t<m1@b.example>\n",
        b"Message-ID: m1@b.example\r\n",
        b"Message-ID: <m1@b.example> (added by relay)\r\n",
        b"Message-ID: \r\nMessage-ID: <m2@b.example>\r\n",
        b"X-Old: a\r\n message-id: <m1@b.example>\r\n",
        b"Message-ID: <\xe9@b.example>\r\n",
    ],
)
def test_the_short_way_to_a_message_id_finds_what_the_whole_header_says(lines: bytes) -> None:
    for raw in (lines + b"Subject: x\r\n\r\nx", b"Subject: x\r\n" + lines + b"\r\nx", lines):
        assert message_id(raw) == headers.message_id(headers.read_headers(raw, 0, len(raw))[0])
