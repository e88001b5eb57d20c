"""Bytes to text: the declared character set, then UTF-8, then Windows-1252."""

import codecs
import re

LADDER_END = "cp1252"

_ALIASES = {
    "": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "utf-8mb4": "utf-8",
    "utf8mb4": "utf-8",
    "x-utf-8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "cp65001": "utf-8",
    "default": "utf-8",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "8bit": "utf-8",
    "binary": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode": "utf-16",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "x-mac-roman": "mac_roman",
    "x-macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "x-windows-949": "cp949",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "x-x-big5": "big5hkscs",
    "cp-850": "cp850",
    "dos-850": "cp850",
    "ansi": "cp1252",
    "x-ansi": "cp1252",
    "win-1252": "cp1252",
    "x-cp1252": "cp1252",
    "x-user-defined": "cp1252",
    "iso-8859-1-windows-1252": "cp1252",
}
_MEANT = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",  # WHATWG: senders of "latin-1" mean Windows-1252
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
"""By the name Python gives a set: the larger one that its senders use."""
_NOT_FOR_MAIL = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
"""Python's own ways of writing, by the names it gives them: « C:\\temp » would change under one."""
_SINGLE_BYTE = re.compile(r"cp125\d|cp8\d\d|iso8859-\d{1,2}|mac[_-]\w+|koi8-\w")
_ENOUGH = 6
"""High bytes that make UTF-8 by chance in a text of another set no more."""
_TWICE = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|â€")
_LETTER_TWICE = re.compile(
    f"{_TWICE.pattern.removesuffix('|â€')}|â€[\u0080-\u00ff\u0152\u0153\u0160\u2013-\u203a\u2122]|â‚¬|Å“|\u00c3 {{1,2}}"
)
"""A French letter, quotation mark or euro that was written twice; « Ã » and a blank: « à », whose half is a no-break space."""
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_BYTES = bytes(range(128, 256))
_SAMPLE, _LONGEST_COUNTED = 400, 100_000
_MOSTLY_VALID = 0.1
_ENOUGH_LETTERS = 3
"""Letters of UTF-8 that do not come about by chance among the bytes of Windows-1252, where nothing was declared."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(content: bytes, declared: str | None) -> tuple[str, bool, bool]:
    """Return the text, whether the declared name is known, and whether every byte was meaningful in the set taken."""
    for mark, wide in _BOMS:
        if content.startswith(mark):
            forced, clean = _forced(content, wide)
            return forced, True, clean
    name = _codec_name(declared)
    if name == "utf-8" and b"\0" in content[:_SAMPLE] and (guessed := _wide(content)) is not None:
        return _declared(content, guessed)
    if name.startswith(("utf-16", "utf-32")) and b"\0" not in content[:_SAMPLE] and content.isascii():
        return content.decode("ascii"), True, True  # a label without meaning
    if _may_be_utf8(content, name) and (text := _strict(content, "utf-8")) is not None:
        return _written_once(text), True, True
    if name == "utf-8":
        return _broken_utf8(content, is_declared=_declares_utf8(declared))
    return _declared(content, name)


def _may_be_utf8(content: bytes, name: str) -> bool:
    """Whether UTF-8 is tried first: high bytes that are valid UTF-8 are UTF-8, whatever was declared."""
    if name == "utf-8":
        return True
    if name.startswith(("utf-", "iso2022", "hz")):
        return False
    if _SINGLE_BYTE.fullmatch(name):
        return _HIGH.search(content) is not None
    return len(content) - len(content[:_LONGEST_COUNTED].translate(None, _HIGH_BYTES)) >= _ENOUGH if _HIGH.search(content) else False


def _wide(content: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is: every second byte of most languages is zero."""
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd) or max(even, odd) * 4 < len(sample):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _written_once(text: str) -> str:
    """Return a text that was taken for Windows-1252 on its way and written as UTF-8 a second time (« Ã© ») as it was."""
    if not ("Ã" in text or "Â" in text or "â€" in text) or not _TWICE.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:  # a blank on the way became another, or somebody added words of his own
        return _LETTER_TWICE.sub(_once, text)


def _once(found: re.Match[str]) -> str:
    if found[0].endswith(" "):
        return "à "
    try:
        return b"".join(one.encode("latin-1" if one < "\u00a0" else "cp1252") for one in found[0]).decode("utf-8")
    except UnicodeError:
        return found[0]


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
    name = next(iter(re.split(r"[;*\s(]", name, maxsplit=1)), "").strip("\"'")
    name = _ALIASES.get(name, name)
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return name
    return _MEANT.get(known, known)


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
    others = len(text) - len(text.encode("ascii", "ignore")) - wounds
    if wounds <= others * _MOSTLY_VALID + 1 and others >= (1 if is_declared else _ENOUGH_LETTERS):
        return text, True, False
    return content.decode(LADDER_END, "replace"), True, not is_declared


def _ladder(content: bytes) -> str:
    text = _strict(content, "utf-8")
    return text if text is not None else content.decode(LADDER_END, "replace")
