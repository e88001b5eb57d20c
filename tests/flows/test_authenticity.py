from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from ipaddress import ip_network
from pathlib import Path

import pytest

from domain.authenticity import OURSELVES, Authenticity, Standing, Verdict
from domain.errors import ConfigurationError
from domain.ids import DraftId
from domain.inbound import Channel, Envelope, Outcome
from flows.authenticity import authenticity_of
from flows.receive import receive
from flows.settings import Settings, load_settings
from flows.wiring import CHECKER, Installation, Late, late_checker
from flows.work import work
from ingest.reader import Reader
from store import drafts, jobs
from tests import installations
from tests.installations import NOW, POTHOLE, arrival, ledger, mail
from tests.signing import name_server, signed, zone_of

CLIENT, STRANGER = "198.51.100.7", "203.0.113.9"
BORDER = f"Received: from mail.courriel.example (mail.courriel.example [{CLIENT}]) by mx.breville.example with ESMTPS id 1\n".encode()
PASSED = b"Authentication-Results: mx.breville.example; dmarc=pass header.from=courriel.example\n"
FAILED = b"Authentication-Results: mx.breville.example; dmarc=fail header.from=courriel.example\n"


def _never() -> Reader:
    raise AssertionError("nobody asks the DNS here")


@pytest.fixture(scope="module")
def checker() -> Iterator[Late[Reader]]:
    late = late_checker(1)
    yield late
    late.close()


@pytest.fixture(scope="module")
def servers() -> Iterator[str]:
    zone = zone_of("courriel.example", client=CLIENT)
    with name_server({**zone, ("silent.example", "TXT"): ("SILENCE",), ("_dmarc.silent.example", "TXT"): ("SILENCE",)}) as address:
        yield address


def _kept(folder: Path, raw: bytes) -> Path:
    path = folder / "original"
    path.write_bytes(raw)
    return path


def _settings(folder: Path, **values: object) -> Settings:
    return installations.settings(folder / "data", mail_servers="mx.breville.example", **values)


def test_the_header_alone_is_read_where_no_dns_is_wanted(tmp_path: Path) -> None:
    raw = _kept(tmp_path, PASSED + BORDER + mail(POTHOLE))
    assert authenticity_of(raw, Envelope(), _settings(tmp_path), _never).standing is Standing.VERIFIED
    assert authenticity_of(raw, Envelope(client=STRANGER), _settings(tmp_path), _never).standing is Standing.UNVERIFIED


def test_what_a_trusted_server_left_out_is_asked_of_the_dns(tmp_path: Path, checker: Late[Reader], servers: str) -> None:
    wanted = _settings(tmp_path, dns=servers)
    stranger = Envelope(sender="sylvie.lebrun@courriel.example", client=STRANGER)
    unsigned = authenticity_of(_kept(tmp_path, PASSED + BORDER + mail(POTHOLE)), stranger, wanted, checker.get)
    assert (unsigned.standing, unsigned.dmarc.said_by, unsigned.spf.result) == (Standing.FORGED, OURSELVES, "fail")
    good = authenticity_of(_kept(tmp_path, signed(mail(POTHOLE), "courriel.example")), stranger, wanted, checker.get)
    assert (good.standing, good.dkim.verdict) == (Standing.VERIFIED, Verdict.PASS)
    relayed = authenticity_of(
        _kept(tmp_path, b"Return-Path: <a@courriel.example>\n" + BORDER + mail(POTHOLE)), Envelope(), wanted, checker.get
    )
    assert (relayed.spf.verdict, relayed.dmarc.verdict) == (Verdict.PASS, Verdict.PASS)


def test_a_dns_that_does_not_answer_leaves_all_unknown(tmp_path: Path, checker: Late[Reader], servers: str) -> None:
    raw = mail(POTHOLE).replace(b"courriel.example", b"silent.example")
    envelope = Envelope(sender="sylvie.lebrun@silent.example", client=STRANGER)
    found = authenticity_of(_kept(tmp_path, raw), envelope, _settings(tmp_path, dns=servers), checker.get)
    assert (found.spf.verdict, found.dmarc.verdict, found.standing) == (Verdict.UNKNOWN, Verdict.UNKNOWN, Standing.UNVERIFIED)


def test_a_check_that_takes_too_long_is_given_up_and_the_next_one_works(tmp_path: Path, servers: str) -> None:
    late = Late(partial(Reader, module=CHECKER, seconds=1.5))
    wanted = _settings(tmp_path, dns=servers)
    blanks = mail(POTHOLE) + b" " * 2_000_000
    # The signature is sound but for its body, which dkimpy takes a time to canonicalize that grows with the square of its blanks.
    slow = signed(mail(POTHOLE), "courriel.example").replace(mail(POTHOLE), blanks)
    envelope = Envelope(sender="sylvie.lebrun@courriel.example", client=CLIENT)
    try:
        assert authenticity_of(_kept(tmp_path, slow), envelope, wanted, late.get).standing is Standing.UNVERIFIED
        assert authenticity_of(_kept(tmp_path, mail(POTHOLE)), envelope, wanted, late.get).standing is Standing.VERIFIED
    finally:
        late.close()


def _drain(town_hall: Installation) -> None:
    now = NOW + timedelta(seconds=1)
    while any(work(town_hall, queue, now).claimed for queue in jobs.QUEUES):
        now += timedelta(seconds=30)


def _kept_authenticity(town_hall: Installation) -> Authenticity | None:
    with town_hall.database.read() as session:
        return drafts.get(session, DraftId(1)).draft.authenticity


def test_what_is_known_is_kept_with_the_draft_and_changes_no_outcome(town_hall: Installation) -> None:
    trusting = town_hall.settings.model_copy(update={"mail_servers": "mx.breville.example"})
    hall = replace(town_hall, settings=trusting)
    came = arrival(FAILED + BORDER + mail(POTHOLE))
    receive(hall, [replace(came, envelope=replace(came.envelope, client="127.0.0.1"))])
    _drain(hall)
    found = _kept_authenticity(hall)
    assert found is not None
    assert (found.standing, found.author) == (Standing.FORGED, "sylvie.lebrun@courriel.example")
    (line,) = ledger(hall)
    assert (line.outcome, line.requests) == (Outcome.DRAFTED, ("2026/0001",))


def test_only_mail_has_a_sender_to_check(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE), channel=Channel.EMAIL)])
    _drain(town_hall)
    assert _kept_authenticity(town_hall) == Authenticity(author="sylvie.lebrun@courriel.example")


def test_settings_name_servers_networks_and_the_dns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings().trust.servers == frozenset()
    monkeypatch.setenv("CITOYEN_MAIL_SERVERS", "MX.Breville.example., outlook.example")
    monkeypatch.setenv("CITOYEN_MAIL_RELAYS", "192.0.2.0/28 2001:db8::/32")
    monkeypatch.setenv("CITOYEN_DNS", "system")
    trust = load_settings().trust
    assert trust.servers == {"mx.breville.example", "outlook.example"}
    assert trust.relays == (ip_network("192.0.2.0/28"), ip_network("2001:db8::/32"))


@pytest.mark.parametrize(("name", "value"), [("MAIL_RELAYS", "192.0.2.1/24"), ("MAIL_RELAYS", "everybody"), ("DNS", "dns.example")])
def test_wrong_networks_and_servers_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"CITOYEN_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert [mistake.where for mistake in caught.value.mistakes] == [f"CITOYEN_{name}"]
