"""Sample messages, taken in as a mail is, each marked in its subject."""

import re
from datetime import datetime
from email.header import Header, decode_header, make_header
from pathlib import Path

from domain.ids import InboundId, TownId
from domain.inbound import Arrival, Channel, Envelope
from domain.sample import MARK
from domain.town import Town
from flows.receive import receive
from flows.wiring import Installation

DEMO = Path(__file__).parents[2] / "demo"
DEMO_TOWN = TownId("valognes")
_GENERAL = Path(__file__).parents[1] / "catalogue" / "messages"
_GENERAL_ADDRESS = b"mairie@ville.example"
_FORWARDED = re.compile(rb"^Sujet : (?!\[Exemple\])", re.MULTILINE)
_SUBJECT = re.compile(rb"^Subject:[ \t]*(.*(?:\r?\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)
_ANSWERS = re.compile(r"(?:re|tr|fwd?)\s*:\s*", re.IGNORECASE)


def has_demo() -> bool:
    """Tell whether the demo town is there: an image without sources lacks it."""
    return (DEMO / DEMO_TOWN).is_dir()


def take_samples(installation: Installation, town: Town, now: datetime) -> tuple[InboundId, ...]:
    """Take in the samples; those that came in before come to nothing more. Raises UnavailableError."""
    folder = DEMO / "messages" if town.id == DEMO_TOWN and has_demo() else _GENERAL
    raws = [_marked(path.read_bytes(), town) for path in sorted(folder.glob("*.eml"))]
    envelope = Envelope(recipients=(town.email,))
    arrivals = [
        Arrival(raw=raw, channel=Channel.EMAIL, town=town.id, mailbox=town.email, envelope=envelope, received_at=now) for raw in raws
    ]
    return tuple(one.inbound_id for one in receive(installation, arrivals))


def _marked(raw: bytes, town: Town) -> bytes:
    marked = _SUBJECT.sub(_with_mark, raw, count=1)
    # What is forwarded goes by the heading it had before.
    return _FORWARDED.sub(b"Sujet : " + MARK.encode() + b" ", marked).replace(_GENERAL_ADDRESS, town.email.encode())


def _with_mark(subject: re.Match[bytes]) -> bytes:
    """Return a subject with the mark; behind « Re: », which is cut off with all before it where the heading of a request is made."""
    words = str(make_header(decode_header(subject[1].decode())))
    if MARK in words:
        return subject[0]
    answers = _ANSWERS.match(words)
    if answers is None:
        return f"Subject: {MARK} ".encode() + subject[1]
    return f"Subject: {answers[0]}{MARK} {Header(words[answers.end() :], 'utf-8').encode()}".encode()
