"""Files as they lie on a disk, cut into items: what each is, told from its content and not from its name."""

import io
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.errors import UnreadableInputError
from domain.inbound import Channel
from flows.kinds import PAPER
from flows.wording import say
from ingest.email.mbox import is_mbox, looks_like_email, messages
from ingest.email.parse import MAX_MESSAGE_BYTES
from ingest.form.read import looks_like_submission
from ingest.paper.opening.files import kind_of
from ingest.paper.opening.survey import FileKind
from ingest.phone.log import LogOptions, open_log
from ingest.phone.packed import unpacked

HEAD_BYTES = 65_536
MAIL_SUFFIXES = frozenset({".eml", ".msg"})
"""Names people give to messages; they decide only where the content does not."""
PAPER_SUFFIXES = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".heic", ".docx", ".odt", ".rtf"})
"""The same for scans and faxes: one whose copying failed is empty."""


class Form(StrEnum):
    """What a file is."""

    MAIL = "mail"
    PAPER = "paper"
    MAILBOX = "mailbox"
    SUBMISSION = "submission"
    """A form that was filled in, or a note of a call or a visit."""
    CALLS = "calls"
    """The log of a telephone switchboard."""
    TEXT = "text"


_WHOLE = frozenset({Form.PAPER, Form.CALLS})
"""Forms whose readers open the file themselves."""
_ANY_ZONE = ZoneInfo("UTC")
"""What a file is does not depend on the hour."""


class NotAMessageError(UnreadableInputError):
    """The file holds nothing a citizen sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One message of a file, its bytes as they lie there: ``item`` counts from 1.

    A file of paper or a call log is one item without bytes: who reads it finds its letters or its calls.
    """

    path: Path
    item: int
    raw: bytes
    form: Form = Form.MAIL
    channel: Channel = Channel.EMAIL


def is_call_log(head: bytes) -> bool:
    """Return whether a file is the log of a switchboard, by its first bytes."""
    return open_log(io.BytesIO(head), LogOptions(zone=_ANY_ZONE)) is not None


TellsLog = Callable[[bytes], bool]
"""Tells a call log by its first bytes: a town knows more of them, by its column mappings."""


def items(path: Path, channel: Channel | None, tells_log: TellsLog = is_call_log) -> Iterator[Item]:
    """Yield the messages of a file. ``channel`` is what it is said to be, None to find out.

    Raises NotAMessageError, or UnreadableInputError for a file that cannot be opened.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            # A pipe may never end, a device never does.
            raise UnreadableInputError(
                say("this is no ordinary file. Name e-mail files, mbox files, PDFs, pictures, text files, forms or call logs.")
            )
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            if (within := unpacked(file)) is not file and tells_log(within.read(HEAD_BYTES)):
                yield Item(path=path, item=1, raw=b"", form=Form.CALLS, channel=Channel.PHONE)
                return
            file.seek(len(head))
            form, found = form_of(head, path.suffix.lower(), channel, tells_log)
            if form in _WHOLE:
                yield Item(path=path, item=1, raw=b"", form=form, channel=found)
                return
            if form is not Form.MAILBOX:
                # One byte more than is read of a message tells its reader that there was more.
                rest = file.read(MAX_MESSAGE_BYTES + 1 - len(head))
                yield Item(path=path, item=1, raw=head + rest, form=form, channel=found)
                return
        for number, raw in enumerate(messages(path), start=1):
            yield Item(path=path, item=number, raw=raw)
    except OSError as error:
        raise UnreadableInputError(say("cannot be read ({reason}).", reason=error.strerror)) from error


def form_of(head: bytes, suffix: str, channel: Channel | None, tells_log: TellsLog = is_call_log) -> tuple[Form, Channel]:
    """Return what a file is by its first bytes, and by which channel it came. Raises NotAMessageError."""
    if channel is not None and channel is not Channel.EMAIL:
        return _form_in(channel, head, tells_log), channel
    if is_mbox(head):
        return Form.MAILBOX, Channel.EMAIL
    if looks_like_email(head):
        return Form.MAIL, Channel.EMAIL
    told = _told_by_content(head, suffix, tells_log) if channel is None else None
    if told is not None:
        return told
    if suffix in MAIL_SUFFIXES:
        return Form.MAIL, Channel.EMAIL
    if channel is None and _is_no_text(head):
        raise NotAMessageError(
            say(
                "this is neither a message nor a document. Name e-mail files, mbox files, PDFs, pictures, text files, "
                "forms (JSON, XML) or call logs (CSV, Excel, JSON, XML, also packed as .gz). Of a log that is not understood, describe the "
                "columns: citoyen calls check FILE"
            )
        )
    return Form.TEXT, Channel.EMAIL


def _told_by_content(head: bytes, suffix: str, tells_log: TellsLog) -> tuple[Form, Channel] | None:
    """Return what a file is that is no mail, None where its bytes do not say."""
    if kind_of(head) is not None or (not head and suffix in PAPER_SUFFIXES):
        return Form.PAPER, _paper_channel(head)
    if not _is_surely_calls(head) and (submitted := looks_like_submission(head)) is not None:
        return Form.SUBMISSION, submitted
    return (Form.CALLS, Channel.PHONE) if tells_log(head) else None


def _is_surely_calls(head: bytes) -> bool:
    """Return whether objects or elements can be nothing but a log of calls: switchboards write those with the words of forms."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[", b"<")):
        return False
    log = open_log(io.BytesIO(head), LogOptions(zone=_ANY_ZONE))
    return log is not None and log.is_sure


def _form_in(channel: Channel, head: bytes, tells_log: TellsLog) -> Form:
    """Return what a file is of which the channel is known: notes of calls and visits may be typed, written by hand, or logged."""
    if channel in PAPER or kind_of(head) is not None:
        return Form.PAPER
    is_log = channel is Channel.PHONE and (_is_surely_calls(head) or (looks_like_submission(head) is None and tells_log(head)))
    return Form.CALLS if is_log else Form.SUBMISSION


def _paper_channel(head: bytes) -> Channel:
    """Return how a file of paper most likely came: what fax servers lay down is TIFF."""
    return Channel.FAX if kind_of(head) is FileKind.TIFF else Channel.SCAN


def _is_no_text(head: bytes) -> bool:
    return b"\x00" in head or head.lstrip().startswith((b"{", b"[", b"<?xml", b"<!DOCTYPE"))
