"""Files of mail: many messages in one mbox file, and telling what a file is."""

import re
from collections.abc import Iterator
from pathlib import Path

_SEPARATOR = re.compile(rb"From (?:\S+ |- ?|\"[^\"\n]{0,200}\"\S* )?.{0,120}\d{1,2}:\d{2}(?::\d{2})?.{0,40}\d{4}")
_ESCAPED = re.compile(rb">+From ")
_FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]*:")
_SURE = frozenset(
    {
        b"received",
        b"message-id",
        b"mime-version",
        b"return-path",
        b"delivered-to",
        b"x-mailer",
        b"dkim-signature",
        b"content-transfer-encoding",
        b"x-received",
        b"authentication-results",
    }
)
_LIKELY = frozenset(
    {
        b"from",
        b"to",
        b"subject",
        b"date",
        b"cc",
        b"reply-to",
        b"content-type",
        b"sender",
        b"user-agent",
        b"in-reply-to",
        b"references",
        b"x-priority",
        b"content-language",
        b"thread-index",
        b"importance",
    }
)
_HEAD_LINES = 60


def is_mbox(head: bytes) -> bool:
    """Whether the first bytes of a file begin an mbox file."""
    first, _, rest = head.lstrip(b"\r\n").partition(b"\n")
    return bool(_SEPARATOR.match(first)) and (not rest.strip() or looks_like_email(rest))


def looks_like_email(head: bytes) -> bool:
    """Whether the first bytes of a file are a header block of RFC 5322; a French letter with « Objet : » is not one."""
    head = head.lstrip(b"\xef\xbb\xbf\r\n")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    names: list[bytes] = []
    for line in re.split(rb"\r\n|\n|\r", head)[:_HEAD_LINES]:
        if not line.strip():
            break
        if line[:1] in b" \t" or (not names and line.startswith((b"From ", b">From "))):
            continue
        match = _FIELD.match(line)
        if match is None:
            break
        names.append(match[1].lower())
    return any(name in _SURE for name in names) or len(_LIKELY & set(names)) >= 2  # noqa: PLR2004 - From and Subject


def messages(path: Path) -> Iterator[bytes]:
    """Yield the messages of an mbox file, without their separator lines, « >From » restored (mboxrd)."""
    lines: list[bytes] = []
    is_open = is_blank = False
    with path.open("rb") as file:
        for line in file:
            if (is_blank or not is_open) and line.startswith(b"From ") and (not is_open or _SEPARATOR.match(line)):
                if is_open:
                    yield _joined(lines)
                lines, is_open, is_blank = [], True, False
                continue
            is_blank = not line.strip(b"\r\n")
            if is_open or not is_blank:
                is_open = True
                lines.append(line[1:] if line.startswith(b">") and _ESCAPED.match(line) else line)
    if is_open:
        yield _joined(lines)


def _joined(lines: list[bytes]) -> bytes:
    if lines and not lines[-1].strip(b"\r\n"):
        lines.pop()  # the blank line belongs to the separator
    return b"".join(lines)
