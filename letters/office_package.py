"""A file of Word or LibreOffice as a package: opened within limits, and only where nothing in it runs, links elsewhere or hides."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from domain.errors import CitoyenError

MOST_BYTES = 5 * 2**20
"""Of a template: a letterhead with pictures has less than one."""
MOST_UNPACKED = 50 * 2**20
MOST_MEMBERS = 1_000
MOST_XML = 10 * 2**20
_READ = 1 << 16
_LINKS = ("http://", "https://", "mailto:", "tel:", "#")
"""What a link may lead to: nothing is fetched before somebody clicks on it."""
_COMMANDS = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|EMBED|DATABASE|MACROBUTTON)\b", re.IGNORECASE)
"""Fields of Word that fetch or run something."""


class Office(StrEnum):
    """What sort of file it is."""

    DOCX = "docx"
    ODT = "odt"


MEDIA_TYPES: Mapping[Office, str] = {
    Office.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Office.ODT: "application/vnd.oasis.opendocument.text",
}


class Danger(StrEnum):
    """Why a file is refused."""

    KIND = "kind"
    """It is neither a DOCX nor an ODT, or is damaged."""
    SIZE = "size"
    MACRO = "macro"
    EXTERNAL = "external"
    """It fetches something from elsewhere."""
    EMBEDDED = "embedded"
    """Another document or program lies in it."""
    ENTITIES = "entities"
    ENCRYPTED = "encrypted"


class RefusedFileError(CitoyenError):
    """A file is no template. ``where`` is the member of the package that is to blame."""

    def __init__(self, danger: Danger, where: str = "") -> None:
        super().__init__(danger.value, where)
        self.danger = danger
        self.where = where


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A file taken apart: its members by name, in their order."""

    kind: Office
    members: Mapping[str, bytes]

    def texts(self) -> tuple[str, ...]:
        """Return the members that hold text of the document, headers and footers included."""
        wanted = r"word/(?:document|header\d*|footer\d*)\.xml" if self.kind is Office.DOCX else r"content\.xml|styles\.xml"
        return tuple(name for name in self.members if re.fullmatch(wanted, name))


def opened(content: bytes) -> Package:
    """Return a package. Raises RefusedFileError for one that is none, is too large or holds what a letter must not."""
    if len(content) > MOST_BYTES:
        raise RefusedFileError(Danger.SIZE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _members(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise RefusedFileError(Danger.KIND) from error
    package = Package(kind=_kind(members), members=members)
    for name, member in members.items():
        _refuse_name(name)
        # LibreOffice keeps the keys of its window in a file that is empty where nobody changed one.
        is_empty = not member and name.startswith("Configurations2/")
        if name.lower().endswith((".xml", ".rels")) and not is_empty:
            _refuse_content(package.kind, name, parsed(member, name))
    return package


def packed(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """Return the file of a package with some of its members changed; the same arguments give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        # OpenDocument 1.3, part 2, 3.3: the type stands first, and is not compressed.
        for name in sorted(package.members, key=lambda one: one != "mimetype"):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, changed.get(name, package.members[name]))
    return made.getvalue()


def parsed(content: bytes, name: str) -> etree._Element:
    """Return the root of an XML member, without comments and instructions. Raises RefusedFileError for one that declares entities."""
    if len(content) > MOST_XML:
        raise RefusedFileError(Danger.SIZE, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise RefusedFileError(Danger.ENTITIES if "ntit" in str(error) else Danger.KIND, name) from error
    if root.getroottree().docinfo.doctype:
        raise RefusedFileError(Danger.ENTITIES, name)
    return root


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS or sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise RefusedFileError(Danger.SIZE)
    found: dict[str, bytes] = {}
    room = MOST_UNPACKED
    for entry in entries:
        if entry.flag_bits & 1:
            raise RefusedFileError(Danger.ENCRYPTED, entry.filename)
        if entry.is_dir():
            continue
        if entry.filename in found:
            raise RefusedFileError(Danger.KIND, entry.filename)
        found[entry.filename] = b"".join(_bounded(archive, entry, room))
        room -= len(found[entry.filename])
    return found


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> Iterator[bytes]:
    """Yield a member's bytes; what it says of its size is not believed."""
    with archive.open(entry) as stream:
        while part := stream.read(_READ):
            room -= len(part)
            if room < 0:
                raise RefusedFileError(Danger.SIZE, entry.filename)
            yield part


def _kind(members: Mapping[str, bytes]) -> Office:
    if members.get("mimetype", b"").strip() == MEDIA_TYPES[Office.ODT].encode() and "content.xml" in members:
        if b"encryption-data" in members.get("META-INF/manifest.xml", b""):
            raise RefusedFileError(Danger.ENCRYPTED, "META-INF/manifest.xml")
        return Office.ODT
    types = members.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types:
        raise RefusedFileError(Danger.MACRO, "[Content_Types].xml")
    if "word/document.xml" in members and b"wordprocessingml.document.main+xml" in types:
        return Office.DOCX
    raise RefusedFileError(Danger.KIND)


def _refuse_name(name: str) -> None:
    low = name.lower()
    if "\\" in name or name.startswith("/") or ".." in name.split("/"):
        raise RefusedFileError(Danger.KIND, name)
    if "vbaproject" in low or "vbadata" in low or low.startswith(("basic/", "scripts/", "customui/", "dialogs/")):
        raise RefusedFileError(Danger.MACRO, name)
    is_other = "/embeddings/" in low or "/activex/" in low or re.match(r"object[ _\d]|objectreplacements/", low) is not None
    # Word's settings of printers, and LibreOffice's of its window, are no documents.
    is_setting = "printersettings" in low or low.startswith("configurations2/")
    if is_other or (low.endswith((".bin", ".exe")) and not is_setting):
        raise RefusedFileError(Danger.EMBEDDED, name)


def _refuse_content(kind: Office, name: str, root: etree._Element) -> None:
    refuse = _refuse_word if kind is Office.DOCX else _refuse_open_document
    for element in root.iter(etree.Element):
        refuse(name, element, etree.QName(element).localname)


def _refuse_word(name: str, element: etree._Element, tag: str) -> None:
    if tag == "Relationship" and element.get("TargetMode", "").lower() == "external":
        is_link = element.get("Type", "").endswith("/hyperlink") and element.get("Target", "").lower().startswith(_LINKS)
        if not is_link:
            raise RefusedFileError(Danger.EXTERNAL, name)
    if tag in {"altChunk", "object", "OLEObject", "control"}:
        raise RefusedFileError(Danger.EMBEDDED, name)
    code = (element.text or "") if tag == "instrText" else next((value for key, value in element.items() if key.endswith("}instr")), "")
    if _COMMANDS.search(code):
        raise RefusedFileError(Danger.EXTERNAL, name)


def _refuse_open_document(name: str, element: etree._Element, tag: str) -> None:
    if tag in {"event-listener", "script", "macro"} or (tag == "scripts" and len(element)):
        raise RefusedFileError(Danger.MACRO, name)
    if tag in {"object", "object-ole", "plugin", "applet", "floating-frame", "binary-data"}:
        raise RefusedFileError(Danger.EMBEDDED, name)
    if tag in {"section-source", "dde-source", "dde-connection-decl", "database-source", "database-display"}:
        raise RefusedFileError(Danger.EXTERNAL, name)
    target = element.get("{http://www.w3.org/1999/xlink}href", "")
    is_inside = not target or target.startswith(("Pictures/", "./", "media/"))
    if not is_inside and not (tag == "a" and target.lower().startswith(_LINKS)) and name in {"content.xml", "styles.xml"}:
        raise RefusedFileError(Danger.EXTERNAL, name)
