"""Header fields: splitting, decoding (RFC 2047), parameters (RFC 2231), addresses, dates. Everything takes any bytes and never raises."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import unquote_to_bytes

from ingest.charset import decode

MAX_HEADER_BYTES = 256 * 1024
MAX_FIELDS = 2_000
MAX_VALUE = 64 * 1024
_MAX_ADDRESS_VALUE = 8 * 1024
_LONGEST_CODING = 200
_REMEMBERED = 64
"""The same few fields are asked for again and again while one message is read."""

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_ODD_FIELD = re.compile(rb"[!-9;-\xff]{1,80}[ \t]*:")
_KNOWN_FIELD = re.compile(
    rb"(?:from|to|cc|subject|date|received|return-path|delivered-to|message-id|mime-version|content-[a-z-]{2,30}|x-[a-z-]{1,40}) {0,4}:",
    re.IGNORECASE,
)
"""Below a field whose name has letters no name may have, one of these says that the header goes on."""
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?((?:[^?]|\?(?!=))*)(?:\?=|$)")
"""With a bare « ? » in it, or cut off at the end of the field: both are sent."""
_PARAMETER = re.compile(r""";\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"(?=\s*(?:[;(]|$))|[^;]*)""", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CHARSET_FIRST = re.compile(r"[\w.:-]{2,40}'[\w-]{0,20}'")
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SECTION = re.compile(r"([^*]+)\*(?:(\d{1,4})(\*)?)?")
_ANGLE = re.compile(r"<([^<>]{0,500})>")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_COMMENT = re.compile(r"\(([^()]{0,500})\)")
_ADDRESS = re.compile(r"(?:\"[^\"\\<>@\r\n]{1,100}\"|[^\s<>()\[\],;:\"'@][^\s<>()\[\],;:\"@]{0,99})@[^\s<>()\[\],;:\"'@]{1,255}")
"""With a local part in quotes too (RFC 5322, 3.4.1)."""
_MESSAGE_ID = re.compile(r"<[^<>]{1,900}>")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What shows nothing, or turns the order of what is shown."""
_SPACES = re.compile(r"\s+")
_FOLDS = (b" ", b"\t")
_ENDS = ((b"\r\n\r\n", 4), (b"\n\n", 2), (b"\n\r\n", 3))
_CUT_LETTER = re.compile(rb"([\xc2-\xf4][\x80-\xbf]{0,2})\r?\n[ \t]([\x80-\xbf])")
"""A letter of UTF-8 folded in its midst, by programs that count bytes."""
_CODINGS = {
    **dict.fromkeys(("base64", "base-64", "base 64", "b64"), "base64"),
    **dict.fromkeys(("quoted-printable", "quoted/printable", "quoted printable", "quotedprintable", "qp"), "quoted-printable"),
    **dict.fromkeys(("x-uuencode", "uuencode", "x-uue", "uue"), "uuencode"),
}
"""Content-Transfer-Encoding as it is written, and what is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """Fields of one header block: lower-case name to raw values, unfolded, in order."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    is_cut: bool = False

    def get(self, name: str) -> str:
        """Return the first value of a field that says something, as sent (unfolded, not decoded); empty if there is none."""
        values = self.fields.get(name)
        return "" if values is None else values[0] or next(filter(None, values), "")

    def all(self, name: str) -> list[str]:
        """Return every value of a field as sent."""
        return self.fields.get(name, [])

    def text(self, name: str) -> str:
        """Return the first value of a field decoded for reading."""
        return decoded(self.get(name))

    def coding(self) -> str:
        """Return how the body is coded: ``base64``, ``quoted-printable`` or ``uuencode``; empty where it stands as it is."""
        value = _COMMENT.sub(" ", decoded(self.get("content-transfer-encoding")[:_LONGEST_CODING])).partition(";")[0]
        return _CODINGS.get(value.strip(" \"'").lower(), "")

    def __contains__(self, name: str) -> bool:
        return name in self.fields


def read_headers(raw: bytes | memoryview, start: int, end: int) -> tuple[Headers, int]:
    """Return the header block that begins at ``start`` and where the body begins.

    A line that is no field ends the block and belongs to the body (as every mail reader does).
    """
    fields: dict[str, list[str]] = {}
    count = 0
    limit = min(end, start + MAX_HEADER_BYTES)
    position = start
    for line_start, line_end, stop in _logical_lines(raw, start, limit):
        if stop >= limit < end:
            break
        line = bytes(raw[line_start : min(line_end, line_start + MAX_VALUE)])
        if not line.strip(b"\r\n"):
            return Headers(fields=fields), stop
        match = _FIELD.match(line)
        if match is None:
            if _is_passed_over(raw, line, stop, is_first=line_start == start):
                position = stop
                continue
            return Headers(fields=fields), line_start
        if count < MAX_FIELDS:
            name = match[1].decode("ascii").lower()
            fields.setdefault(name, []).append(_unfolded(match[2]))
        count += 1
        position = stop
    if limit < end:
        return Headers(fields=fields, is_cut=True), _end_of_block(raw, position, end)
    return Headers(fields=fields, is_cut=count > MAX_FIELDS), position


def _is_passed_over(raw: bytes | memoryview, line: bytes, stop: int, *, is_first: bool) -> bool:
    """Whether a line that is no field stands within a header: the envelope of a mailbox file, a field with letters no name may have."""
    if is_first and line.startswith((b"From ", b">From ")):
        return True
    return bool(_ODD_FIELD.match(line) and _KNOWN_FIELD.match(raw, stop))


def _logical_lines(raw: bytes | memoryview, start: int, limit: int) -> Iterator[tuple[int, int, int]]:
    """Yield (first byte, end of text, start of the next line), continuation lines joined."""
    window = bytes(raw[start:limit])
    size = len(window)
    begin = 0
    while begin < size:
        at = window.find(b"\n", begin)
        if at > begin + 1 or (at == begin + 1 and window[begin] not in b"\r \t"):
            while at != -1 and window[at + 1 : at + 2] in _FOLDS and window[at + 1 : at + 80].split(b"\n", 1)[0].strip():
                at = window.find(b"\n", at + 1)  # a line of spaces only does not continue: some senders mean the blank line by it
        stop = size if at == -1 else at + 1
        yield start + begin, start + (size if at == -1 else at), start + stop
        begin = stop


def kept_fields(raw: bytes, start: int, end: int, *, without: str) -> bytes:
    """Return the lines of a header block as they came, but for fields whose name begins with ``without``."""
    kept: list[bytes] = []
    for begin, _, stop in _logical_lines(raw, start, min(end, start + MAX_HEADER_BYTES)):
        line = raw[begin:stop]
        if line.strip() and line[: len(without)].lower() != without.encode():
            kept.append(line if line.endswith(b"\n") else line + b"\r\n")
    return b"".join(kept)


def _end_of_block(raw: bytes | memoryview, position: int, end: int) -> int:
    found = [at + width for mark, width in _ENDS if (at := bytes_find(raw, mark, position, end)) != -1]
    return min(found, default=end)


def bytes_find(raw: bytes | memoryview, mark: bytes, start: int, end: int) -> int:
    """Return the position of ``mark`` without copying the whole buffer."""
    if isinstance(raw, bytes):
        return raw.find(mark, start, end)
    step = 1 << 20
    while start < end:
        at = bytes(raw[start : min(end, start + step + len(mark))]).find(mark)
        if at != -1:
            return start + at
        start += step
    return -1


def _unfolded(value: bytes) -> str:
    if b"\n" in value or b"\r" in value:
        whole = value if value.isascii() else _CUT_LETTER.sub(rb"\1\2", value)
        value = b" ".join(line.lstrip(b" \t") for line in whole.splitlines() if line)
    value = value.strip()
    try:
        return value.decode("ascii")
    except UnicodeDecodeError:
        return decode(value, None)[0]


@lru_cache(maxsize=_REMEMBERED)
def decoded(value: str) -> str:
    """Return a header value for reading: encoded words decoded, controls and runs of blanks gone."""
    if "=?" in value:
        value = _decode_words(value)
    return _SPACES.sub(" ", _CONTROLS.sub("", value.replace("\t", " ").replace("\n", " ").replace("\r", " "))).strip()


def _decode_words(value: str) -> str:
    pieces: list[str] = []
    waiting: list[tuple[str, str]] = []
    charset = ""
    position = 0
    for match in _WORD.finditer(value):
        between = value[position : match.start()]
        is_next = bool(waiting) and not between.strip()  # blanks between two words are not part of the text
        name = match[1].split("*")[0].lower()
        if waiting and not (is_next and name == charset):  # a character may be split over words of one set: decode them together
            pieces.append(decode(_words_bytes(waiting), charset)[0])
            waiting = []
        if not is_next:
            pieces.append(between)
        charset = name
        waiting.append((match[2].lower(), match[3]))
        position = match.end()
    if waiting:
        pieces.append(decode(_words_bytes(waiting), charset)[0])
    pieces.append(value[position:])
    return "".join(pieces)


def _words_bytes(words: list[tuple[str, str]]) -> bytes:
    """Return the bytes of words of one character set; base64 cut in the midst of four letters goes on in the next word."""
    found: list[bytes] = []
    letters = b""
    for encoding, text in words:
        sent = text.encode("utf-8", "surrogateescape")
        if encoding == "q":
            found += [_base64_bytes(letters), binascii.a2b_qp(sent.replace(b"_", b" "))]
            letters = b""
        else:
            letters += re.sub(rb"[^A-Za-z0-9+/]", b"", sent)
            if b"=" in sent or len(letters) % 4 == 0:
                found.append(_base64_bytes(letters))
                letters = b""
    return b"".join([*found, _base64_bytes(letters)])


def _base64_bytes(letters: bytes) -> bytes:
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """Return the main value, lower case, and its parameters (RFC 2045, 2231, and encoded words in quotes as most clients send them)."""
    main, tail = _main_value(value)
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _PARAMETER.finditer(tail):
        name, text = match[1].lower(), _unquoted(match[2])
        if "*" not in name:
            if name in {"filename", "name"} and not match[2].startswith('"'):
                text = f"{text}{_rest_of_name(tail, match.end())}"
            plain.setdefault(name, text)
            continue
        if section := _SECTION.fullmatch(name):
            is_encoded = section[2] is None or section[3] is not None
            sections.setdefault(section[1], {})[int(section[2] or 0)] = (text, is_encoded)
    for name, parts in sections.items():
        plain[name] = _joined_sections(parts)
    return main, plain


def _main_value(value: str) -> tuple[str, str]:
    """Return the main value and what follows it; some senders forget the semicolon between, some write a comment there."""
    if not value:
        return "", ""
    main = value.partition(";")[0]
    if "(" in main:
        main = _COMMENT.sub("", main)
    first = next(iter(main.split()), "")
    if "=" in main and first:
        return first.lower(), f";{value.lstrip()[len(first) :]}"
    return main.strip().lower(), value[value.find(";") :] if ";" in value else ""


def _rest_of_name(tail: str, position: int) -> str:
    """Return what belongs to an unquoted file name behind a semicolon within it: no « name= » stands there."""
    rest = ""
    while tail[position : position + 1] == ";":
        end = tail.find(";", position + 1)
        end = len(tail) if end == -1 else end
        piece = tail[position:end]
        if "=" in piece or not piece.strip("; "):
            break
        rest += piece.rstrip()
        position = end
    return rest


def _unquoted(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        text = text[1:-1] if text.endswith('"') and len(text) > 1 else text[1:]
        text = _ESCAPED.sub(r"\1", text)
    return text


def _joined_sections(parts: dict[int, tuple[str, bool]]) -> str:
    charset = None
    content: list[bytes] = []
    is_marked_late = bool(_CHARSET_FIRST.match(parts[min(parts)][0]))  # « filename*0=utf-8''caf%C3%A9 », without the star behind
    for number in sorted(parts):
        text, is_encoded = parts[number]
        if is_encoded or is_marked_late:
            if not content and text.count("'") >= 2:  # noqa: PLR2004 - charset'language'text, RFC 2231 section 4
                charset, _, text = text.split("'", 2)
            content.append(unquote_to_bytes(text))
        else:
            content.append(text.encode("utf-8", "surrogateescape"))
    return decode(b"".join(content), charset)[0]


@lru_cache(maxsize=_REMEMBERED)
def mailbox(value: str) -> tuple[str | None, str | None]:
    """Return display name and address of the first mailbox of a From, Reply-To or quoted « De : » line."""
    value = value[:_MAX_ADDRESS_VALUE]
    angle = _angle(value)
    if angle is None and "=?" in value:
        value = decoded(value)
        angle = _angle(value)
    if angle is not None:
        address = _clean_address(angle[1])
        name = value[: angle.start()]
        if not name.strip(" \"'") and (comment := _COMMENT.search(value, angle.end())):
            name = comment[1]
        return _display_name(name), address
    comment = _COMMENT.search(value)
    bare = _COMMENT.sub(" ", value) if comment else value
    found = _ADDRESS.search(bare)
    if found is None:
        return _display_name(value), None
    rest = f"{bare[: found.start()]} {bare[found.end() :]}".replace("[", " ").replace("]", " ").replace("mailto:", " ")
    return _display_name(comment[1] if comment else rest), found[0].rstrip(".").lower()


def first_bracketed(value: str) -> str | None:
    """Return the first address in angle brackets, in a quoted name or not: what programs that read carelessly take for the sender."""
    found = (_clean_address(one[1]) for one in _ANGLE.finditer(value[:_MAX_ADDRESS_VALUE]))
    return next(filter(None, found), None)


def _angle(value: str) -> re.Match[str] | None:
    """Return where an address stands in angle brackets; what a quoted name holds is none: ``"Jean <autre@x.example>" <jean@x.example>``."""
    quoted = [one.span() for one in _QUOTED.finditer(value)]
    outside = (one for one in _ANGLE.finditer(value) if not any(start <= one.start() < end for start, end in quoted))
    return next((one for one in outside if "@" in one[1]), None) or _ANGLE.search(value)


def _clean_address(text: str) -> str | None:
    found = _ADDRESS.search(decoded(text).replace("mailto:", ""))
    return found[0].rstrip(".").lower() if found else None


def _display_name(text: str) -> str | None:
    name = decoded(text)
    name = re.sub(r"\\(.)", r"\1", name).replace('"', " ").strip(" '‘’\t,;:<>")
    name = _SPACES.sub(" ", name).strip()
    return name[:200] or None


def message_id(headers: Headers) -> str | None:
    """Return the Message-ID with its angle brackets, without what relays write beside it; its first word where it has none."""
    value = headers.get("message-id")
    found = _MESSAGE_ID.search(value)
    return found[0] if found else next(iter(value.split()), "")[:900] or None


def filename(*candidates: str | None) -> str | None:
    """Return the first usable file name without folders and control characters."""
    for candidate in candidates:
        name = normalize("NFC", _without_percents(decoded(candidate or "")))  # a Mac writes « é » as two characters
        name = re.split(r"[/\\]", name)[-1].strip(" .\"'") if name else ""
        if name:
            stem, dot, ending = name.rpartition(".")
            return name if len(name) <= MAX_FILENAME else f"{(stem or ending)[: MAX_FILENAME - 12]}{dot}{ending[:10]}"
    return None


def _without_percents(name: str) -> str:
    """Return a name some webmail has written like an address (« caf%C3%A9%20noir.pdf »); « 100%.pdf » stays as it is."""
    if "%" not in name or _PERCENT.search(name):
        return name
    try:
        plain = unquote_to_bytes(name).decode("utf-8")
    except UnicodeDecodeError:
        return name
    return name if plain.isascii() and " " not in plain else decoded(plain)


MAX_FILENAME = 200
