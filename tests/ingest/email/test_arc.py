"""Chains of servers that handed a message on (RFC 8617): whose word counts, and when the seals hold."""

import pytest

from domain.authenticity import Authenticity, Check, Standing, Verdict
from ingest.email.arc import sets_of, with_chain
from ingest.email.author import read_author
from ingest.email.border import Handover, top_fields
from ingest.email.checking import check_sender
from ingest.email.enquiry import Enquiry
from ingest.email.headers import read_headers
from ingest.email.lookup import Lookup, Record
from ingest.email.seals import held_chain
from tests.signing import Zone, arc_sealed, zone_of
from tests.soon import soon

RAW = b"From: Anne Roux <anne@ville.example>\r\nTo: mairie@valognes.example\r\nSubject: Un nid de poule\r\n\r\nRue Carnot.\r\n"
STRANGER = "203.0.113.9"
PROVEN = "dkim=pass header.d=ville.example; spf=pass smtp.mailfrom=anne@ville.example; dmarc=pass header.from=ville.example"
ZONE = {**zone_of("ville.example"), **zone_of("relais.example"), **zone_of("mallory.example")}
TRUSTED = frozenset({"relais.example"})


def sealed(raw: bytes, domain: str, said: str = PROVEN) -> bytes:
    return arc_sealed(raw, domain, said)


def lookup(name: str, kind: Record, zone: Zone = ZONE) -> tuple[str, ...]:
    return zone.get((name, kind.value), ())


def check(raw: bytes, sealers: frozenset[str] = TRUSTED, ask: Lookup = lookup) -> Authenticity:
    author = read_author(read_headers(raw, 0, len(raw))[0].all("from"))
    stated = Authenticity(author=author.address, is_ambiguous=author.is_ambiguous)
    handover = Handover(client=STRANGER, sender="anne@ville.example")
    return check_sender(raw, Enquiry(stated=stated, handover=handover, servers="", sealers=sealers), ask)


def test_what_a_trusted_server_found_before_it_handed_the_mail_on_proves_the_sender() -> None:
    assert check(RAW).standing is Standing.FORGED  # from a server that ville.example denies, without signature
    found = check(sealed(RAW, "relais.example"))
    assert found.standing is Standing.VERIFIED
    assert (found.dkim.verdict, found.dkim.said_by, found.dkim.domain) == (Verdict.PASS, "relais.example (ARC)", "ville.example")


@pytest.mark.parametrize(
    ("raw", "sealers"),
    [
        (sealed(RAW, "relais.example"), frozenset({"autre.example"})),
        (sealed(RAW, "relais.example"), frozenset[str]()),
        (sealed(RAW, "mallory.example"), TRUSTED),
        # He takes a mail that was sealed, changes it, and seals it again himself: what was found before is worth nothing.
        (sealed(sealed(RAW, "relais.example").replace(b"Rue Carnot", b"Place Vauban"), "mallory.example"), TRUSTED),
        (sealed(RAW, "relais.example").replace(b"Rue Carnot", b"Place Vauban"), TRUSTED),
        (sealed(RAW, "relais.example").replace(b"spf=pass", b"spf=none"), TRUSTED),
        (sealed(RAW, "relais.example", "dkim=pass header.d=mallory.example; dmarc=pass header.from=mallory.example"), TRUSTED),
        (b"ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; d=relais.example; s=s1; b=AAAA\r\n" + RAW, TRUSTED),
    ],
    ids=[
        "not trusted",
        "nobody is",
        "a stranger's seal",
        "sealed anew",
        "changed",
        "said otherwise",
        "of another",
        "a seal alone",
    ],
)
def test_anything_else_proves_nothing(raw: bytes, sealers: frozenset[str]) -> None:
    assert check(raw, sealers).standing is Standing.FORGED


def test_of_trusted_servers_the_first_one_counts() -> None:
    once = sealed(RAW, "relais.example")
    twice = sealed(once, "relais.example", "dkim=fail header.d=ville.example; dmarc=fail header.from=ville.example")
    assert check(twice).standing is Standing.VERIFIED
    assert [one.instance for one in held_chain(twice, lookup)] == [2, 1]


def test_a_server_seals_in_the_name_of_the_domain_it_is_a_host_of() -> None:
    assert check(sealed(RAW, "relais.example"), frozenset({"mx.relais.example"})).standing is Standing.VERIFIED


def test_links_that_are_missing_or_there_twice_are_no_chain() -> None:
    link = [("arc-seal", "i=1; a=rsa-sha256; d=relais.example; s=s; b=x"), ("arc-authentication-results", "i=1; relais.example; dkim=pass")]
    second = [("arc-seal", "i=2; d=relais.example"), ("arc-authentication-results", "i=2; relais.example; none")]
    assert [one.instance for one in sets_of([*second, *link])] == [2, 1]
    for fields in (second, [*link, *link], [*link, second[0]], link[:1], link[1:], [*link, ("arc-seal", "i=x; d=relais.example")]):
        assert sets_of(fields) == ()


def test_a_later_denial_is_answered_by_a_proof_before_but_by_nothing_less() -> None:
    failed = Check(verdict=Verdict.FAIL, result="fail", domain="ville.example", said_by="mx.valognes.example", is_aligned=True)
    said = Authenticity(author="anne@ville.example", dmarc=failed)
    chain = sets_of(top_fields(sealed(RAW, "relais.example")))
    assert with_chain(said, chain, TRUSTED).standing is Standing.VERIFIED
    doubted = sets_of(top_fields(sealed(RAW, "relais.example", "dmarc=none header.from=ville.example")))
    assert with_chain(said, doubted, TRUSTED).dmarc == failed


def test_a_long_chain_and_a_hostile_one_end_soon() -> None:
    field = b"ARC-Authentication-Results: i=%d; x; dkim=pass\r\nARC-Message-Signature: i=%d; b=x\r\nARC-Seal: i=%d; d=relais.example\r\n"
    raw = b"".join(field % (one, one, one) for one in range(50, 0, -1)) + RAW
    with soon(2):
        assert held_chain(raw, lookup) == ()
        assert held_chain(b"ARC-Seal: i=1;" + b" d=a;" * 40_000 + b"\r\n" + RAW, lookup) == ()
