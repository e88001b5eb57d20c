"""Whether a piece is dangerous to open: by its name, by its first bytes, by what an archive or a document holds."""

import gzip
import io
import re
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

import pypdfium2
from lxml.etree import LxmlError, XMLParser, fromstring

from domain.draft import Danger

MAX_MEMBERS = 5_000
MAX_ARCHIVE_DEPTH = 3
MAX_INNER_BYTES = 16 * 2**20
MAX_UNPACKED = 2 * 2**30
MAX_RATIO = 200
_SMALL_BOMB = 200 * 2**20
_HEAD = 4_096
_MAX_SCANNED = 8 * 2**20


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PROGRAMS = _words(
    "action ade adp apk app appcontent-ms appimage appinstaller application appref-ms appx appxbundle bas bat btm cdxml chm class cmd com "
    "command fxp grp hlp hpj htc its mda mdb mdz msu ops osd pcd plg prf pssc pyo pyzw udl vbp vsmacros vsto vsw wll workflow wsb "
    "cpl csh deb diagcab dll dmg drv elf exe fon gadget hta inf ins isp jar jnlp js jse ksh mam mde mpkg msc msh msh1 msh2 "
    "msi msix msixbundle msp mst ocx osx out paf pif pkg pl prg ps1 ps1xml ps2 psc1 psc2 psd1 psm1 py pyc pyw pyz rb reg rpm "
    "run scf scpt scr sct sh shb shs sys vb vbe vbs vbscript ws wsc wsf wsh xbap xll xnk zsh"
)
_SHORTCUTS = _words(
    "desktop ica iqy lnk rdp search-ms searchconnector-ms library-ms settingcontent-ms slk theme themepack url webloc website"
)
_PAGES = _words("htm html mht mhtml shtml svg svgz xht xhtml xsl xslt")
_IMAGES = _words("img iso udf vhd vhdx vmdk")
_MACROS = _words("accda accde accdr docm dotm potm ppam ppsm pptm sldm xla xlam xlm xlsb xlsm xltm")
_CLOSED = _words("7z ace alz arc arj bz2 cab egg lha lzh lzma rar uue xxe xz z zst")
_HARMLESS = _words(
    "avi bmp csv doc docx eml gif heic ics jpeg jpg jfif mov mp3 mp4 msg odp ods odt pdf png ppt pptx rtf tif tiff txt vcf "
    "webp xls xlsx xml zip"
)
_DOTS = dict.fromkeys(map(ord, "\uff0e\u3002\ufe52\u2024"), ".")
_STREAM = re.compile(r":[^:.]{0,50}:\$data\s{0,9}$", re.IGNORECASE)
"""Windows' way to name a file's content: « a.exe::$DATA » is a.exe."""
_SPARE = " \t\r\n\u00a0.\"'\u00b7\u2025\u2026"

_PROGRAM_HEADS = (
    *(b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"ITSF"),
    *(b"#!/", b"#! /", b"#@~^", b"dex\n", b"!<arch>\ndebian", b"\xed\xab\xee\xdb"),
)
_LINK_HEADS = (b"L\0\0\0\x01\x14\x02\0", b"[InternetShortcut]", b"[Desktop Entry]", b"ID;P")
_CLOSED_HEADS = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"MSCF\0\0\0\0")
_BZIP = re.compile(rb"BZh[1-9]1AY&SY")
_IMAGE_HEADS = (b"vhdxfile", b"conectix", b"KDMV", b"cxsparse")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ONENOTE = b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"
_ISO_MARK = (0x8001, b"CD001")
_MSI_CLASS = bytes.fromhex("84100c0000000000c000000000000046")
_PAGE = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed|meta\s+http-equiv)[\s>/]|<\?xml-stylesheet", re.IGNORECASE
)
_PAGE_TYPES = frozenset({"text/html", "image/svg+xml", "application/xhtml+xml"})
_PDF_STARTS = re.compile(rb"/(?:Launch|RichMedia)\b")
"""Not scripts: official forms have them; nor files within: invoices have them."""
_PDF_ESCAPED = re.compile(rb"/[A-Za-z]{0,20}(?:#[0-9A-Fa-f]{2}[A-Za-z]{0,20}){1,20}")
"""A name in disguise: « /L#61unch » (ISO 32000, 7.3.5)."""
_RTF_OBJECT = re.compile(rb"\\(?:objdata|objupdate|objautlink|objemb|objocx)", re.IGNORECASE)
_FETCHED = re.compile(r"attachedTemplate|oleObject|subDocument|/frame", re.IGNORECASE)
_MACRO_TYPE = re.compile(r"macroEnabled|vbaProject", re.IGNORECASE)
_LARGEST_XML = 4 * 2**20
_MACRO_MEMBER = re.compile(r"(?:^|/)vbaproject\.bin$|(?:^|/)xl/macrosheets/|^basic/|^scripts/|(?:^|/)activex/", re.IGNORECASE)
_EMBEDDED_MEMBER = re.compile(r"(?:^|/)embeddings/[^/]+\.(?:bin|exe|vbs|js|hta|lnk|bat|ps1)$", re.IGNORECASE)
_ZIP_TROUBLE = (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError, ValueError, KeyError, struct.error)


@dataclass(slots=True)
class Budget:
    """How many bytes may still be unpacked to look into archives: of one piece, or of all that came with one message."""

    left: int = MAX_INNER_BYTES


@dataclass(frozen=True, slots=True)
class _Look:
    """How deep in archives we are, and how many bytes may still be unpacked in all."""

    depth: int = 0
    budget: Budget = field(default_factory=Budget)

    def deeper(self) -> "_Look":
        return _Look(self.depth + 1, self.budget)

    def take(self, read: Callable[[int], bytes]) -> bytes | None:
        """Return what ``read`` gives, None where that is more than is allowed."""
        body = read(max(self.budget.left, 0) + 1)
        self.budget.left -= len(body)
        return body if self.budget.left >= 0 else None


def danger_of(content: bytes, name: str | None, media_type: str, budget: Budget | None = None) -> Danger | None:
    """Return why a piece must not be opened lightly, None where nothing speaks for it.

    ``name`` is the sender's, ``media_type`` what the content shows. Nothing here runs or unpacks more than a few megabytes.
    """
    return _danger(content, name or "", media_type, look=_Look(0, budget or Budget()))


def _danger(content: bytes, name: str, media_type: str, *, look: _Look) -> Danger | None:
    endings = endings_of(name)
    last = endings[-1] if endings else ""
    by_content = _by_content(content, media_type, look=look)
    if by_content in {Danger.PROGRAM, Danger.SHORTCUT}:
        return Danger.DISGUISED if _HARMLESS.intersection(endings) else by_content
    if (by_name := _by_ending(last)) is not None:
        is_disguised = by_name in {Danger.PROGRAM, Danger.SHORTCUT, Danger.DISK_IMAGE} and bool(_HARMLESS.intersection(endings[:-1]))
        return Danger.DISGUISED if is_disguised else by_name
    return by_content or (Danger.CLOSED if last in _CLOSED else None)


def endings_of(name: str) -> tuple[str, ...]:
    """Return the endings of a file name, lower case: « facture.pdf  .exe. » has pdf and exe."""
    plain = _STREAM.sub("", unicodedata.normalize("NFKC", name.translate(_DOTS)))
    plain = "".join(letter for letter in plain if unicodedata.category(letter) not in {"Cf", "Cc", "Mn", "Zl", "Zp"})
    return tuple(one.strip().casefold() for one in plain.rstrip(_SPARE).split(".")[1:])


def _by_ending(ending: str) -> Danger | None:
    for endings, danger in (
        (_PROGRAMS, Danger.PROGRAM),
        (_SHORTCUTS, Danger.SHORTCUT),
        (_PAGES, Danger.PAGE),
        (_MACROS, Danger.MACROS),
        (_IMAGES, Danger.DISK_IMAGE),
    ):
        if ending in endings:
            return danger
    return None


def _by_content(content: bytes, media_type: str, *, look: _Look) -> Danger | None:  # noqa: PLR0911 - a table of heads
    head = content[:_HEAD]
    if _is_windows_program(content) or head.startswith(_PROGRAM_HEADS):
        return Danger.PROGRAM
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(_LINK_HEADS):
        return Danger.SHORTCUT
    if head.startswith(_IMAGE_HEADS) or content[_ISO_MARK[0] : _ISO_MARK[0] + 5] == _ISO_MARK[1] or content[-512:-508] == b"koly":
        return Danger.DISK_IMAGE
    if head.startswith(_CLOSED_HEADS) or _BZIP.match(head):
        return _closed(content)
    if (
        head.startswith(b"PK\x03\x04")
        or head.startswith(b"PK\x05\x06")
        or (b"PK\x05\x06" in content[-66_000:] and media_type == "application/zip")
    ):
        return _in_zip(content, look=look)
    if head.startswith(b"\x1f\x8b"):
        return _in_gzip(content, look=look)
    if content[257:262] == b"ustar":
        return _in_tar(content, look=look)
    return _in_document(content, head, media_type, look=look)


def _in_document(content: bytes, head: bytes, media_type: str, *, look: _Look) -> Danger | None:
    if head.startswith(_OLE):
        return _in_ole(content)
    if head.startswith(_ONENOTE):
        return Danger.EMBEDDED
    start = head.lstrip(b"\xef\xbb\xbf\r\n\t \0")
    if start[:4].lower() == b"{\\rt":
        return Danger.EMBEDDED if _RTF_OBJECT.search(content, 0, _MAX_SCANNED) else None
    if b"%PDF-" in head[:1024]:
        return _in_pdf(content, look)
    if media_type in _PAGE_TYPES or (start.startswith(b"<") and _PAGE.search(head.replace(b"\0", b""))):
        return Danger.PAGE
    return None


def _in_pdf(content: bytes, look: _Look) -> Danger | None:
    if _pdf_starts(content[:_MAX_SCANNED], look):
        return Danger.EMBEDDED
    return Danger.LOCKED if b"/Encrypt" in content and _needs_password(content) else None


def _pdf_starts(content: bytes, look: _Look) -> bool:
    """Whether a PDF starts a program: written openly, with escaped letters, or among the objects it keeps compressed."""
    if _PDF_STARTS.search(content) or any(_PDF_STARTS.match(_unescaped(name[0])) for name in _PDF_ESCAPED.finditer(content)):
        return True
    position = 0
    while (found := content.find(b"/ObjStm", position)) != -1 and look.budget.left > 0:
        start = content.find(b"stream", found)
        stop = content.find(b"endstream", start)
        position = stop if start != -1 and stop != -1 else len(content)
        body = content[start:position].removeprefix(b"stream").lstrip(b"\r\n")
        try:
            objects = zlib.decompressobj().decompress(body, max(1, min(look.budget.left, _MAX_SCANNED)))
        except zlib.error:
            continue  # encrypted, or packed in a way that readers of PDF alone know
        look.budget.left -= len(objects)
        if _PDF_STARTS.search(objects) or any(_PDF_STARTS.match(_unescaped(name[0])) for name in _PDF_ESCAPED.finditer(objects)):
            return True
    return False


def _needs_password(content: bytes) -> bool:
    """Whether a PDF opens to who knows a password only; many are encrypted for show and open to anybody."""
    try:
        pypdfium2.PdfDocument(content).close()
    except pypdfium2.PdfiumError as error:
        return "password" in str(error).lower()
    return False


def _unescaped(name: bytes) -> bytes:
    return unquote_to_bytes(name.replace(b"#", b"%"))


def _is_windows_program(content: bytes) -> bool:
    """Whether these are the bytes of a DOS or Windows program: « MZ » alone may begin a text."""
    if not content.startswith((b"MZ", b"ZM")):
        return False
    if len(content) >= 64:  # noqa: PLR2004 - the DOS header
        (at,) = struct.unpack_from("<I", content, 60)
        if content[at : at + 2] in {b"PE", b"NE", b"LE", b"LX"}:
            return True
    return b"\0" in content[2:64]


# --- archives -------------------------------------------------------------------------------------------------------------------------

_RAR4, _RAR5 = b"Rar!\x1a\x07\0", b"Rar!\x1a\x07\x01\0"


def _closed(content: bytes) -> Danger:
    """Return how an archive in another format than zip is: locked, or closed to us."""
    is_locked = (
        (content.startswith(b"7z") and b"\x06\xf1\x07\x01" in content[-65_536:])
        or (content.startswith(_RAR5) and content[12:13] == b"\x04")
        or (content.startswith(_RAR4) and len(content) > 12 and bool(content[10] & 0x80))  # noqa: PLR2004 - flags of the main header
        or (content.startswith(_RAR4) and len(content) > 24 and content[22] == 0x74 and bool(content[23] & 0x04))  # noqa: PLR2004 - of a file
    )
    return Danger.LOCKED if is_locked else Danger.CLOSED


def _in_zip(content: bytes, *, look: _Look) -> Danger | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 0x41 for member in members):
                return Danger.LOCKED
            if len(members) > MAX_MEMBERS:
                return Danger.CLOSED
            unpacked = sum(member.file_size for member in members)
            if unpacked > MAX_UNPACKED or (unpacked > _SMALL_BOMB and unpacked > MAX_RATIO * len(content)):
                return Danger.BOMB
            if any(member.filename in {"[Content_Types].xml", "mimetype"} for member in members):
                return _in_office(archive, members, look=look)
            return _in_members(((member.filename, _reader(archive, member)) for member in members if not member.is_dir()), look=look)
    except _ZIP_TROUBLE:
        return Danger.CLOSED


def _reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, most: int = MAX_UNPACKED) -> Callable[[int], bytes]:
    def read(size: int) -> bytes:
        with archive.open(member) as file:
            return file.read(min(size, most))

    return read


def _in_office(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], *, look: _Look) -> Danger | None:
    """Return what is dangerous in a document of today's office programs: macros, programs, templates fetched from elsewhere."""
    for member in members:
        name = member.filename
        endings = endings_of(name)
        if _by_ending(endings[-1] if endings else "") in {Danger.PROGRAM, Danger.SHORTCUT, Danger.DISK_IMAGE}:
            return Danger.PROGRAM_INSIDE
        if _MACRO_MEMBER.search(name):
            return Danger.MACROS
        if _EMBEDDED_MEMBER.search(name) and b"\x01\0O\0l\0e\x001\x000\0N\0" in _reader(archive, member)(2**20):
            return Danger.EMBEDDED  # a package: any file under any name; formulas and charts are embedded as well
        if name.endswith(".rels") or name == "[Content_Types].xml":
            xml = look.take(_reader(archive, member, most=_LARGEST_XML + 1))
            if xml is None or len(xml) > _LARGEST_XML:
                return Danger.CLOSED
            if (found := _in_relations(xml)) is not None:
                return found
    return None


def _in_relations(xml: bytes) -> Danger | None:
    """Return what the parts of a document are declared to be (ECMA-376, part 2): macros under any name, what is fetched from elsewhere."""
    try:
        root = fromstring(xml, parser=XMLParser(resolve_entities=False, no_network=True, recover=True))
    except LxmlError:  # nothing that could be read, by office programs either
        return None
    if root is None:
        return None
    for element in root.iter():
        kind = f"{element.get('Type', '')} {element.get('ContentType', '')}"
        if _MACRO_TYPE.search(kind):
            return Danger.MACROS
        if _FETCHED.search(kind) and element.get("TargetMode", "").strip().lower() == "external":
            return Danger.EMBEDDED
    return Danger.EMBEDDED if root.getroottree().docinfo.doctype else None  # forbidden there; it could hide what is written


def _in_members(members: Iterator[tuple[str, Callable[[int], bytes]]], *, look: _Look) -> Danger | None:
    """Return what is dangerous in an archive; ``members`` are names and readers of at most so many bytes."""
    if look.depth >= MAX_ARCHIVE_DEPTH:
        return Danger.CLOSED
    found: Danger | None = None
    for count, (name, read) in enumerate(members):
        if count >= MAX_MEMBERS:
            return Danger.CLOSED
        endings = endings_of(name)
        if _by_ending(endings[-1] if endings else ""):
            return Danger.PROGRAM_INSIDE
        body = look.take(read)
        if body is None:
            return found or Danger.CLOSED
        inner = _danger(body, name, "", look=look.deeper())
        if inner in {Danger.LOCKED, Danger.CLOSED, Danger.BOMB}:
            found = inner
        elif inner is not None:
            return Danger.PROGRAM_INSIDE
    return found


def _in_gzip(content: bytes, *, look: _Look) -> Danger | None:
    if look.depth >= MAX_ARCHIVE_DEPTH:
        return Danger.CLOSED
    try:
        with gzip.open(io.BytesIO(content)) as file:
            body = look.take(file.read)
    except _ZIP_TROUBLE:
        return Danger.CLOSED
    if body is None:
        return Danger.CLOSED
    inner = _danger(body, "", "", look=look.deeper())
    return inner if inner in {None, Danger.LOCKED, Danger.CLOSED, Danger.BOMB} else Danger.PROGRAM_INSIDE


def _in_tar(content: bytes, *, look: _Look) -> Danger | None:
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            return _in_members(((member.name, _tar_reader(archive, member)) for member in archive if member.isfile()), look=look)
    except (tarfile.TarError, *_ZIP_TROUBLE):
        return Danger.CLOSED


def _tar_reader(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[int], bytes]:
    def read(size: int) -> bytes:
        file = archive.extractfile(member)
        return file.read(size) if file else b""

    return read


# --- documents of older office programs ---------------------------------------------------------------------------------------------


def _in_ole(content: bytes) -> Danger | None:
    """Return what is dangerous in a compound file (MS-CFB), told by the names in its directory."""
    if _MSI_CLASS in content:
        return Danger.PROGRAM
    names = _ole_names(content)
    if "EncryptedPackage" in names:
        return Danger.LOCKED
    if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA", "Macros"}:
        return Danger.MACROS
    return Danger.EMBEDDED if names & {"\x01Ole10Native", "\x01Ole10ItemName"} else None


def _ole_names(content: bytes) -> set[str]:
    """Return the names of streams and storages; every sector is looked at, so that a damaged directory hides nothing."""
    names: set[str] = set()
    for wanted in ("EncryptedPackage", "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA", "Macros", "\x01Ole10Native", "\x01Ole10ItemName"):
        mark = wanted.encode("utf-16-le")
        at = content.find(mark + b"\0\0")
        while at != -1:
            # A directory entry is 128 bytes: 64 of name, then the name's length in bytes with its end.
            if at % 128 == 0 and content[at + 64 : at + 66] == struct.pack("<H", len(mark) + 2):
                names.add(wanted)
                break
            at = content.find(mark + b"\0\0", at + 2)
    return names
