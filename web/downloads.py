"""How files leave the desk: saved under their own name, never run in its."""

from urllib.parse import quote

from domain.inbound import Channel, Inbound
from ingest.form.enclosed import is_container
from ingest.paper.opening.files import kind_of
from ingest.paper.opening.survey import FileKind
from web.gate import FILE_POLICY

KEPT_APART = ".danger"
LONGEST_NAME = 150
MISLEADING = frozenset('/\\:*?"<>|')
HEAD_BYTES = 1_024
"""So much of a file tells what it is."""
NAMELESS = "application/octet-stream"
_SUBMITTED = frozenset({Channel.FORM, Channel.PHONE, Channel.COUNTER, Channel.PORTAL})
_PAPER = {
    FileKind.PDF: ("application/pdf", (".pdf",)),
    FileKind.TIFF: ("image/tiff", (".tif", ".tiff")),
    FileKind.JPEG: ("image/jpeg", (".jpg", ".jpeg", ".jpe")),
    FileKind.PNG: ("image/png", (".png",)),
    FileKind.HEIC: ("image/heic", (".heic", ".heif", ".avif")),
    FileKind.WEBP: ("image/webp", (".webp",)),
    FileKind.BMP: ("image/bmp", (".bmp",)),
    FileKind.GIF: ("image/gif", (".gif",)),
    FileKind.JP2: ("image/jp2", (".jp2", ".jpx", ".jpf", ".j2k", ".j2c")),
    FileKind.DOCX: (NAMELESS, (".docx", ".docm", ".dotx", ".xlsx", ".pptx")),
    FileKind.ODT: ("application/vnd.oasis.opendocument.text", (".odt",)),
    FileKind.RTF: ("application/rtf", (".rtf", ".doc")),
}


def download_headers(filename: str) -> dict[str, str]:
    """Return headers that make the browser save the file under its name, shown without the characters that mislead (RFC 6266)."""
    shown = "".join(letter for letter in filename if letter.isprintable() and letter not in MISLEADING)
    name = shown[-LONGEST_NAME:].strip(". ") or "file"
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": FILE_POLICY,
        "Cache-Control": "no-store",
    }


def own_name(inbound: Inbound, otherwise: str) -> str:
    """Return what a file that lay in a folder was called there, without the folder; ``otherwise`` where nobody knows."""
    return (inbound.source_id or "").rpartition("/")[2] or otherwise


def original(inbound: Inbound, head: bytes, otherwise: str) -> tuple[str, str]:
    """Return the name and the media type under which an original is handed out; paper is named after what its first bytes show."""
    if inbound.channel is Channel.EMAIL:
        return f"{otherwise}.eml", "message/rfc822"
    name = own_name(inbound, otherwise)
    kind = kind_of(head)
    if kind is None and inbound.source_id is None and inbound.channel in _SUBMITTED:
        # Without a name of its own it is a submission we have written down: JSON, or a container with its files.
        return f"{name}{'.eml' if is_container(head) else '.json'}", NAMELESS
    if kind is None:
        return name, NAMELESS
    media_type, endings = _PAPER[kind]
    return (name if name.lower().endswith(endings) else f"{name}{endings[0]}"), media_type
