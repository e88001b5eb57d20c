"""A submission of other software with its files as one original: multipart/mixed (RFC 2046), JSON first, then the files as they came."""

import hashlib
import re
from binascii import b2a_base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from domain.draft import Draft, Remark
from domain.inbound import Channel, Reception
from ingest.email import bodies
from ingest.email.attached import attachments_of
from ingest.email.opened import open_mail
from ingest.email.transfer import content
from ingest.form.mapping import Mapping
from ingest.form.read import read_submission

_START = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=_form_'
_BASE64_LINE = 57
"""Bytes of a line of 76 characters."""
_JSON = "application/json"
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,100}")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a submission; name and type are what the sender says of it."""

    name: str | None
    media_type: str
    content: bytes


def pack(document: bytes, files: Sequence[File]) -> bytes:
    """Return the original of a submission: the JSON alone where no file came with it, else a container. Same input, same bytes."""
    if not files:
        return document
    digest = hashlib.sha256(document)
    for file in files:
        digest.update(hashlib.sha256(file.content).digest())
    boundary = f"=_form_{digest.hexdigest()[:32]}"
    parts = [_part(_JSON + "; charset=utf-8", "8bit", None, "inline", document)]
    parts += [_part(_declared(file.media_type), "base64", file.name, "attachment", _base64(file.content)) for file in files]
    mark = b"--" + boundary.encode()
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def is_container(head: bytes) -> bool:
    """Return whether an original is such a container, by its first bytes."""
    return head.startswith(_START)


def read_form(raw: bytes, reception: Reception, channel: Channel | None = None, mapping: Mapping | None = None) -> tuple[Draft, ...]:
    """Return the drafts of a submission that may be a container: its files are attachments of the first draft. Never raises."""
    if not is_container(raw):
        return read_submission(raw, reception, channel, mapping)
    opened = open_mail(raw)
    document = next((part for part in opened.root.children if part.media_type == _JSON), None)
    said = content(opened.raw, document)[0] if document is not None else b""
    first, *others = read_submission(said, reception, channel, mapping)
    contents = bodies.collect(opened.root)
    found, point = attachments_of(opened.raw, opened.root, contents, ())
    files = tuple(one for one in found if document is None or one.part != document.number)
    remarks: Sequence[Remark] = (*first.remarks, *opened.remarks, *contents.remarks)
    if files:
        remarks = [remark for remark in remarks if remark is not Remark.EMPTY]
    first = replace(first, attachments=files, point=first.point or point, remarks=tuple(dict.fromkeys(remarks)))
    return (first, *others)


def _part(media_type: str, encoding: str, name: str | None, disposition: str, body: bytes) -> bytes:
    named = f"; filename*=UTF-8''{quote(name[-_LONGEST_NAME:], safe='', errors='replace')}" if name else ""
    head = f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Disposition: {disposition}{named}\r\n\r\n"
    return head.encode("ascii", "replace") + body


def _declared(media_type: str) -> str:
    kind = media_type.partition(";")[0].strip().lower()
    # A multipart or message would be opened as part of this container instead of being kept as the file it is.
    is_plain = _TYPE.fullmatch(kind) and not kind.startswith(("multipart/", "message/"))
    return kind if is_plain else "application/octet-stream"


def _base64(body: bytes) -> bytes:
    return b"".join(b2a_base64(body[at : at + _BASE64_LINE], newline=False) + b"\r\n" for at in range(0, len(body), _BASE64_LINE))
