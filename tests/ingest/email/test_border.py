from ipaddress import ip_network

import pytest

from domain.inbound import Envelope
from ingest.email.border import find_border, is_inner, read_received
from tests.soon import soon

RELAYS = (ip_network("127.0.0.0/8"), ip_network("192.0.2.0/28"))
OUTSIDE = (
    "from mail.orange.example (mail.orange.example [198.51.100.7]) by mx.ville.example with ESMTPS id 4; Mon, 2 Mar 2026 10:00:00 +0100"
)
INSIDE = "from mx.ville.example (mx.ville.example [192.0.2.3]) by boites.ville.example with ESMTP id 5; Mon, 2 Mar 2026 10:00:01 +0100"


def _head(*fields: str) -> bytes:
    return ("".join(f"{field}\r\n" for field in fields) + "\r\ntexte").encode()


@pytest.mark.parametrize(
    ("value", "peer", "helo", "by"),
    [
        (OUTSIDE, "198.51.100.7", "mail.orange.example", "mx.ville.example"),
        (
            "from [10.0.0.1] (unknown [198.51.100.7]) by mx.ville.example (Postfix) with SMTP",
            "198.51.100.7",
            "[10.0.0.1]",
            "mx.ville.example",
        ),
        ("from a (b [IPv6:2001:db8::7]) (using TLSv1.3) by mx", "2001:db8::7", "a", "mx"),
        ("from unknown (HELO 127.0.0.1) (198.51.100.7) by mx with SMTP", "198.51.100.7", "unknown", "mx"),
        ("from a.example ([198.51.100.7] helo=[127.0.0.1]) by mx with esmtp (Exim 4)", "198.51.100.7", "a.example", "mx"),
        ("from [198.51.100.7] (helo=x) by mx with esmtp", "198.51.100.7", "[198.51.100.7]", "mx"),
        (
            "from a.prod.outlook.com (2603:10a6:1::1) by b.prod.outlook.com (2603:10a6:1::2) with Microsoft",
            "2603:10a6:1::1",
            "a.prod.outlook.com",
            "b.prod.outlook.com",
        ),
        ("from x (HELO x) (127.0.0.1) (198.51.100.7) by mx with SMTP", "None", "x", "mx"),
        ("from x by mx with SMTP", "None", "x", "mx"),
        ("by 2002:a05:7300:1 with SMTP id 7; date", "None", None, "2002:a05:7300:1"),
        ("(qmail 12 invoked from network); date", "None", None, None),
        ("", "None", None, None),
    ],
)
def test_received_lines_of_many_servers_are_read(value: str, peer: str, helo: str | None, by: str | None) -> None:
    line = read_received(value)
    assert (str(line.peer), line.helo, line.by) == (peer, helo, by)


@pytest.mark.parametrize(
    ("value", "inner"),
    [
        (INSIDE, True),
        (OUTSIDE, False),
        ("from mail.ville.example by mail.ville.example with LMTP id x", True),
        ("from pop.example (pop.example [198.51.100.7]) by localhost with POP3 (fetchmail-6.4)", True),
        ("by mail.ville.example (Postfix, from userid 33)", True),
        # A name is what the client says of itself; only the address counts, and every address there is.
        ("from localhost (localhost [198.51.100.7]) by mx.ville.example with SMTP", False),
        ("from [127.0.0.1] (unknown [198.51.100.7]) by mx.ville.example with SMTP", False),
        ("from x (HELO x) (127.0.0.1) (198.51.100.7) by mx with SMTP", False),
        ("from mx.ville.example by boites.ville.example with SMTP", False),
        ("from a (unknown [::ffff:127.0.0.1]) by mx with SMTP", True),
        # A HELO with blanks is a stranger's whole clause, and one that opens what it does not close hides the server's own.
        ("from x with LMTP (unknown [198.51.100.7]) by mx.ville.example with SMTP id 4; date", False),
        ("from x with LMTP (unknown [198.51.100.7]) by mx.ville.example; date", False),
        ("from x with LMTP id (unknown [198.51.100.7]) by mx.ville.example with SMTP id 4; date", False),
        ("from x by y with LMTP ( (unknown [198.51.100.7]) by mx.ville.example with SMTP id 4; date", False),
        ('from x by y with LMTP " (unknown [198.51.100.7]) by mx.ville.example with SMTP id 4; date', False),
        ("from x by y with LMTP; (unknown [198.51.100.7]) by mx.ville.example with SMTP id 4; date", False),
        ("from x (x [127.0.0.1]) by y with LMTP ( (unknown [198.51.100.7]) by mx.ville.example with SMTP id 4; date", False),
        ("from x ([127.0.0.1]) by y with LMTP (a (b) c) id 4 for <z@ville.example>; Mon, 2 Mar 2026 10:00:00 +0100 (CET)", True),
    ],
)
def test_a_step_is_within_the_town_only_if_every_address_is(value: str, inner: bool) -> None:
    assert is_inner(read_received(value), RELAYS) is inner


def test_fields_above_the_border_are_ours_and_its_peer_is_the_client() -> None:
    head = _head(
        "Return-Path: <anne@orange.example>",
        f"Received: {INSIDE}",
        "X-Ours: 1",
        f"Received: {OUTSIDE}",
        "X-Theirs: 1",
        f"Received: {INSIDE}",
    )
    border = find_border(head, Envelope(), RELAYS)
    assert [name for name, _ in border.fields] == ["return-path", "received", "x-ours", "received"]
    assert border.handover.client == "198.51.100.7"
    assert border.handover.sender == "anne@orange.example"


def test_a_stranger_at_our_own_door_has_written_the_whole_header() -> None:
    head = _head("X-Ours: 1", f"Received: {OUTSIDE}")
    border = find_border(head, Envelope(sender="a@b.example", client="203.0.113.9"), RELAYS)
    assert border.fields == ()
    assert (border.handover.client, border.handover.sender) == ("203.0.113.9", "a@b.example")


def test_behind_a_relay_of_ours_the_header_is_followed() -> None:
    head = _head("X-Ours: 1", f"Received: {OUTSIDE}", "X-Theirs: 1")
    border = find_border(head, Envelope(sender=None, client="127.0.0.1"), RELAYS)
    assert [name for name, _ in border.fields] == ["x-ours", "received"]
    assert border.handover.sender == ""


def test_a_header_without_a_strangers_line_proves_nothing() -> None:
    assert find_border(_head("X: 1", "From: a@b.example"), Envelope(), RELAYS).fields == ()
    assert find_border(_head("X: 1", f"Received: {INSIDE}"), Envelope(), RELAYS).fields == ()
    assert find_border(b"", Envelope(), RELAYS).fields == ()


def test_folded_fields_and_the_line_of_an_mbox_are_read() -> None:
    head = b"From anne@x Mon Mar  2\r\nReceived: from a\r\n\t(b [198.51.100.7])\r\n by mx\r\n\r\n"
    assert find_border(head, Envelope(), RELAYS).handover.client == "198.51.100.7"


@pytest.mark.parametrize("junk", ["(" * 250_000, "from " * 50_000, "[1.2.3.4] " * 25_000, "\\" * 250_000, "((a)" * 60_000, '"' * 250_000])
def test_a_hostile_header_costs_linear_time(junk: str) -> None:
    with soon(1.0):
        find_border(_head(*(f"Received: {junk}" for _ in range(3))), Envelope(), RELAYS)
        find_border(b"Received:" + junk.encode().replace(b" ", b"\n "), Envelope(), RELAYS)
