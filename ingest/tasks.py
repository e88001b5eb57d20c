"""What is asked of a child process that reads originals, and what it answers: both sides know these types, the child alone what reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from domain.authenticity import Authenticity
from domain.draft import Draft, Remark
from domain.inbound import Channel, Reception
from ingest.email.enquiry import Enquiry

MODULE = "ingest.child"
HEAD_BYTES = 256 * 1024
"""What is looked at of a message that could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing asked of a child.

    ``read``, ``standard``, ``glance``, ``attachment``, ``bodies`` or ``pictures``; ``check`` of `ingest.check_child`.
    """

    what: str
    path: str
    channel: Channel = Channel.EMAIL
    reception: Reception = field(default_factory=Reception)
    part: int = 0
    enquiry: Enquiry | None = None
    remark: Remark = Remark.MALFORMED
    """Of a ``glance``: why the message could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the child says: drafts, bodies, an attachment's name and type (its bytes come beside), a sender, or what went wrong."""

    drafts: tuple[Draft, ...] = ()
    plain: str | None = None
    html: str | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)
    filename: str | None = None
    media_type: str = ""
    authenticity: Authenticity | None = None
    unreadable: str | None = None
    unavailable: str | None = None
    out_of_memory: bool = False


TASK = TypeAdapter(Task)
ANSWER = TypeAdapter(Answer)
