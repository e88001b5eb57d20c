"""A message laid open: wrappings that mail readers see through are replaced by what they hold, so that every part has its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from domain.authenticity import ElectronicSignature
from domain.draft import Remark
from ingest.email import sealed
from ingest.email.headers import kept_fields
from ingest.email.mime import Part, prepared, read_tree
from ingest.email.sealed import Seal
from ingest.email.smime import read_signature
from ingest.email.transfer import content

MAX_WRAPPINGS = 5
"""Signed, then signed again by a gateway, then forwarded: nobody wraps more often."""
_MAX_A_ROUND = 50
_CMS_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNATURE_TYPES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_LINE_END = re.compile(rb"\r?\n")
_ENTITY = re.compile(
    rb"\s{0,4}(?:content-[a-z-]{2,30}|mime-version|from|received|date|return-path|subject|to|message-id|x-[a-z-]{1,40}) {0,4}:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The message as it is read: its bytes, where its parts lie in them, what was met on the way, and who signed the whole of it."""

    raw: bytes
    root: Part
    remarks: tuple[Remark, ...]
    signed_by: ElectronicSignature | None = None


def open_mail(raw: bytes) -> Opened:
    """Return a message laid open: opaque S/MIME signatures and compressed content taken off, messages sent in base64 decoded."""
    raw = prepared(raw)
    root, found = read_tree(raw)
    remarks = list(found)
    signed_by = _signature(raw, root)
    for _ in range(MAX_WRAPPINGS):
        changes = list(islice(_changes(raw, root, remarks), _MAX_A_ROUND))
        if not changes:
            break
        raw = _spliced(raw, changes)
        root, found = read_tree(raw)
        remarks += found
        signed_by = signed_by or _signature(raw, root)
    return Opened(raw=raw, root=root, remarks=tuple(dict.fromkeys(remarks)), signed_by=signed_by)


def _signature(raw: bytes, root: Part) -> ElectronicSignature | None:
    """Return who signed a message; what is signed within it proves nothing of a list's footer, or of who handed it on."""
    if is_cms(root):
        packed, _ = content(raw, root)
        return read_signature(packed, sealed.open_cms(packed).content)
    if root.media_type != "multipart/signed" or len(root.children) != 2:  # noqa: PLR2004 - RFC 1847, 2.1
        return None
    signed, signature = root.children
    if signature.media_type not in _SIGNATURE_TYPES:
        return None
    # Signed with the line ends of mail (RFC 8551, 3.1.1), whatever it was kept with; the one before the boundary belongs to that.
    return read_signature(content(raw, signature)[0], _LINE_END.sub(b"\r\n", raw[signed.head : signed.end]))


def _changes(raw: bytes, root: Part, remarks: list[Remark]) -> Iterator[tuple[Part, bytes]]:
    for part in root.walk():
        if (change := _unwrapped(raw, part, remarks)) is not None and not _would_break(change[1], _marks_around(root, part)):
            yield change


def is_cms(part: Part) -> bool:
    """Whether a part is a CMS message (``smime.p7m``)."""
    return part.media_type in _CMS_TYPES or (
        part.media_type == "application/octet-stream" and (part.filename or "").lower().endswith("smime.p7m")
    )


def _marks_around(root: Part, inner: Part) -> list[bytes]:
    """Return the boundary marks of the parts a part lies within."""
    around = (part for part in root.walk() if part.is_multipart and part.start <= inner.head < part.end)
    return [b"\n--" + name.encode("utf-8", "surrogateescape") for part in around if (name := part.parameters.get("boundary"))]


def _would_break(instead: bytes, marks: Sequence[bytes]) -> bool:
    """Whether what would take a part's place holds a boundary of the message around it, and would tear that apart."""
    return any(mark in instead for mark in marks)


def _unwrapped(raw: bytes, part: Part, remarks: list[Remark]) -> tuple[Part, bytes] | None:
    """Return the part with the bytes that take its place, None where it stays as it is."""
    if part.children or part.headers.is_cut:
        return None
    if is_cms(part):
        return _without_seal(raw, part, remarks)
    is_container = part.headers.get("content-type").lstrip().lower().startswith("multipart/") or part.media_type in {
        "message/rfc822",
        "message/global",
    }
    if not is_container or not part.headers.coding():
        return None
    body, _ = content(raw, part)  # forbidden by RFC 2045 (6.4) yet sent
    if part.media_type.startswith("message/") and not _ENTITY.match(body):
        return None
    return part, kept_fields(raw, part.head, part.start, without="content-transfer-encoding") + b"\r\n" + body


def _without_seal(raw: bytes, part: Part, remarks: list[Remark]) -> tuple[Part, bytes] | None:
    if part.parameters.get("smime-type", "").lower() == "certs-only":
        return None
    found = sealed.open_cms(content(raw, part)[0])
    remark = Remark.ENCRYPTED if found.seal is Seal.ENCRYPTED else Remark.SIGNED if found.seal is Seal.SIGNED else None
    if remark is not None and remark not in remarks:
        remarks.append(remark)
    if found.content is None or not _ENTITY.match(found.content):
        return None  # a signed file that is no message (contrat.pdf.p7m) stays a file
    return part, kept_fields(raw, part.head, part.start, without="content-") + found.content


def _spliced(raw: bytes, changes: list[tuple[Part, bytes]]) -> bytes:
    pieces: list[bytes] = []
    position = 0
    for part, instead in changes:
        pieces += [raw[position : part.head], instead]
        position = part.end
    return b"".join([*pieces, raw[position:]])
