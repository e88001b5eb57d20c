"""The same thousand mails by SMTP, by IMAP and by both: the same drafts, each once."""

import os
import re
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from functools import cache, partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.draft import Draft
from domain.inbound import Outcome
from flows.wiring import Installation
from ingest.email.key import content_key
from store import collected, drafts, inbounds, jobs
from store.inbounds import InboundRecord
from store.schema import DraftRow, InboundRow
from tests import servers
from tests.ingest.email import human_mails, machine_mails, second_mails
from tests.installations import BREVILLE, MAYOR, installation, ledger, settings, wait_until
from tests.servers import Dovecot, free_port

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("runner.py")
MAILS = 1000
SENDERS = 4
STRANGERS = Path(__file__).parents[1] / "ingest" / "email" / "strangers"
SENDER = "sylvie.lebrun@courriel.example"

OF_THE_WAY = frozenset({"received_at", "envelope", "sha256", "size"})
"""What of an arrival tells how it came and may differ: when, from which client and sender, and the original, which a delivering
server wrote its trace into. Of the envelope, the recipients are the same. Everything else is, and every field of every draft."""
OF_THE_DELIVERY = frozenset({"id", "inbound", "deliveries"})
"""What of its record may differ: its number here, and how often it came. ``inbound`` is compared by itself."""

_FROM = re.compile(rb"^From:(?:[^\n]|\n[ \t])*?([A-Za-z0-9._+-]+)@[A-Za-z0-9.-]+", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(rb"^(Message-ID:\s*<)", re.IGNORECASE | re.MULTILINE)


@cache
def thousand() -> tuple[bytes, ...]:
    """Return a thousand mails as SMTP carries them, no two alike: all that the tests have, then the same from other people."""
    found = [path.read_bytes() for path in sorted(STRANGERS.rglob("*.eml"))]
    others = (human_mails.MAILS, machine_mails.MAILS, second_mails.MACHINES, second_mails.PEOPLE)
    found += [mail[-1] for group in others for mail in group]
    whole = [re.sub(rb"\r?\n", b"\r\n", raw) for raw in found]
    mails = tuple(_of_another(whole[number % len(whole)], number // len(whole)) for number in range(MAILS))
    assert len({content_key(raw) for raw in mails}) == MAILS
    return mails


def _of_another(raw: bytes, variation: int) -> bytes:
    """Return a mail as somebody else has written it, under another Message-ID; as it is for variation 0."""
    if not variation:
        return raw
    head, gap, body = raw.partition(b"\r\n\r\n")
    head = _ID.sub(rb"\g<1>%d." % variation, head, count=1)
    author = _FROM.search(head)
    if author is not None:
        head = head[: author.start(1)] + b"%s.%d" % (author[1], variation) + head[author.end(1) :]
    return b"%s\r\nX-Variation: %d%s%s" % (head, variation, gap, body)


def _delivered(raw: bytes) -> bytes:
    """Return a mail as a delivering server writes it into a mailbox: lines of Unix, and above it who brought it, to whom."""
    trace = [f"Delivered-To: {MAYOR}", "Received: from relais.example (relais.example [192.0.2.7])\n\tby mx.breville.example with ESMTPS"]
    if b"\nreturn-path:" not in raw.lower() and not raw.lower().startswith(b"return-path:"):
        trace.insert(0, f"Return-Path: <{SENDER}>")
    return "".join(f"{line}\n" for line in trace).encode() + raw.replace(b"\r\n", b"\n")


def _send(port: int, mails: Sequence[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
        for raw in mails:
            client.sendmail(SENDER, [MAYOR], raw)


def _send_all(port: int) -> None:
    with ThreadPoolExecutor(SENDERS) as threads:
        for sent in [threads.submit(_send, port, thousand()[start::SENDERS]) for start in range(SENDERS)]:
            sent.result()


def _deliver_all(server: Dovecot, user: str) -> None:
    for number, raw in enumerate(thousand()):
        servers.deliver(server, user, f"{number}.essai", _delivered(raw))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """An installation, and the environment in which a process of its own runs it."""

    opened: Installation
    environment: dict[str, str]


def _hall(folder: Path, **imap: str) -> Hall:
    opened = installation(settings(folder / "data", smtp_port=free_port()))
    values = {"DATA": str(opened.settings.data), "SMTP_PORT": str(opened.settings.smtp_port), **imap}
    return Hall(opened=opened, environment={f"CITOYEN_{name}": value for name, value in values.items()})


def _mailbox(server: Dovecot, user: str) -> dict[str, str]:
    values = {"HOST": "127.0.0.1", "PORT": str(server.port), "TLS": "none", "USER": user, "PASSWORD": "secret", "TOWN": BREVILLE}
    return {f"IMAP_{name}": value for name, value in (values | {"ADDRESS": MAYOR, "POLL_SECONDS": "1"}).items()}


@contextmanager
def _running(*halls: Hall) -> Iterator[None]:
    """Run each in a process of its own: in one, they would wait for each other."""
    whole = {**os.environ, "PYTHONPATH": str(ROOT)}
    begun = [
        subprocess.Popen([sys.executable, str(RUNNER), "embedded"], env=whole | hall.environment, cwd=ROOT, start_new_session=True)
        for hall in halls
    ]
    try:
        for hall in halls:
            wait_until(partial(_is_open, hall.opened.settings.smtp_port), seconds=60)
        yield
    finally:
        for process in begun:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _is_open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
        return True
    return False


def _is_settled(opened: Installation) -> bool:
    """Tell whether a thousand mails have come in and nothing is left to be done."""
    with opened.database.read() as session:
        done = select(func.count()).select_from(InboundRow).where(InboundRow.outcome != Outcome.PENDING)
        return (session.scalar(done) or 0) >= MAILS and not jobs.counts(session)


def _is_collected(opened: Installation) -> bool:
    """Tell whether every mail of the mailbox has been looked at too."""
    with opened.database.read() as session:
        is_complete = any(one.mails == MAILS and one.collected_at is not None for one in collected.statuses(session))
    return is_complete and _is_settled(opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An arrival with what became of it."""

    record: InboundRecord
    drafts: tuple[Draft, ...]
    requests: int


def _kept(opened: Installation) -> dict[str, Kept]:
    """Return every arrival by its content."""
    lines = ledger(opened)
    found: dict[str, Kept] = {}
    with opened.database.read() as session:
        for line in lines:
            record = inbounds.get(session, line.id)
            of = tuple(drafts.get(session, draft_id).draft for draft_id in drafts.of_arrival(session, line.id))
            found[record.inbound.content_key] = Kept(record=record, drafts=of, requests=len(line.requests))
        every_draft = session.scalar(select(func.count()).select_from(DraftRow))
    assert (len(lines), len(found)) == (MAILS, MAILS)
    assert all(line.outcome is not Outcome.PENDING for line in lines)
    assert every_draft == sum(len(one.drafts) for one in found.values())
    return found


def _differences(one: Mapping[str, Kept], other: Mapping[str, Kept]) -> list[str]:
    """Return what differs between two installations and must not, field by field."""
    told = [f"{key} only in one" for key in one.keys() ^ other.keys()]
    for key in one.keys() & other.keys():
        here, there = one[key], other[key]
        name = here.record.inbound.source_id or key
        told += [f"{name}: {what}" for what in _unlike(here.record.inbound, there.record.inbound, but=OF_THE_WAY)]
        told += [f"{name}: {what}" for what in _unlike(here.record, there.record, but=OF_THE_DELIVERY)]
        if here.record.inbound.envelope.recipients != there.record.inbound.envelope.recipients:
            told.append(f"{name}: recipients")
        if (len(here.drafts), here.requests) != (len(there.drafts), there.requests):
            told.append(f"{name}: how many drafts and requests")
        for draft, again in zip(here.drafts, there.drafts, strict=False):
            told += [f"{name}: {what}" for what in _unlike(draft, again)]
    return told


def _unlike(one: object, other: object, *, but: frozenset[str] = frozenset()) -> list[str]:
    """Return the fields of one dataclass that are not equal to those of another."""
    names = [field.name for field in fields(one) if field.name not in but]  # type: ignore[arg-type]  # always a dataclass here
    return [f"{name} {getattr(one, name)!r} / {getattr(other, name)!r}" for name in names if getattr(one, name) != getattr(other, name)]


@pytest.mark.timeout(400)
def test_a_thousand_mails_give_the_same_drafts_by_smtp_by_imap_and_by_both(dovecot: Dovecot, tmp_path: Path) -> None:
    for user in ("memes-b", "memes-c"):
        _deliver_all(dovecot, user)
    smtp = _hall(tmp_path / "a")
    imap = _hall(tmp_path / "b", **_mailbox(dovecot, "memes-b"))
    both = _hall(tmp_path / "c", **_mailbox(dovecot, "memes-c"))
    try:
        with _running(smtp, imap, both):
            _send_all(smtp.opened.settings.smtp_port)
            _send_all(both.opened.settings.smtp_port)
            wait_until(lambda: _is_settled(smtp.opened), seconds=300)
            wait_until(lambda: _is_collected(imap.opened) and _is_collected(both.opened), seconds=300)
        by_smtp, by_imap, by_both = _kept(smtp.opened), _kept(imap.opened), _kept(both.opened)
    finally:
        for hall in (smtp, imap, both):
            hall.opened.close()
    assert _differences(by_smtp, by_imap) == []
    assert _differences(by_smtp, by_both) == []
    assert [{one.record.deliveries for one in by.values()} for by in (by_smtp, by_imap, by_both)] == [{1}, {1}, {2}]
    assert {one.record.outcome for one in by_smtp.values()} >= {Outcome.DRAFTED, Outcome.MACHINE, Outcome.SPAM}
