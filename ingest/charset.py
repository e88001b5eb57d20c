"""Bytes to text: the declared character set, then UTF-8, then Windows-1252."""

import re

LADDER_END = "cp1252"

_ALIASES = {
    "": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "iso-8859-1": "cp1252",  # WHATWG: senders of "latin-1" mean Windows-1252
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
    "utf8mb4": "utf-8",
    "x-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-macintosh": "mac_roman",
    "gb2312": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "cp-850": "cp850",
    "ansi": "cp1252",
    "windows1252": "cp1252",
    "x-cp1252": "cp1252",
    "win-1252": "cp1252",
}
_NOT_FOR_MAIL = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "unicode-escape", "raw-unicode-escape"})
_SINGLE_BYTE = re.compile(r"cp125\d|iso-?8859-?\d+|cp850|mac_roman|windows-125\d")
_HIGH = re.compile(rb"[\x80-\xff]")
_MOSTLY_VALID = 0.1
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(content: bytes, declared: str | None) -> tuple[str, bool, bool]:
    """Return the text, whether the declared name is known, and whether every byte was meaningful in the set taken."""
    for mark, wide in _BOMS:
        if content.startswith(mark):
            forced, clean = _forced(content, wide)
            return forced, True, clean
    name = _codec_name(declared)
    may_be_utf8 = name == "utf-8" or (_SINGLE_BYTE.fullmatch(name) and _HIGH.search(content))
    if may_be_utf8 and (text := _strict(content, "utf-8")) is not None:  # high bytes that are valid UTF-8 are UTF-8, whatever was declared
        return text, True, True
    if name == "utf-8":
        return _broken_utf8(content, is_declared=_declares_utf8(declared))
    return _declared(content, name)


def _declared(content: bytes, name: str) -> tuple[str, bool, bool]:
    if name == "utf-16":
        name = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"  # RFC 2781: big-endian without a mark, unless it plainly is not
    text = _strict(content, name)
    if text is not None:
        # UTF-7 and the like can write half a character; nothing can keep or send one.
        whole = _SURROGATE.sub("\ufffd", text)
        return whole, True, whole == text
    if not _is_known(name):
        return _ladder(content), False, True
    return _SURROGATE.sub("\ufffd", content.decode(name, "replace")), True, False


def _declares_utf8(declared: str | None) -> bool:
    return (declared or "").strip().lower().replace("_", "-") in {"utf-8", "utf8", "utf-8mb4", "x-utf-8"}


def _codec_name(declared: str | None) -> str:
    name = (declared or "").strip().strip("\"'").lower()
    name = name.split(";")[0].split("*")[0].strip()
    return _ALIASES.get(name, name)


def _is_known(name: str) -> bool:
    """Whether a name is a set of characters; decoding nothing would not even look it up."""
    if name in _NOT_FOR_MAIL:
        return False
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _strict(content: bytes, name: str) -> str | None:
    if name in _NOT_FOR_MAIL:
        return None
    try:
        return content.decode(name)
    except (LookupError, ValueError):  # unknown name, name with a NUL, or bytes that do not fit (UnicodeError is a ValueError)
        return None


def _forced(content: bytes, name: str) -> tuple[str, bool]:
    text = _strict(content, name)
    return (text, True) if text is not None else (content.decode(name, "replace"), False)


def _broken_utf8(content: bytes, *, is_declared: bool) -> tuple[str, bool, bool]:
    """Return bytes that are not valid UTF-8: with a few wounds where most of it is, else as Windows-1252."""
    text = content.decode("utf-8", "replace")
    wounds = text.count("\ufffd")
    others = sum(1 for character in text if character > "\x7f") - wounds
    if is_declared and wounds <= max(1, others) * _MOSTLY_VALID + 1 and others:
        return text, True, False
    return content.decode(LADDER_END, "replace"), True, not is_declared


def _ladder(content: bytes) -> str:
    text = _strict(content, "utf-8")
    return text if text is not None else content.decode(LADDER_END, "replace")
