"""Which parts of a message are its text and which are pieces that came with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.draft import Remark
from ingest.charset import decode
from ingest.email import calendar, tnef
from ingest.email.headers import filename
from ingest.email.html import html_text
from ingest.email.mime import MAX_TEXT_BYTES, Part
from ingest.email.sealed import Seal, without_armour
from ingest.email.transfer import content, uu_content, uuencoded

_BODY_TYPES = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown"})
SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_CALENDARS = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_BYTES = "application/octet-stream"
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_STUB = re.compile(
    r"(?:html|votre (?:client|logiciel|messagerie)|your (?:mail|e-?mail) (?:client|program|reader)).{0,80}(?:support|affich|"
    r"display|view|visualis|lire|lit\b|compatible)|(?:view|voir|consult|afficher).{0,60}(?:html|navigateur|browser)|"
    r"this is a multi-?part message",
    re.IGNORECASE | re.DOTALL,
)
_STUB_CHARACTERS = 160


@dataclass(slots=True)
class Contents:
    """What one message holds: texts to show in order (plain and HTML form of each), electronic signatures, the other leaves."""

    texts: list[tuple[Part | None, Part | None]] = field(default_factory=list)
    pieces: list[Part] = field(default_factory=list)
    signatures: list[Part] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def note(self, remark: Remark) -> None:
        """Add a remark once."""
        if remark not in self.remarks:
            self.remarks.append(remark)


def collect(root: Part) -> Contents:
    """Sort the parts of a message; messages within it are pieces, and so is all they hold."""
    contents = Contents()
    _collect(root, contents, is_root=True)
    return contents


def _collect(part: Part, contents: Contents, *, is_root: bool = False) -> None:
    if not part.is_multipart:
        _collect_leaf(part, contents, is_root=is_root)
        return
    match part.media_type:
        case "multipart/alternative":
            _collect_alternative(part, contents)
        case "multipart/related":
            _collect_related(part, contents)
        case "multipart/encrypted":
            contents.note(Remark.ENCRYPTED)
            contents.pieces += [leaf for leaf in part.walk() if not leaf.is_multipart]
        case _:
            for index, child in enumerate(part.children):
                _collect(child, contents, is_root=index == 0 and not child.filename)


def _collect_leaf(part: Part, contents: Contents, *, is_root: bool) -> None:
    if part.media_type in SIGNATURES:
        contents.note(Remark.SIGNED)
        contents.signatures.append(part)
        return
    if part.media_type == "application/pgp-encrypted":
        contents.note(Remark.ENCRYPTED)
    is_text = part.media_type in _BODY_TYPES and part.disposition != "attachment" and (is_root or not part.filename)
    if is_text and part.media_type == "text/html":
        contents.texts.append((None, part))
    elif is_text:
        contents.texts.append((part, None))
    else:
        contents.pieces.append(part)
        for child in part.children:
            inner = Contents()
            _collect(child, inner, is_root=True)
            contents.pieces += inner.pieces
            contents.signatures += inner.signatures


def _collect_alternative(part: Part, contents: Contents) -> None:
    """Take the plain and the HTML form as one text; whatever else hangs in either branch is a piece."""
    branches = []
    for child in part.children:
        branch = Contents()
        _collect(child, branch, is_root=True)
        branches.append(branch)
        contents.pieces += branch.pieces
        contents.signatures += branch.signatures
        for remark in branch.remarks:
            contents.note(remark)
    with_text = [branch.texts for branch in branches if branch.texts]
    plain = next((texts for texts in with_text if all(form[0] for form in texts)), None)
    html = next((texts for texts in reversed(with_text) if any(form[1] for form in texts)), None)
    if plain and html:
        contents.texts.append((plain[0][0], html[0][1] or next(form[1] for form in html if form[1])))
        contents.texts += plain[1:]
    elif plain or html:
        contents.texts += plain or html or []


def _collect_related(part: Part, contents: Contents) -> None:
    start = part.parameters.get("start", "")
    main = next((child for child in part.children if start and child.headers.get("content-id") == start), part.children[0])
    _collect(main, contents, is_root=True)
    for child in part.children:
        if child is not main:
            _collect(child, contents)


def part_text(raw: bytes, part: Part, contents: Contents) -> str:
    """Return the decoded text of a leaf; what went wrong becomes a remark."""
    body, is_clean = content(raw, part)
    if not is_clean:
        contents.note(Remark.BAD_ENCODING)
    if len(body) > MAX_TEXT_BYTES:
        contents.note(Remark.TEXT_CUT)
        body = body[:MAX_TEXT_BYTES]
    text, is_known, is_valid = decode(body, part.parameters.get("charset") or _html_charset(body, part))
    if not is_known:
        contents.note(Remark.UNKNOWN_CHARSET)
    if not is_valid:
        contents.note(Remark.BAD_ENCODING)
    return text.replace("\0", "")


def _html_charset(body: bytes, part: Part) -> str | None:
    if part.media_type != "text/html":
        return None
    found = re.search(rb"charset\s*=\s*[\"']?([\w.:-]{2,40})", body[:2048], re.IGNORECASE)
    return found[1].decode("ascii", "replace") if found else None


def message_text(raw: bytes, contents: Contents) -> str:
    """Return what the message says, all its texts in order; plain form preferred where it is not a stub.

    An invitation that came with it stands before; PGP's marks are taken off.
    """
    said = "\n\n".join(text for form in contents.texts if (text := _form_text(raw, form, contents)).strip())
    if "-----BEGIN PGP " in said:
        said, seals = without_armour(said.replace("\r\n", "\n"))
        for seal in seals:
            contents.note(Remark.ENCRYPTED if seal is Seal.ENCRYPTED else Remark.SIGNED)
    invited = _invitation(raw, contents, with_description=not said.strip())
    return f"{invited}\n\n{said}".strip() if invited else said


def _invitation(raw: bytes, contents: Contents, *, with_description: bool) -> str:
    for part in contents.pieces:
        if part.media_type in _CALENDARS or (part.filename or "").lower().endswith(".ics"):
            return calendar.invitation(part_text(raw, part, contents), with_description=with_description)
    return ""


def _form_text(raw: bytes, form: tuple[Part | None, Part | None], contents: Contents) -> str:
    plain, html = form
    text = plain_text(raw, plain, contents) if plain else ""
    bare = text.strip()
    if html is None or (bare and len(bare) > _STUB_CHARACTERS):
        return text
    rendered, is_cut = html_text(part_text(raw, html, contents))
    if bare and not (_STUB.search(bare) or len(rendered.strip()) > 4 * len(bare) + 40):
        return text
    if is_cut:
        contents.note(Remark.TEXT_CUT)
    return rendered if rendered.strip() else text


def plain_text(raw: bytes, part: Part, contents: Contents) -> str:
    """Return a text part as read: uuencoded files taken out, flowed lines joined, rich text without its marks."""
    text = part_text(raw, part, contents)
    if "begin " in text and not part.headers.coding():
        text = _without_uuencoded(raw, part, text)
    if part.media_type in {"text/enriched", "text/richtext"}:
        text = re.sub(r"<param>[^<>]{0,300}</param>", "", text, flags=re.IGNORECASE)
        return re.sub(r"<<|<[^<>]{1,60}>", lambda found: "<" if found[0] == "<<" else "", text)  # « << » is a bracket (RFC 1896)
    if part.parameters.get("format", "").lower() == "flowed":
        return _unflowed(text, is_joined_tight=part.parameters.get("delsp", "").lower() == "yes")
    return text


def _without_uuencoded(raw: bytes, part: Part, text: str) -> str:
    body = raw[part.start : part.end]
    found = uuencoded(body)
    if not found:
        return text
    kept: list[bytes] = []
    position = 0
    for piece in found:
        kept.append(body[position : piece.start])
        position = piece.end
    return decode(b"".join([*kept, body[position:]]), part.parameters.get("charset"))[0]


def _unflowed(text: str, *, is_joined_tight: bool) -> str:
    """Join the soft line breaks of RFC 3676, within one depth of quotation."""
    out: list[str] = []
    open_depth: int | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare[1:] if bare.startswith(" ") else bare
        is_soft = bare.endswith(" ") and bare != "-- "
        if not (open_depth == depth and bare != "-- "):
            out.append("\n" if out else "")
            out.append(f"{'>' * depth} " if depth else "")
        out.append(bare[:-1] if is_soft and is_joined_tight else bare)
        open_depth = depth if is_soft else None
    return "".join(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A file within a part: of a winmail.dat, or written into a text by uuencode. ``container`` is the part's number."""

    filename: str | None
    content: bytes
    container: int


def hidden_files(raw: bytes, root: Part) -> Iterator[Hidden]:
    """Yield the files that have no part of their own, in a stable order; they are numbered after the parts."""
    for part in root.walk():
        if is_tnef(part):
            for wrapped in tnef.unwrap(content(raw, part)[0])[1]:
                yield Hidden(filename=wrapped.filename, content=wrapped.content, container=part.number)
        elif part.media_type == "text/plain" and not part.is_multipart and not part.headers.coding():
            if raw.find(b"begin ", part.start, part.end) == -1:
                continue
            body = raw[part.start : part.end]
            for piece in uuencoded(body):
                yield Hidden(filename=filename(piece.filename), content=uu_content(body, piece), container=part.number)


def is_tnef(part: Part) -> bool:
    """Whether a part may be Outlook's winmail.dat, which relays rename and call bytes of any kind."""
    name = (part.filename or "").lower()
    return part.media_type in _TNEF_TYPES or name == "winmail.dat" or (part.media_type == _BYTES and name.endswith(".dat"))
