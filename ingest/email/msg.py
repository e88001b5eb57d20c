"""Messages as Outlook saves them (.msg, [MS-OXMSG]), written out as the mail they were."""

import binascii
import codecs
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from domain.errors import UnreadableInputError
from ingest.charset import decode
from ingest.email.rtf import decompressed, rtf_text
from ingest.office.compound import ROOT, SIGNATURE, Compound

MEDIA_TYPE = "application/vnd.ms-outlook"
_PROPERTIES = "__properties_version1.0"
_NAMES = _PROPERTIES.encode("utf-16-le")
_ATTACHED = "__attach_version1.0_#"
_MOST_FILES, _MOST_DEEP = 200, 4
_MOST_BYTES = 64 * 2**20
_LONGEST_LINE = 900
_HEADS = {True: 32, False: 24}
"""Bytes before the properties of a message: the file's own, one within it ([MS-OXMSG] 2.4.1)."""
_ATTACHMENT_HEAD = 8

_HEADERS, _SUBJECT, _BODY, _HTML, _RTF, _MESSAGE_ID = 0x007D, 0x0037, 0x1000, 0x1013, 0x1009, 0x1035
_SENT_FOR, _SENDER = (0x0042, 0x5D02, 0x0065), (0x0C1A, 0x5D01, 0x0C1F)
"""Name, address, and address as the directory wrote it: of who is said to write, and of who sent."""
_TO, _CC, _ANSWERED, _REFERENCES = 0x0E04, 0x0E03, 0x1042, 0x1039
_SENT_AT, _CAME_AT, _CODE_PAGE, _BODY_CODE_PAGE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE
_DATA, _LONG_NAME, _SHORT_NAME, _TITLE, _KIND, _CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x3001, 0x370E, 0x3712
_UNICODE, _ANSI, _BINARY, _OBJECT = 0x001F, 0x001E, 0x0102, 0x000D
_TEXT = "Content-Type: text/plain; charset=utf-8"
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_OURS = frozenset({"content-type", "content-transfer-encoding", "content-disposition", "content-id", "mime-version"})
"""Fields that tell how the body was packed; it is packed anew."""
_PLAIN = frozenset(map(chr, range(32, 127)))


def is_msg(content: bytes) -> bool:
    """Tell whether a file may be a message that Outlook saved."""
    return content.startswith(SIGNATURE) and _NAMES in content


def mail_of_msg(content: bytes) -> bytes | None:
    """Return a saved message as RFC 5322 has it, its files and the messages within it attached; None where it cannot be read.

    The header is the one it came with, where that was kept; else what the properties tell of it.
    """
    try:
        return _Message(Compound(content)).written(ROOT, depth=0)
    except (UnreadableInputError, struct.error, IndexError, ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leaf:
    """A part to be written: ``fields`` of its header, and its content."""

    fields: tuple[str, ...]
    content: bytes


class _Message:
    """Reads a compound file's messages."""

    def __init__(self, compound: Compound) -> None:
        self._compound = compound
        self._files_left, self._bytes_left = _MOST_FILES, _MOST_BYTES

    def written(self, storage: int, *, depth: int) -> bytes:
        fixed = self._fixed(storage, _HEADS[depth == 0])
        charset = _charset(fixed.get(_CODE_PAGE, 0))
        head = "\r\n".join(self._head(storage, fixed, charset))
        leaves = (*self._bodies(storage, fixed, charset), *self._files(storage, charset, depth=depth))
        leaves = leaves or (_Leaf(fields=(_TEXT,), content=b""),)
        mark = f"=_{binascii.crc32(b''.join(leaf.content for leaf in leaves)):08x}_{depth}"
        parts = b"".join(_part(leaf, mark) for leaf in leaves)
        kind = f'Content-Type: multipart/mixed; boundary="{mark}"'
        return f"{head}\r\nMIME-Version: 1.0\r\n{kind}\r\n\r\n".encode("utf-8", "replace") + parts + f"--{mark}--\r\n".encode()

    # --- header

    def _head(self, storage: int, fixed: Mapping[int, int], charset: str) -> Iterator[str]:
        kept = self._text(storage, _HEADERS, charset)
        if "\n" in kept and ":" in kept:
            yield from _kept_fields(kept)
            return
        writer = self._mailbox(storage, _SENT_FOR, charset) or self._mailbox(storage, _SENDER, charset)
        for name, value in (
            ("From", writer),
            ("To", _one_line(self._text(storage, _TO, charset))),
            ("Cc", _one_line(self._text(storage, _CC, charset))),
            ("Subject", _one_line(self._text(storage, _SUBJECT, charset))),
            ("Date", _date(fixed.get(_SENT_AT) or fixed.get(_CAME_AT))),
            ("Message-ID", _one_line(self._text(storage, _MESSAGE_ID, charset))),
            ("In-Reply-To", _one_line(self._text(storage, _ANSWERED, charset))),
            ("References", _one_line(self._text(storage, _REFERENCES, charset))),
        ):
            if value:
                yield f"{name}: {value}"

    def _mailbox(self, storage: int, names: tuple[int, int, int], charset: str) -> str:
        name, address, listed = (_one_line(self._text(storage, one, charset)) for one in names)
        address = next((one for one in (address, listed, name) if "@" in one), "")  # « /O=… » is a name in a directory
        shown = name.replace('"', "'").replace("\\", "")
        return f'"{shown}" <{address}>' if shown and address and shown != address else f"<{address}>" if address else shown

    # --- body and files

    def _bodies(self, storage: int, fixed: Mapping[int, int], charset: str) -> Iterator[_Leaf]:
        """Yield what the message says: its HTML where it has that, else its plain text or rich one."""
        plain = self._text(storage, _BODY, charset)
        html = self._stream(storage, _HTML, _BINARY)
        if html is None and (said := self._text(storage, _HTML, charset)):
            html, fixed = said.encode("utf-8", "replace"), {**fixed, _BODY_CODE_PAGE: 65001}
        if plain.strip():
            yield _Leaf(fields=(_TEXT,), content=plain.encode("utf-8", "replace"))
        elif html is not None:
            kind = f"Content-Type: text/html; charset={_charset(fixed.get(_BODY_CODE_PAGE, 0))}"
            yield _Leaf(fields=(kind,), content=html)
        elif rich := self._stream(storage, _RTF, _BINARY):
            said = rtf_text(decompressed(rich))
            yield _Leaf(fields=(_TEXT,), content=said.encode("utf-8", "replace"))

    def _files(self, storage: int, charset: str, *, depth: int) -> Iterator[_Leaf]:
        attached = sorted(one for one in self._compound.storages(storage) if one[0].startswith(_ATTACHED))
        for _, holder in attached:
            # Counted over the whole file: messages within may name each other in circles.
            self._files_left -= 1
            if self._files_left < 0 or self._bytes_left < 0:
                return
            name = next((text for one in (_LONG_NAME, _SHORT_NAME, _TITLE) if (text := _one_line(self._text(holder, one, charset)))), "")
            inner = next((number for one, number in self._compound.storages(holder) if one == _stream_name(_DATA, _OBJECT)), None)
            if inner is not None and depth < _MOST_DEEP and self._compound.find(_PROPERTIES, inner) is not None:
                yield _Leaf(fields=("Content-Type: message/rfc822", _named(name)), content=self.written(inner, depth=depth + 1))
            elif (content := self._stream(holder, _DATA, _BINARY)) is not None:
                self._bytes_left -= len(content)
                identity = _one_line(self._text(holder, _CONTENT_ID, charset)).strip("<>")
                fields = ("Content-Type: application/octet-stream", _named(name), *((f"Content-ID: <{identity}>",) if identity else ()))
                yield _Leaf(fields=fields, content=content)

    # --- properties

    def _stream(self, storage: int, name: int, kind: int) -> bytes | None:
        return self._compound.find(_stream_name(name, kind), storage)

    def _text(self, storage: int, name: int, charset: str) -> str:
        wide = self._stream(storage, name, _UNICODE)
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._stream(storage, name, _ANSI)
        return "" if narrow is None else decode(narrow.rstrip(b"\0"), charset)[0]

    def _fixed(self, storage: int, head: int) -> dict[int, int]:
        """Return the numbers and moments among the properties, by name."""
        content = self._compound.find(_PROPERTIES, storage) or b""
        return {name: value for _, name, value in struct.iter_unpack("<HH4xQ", content[head : head + (len(content) - head) // 16 * 16])}


def _stream_name(name: int, kind: int) -> str:
    return f"__substg1.0_{name:04X}{kind:04X}"


def _charset(number: int) -> str:
    number &= 0xFFFFFFFF
    try:
        return codecs.lookup("utf-8" if number == 65001 else f"cp{number}").name  # noqa: PLR2004 - Windows' name of UTF-8
    except LookupError:
        return "cp1252"


def _date(ticks: int | None) -> str:
    """Return a moment as mail writes it: FILETIME counts tenths of microseconds since 1601."""
    return "" if not ticks else format_datetime(_EPOCH + timedelta(microseconds=ticks // 10))


def _one_line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:_LONGEST_LINE]


def _kept_fields(kept: str) -> Iterator[str]:
    """Yield the lines of a header, without the fields that tell how the body was packed, and without what is none."""
    is_kept = False
    for line in kept.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            continue
        if line[0] not in " \t":
            name = line.partition(":")[0].strip()
            is_kept = ":" in line and name.lower() not in _OURS and set(name) <= _PLAIN - {" "}
        if is_kept:
            yield line


def _named(name: str) -> str:
    quoted = name.replace("\\", "").replace('"', "'")
    return f'Content-Disposition: attachment; filename="{quoted}"' if quoted else "Content-Disposition: attachment"


def _part(leaf: _Leaf, mark: str) -> bytes:
    is_mail = leaf.fields[0].endswith("message/rfc822")
    coding = () if is_mail else ("Content-Transfer-Encoding: base64",)
    head = "\r\n".join((f"--{mark}", *leaf.fields, *coding, "", "")).encode("utf-8", "replace")
    return head + (leaf.content if is_mail else _lines(leaf.content)) + b"\r\n"


def _lines(content: bytes) -> bytes:
    coded = binascii.b2a_base64(content, newline=False)
    return b"\r\n".join(coded[at : at + 76] for at in range(0, len(coded), 76))
