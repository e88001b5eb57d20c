import base64

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.authenticity import Authenticity, Check, Standing, Verdict
from ingest.email.author import read_author
from ingest.email.border import Handover
from ingest.email.checking import check_sender
from ingest.email.dmarc import check_dmarc, read_policy
from ingest.email.enquiry import Enquiry
from ingest.email.headers import read_headers
from ingest.email.lookup import Lookup, Record, UnansweredError
from tests.signing import SELECTOR, Zone, signed, zone_of
from tests.soon import soon

RAW = (
    b"From: Anne Roux <anne@ville.example>\r\nTo: mairie@valognes.example\r\nSubject: Un nid de poule\r\n\r\n"
    b"Rue Carnot,  devant le 3. \r\n\r\n"
)
CLIENT, STRANGER = "198.51.100.7", "203.0.113.9"


def lookup_in(zone: Zone, silent: frozenset[str] = frozenset()) -> Lookup:
    def lookup(name: str, kind: Record) -> tuple[str, ...]:
        if name in silent:
            raise UnansweredError("silent")
        return zone.get((name, kind.value), ())

    return lookup


def _check(
    raw: bytes, lookup: Lookup, client: str = CLIENT, sender: str = "anne@ville.example", stated: Authenticity | None = None
) -> Authenticity:
    author = read_author(read_headers(raw, 0, len(raw))[0].all("from"))
    stated = stated or Authenticity(author=author.address, is_ambiguous=author.is_ambiguous)
    return check_sender(raw, Enquiry(stated=stated, handover=Handover(client=client, sender=sender), servers=""), lookup)


ZONE = zone_of("ville.example")


def test_a_signed_message_from_the_right_server_is_verified() -> None:
    found = _check(signed(RAW, "ville.example"), lookup_in(ZONE))
    assert [check.verdict for check in (found.dkim, found.spf, found.dmarc)] == [Verdict.PASS] * 3
    assert found.standing is Standing.VERIFIED
    assert found.dkim.domain == "ville.example"


@pytest.mark.parametrize("canonicalize", [(b"simple", b"simple"), (b"relaxed", b"simple"), (b"relaxed", b"relaxed")])
def test_a_signature_survives_a_relay(canonicalize: tuple[bytes, bytes]) -> None:
    raw = b"Received: from a by b\r\n" + signed(RAW, "mail.ville.example", canonicalize=canonicalize)
    found = _check(raw, lookup_in({**ZONE, **zone_of("mail.ville.example")}), client=STRANGER)
    assert found.spf.verdict is Verdict.FAIL
    assert found.standing is Standing.VERIFIED


def test_a_signature_by_an_elliptic_curve_is_checked_too() -> None:
    """RFC 8463. Small servers sign by nothing else."""
    key = Ed25519PrivateKey.generate()
    seed, public = (base64.b64encode(one) for one in (key.private_bytes_raw(), key.public_key().public_bytes_raw()))
    options = {"signature_algorithm": b"ed25519-sha256", "include_headers": [b"from", b"subject"]}
    raw = dkim.sign(RAW, SELECTOR.encode(), b"ville.example", seed, **options) + RAW
    zone = {**ZONE, (f"{SELECTOR}._domainkey.ville.example", "TXT"): (f"v=DKIM1; k=ed25519; p={public.decode()}",)}
    assert _check(raw, lookup_in(zone), client=STRANGER).standing is Standing.VERIFIED
    assert _check(raw.replace(b"devant le 3", b"devant le 5"), lookup_in(zone), client=STRANGER).standing is Standing.FORGED


@pytest.mark.parametrize("published", ["AAAA", "!!!", "", "a" * 44, base64.b64encode(bytes(32)).decode()])
def test_a_broken_key_of_an_elliptic_curve_proves_nothing(published: str) -> None:
    key = Ed25519PrivateKey.generate()
    seed = base64.b64encode(key.private_bytes_raw())
    raw = dkim.sign(RAW, SELECTOR.encode(), b"ville.example", seed, signature_algorithm=b"ed25519-sha256", include_headers=[b"from"]) + RAW
    zone = {**ZONE, (f"{SELECTOR}._domainkey.ville.example", "TXT"): (f"v=DKIM1; k=ed25519; p={published}",)}
    assert _check(raw, lookup_in(zone), client=STRANGER).dkim.verdict is not Verdict.PASS


@pytest.mark.parametrize("client", ["172.18.0.1", "10.1.2.3", "127.0.0.1", "fd00::1", "::1"])
def test_an_address_that_is_nobodys_on_the_internet_says_nothing_of_a_sender(client: str) -> None:
    found = _check(RAW, lookup_in(ZONE), client=client)
    assert [check.verdict for check in (found.spf, found.dmarc)] == [Verdict.UNKNOWN, Verdict.UNKNOWN]
    assert found.standing is Standing.UNVERIFIED
    assert _check(signed(RAW, "ville.example"), lookup_in(ZONE), client=client).standing is Standing.VERIFIED


def test_an_unsigned_message_from_a_stranger_is_possibly_forged() -> None:
    found = _check(RAW, lookup_in(ZONE), client=STRANGER)
    assert [check.verdict for check in (found.dkim, found.spf, found.dmarc)] == [Verdict.NONE, Verdict.FAIL, Verdict.FAIL]
    assert found.standing is Standing.FORGED


def test_a_strangers_own_proofs_do_not_cover_another_from() -> None:
    zone = {**ZONE, **zone_of("evil.example", client=STRANGER)}
    found = _check(signed(RAW, "evil.example"), lookup_in(zone), client=STRANGER, sender="mallory@evil.example")
    assert (found.dkim.verdict, found.dkim.is_aligned) == (Verdict.PASS, False)
    assert (found.spf.verdict, found.spf.is_aligned) == (Verdict.PASS, False)
    assert found.standing is Standing.FORGED


@pytest.mark.parametrize(
    ("changed", "by"),
    [
        (b"devant le 3", b"devant le 4"),
        (b"Un nid de poule", b"Urgent"),
        (b"anne@ville.example>\r\nTo", b"paul@ville.example>\r\nTo"),
        (b"From: Anne", b"From: Paul <paul@ville.example>\r\nFrom: Anne"),
        (b"From: Anne", b"X-Broken\r\nFrom: Anne"),
    ],
)
def test_a_changed_message_is_not_what_was_signed(changed: bytes, by: bytes) -> None:
    raw = signed(RAW, "ville.example")
    assert changed in raw
    assert _check(raw.replace(changed, by), lookup_in(ZONE), client=STRANGER).standing is not Standing.VERIFIED


def test_a_from_hidden_behind_a_line_of_blanks_is_not_the_signed_one() -> None:
    raw = b"From: Paul <paul@ville.example>\r\n \r\n" + signed(RAW, "ville.example")
    assert _check(raw, lookup_in(ZONE), client=STRANGER).dkim.verdict is not Verdict.PASS


def test_a_signature_of_the_beginning_only_proves_nothing() -> None:
    raw = signed(RAW, "ville.example", length=True) + b"Versez 500 euros.\r\n"
    found = _check(raw, lookup_in(ZONE), client=STRANGER)
    assert (found.dkim.verdict, found.dkim.result) == (Verdict.NONE, "policy")


def test_a_signature_by_sha1_counts_as_none() -> None:
    found = _check(signed(RAW, "ville.example", signature_algorithm=b"rsa-sha1"), lookup_in(ZONE))
    assert found.dkim.verdict is Verdict.NONE


@pytest.mark.parametrize(
    "key", ["", "v=DKIM1; p=", "v=DKIM1; k=rsa; p=AAAA", "v=DKIM2; p=x", "nonsense", "x" * 9000, "v=DKIM1; k=rsa; p=é"]
)
def test_a_key_that_is_none_fails_and_is_not_unknown(key: str) -> None:
    zone = {**ZONE, (f"{SELECTOR}._domainkey.ville.example", "TXT"): (key,)}
    assert _check(signed(RAW, "ville.example"), lookup_in(zone)).dkim.verdict is Verdict.FAIL


@pytest.mark.parametrize(
    "field",
    [
        b"DKIM-Signature: v=1; a=rsa-sha256; d=ville.example; s=s1; h=from; bh=AAAA; b=AAAA\r\n",
        b"DKIM-Signature: v=1; a=rsa-sha256; d=ville.example; s=s1; h=from; bh=!; b=\xff\r\n",
        b"DKIM-Signature: a=rsa-sha256; a=rsa-sha256; d=ville.example; s=s1; h=from\r\n",
        b"DKIM-Signature: ;;;;d=ville.example;s=s1;h=from;a=rsa-sha256;i=;b;bh\r\n",
        b"DKIM-Signature: v=1; a=rsa-sha256; d=ville.example; s=s1; h=from; i=@x; bh=AAAA; b=AAAA; t=x\r\n",
        b"DKIM-Signature: d=\xc3\xa9.example; s=..; h=from; a=rsa-sha256\r\n",
        b"DKIM-Signature:\r\n",
    ],
)
def test_a_signature_that_is_none_proves_nothing_and_hurts_nobody(field: bytes) -> None:
    alone = _check(field + RAW, lookup_in(ZONE), client=STRANGER)
    assert alone.dkim.verdict in {Verdict.FAIL, Verdict.NONE}
    assert _check(field + signed(RAW, "ville.example"), lookup_in(ZONE), client=STRANGER).dkim.proves


def test_the_authors_signature_is_found_below_many_others() -> None:
    raw = signed(RAW, "ville.example")
    for number in range(20):
        raw = b"DKIM-Signature: v=1; a=rsa-sha256; d=x%d.example; s=s1; h=from; bh=AAAA; b=AAAA\r\n" % number + raw
    assert _check(raw, lookup_in(ZONE)).dkim.proves


def test_no_answer_is_not_known_and_never_failed() -> None:
    silent = frozenset({f"{SELECTOR}._domainkey.ville.example", "ville.example", "_dmarc.ville.example"})
    found = _check(signed(RAW, "ville.example"), lookup_in(ZONE, silent), client=STRANGER)
    assert [check.verdict for check in (found.dkim, found.spf, found.dmarc)] == [Verdict.UNKNOWN] * 3
    assert found.standing is Standing.UNVERIFIED
    # The policy is known, but not whether the signature would have met it.
    found = _check(signed(RAW, "ville.example"), lookup_in(ZONE, silent - {"_dmarc.ville.example", "ville.example"}), client=STRANGER)
    assert (found.spf.verdict, found.dmarc.verdict, found.standing) == (Verdict.FAIL, Verdict.UNKNOWN, Standing.UNVERIFIED)


def test_a_strangers_silent_server_does_not_hide_a_forgery() -> None:
    raw = signed(RAW, "evil.example")
    found = _check(raw, lookup_in(ZONE, frozenset({f"{SELECTOR}._domainkey.evil.example"})), client=STRANGER)
    assert found.standing is Standing.FORGED


def test_what_a_trusted_server_said_is_not_asked_again() -> None:
    said = Check(verdict=Verdict.NONE, result="none", said_by="mx.ville.example")
    stated = Authenticity(author="anne@ville.example", dkim=said, spf=said)
    found = _check(signed(RAW, "ville.example"), lookup_in(ZONE), stated=stated)
    assert (found.dkim, found.spf) == (said, said)
    assert found.dmarc.verdict is Verdict.FAIL


def test_without_a_client_spf_is_not_known() -> None:
    enquiry = Enquiry(stated=Authenticity(author="anne@ville.example"), handover=Handover(), servers="")
    found = check_sender(RAW, enquiry, lookup_in(ZONE))
    assert (found.spf.verdict, found.dmarc.verdict) == (Verdict.UNKNOWN, Verdict.UNKNOWN)


# --- DMARC -----------------------------------------------------------------------------------------------------------------------------

PASSED = Check(verdict=Verdict.PASS, result="pass", domain="mail.ville.example")
NOTHING = Check(verdict=Verdict.NONE, result="none")


@pytest.mark.parametrize(
    ("policy", "author", "verdict"),
    [
        ("v=DMARC1; p=none", "ville.example", Verdict.PASS),
        ("v=DMARC1;p=reject;adkim=r", "ville.example", Verdict.PASS),
        ("v=DMARC1; p=reject; adkim=s", "ville.example", Verdict.FAIL),
        ("v=DMARC1; p=reject; adkim=s", "mail.ville.example", Verdict.PASS),
        ("v=DMARC1; p=reject", "autre.example", Verdict.FAIL),
        ("v=DMARC2; p=reject", "ville.example", Verdict.NONE),
        ("p=reject; v=DMARC1", "ville.example", Verdict.NONE),
        ("v=DMARC1; p=wrong", "ville.example", Verdict.NONE),
        ("v=DMARC1; rua=mailto:x@ville.example", "ville.example", Verdict.PASS),
        ("v=DMARC1", "ville.example", Verdict.NONE),
    ],
)
def test_policies_are_followed(policy: str, author: str, verdict: Verdict) -> None:
    found = check_dmarc(author, PASSED, NOTHING, lookup_in({(f"_dmarc.{author}", "TXT"): ("other", policy)}))
    assert found.verdict is verdict


def test_a_subdomain_is_under_the_policy_of_its_organisation() -> None:
    zone: Zone = {("_dmarc.ville.example", "TXT"): ("v=DMARC1; p=reject",)}
    assert check_dmarc("a.b.ville.example", NOTHING, NOTHING, lookup_in(zone)).verdict is Verdict.FAIL
    assert check_dmarc("a.b.ville.example", PASSED, NOTHING, lookup_in(zone)).verdict is Verdict.PASS
    assert check_dmarc("autre.example", NOTHING, NOTHING, lookup_in(zone)).verdict is Verdict.NONE


def test_two_policies_are_none() -> None:
    zone: Zone = {("_dmarc.ville.example", "TXT"): ("v=DMARC1; p=reject", "v=DMARC1; p=none")}
    assert check_dmarc("ville.example", NOTHING, NOTHING, lookup_in(zone)).verdict is Verdict.NONE


def test_the_first_tag_of_a_name_counts() -> None:
    assert read_policy("v=DMARC1; p=none; p=reject") == {"v": "dmarc1", "p": "none"}


def test_signed_header_of_many_megabytes_costs_no_time() -> None:
    raw = signed(RAW, "ville.example").replace(b"\r\n\r\n", b"\r\nX-Long: " + b" \r\n\t" * 1_000_000 + b"x\r\n\r\n", 1)
    with soon(2.0):
        assert _check(raw, lookup_in(ZONE)).dkim.verdict is Verdict.FAIL
