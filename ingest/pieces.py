"""What lies in attachments: their real type, the text of a letter, the position of a photo."""

import io
import warnings
from collections.abc import Callable

import magic
import pypdfium2
from PIL import Image, UnidentifiedImageError

from domain.errors import UnreadableInputError
from domain.place import Point
from ingest.office.documents import plain_text, read_document
from ingest.office.rows import MAX_CHARACTERS
from ingest.office.word97 import is_old_word, read_word97

MAX_PDF_PAGES = 10
MAX_LETTER_BYTES = 20 * 2**20
MAX_LETTER_CHARACTERS = MAX_CHARACTERS
_SNIFFED_BYTES = 8_192

_VAGUE = frozenset(
    {
        "application/octet-stream",
        "text/plain",
        "application/x-empty",
        "inode/x-empty",
        "application/zip",
        "application/x-ole-storage",
        "application/cdfv2",
        "application/x-cdf",
        "data",
    }
)
_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "application/x-pdf": "application/pdf",
    "image/x-png": "image/png",
    "application/x-zip-compressed": "application/zip",
    "image/x-ms-bmp": "image/bmp",
    "message/global": "message/rfc822",
}
_BY_ENDING = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "heic": "image/heic",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "jp2": "image/jp2",
    "jpx": "image/jpx",
    "j2k": "image/x-jp2-codestream",
    "txt": "text/plain",
    "csv": "text/csv",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "htm": "text/html",
    "html": "text/html",
    "rtf": "application/rtf",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "zip": "application/zip",
}
_ZIP_FAMILY = (
    "application/vnd.openxmlformats",
    "application/vnd.oasis",
    "application/vnd.ms-excel",
    "application/epub",
    "application/java-archive",
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
DOC = "application/msword"
_PARTS = ((b"word/document.xml", DOCX), (b"xl/workbook.xml", _BY_ENDING["xlsx"]))
_DIRECTORY_BYTES = 256 * 2**10
"""Where an archive names what is in it."""
_OLE = frozenset({"application/x-ole-storage", "application/cdfv2", "application/x-cdf"})
_ENDINGS = {
    **{kind: ending for ending, kind in reversed(_BY_ENDING.items())},
    "image/jpeg": "jpg",
    "image/tiff": "tif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/heif": "heic",
    "text/rtf": "rtf",
    "text/html": "html",
}
RICH = frozenset({"text/rtf", "application/rtf"})
"""Rich text, as libmagic and as senders call it."""


def media_type(content: bytes, declared: str, name: str | None) -> str:
    """Return the type the content shows; the declared one, or the name's, where content says too little."""
    declared = _ALIASES.get(declared, declared)
    if declared.startswith(("message/", "multipart/")):
        return declared
    sniffed = _sniffed(content)
    if sniffed not in _VAGUE and not sniffed.startswith("text/"):
        return sniffed
    return _believed(sniffed, declared, name)


def ending_of(content: bytes) -> str:
    """Return the ending a file's name has by what lies in it: « png », « docx »; empty for what is no kind people send."""
    kind = _sniffed(content)
    if content.startswith(b"PK\x03\x04") and not kind.startswith(_ZIP_FAMILY):
        kind = next((own for part, own in _PARTS if part in content[-_DIRECTORY_BYTES:]), kind)
    if kind in _OLE:
        kind = DOC if is_old_word(content) else _BY_ENDING["xls"] if "Workbook".encode("utf-16-le") in content else kind
    return _ENDINGS.get(kind, "")


def _sniffed(content: bytes) -> str:
    try:
        found = str(magic.from_buffer(bytes(content[:_SNIFFED_BYTES]), mime=True))
    except magic.MagicException:
        return "application/octet-stream"
    return _ALIASES.get(found.lower(), found.lower())


def _believed(sniffed: str, declared: str, name: str | None) -> str:
    by_name = _BY_ENDING.get((name or "").rpartition(".")[2].lower(), "")
    if sniffed == "application/zip":
        return next((kind for kind in (declared, by_name) if kind.startswith(_ZIP_FAMILY)), sniffed)
    if sniffed.startswith("text/"):
        if sniffed == "text/html" and declared in {"text/plain", "application/octet-stream"}:
            return sniffed
        return next(
            (
                kind
                for kind in (declared, by_name)
                if kind.startswith(("text/", "message/", "application/json", "application/xml", "application/rtf"))
            ),
            sniffed,
        )
    return next(
        (kind for kind in (declared, by_name) if kind and kind not in {"application/octet-stream", "text/plain"}), declared or sniffed
    )


def letter_text(content: bytes, kind: str, charset: str | None) -> str:
    """Return the text of a letter in PDF (its text layer), Word, OpenDocument or plain text; empty where there is none to read.

    No letter is longer than MAX_LETTER_CHARACTERS; what is beyond stays in the attachment.
    """
    if len(content) > MAX_LETTER_BYTES:
        return ""
    readers: dict[str, Callable[[bytes], str]] = {"application/pdf": _pdf_text, DOCX: _office_text, ODT: _office_text, DOC: _word97_text}
    if kind == "text/plain":
        return plain_text(content, charset)
    reader = readers.get(kind)
    return reader(content)[:MAX_LETTER_CHARACTERS] if reader else ""


def _office_text(content: bytes) -> str:
    try:
        document = read_document(content)
    except UnreadableInputError:
        return ""  # damaged, locked or hostile: the file stays an attachment
    return document.text if document is not None else ""


def _word97_text(content: bytes) -> str:
    try:
        return read_word97(content).text
    except UnreadableInputError:
        return ""


def _pdf_text(content: bytes) -> str:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return ""
    pages: list[str] = []
    try:
        for number in range(min(len(document), MAX_PDF_PAGES)):
            page = document[number].get_textpage()
            pages.append(str(page.get_text_range()))
            page.close()
    except pypdfium2.PdfiumError:
        return "\n".join(pages)
    finally:
        document.close()
    return "\n".join(pages).replace("\ufffe", "-").replace("\x02", "-")


def photo_position(content: bytes) -> Point | None:
    """Return where a photo was taken, from its EXIF position.

    None where the file does not say on which side of the equator and of Greenwich: guessed, it would be a place across the meridian.
    """
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content)) as image:
            if image.format == "PNG" and "exif" not in image.info:
                return None  # Pillow would decode the whole picture, a bomb perhaps, to look behind it
            gps = image.getexif().get_ifd(0x8825)
    except _IMAGE_ERRORS:
        return None
    lat, lon = _degrees(gps.get(2), gps.get(1), "NS"), _degrees(gps.get(4), gps.get(3), "EW")
    if lat is None or lon is None or (lat == 0 and lon == 0) or abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004 - the globe; 0, 0 is a camera without a fix
        return None
    return Point(lat=round(lat, 7), lon=round(lon, 7))


_IMAGE_ERRORS = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    ZeroDivisionError,
    EOFError,
    OverflowError,
    Image.DecompressionBombError,
)


def _degrees(value: object, reference: object, sides: str) -> float | None:
    """Return degrees, minutes and seconds as degrees; ``sides`` are the letters of the positive and of the negative side."""
    side = str(reference).strip("\0 ").upper()
    if not isinstance(value, tuple) or len(value) != 3 or len(side) != 1 or side not in sides:  # noqa: PLR2004 - degrees, minutes, seconds
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    # Not a number, 0/0 in the file, is within no bounds.
    if not (0 <= degrees <= 180 and 0 <= minutes <= 60 and 0 <= seconds <= 60):  # noqa: PLR2004 - parts of the globe
        return None
    total = degrees + minutes / 60 + seconds / 3600
    return -total if side == sides[1] else total


def image_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels without decoding the picture."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content)) as image:  # of damaged EXIF: we only look
            return image.size
    except _IMAGE_ERRORS:
        return None
