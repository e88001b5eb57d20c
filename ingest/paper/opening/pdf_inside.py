"""What a PDF holds beside its pages: signatures, scripts, files, answers in a form; and bombs. One pass over its objects, none is run.

qpdf's limits are those of the process: a child that reads paper reads nothing else.
"""

import hashlib
import io
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from pikepdf.settings import set_qpdf_limits

from domain.errors import UnreadableInputError
from domain.ids import Sha256
from ingest.danger import Budget, danger_of
from ingest.embedded import PDF_ERRORS, file_name, file_stream, objects_of
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.survey import Embedded, FormField, Inside, Source, Trouble, TroubleError
from ingest.paper.opening.xfa import xfa_answers
from ingest.pieces import media_type

_RATIO = 1032
"""The most a byte of DEFLATE can unpack to (RFC 1951: 258 bytes by two bits)."""
_MAX_EMBEDDED = 200
_MAX_FIELDS = 2_000
_MAX_VALUE = 4_000
_MAX_PARENTS = 20
_PUSH_BUTTON = 1 << 16
_SCRIPTS, _LAUNCHES = frozenset({"/JavaScript", "/Rendition"}), frozenset({"/Launch", "/ImportData"})


@dataclass(slots=True)
class _Found:
    is_signed: bool = False
    has_script: bool = False
    has_launch: bool = False
    embedded: dict[Sha256, Embedded] = field(default_factory=dict)
    fields: list[FormField] = field(default_factory=list)
    masked: set[tuple[int, int]] = field(default_factory=set)
    budget: Budget = field(default_factory=Budget)


def opened_pdf(source: Source, limits: Limits, password: bytes = b"") -> Pdf:
    """Open a PDF, damaged ones as far as they can be mended. Raises TroubleError (PASSWORD, NO_PAGES, MALFORMED)."""
    set_qpdf_limits(
        flate_max_memory=limits.unpacked_bytes,
        run_length_max_memory=limits.unpacked_bytes,
        png_max_memory=limits.unpacked_bytes,
        tiff_max_memory=limits.unpacked_bytes,
        parser_max_container_size=limits.objects,
        doc_max_warnings=limits.objects,  # a page without resources is one
    )
    try:
        return pikepdf.open(io.BytesIO(source) if isinstance(source, bytes) else source, password=password, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise TroubleError(Trouble.PASSWORD) from error
    except PDF_ERRORS as error:
        raise TroubleError(Trouble.NO_PAGES if "no pages found" in str(error) else Trouble.MALFORMED) from error


def inside(pdf: Pdf, limits: Limits) -> Inside:
    """Return what a PDF holds beside its pages. Raises TroubleError for one that unpacks to an enormous size."""
    if len(pdf.objects) > limits.objects:
        raise TroubleError(Trouble.BOMB)
    found = _Found()
    for one in objects_of(pdf):
        try:
            _look_at(one, found, limits)
        except PDF_ERRORS:
            continue  # a damaged object says nothing; what uses it shows when its page is read
    root = pdf.Root
    form, names = _dictionary(root, "/AcroForm"), _dictionary(root, "/Names")
    _look_at_action(root.get("/OpenAction"), found)
    _look_at_actions(root.get("/AA"), found)
    return Inside(
        is_signed=found.is_signed,
        has_script=found.has_script or (names is not None and "/JavaScript" in names),
        has_launch=found.has_launch,
        has_xfa=form is not None and "/XFA" in form,
        is_portfolio="/Collection" in root,
        embedded=tuple(found.embedded.values()),
        fields=tuple(found.fields),
        answers=() if found.fields or form is None or "/XFA" not in form else _answers(pdf),
        masked=frozenset(found.masked),
    )


def _answers(pdf: Pdf) -> tuple[FormField, ...]:
    """Return the answers of a form that only Adobe's programs show; those of one that others show too are among its fields."""
    try:
        return xfa_answers(pdf)
    except PDF_ERRORS:
        return ()


def _dictionary(holder: Object, key: str) -> Dictionary | None:
    value = holder.get(key)
    return value if isinstance(value, Dictionary) else None


def _look_at(one: Object, found: _Found, limits: Limits) -> None:
    keys = one.keys()
    if isinstance(one, Stream):
        _check_size(one, limits)
        if "/SMask" in keys or "/Mask" in keys or "/SMaskInData" in keys:
            found.masked.add((int(one.get("/Width", 0)), int(one.get("/Height", 0))))
        return
    if "/S" in keys:
        _look_at_action(one, found)
    if "/A" in keys:
        _look_at_action(one.get("/A"), found)
    if "/AA" in keys:
        _look_at_actions(one.get("/AA"), found)
    if "/EF" in keys and len(found.embedded) < _MAX_EMBEDDED:
        _look_at_file(one, found, limits)
    if "/V" in keys or one.get("/Subtype") == Name.FreeText:
        _look_at_field(one, found)


def _check_size(stream: Object, limits: Limits) -> None:
    """Raise TroubleError for what unpacks to more than is allowed. Pictures are measured by their pixels, before they are decoded."""
    filters = stream.get("/Filter")
    chain = [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)] if filters is not None else []
    is_picture = stream.get("/Subtype") == Name.Image
    raw = int(stream.get("/Length", 0))
    packed = [name for name in chain if name in {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}]
    if not packed or (len(packed) == 1 and (is_picture or raw * _RATIO <= limits.unpacked_bytes)):
        return
    try:
        size = len(stream.read_bytes())
    except PDF_ERRORS as error:
        # qpdf tells its limit in words only; whatever else cannot be unpacked is no bomb.
        if "limit" in str(error) or "memory" in str(error):
            raise TroubleError(Trouble.BOMB) from error
        return
    if size > limits.unpacked_bytes:
        raise TroubleError(Trouble.BOMB)


def _look_at_actions(value: Object | None, found: _Found) -> None:
    """Note what is done upon events of a page, a field or the document."""
    if isinstance(value, Dictionary):
        for key in list(value.keys())[:50]:
            _look_at_action(value.get(key), found)


def _look_at_action(value: Object | None, found: _Found) -> None:
    for _ in range(_MAX_PARENTS):
        if not isinstance(value, Dictionary):
            return
        kind = str(value.get("/S", ""))
        found.has_script = found.has_script or kind in _SCRIPTS or "/JS" in value
        found.has_launch = found.has_launch or kind in _LAUNCHES
        value = value.get("/Next")


def _look_at_file(spec: Object, found: _Found, limits: Limits) -> None:
    stream = file_stream(spec)
    if stream is None:
        return
    _check_size(stream, limits)
    content = stream.read_bytes()
    sha256 = Sha256(hashlib.sha256(content).hexdigest())
    if sha256 in found.embedded:
        return
    name = file_name(spec)
    kind = media_type(content, "application/octet-stream", name)
    danger = danger_of(content, name, kind, found.budget)
    found.embedded[sha256] = Embedded(name=name, size=len(content), sha256=sha256, media_type=kind, danger=danger)


def embedded_content(source: Source, sha256: str, limits: Limits) -> bytes:
    """Return a file that a PDF holds, by its digest. Raises UnreadableInputError where it holds none such."""
    with opened_pdf(source, limits) as pdf:
        for one in objects_of(pdf):
            stream = file_stream(one) if "/EF" in one else None
            if stream is None:
                continue
            try:
                _check_size(stream, limits)
                content = stream.read_bytes()
            except PDF_ERRORS:
                continue
            if hashlib.sha256(content).hexdigest() == sha256:
                return content
    raise UnreadableInputError("The document holds no such file. Read the list of attachments again.")


def _look_at_field(one: Object, found: _Found) -> None:
    if one.get("/Subtype") == Name.FreeText:
        _note_field(found, "", str(one.get("/Contents", "")))
        return
    kind = str(inherited(one, "/FT") or "")
    if kind == "/Sig":
        found.is_signed = found.is_signed or isinstance(one.get("/V"), Dictionary)
    elif kind in {"/Tx", "/Ch", "/Btn"}:
        flags: object = inherited(one, "/Ff")
        if kind == "/Btn" and isinstance(flags, int) and flags & _PUSH_BUTTON:
            return
        _note_field(found, _full_name(one), value_of(one.get("/V")))


def _note_field(found: _Found, name: str, value: str) -> None:
    value = value.strip()
    if value and value != "/Off" and len(found.fields) < _MAX_FIELDS:
        found.fields.append(FormField(name=name[:255], value=value.removeprefix("/")[:_MAX_VALUE] if name else value[:_MAX_VALUE]))


def value_of(value: Object | None) -> str:
    """Return a field's value as a text: those of a list with commas between, a name with its stroke; empty where it is none."""
    if isinstance(value, Array):
        return ", ".join(str(one) for one in list(value)[:50] if isinstance(one, String))
    if isinstance(value, Stream):
        return value.read_bytes()[: 4 * _MAX_VALUE].decode("utf-8", "replace")
    return str(value) if isinstance(value, String | Name) else ""


def inherited(one: Object, key: str) -> Object | None:
    """Return an entry of a field, or of the nearest field it is a part of that has one."""
    for _ in range(_MAX_PARENTS):
        if key in one:
            return one.get(key)
        parent = _dictionary(one, "/Parent")
        if parent is None:
            return None
        one = parent
    return None


def _full_name(one: Object) -> str:
    """Return the name of a field as forms write it, ``adresse.rue`` (PDF 32000, 12.7.3.2)."""
    names: list[str] = []
    for _ in range(_MAX_PARENTS):
        if "/T" in one:
            names.append(str(one.get("/T")))
        parent = _dictionary(one, "/Parent")
        if parent is None:
            break
        one = parent
    return ".".join(reversed(names))
