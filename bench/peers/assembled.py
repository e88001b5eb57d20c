"""The pipeline a user would assemble from good parts: runs inside its own virtual environment (`bench/peers/install.sh assembled`).

aiosmtpd writes a file for each message; four Celery tasks follow it, one a stage: read it with `email.policy.default`, hold a loop of `re`
against it, look its address up with addok, write the request and three lines of history. Each stage keeps what it found as ORM rows, in a
commit of its own, and sends the next task.

    python assembled.py door PORT FOLDER
    python -m celery -A assembled worker -c 2            what follows
    python assembled.py tables                           makes the tables

ASSEMBLED_DATABASE and ASSEMBLED_BROKER are addresses, ASSEMBLED_RULES a file with a JSON list of [subject, expression], REDIS_PORT that of
addok's index.
"""

import asyncio
import email
import json
import os
import re
import signal
import sys
import tempfile
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from addok.config import config  # type: ignore[import-not-found, unused-ignore]  # there only in its own environment
from addok.core import search  # type: ignore[import-not-found, unused-ignore]  # as above
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from celery import Celery
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

UNKNOWN = "none"
_ADDRESS = re.compile(
    r"(?:\d{1,4}(?: ?(?:bis|ter))?,? )?(?:rue|place|boulevard|avenue|chemin|impasse|route|allée|square|quai|cours)[^.,;\n]{3,50}",
    re.IGNORECASE,
)
"""What an assembler would cut out of a text, for addok takes addresses and no prose."""

app = Celery("assembled", broker=os.environ["ASSEMBLED_BROKER"])
app.conf.update(task_ignore_result=True, task_acks_late=True, worker_hijack_root_logger=False)


class Base(DeclarativeBase):
    """The base of the tables."""


class Message(Base):
    """A message."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    path: Mapped[str]
    sender: Mapped[str]
    heading: Mapped[str]
    body: Mapped[str]
    subject: Mapped[str | None]
    address: Mapped[str | None]
    created_at: Mapped[datetime]


class Request(Base):
    """A request, routed."""

    __tablename__ = "requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    key: Mapped[str]
    subject: Mapped[str]
    department: Mapped[str]
    address: Mapped[str | None]
    created_at: Mapped[datetime]


class History(Base):
    """What was done to a request."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    at: Mapped[datetime]
    action: Mapped[str]
    details: Mapped[str]


@cache
def engine() -> Any:  # Any: SQLAlchemy's engine, one a process
    """Return the engine of this process."""
    return create_engine(os.environ["ASSEMBLED_DATABASE"])


@cache
def rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the rules, compiled."""
    told = json.loads(Path(os.environ["ASSEMBLED_RULES"]).read_text(encoding="utf-8"))
    return tuple((subject, re.compile(expression)) for subject, expression in told)


@cache
def addok() -> Any:  # Any: addok's search
    """Return addok's search, its index named."""
    config.load()
    return search


@app.task(name="read")  # type: ignore[untyped-decorator, unused-ignore]  # Celery ships no types
def read(path: str) -> None:
    """Read a message and keep its row."""
    with Path(path).open("rb") as file:
        message = email.message_from_binary_file(file, policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(preferencelist=("plain", "html"))
    with Session(engine()) as session, session.begin():
        row = Message(
            key=str(message["message-id"]).strip("<> "),
            path=path,
            sender=str(message["from"]),
            heading=str(message["subject"] or ""),
            body=part.get_content() if part is not None else "",
            created_at=datetime.now(UTC).replace(tzinfo=None),
        )
        session.add(row)
        session.flush()
        number = row.id
    classify.delay(number)


@app.task(name="classify")  # type: ignore[untyped-decorator, unused-ignore]  # Celery ships no types
def classify(number: int) -> None:
    """Hold every rule against a message."""
    with Session(engine()) as session, session.begin():
        row = session.get_one(Message, number)
        text = f"{row.heading}\n{row.body}".lower()
        found = [subject for subject, expression in rules() if expression.search(text)]
        row.subject = max(set(found), key=found.count) if found else UNKNOWN
    locate.delay(number)


@app.task(name="locate")  # type: ignore[untyped-decorator, unused-ignore]  # Celery ships no types
def locate(number: int) -> None:
    """Look the first address of a message up."""
    with Session(engine()) as session, session.begin():
        row = session.get_one(Message, number)
        said = _ADDRESS.search(row.body)
        found = addok()(said.group(), limit=1) if said else []
        row.address = str(found[0]) if found else None
    route.delay(number)


@app.task(name="route")  # type: ignore[untyped-decorator, unused-ignore]  # Celery ships no types
def route(number: int) -> None:
    """Write the request, and what was done to it."""
    with Session(engine()) as session, session.begin():
        row = session.get_one(Message, number)
        subject, now = row.subject or UNKNOWN, datetime.now(UTC).replace(tzinfo=None)
        request = Request(
            message_id=number, key=row.key, subject=subject, department=subject.partition("-")[0], address=row.address, created_at=now
        )
        session.add(request)
        session.flush()
        for action in ("created", "numbered", "transmitted"):
            session.add(History(request_id=request.id, at=now, action=action, details=json.dumps({"subject": subject})))


class Keep:
    """Writes each message to a file, synced, before its 250."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:
        """Keep a message and send the first task; aiosmtpd calls it so."""
        del server, session
        raw = envelope.content
        assert isinstance(raw, bytes)
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".eml", delete=False) as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        read.delay(file.name)
        return "250 OK"


def main() -> None:
    """Be the door, or make the tables."""
    if sys.argv[1] == "tables":
        Base.metadata.create_all(engine())
        return
    controller = Controller(Keep(Path(sys.argv[3])), hostname="127.0.0.1", port=int(sys.argv[2]), ready_timeout=30)
    controller.start()
    stopping = asyncio.Event()

    async def serve() -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
        await stopping.wait()

    asyncio.run(serve())
    controller.stop()


if __name__ == "__main__":
    main()
