"""The first bytes of something nobody could read, as a person can look at them: text as it stands, all else by its numbers. Pure."""

import unicodedata
from dataclasses import dataclass

_WIDTH = 16
_SPACE, _HIGH = 0x20, 0x80
"""Below the first are control characters; from the second on no text has a byte that is only ASCII."""
_PRINTED = range(_SPACE, 0x7F)
_USUAL = frozenset({0x09, 0x0A, 0x0D, 0x0C})
_HARMLESS = frozenset("\n\t\u00ad\u200c\u200d")
"""Ends of lines, soft hyphens, and what joins or parts letters and signs."""
_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of Unicode; spaces that do not break a line are of none of them."""
_MOST_ODD = 0.02
"""So much of a text may be control characters: a fax server ends lines with anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBytes:
    """Bytes as they are shown. ``is_text`` False: each line is a place, 16 bytes in hexadecimal and those of them that print."""

    text: str
    is_text: bool


def shown_bytes(head: bytes) -> ShownBytes:
    """Return some first bytes as text where that is what they are, in UTF-8 or cp1252, else by their numbers."""
    text = _decoded(head)
    return ShownBytes(text=_dump(head), is_text=False) if text is None else ShownBytes(text=text, is_text=True)


def _decoded(head: bytes) -> str | None:
    odd = sum(byte < _SPACE and byte not in _USUAL for byte in head)
    if b"\x00" in head or odd > _MOST_ODD * len(head):
        return None
    for length in range(len(head), max(len(head) - 4, 0) - 1, -1):
        # The last character may be cut through.
        try:
            return visible(head[:length].decode("utf-8"))
        except UnicodeDecodeError as error:
            if error.start < len(head) - 4:
                break
    high = sum(byte >= _HIGH for byte in head)
    return visible(head.decode("cp1252", "replace")) if high * 3 < len(head) else None


def visible(text: str) -> str:
    """Return a text with what steers a screen, or turns the order of letters round, as its numbers; without carriage returns."""
    if text.isprintable():
        return text
    return "".join(letter if _is_shown(letter) else f"\\x{ord(letter):02x}" for letter in text.replace("\r", ""))


def _is_shown(letter: str) -> bool:
    return letter in _HARMLESS or unicodedata.category(letter) not in _STEERING


def _dump(head: bytes) -> str:
    rows = (head[start : start + _WIDTH] for start in range(0, len(head), _WIDTH))
    return "\n".join(f"{place * _WIDTH:06x}  {row.hex(' '):<{3 * _WIDTH - 1}}  {_printed(row)}" for place, row in enumerate(rows))


def _printed(row: bytes) -> str:
    return "".join(chr(byte) if byte in _PRINTED else "." for byte in row)
