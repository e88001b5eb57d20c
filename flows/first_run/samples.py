"""Sample messages, taken in as a mail is, each marked in its subject."""

import re
from datetime import datetime
from pathlib import Path

from domain.ids import InboundId, TownId
from domain.inbound import Arrival, Channel, Envelope
from domain.town import Town
from flows.receive import receive
from flows.wiring import Installation

MARK = "[Exemple]"
DEMO = Path(__file__).parents[2] / "demo"
DEMO_TOWN = TownId("valognes")
_GENERAL = Path(__file__).parents[1] / "catalogue" / "messages"
_GENERAL_ADDRESS = b"mairie@ville.example"
_SUBJECT = re.compile(rb"^Subject:(?![ \t]*\[Exemple\])[ \t]*", re.IGNORECASE | re.MULTILINE)


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
    return _SUBJECT.sub(b"Subject: " + MARK.encode() + b" ", raw, count=1).replace(_GENERAL_ADDRESS, town.email.encode())
