from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.authenticity import Authenticity, Standing, Verdict, is_forged, is_proven
from domain.inbound import Envelope
from ingest.email.authenticity import Result, Statement, read_statement, stated
from ingest.email.author import read_author
from ingest.email.border import find_border
from ingest.email.headers import read_headers
from tests.soon import soon

RELAYS = (ip_network("127.0.0.0/8"), ip_network("192.0.2.0/28"))
SERVERS = frozenset({"mx.ville.example"})
BORDER = "Received: from mail.orange.example (mail.orange.example [198.51.100.7]) by mx.ville.example with ESMTPS id 4"
INSIDE = "Received: from mx.ville.example (mx.ville.example [192.0.2.3]) by boites.ville.example with ESMTP id 5"
FROM = "From: Anne Roux <anne@orange.example>"
OURS = "Authentication-Results: mx.ville.example; "
PASS = OURS + "dkim=pass header.d=orange.example; spf=pass smtp.mailfrom=anne@orange.example; dmarc=pass header.from=orange.example"
FAIL = OURS + "dkim=none; spf=fail smtp.mailfrom=orange.example; dmarc=fail (p=REJECT) header.from=orange.example"


def _read(*fields: str, servers: frozenset[str] = SERVERS, client: str | None = None) -> Authenticity:
    head = ("".join(f"{field}\r\n" for field in fields) + "\r\nBonjour").encode()
    border = find_border(head, Envelope(client=client), RELAYS)
    return stated(border, read_author(read_headers(head, 0, len(head))[0].all("from")), servers)


# --- the grammar: the examples of RFC 8601, appendix B, with names of ours ---------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "server", "results"),
    [
        ("example.org 1; none", "example.org", ()),
        ("Example.COM; SPF=Pass smtp.MailFrom=example.net", "example.com", (("spf", "pass", (("smtp.mailfrom", "example.net"),)),)),
        (
            "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net",
            "example.com",
            (("auth", "pass", (("smtp.auth", "sender@example.net"),)), ("spf", "pass", (("smtp.mailfrom", "example.net"),))),
        ),
        (
            'example.com; dkim=pass reason="good; signature" header.i=@a.example.net; '
            'dkim=fail reason="bad \\" one" header.i=@b.example.net',
            "example.com",
            (
                ("dkim", "pass", (("reason", "good; signature"), ("header.i", "@a.example.net"))),
                ("dkim", "fail", (("reason", 'bad " one'), ("header.i", "@b.example.net"))),
            ),
        ),
        (
            "foo.example.net (foobar) 1 (baz); dkim (Because (I) like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . "
            "(like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462",
            "foo.example.net",
            (("dkim", "fail", (("policy.expired", "1362471462"),)),),
        ),
        (
            "mx; dkim=pass header.b=aB+/== header.d=x.example",
            "mx",
            (("dkim", "pass", (("header.b", "aB+/=="), ("header.d", "x.example"))),),
        ),
        ('"mx.x"; spf=pass smtp.mailfrom="a b"@x.example', "mx.x", (("spf", "pass", (("smtp.mailfrom", "a b@x.example"),)),)),
        ("mx; dkim/2=pass header.d=x.example; spf=none", "mx", (("spf", "none", ()),)),
        (
            "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=x.example; dkim=none",
            None,
            (("spf", "pass", (("smtp.mailfrom", "x.example"),)), ("dkim", "none", ())),
        ),
        ("mx; =; ==; x; ;;; =a=b; spf", "mx", ()),
    ],
)
def test_statements_are_read(value: str, server: str | None, results: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]) -> None:
    expected = tuple(Result(method=method, result=result, properties=properties) for method, result, properties in results)
    assert read_statement(value) == Statement(server=server, results=expected)


@pytest.mark.parametrize("value", ["mx.ville.example 2; dmarc=pass", "", "(only a comment)", "  ;;"])
def test_what_is_no_statement_is_passed_over(value: str) -> None:
    assert read_statement(value) is None


@given(st.text(alphabet='ab=;()"\\/. \t1@\r\n', max_size=300))
def test_anything_may_come(value: str) -> None:
    read_statement(value)
    _read(
        f"Authentication-Results: mx.ville.example; {value}".replace("\n", "\n ").replace("\r", ""),
        BORDER,
        f"From: {value}".replace("\n", "\n "),
    )


@pytest.mark.parametrize(
    "junk", ["(" * 65_000, '"' * 65_000, "a=b " * 16_000, "a." * 32_000, "/ " * 32_000, "a =" * 21_000, ";" * 65_000, "\\" * 65_000]
)
def test_a_hostile_statement_costs_linear_time(junk: str) -> None:
    with soon(2.0):
        for _ in range(5):
            read_statement(f"mx.ville.example; {junk}")


# --- who is believed -------------------------------------------------------------------------------------------------------------------


def test_a_trusted_server_above_the_border_is_believed() -> None:
    found = _read(PASS, BORDER, FROM)
    assert found.standing is Standing.VERIFIED
    assert [check.verdict for check in (found.dkim, found.spf, found.dmarc)] == [Verdict.PASS] * 3
    assert (found.dmarc.domain, found.dmarc.said_by, found.author) == ("orange.example", "mx.ville.example", "anne@orange.example")
    assert is_proven(found, "Anne@orange.example")
    assert not is_proven(found, "autre@orange.example")


@pytest.mark.parametrize(
    "fields",
    [
        (BORDER, PASS, FROM),
        (INSIDE, BORDER, PASS, FROM),
        # A stranger makes it look as if our servers had gone on below.
        (BORDER, PASS, INSIDE, BORDER, FROM),
        (BORDER, PASS, BORDER, FROM),
        (PASS, FROM),
        (PASS, INSIDE, FROM),
        (PASS.replace("mx.ville.example", "mx.evil.example"), BORDER, FROM),
        (PASS.replace("mx.ville.example", "mx.ville.example.evil.example"), BORDER, FROM),
        (PASS.replace("mx.ville.example", "evilmx.ville.example"), BORDER, FROM),
        (PASS.replace("mx.ville.example;", "mx.ville.example 2;"), BORDER, FROM),
        (PASS.replace("mx.ville.example;", "(mx.ville.example) x;"), BORDER, FROM),
        (BORDER, FROM, PASS),
    ],
)
def test_nobody_else_is_believed(fields: tuple[str, ...]) -> None:
    found = _read(*fields)
    assert found.standing is Standing.UNVERIFIED
    assert found.dkim.said_by is found.spf.said_by is found.dmarc.said_by is None
    assert not is_forged(found)
    assert not is_proven(found, "anne@orange.example")


def test_without_trusted_servers_nobodys_word_counts() -> None:
    assert _read(PASS, BORDER, FROM, servers=frozenset()).dmarc.said_by is None


def test_a_stranger_at_our_own_door_cannot_bring_his_own_proof() -> None:
    assert _read(PASS, BORDER, FROM, client="203.0.113.9").standing is Standing.UNVERIFIED
    assert _read(PASS, BORDER, FROM, client="127.0.0.1").standing is Standing.VERIFIED


def test_the_topmost_statement_of_a_method_counts_and_one_below_the_border_adds_nothing() -> None:
    forged = PASS.replace("dmarc=pass", "dmarc=pass (forged)")
    found = _read(FAIL, INSIDE, PASS, BORDER, forged, FROM)
    assert found.standing is Standing.FORGED
    assert (found.spf.result, found.dmarc.result) == ("fail", "fail")


def test_several_statements_of_one_server_complete_each_other() -> None:
    found = _read(
        "Authentication-Results: mx.ville.example;\r\n\tdkim=pass (2048-bit key;\r\n unprotected) header.d=orange.example",
        "Authentication-Results: mx.ville.example; spf=softfail smtp.mailfrom=liste.example",
        BORDER,
        FROM,
    )
    assert found.dkim.proves
    assert (found.spf.verdict, found.spf.result, found.spf.is_aligned) == (Verdict.NONE, "softfail", False)
    assert found.dmarc.verdict is Verdict.UNKNOWN
    assert found.standing is Standing.VERIFIED


def test_of_several_signatures_the_aligned_one_counts() -> None:
    found = _read(
        OURS + "dkim=fail header.d=x.example; dkim=pass header.d=envoi.example; dkim=pass header.i=@mail.orange.example",
        BORDER,
        FROM,
    )
    assert (found.dkim.verdict, found.dkim.domain, found.dkim.is_aligned) == (Verdict.PASS, "mail.orange.example", True)


@pytest.mark.parametrize(
    "said",
    [
        "dkim=pass header.d=example",
        "dkim=pass header.d=evil.example",
        "dkim=pass header.d=notorange.example",
        "spf=pass smtp.mailfrom=mallory@evil.example smtp.helo=orange.example",
        "dmarc=pass header.from=evil.example",
        "dmarc=pass",
        "dmarc=bestguesspass header.from=orange.example",
        "dkim=temperror header.d=orange.example; spf=temperror smtp.mailfrom=orange.example; dmarc=temperror header.from=orange.example",
        "dkim=neutral header.d=orange.example; spf=neutral smtp.mailfrom=orange.example",
        "dkim=fail header.d=orange.example",
        # A domain that denies the server is not enough while nobody looked at the signature: forwarding does the same.
        "spf=fail smtp.mailfrom=orange.example",
        "spf=fail smtp.mailfrom=liste.example; dkim=none",
    ],
)
def test_what_does_not_speak_for_the_domain_of_from_neither_proves_nor_denies(said: str) -> None:
    assert _read(f"Authentication-Results: mx.ville.example; {said}", BORDER, FROM).standing is Standing.UNVERIFIED


@pytest.mark.parametrize(
    "said",
    [
        "dmarc=fail header.from=orange.example",
        "dmarc=fail (p=NONE) header.from=orange.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example",
        "spf=fail smtp.mailfrom=orange.example; dkim=none",
        "spf=hardfail smtp.mailfrom=orange.example; dkim=fail header.d=orange.example",
    ],
)
def test_a_denial_of_the_domain_is_possibly_a_forgery(said: str) -> None:
    assert is_forged(_read(f"Authentication-Results: mx.ville.example; {said}", BORDER, FROM))


def test_two_senders_in_from_are_possibly_a_forgery_even_where_all_passed() -> None:
    assert is_forged(_read(PASS, BORDER, FROM, "From: maire@ville.example"))


def test_several_authors_are_neither_verified_nor_forged() -> None:
    assert _read(PASS, BORDER, "From: anne@orange.example, paul@autre.example").standing is Standing.UNVERIFIED


def test_the_null_sender_is_judged_by_its_helo() -> None:
    found = _read("Authentication-Results: mx.ville.example; spf=pass smtp.mailfrom=<> smtp.helo=mail.orange.example", BORDER, FROM)
    assert (found.spf.domain, found.spf.is_aligned) == ("mail.orange.example", True)


def test_microsoft_leaves_its_name_out_and_the_line_below_stands_for_it() -> None:
    said = (
        "Authentication-Results: spf=pass (sender IP is 198.51.100.7) smtp.mailfrom=orange.example; dkim=none header.d=none;"
        "dmarc=pass action=none header.from=orange.example;compauth=pass reason=100"
    )
    border = BORDER.replace("by mx.ville.example", "by DB5.mail.protection.outlook.example")
    assert _read(said, border, FROM, servers=frozenset({"outlook.example"})).standing is Standing.VERIFIED
    assert _read(said, border, FROM).standing is Standing.UNVERIFIED
    assert _read(BORDER, said, border, FROM, servers=frozenset({"outlook.example"})).standing is Standing.UNVERIFIED


def test_google_writes_above_its_border_only_in_the_form_of_arc() -> None:
    said = PASS.replace("Authentication-Results: mx.ville.example", "ARC-Authentication-Results: i=1; mx.ville.example")
    assert _read("Received: by 2002:a05:7300:1 with SMTP id 7", said, BORDER, PASS, FROM).standing is Standing.VERIFIED
    assert _read(BORDER, said, FROM).standing is Standing.UNVERIFIED
