"""A mail read by Python's own parser, where ours failed unforeseen: plainer, without opinion on anything, for a person to look at."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from html import unescape

from domain.draft import Attachment, Danger, Draft, Kind, Remark, Requester
from domain.errors import UnreadableInputError
from domain.ids import Sha256
from domain.inbound import Channel

FIRST = 100_000
"""Number of the first part here: far above all that our own reader gives, so that a number says whose reading it is of."""
MAX_TEXT = 500_000
_LONGEST_HEADING = 1_000
_LONGEST_NAME = 200
_UNSEEN = re.compile(r"<(script|style|title)\b[^<>]*>[^<]*", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_NO_ANSWER = ("auto-submitted", "list-id", "list-unsubscribe", "x-auto-response-suppress", "x-failed-recipients", "precedence")


def read_standard(raw: bytes) -> Draft:
    """Return what the standard parser makes of a message.

    Every file is kept apart, as nobody has looked into it. A message with any sign of a machine has no address to answer to: what it is
    was not told. Raises what that parser raises, on a message nested a hundred times for one.
    """
    message = message_from_bytes(raw)
    name, address = parseaddr(_header(message, "from"))
    is_answered = "@" in address and not any(message.get(field) for field in _NO_ANSWER)
    return Draft(
        channel=Channel.EMAIL,
        kind=Kind.REQUEST,
        source_id=_header(message, "message-id").strip()[:900] or None,
        sender=address.lower() or None,
        sent_at=_sent_at(message),
        requester=Requester(name=name[:_LONGEST_NAME] or None, email=address.lower() if is_answered else None),
        heading=_header(message, "subject")[:_LONGEST_HEADING] or None,
        text=_text(message)[:MAX_TEXT],
        attachments=tuple(_attachment(number, part) for number, part in _files(message)),
        remarks=(Remark.STANDARD_READING,),
    )


def standard_attachment(raw: bytes, part: int) -> tuple[bytes, str | None, str]:
    """Return content, file name and declared type of a file `read_standard` names. Raises UnreadableInputError where there is none."""
    for number, file in _files(message_from_bytes(raw)):
        if number == part:
            return _content(file), _filename(file), file.get_content_type()
    raise UnreadableInputError(f"The message has no part {part}. Read the list of attachments again.")


def _header(message: Message, name: str) -> str:
    value = str(message.get(name, ""))
    with suppress(MessageError, LookupError, ValueError):  # a broken encoded word, a set of characters nobody knows
        value = str(make_header(decode_header(value)))
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


def _sent_at(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(message, "date"))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):  # that parser's ways to say no
        return None


def _leaves(message: Message) -> Iterator[tuple[int, Message]]:
    return ((number, part) for number, part in enumerate(message.walk(), start=FIRST) if not part.is_multipart())


def _is_text(part: Message, media_type: str) -> bool:
    return part.get_content_type() == media_type and part.get_content_disposition() != "attachment" and not part.get_filename()


def _files(message: Message) -> Iterator[tuple[int, Message]]:
    return ((number, part) for number, part in _leaves(message) if not (_is_text(part, "text/plain") or _is_text(part, "text/html")))


def _text(message: Message) -> str:
    plain = [_decoded(part) for _, part in _leaves(message) if _is_text(part, "text/plain")]
    said = "\n\n".join(text.strip() for text in plain if text.strip())
    if said:
        return said
    html = " ".join(_decoded(part) for _, part in _leaves(message) if _is_text(part, "text/html"))
    return unescape(_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", html[:MAX_TEXT])))).strip()


def _decoded(part: Message) -> str:
    content = _content(part)
    try:
        text = content.decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):
        text = content.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\0", "")


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _filename(part: Message) -> str | None:
    name = "".join(letter for letter in part.get_filename() or "" if letter.isprintable())
    return re.split(r"[/\\]", name)[-1].strip(" .")[-_LONGEST_NAME:] or None


def _attachment(number: int, part: Message) -> Attachment:
    content = _content(part)
    return Attachment(
        part=number,
        filename=_filename(part),
        media_type=part.get_content_type(),
        size=len(content),
        sha256=Sha256(hashlib.sha256(content).hexdigest()),
        danger=Danger.CLOSED,
    )
