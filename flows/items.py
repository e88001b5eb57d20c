"""Files as they lie on a disk, cut into items: what each is, told from its content and not from its name."""

import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from domain.errors import CitoyenError, UnreadableInputError
from domain.inbound import Channel
from flows.kinds import PAPER
from flows.wording import say
from ingest.email.mbox import is_mbox, looks_like_email, messages
from ingest.email.parse import MAX_MESSAGE_BYTES
from ingest.paper.opening.files import kind_of
from ingest.paper.opening.survey import FileKind

HEAD_BYTES = 65_536
MAIL_SUFFIXES = frozenset({".eml", ".msg"})
"""Names people give to messages; they decide only where the content does not."""
PAPER_SUFFIXES = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".heic"})
"""The same for scans and faxes: one whose copying failed is empty."""

CALL_LIST = re.compile(rb'^(date;heure;sens;|("[^"\r\n]*",){14,})')
"""Our own call list by its header; a switchboard's by its many quoted columns."""
JSON_CHANNELS = {"formulaire": Channel.FORM, "telephone": Channel.PHONE, "accueil": Channel.COUNTER}


class Form(StrEnum):
    """What a file is."""

    MAIL = "mail"
    PAPER = "paper"
    MAILBOX = "mailbox"
    TEXT = "text"


class NotYetError(CitoyenError):
    """The file is of a channel this version does not read."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(say("the channel {channel} is not yet available in this version.", channel=channel))
        self.channel = channel


class NotAMessageError(UnreadableInputError):
    """The file holds nothing a citizen sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One message of a file, its bytes as they lie there: ``item`` counts from 1, ``is_text`` tells that it is bare text.

    A file of paper is one item without bytes, ``channel`` scan or fax: who reads it finds its letters.
    """

    path: Path
    item: int
    raw: bytes
    is_text: bool = False
    channel: Channel = Channel.EMAIL


def items(path: Path, channel: Channel | None) -> Iterator[Item]:
    """Yield the messages of a file. ``channel`` is what it is said to be, None to find out.

    Raises NotYetError, NotAMessageError, or UnreadableInputError for a file that cannot be opened.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            # A pipe may never end, a device never does.
            raise UnreadableInputError(say("this is no ordinary file. Name e-mail files, mbox files, PDFs, pictures or text files."))
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            form = form_of(head, path.suffix.lower(), channel)
            if form is Form.PAPER:
                yield Item(path=path, item=1, raw=b"", channel=channel or _paper_channel(head))
                return
            if form is not Form.MAILBOX:
                # One byte more than is read of a message tells its reader that there was more.
                rest = file.read(MAX_MESSAGE_BYTES + 1 - len(head))
                yield Item(path=path, item=1, raw=head + rest, is_text=form is Form.TEXT)
                return
        for number, raw in enumerate(messages(path), start=1):
            yield Item(path=path, item=number, raw=raw)
    except OSError as error:
        raise UnreadableInputError(say("cannot be read ({reason}).", reason=error.strerror)) from error


def form_of(head: bytes, suffix: str, channel: Channel | None) -> Form:
    """Return what a file is by its first bytes. Raises NotYetError, NotAMessageError."""
    if channel is not None and channel is not Channel.EMAIL:
        return _form_in(channel)
    if is_mbox(head):
        return Form.MAILBOX
    if looks_like_email(head):
        return Form.MAIL
    if channel is None and (kind_of(head) is not None or (not head and suffix in PAPER_SUFFIXES)):
        return Form.PAPER
    if channel is None and (other := _other_channel(head)) is not None:
        raise NotYetError(other)
    if suffix in MAIL_SUFFIXES:
        return Form.MAIL
    if channel is None and _is_no_text(head):
        raise NotAMessageError(
            say("this is neither a message nor a document. Name e-mail files, mbox files, PDFs, pictures or text files.")
        )
    return Form.TEXT


def _form_in(channel: Channel) -> Form:
    if channel not in PAPER:
        raise NotYetError(channel)
    return Form.PAPER


def _paper_channel(head: bytes) -> Channel:
    """Return how a file of paper most likely came: what fax servers lay down is TIFF."""
    return Channel.FAX if kind_of(head) is FileKind.TIFF else Channel.SCAN


def _other_channel(head: bytes) -> Channel | None:
    if CALL_LIST.match(head.removeprefix(b"\xef\xbb\xbf")):
        return Channel.PHONE
    return _json_channel(head)


def _json_channel(head: bytes) -> Channel | None:
    if not head.lstrip().startswith(b"{"):
        return None
    try:
        value = json.loads(head)
    except (ValueError, RecursionError):  # cut off at the head's end, or nested deeper than anybody's form
        return None
    return JSON_CHANNELS.get(str(value.get("canal")))


def _is_no_text(head: bytes) -> bool:
    return b"\x00" in head or head.lstrip().startswith((b"{", b"[", b"<?xml", b"<!DOCTYPE"))
