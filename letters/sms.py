"""What a text message takes: its characters as a telephone network counts them, and the parts it leaves in.

Source: 3GPP TS 23.038, 6.2.1 and 6.2.1.1 (the alphabet once called GSM 03.38 and its extension), and TS 23.040, 9.2.3.24: a message of one
part has 140 octets, of several ones each has 6 less, for the header that says which part it is.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The alphabet of 7 bits, in the order of its codes, but for 0x1B, which leads to the extension; here that place has a space."""
EXTENSION = "\f^{}\\[~]|€"
"""What takes two places each: it is written behind an escape."""
_BASIC, _EXTENSION = frozenset(BASIC), frozenset(EXTENSION)
_ONE = {"gsm7": 160, "ucs2": 70}
_EACH = {"gsm7": 153, "ucs2": 67}
_SAID = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ′`´", "'"),
        **dict.fromkeys("“”„″", '"'),
        **dict.fromkeys("–—‐‑−", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\t\u2028\u2029", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff", ""),
        **{"…": "...", "œ": "oe", "Œ": "OE", "•": "-", "°": "o", "º": "o", "ª": "a", "×": "x"},
    }
)
_QUOTE = re.compile(r"«\s*|\s*»")
_ELLIPSIS = "..."


class Alphabet(StrEnum):
    """What a message is written in."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a message takes. ``units`` are septets or 16-bit words, ``parts`` the messages, ``room`` the units left in the last."""

    alphabet: Alphabet
    characters: int
    units: int
    parts: int
    room: int


def simplified(text: str) -> str:
    """Return a text in the alphabet of telephones where it can be said in that: « être » has no ê there, and one letter would double it.

    A text of another script stays as it is.
    """
    tidy = "\n".join(
        " ".join(line.split()) for line in unicodedata.normalize("NFC", _QUOTE.sub('"', text).translate(_SAID)).strip().splitlines()
    )
    bare = "".join(one if one in _BASIC or one in _EXTENSION else _unaccented(one) for one in tidy)
    return bare if _is_gsm(bare) else tidy


def size(text: str) -> Size:
    """Return what a message takes, as it stands."""
    alphabet = Alphabet.GSM7 if _is_gsm(text) else Alphabet.UCS2
    widths = [_width(one, alphabet) for one in text]
    units = sum(widths)
    if units <= _ONE[alphabet]:
        return Size(alphabet=alphabet, characters=len(text), units=units, parts=1, room=_ONE[alphabet] - units)
    parts, used = 1, 0
    for width in widths:
        # An escape and what it leads to, and the two halves of a character beyond the first plane, stay in one part.
        if used + width > _EACH[alphabet]:
            parts, used = parts + 1, 0
        used += width
    return Size(alphabet=alphabet, characters=len(text), units=units, parts=parts, room=_EACH[alphabet] - used)


def shortened(text: str, most_parts: int = 1) -> str:
    """Return a text that takes no more parts than that: cut behind a word, and marked as cut. Cost is its length times its log."""
    if size(text).parts <= most_parts:
        return text
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        if size(_cut(text, middle)).parts <= most_parts:
            least = middle
        else:
            most = middle - 1
    return _cut(text, least)


def _cut(text: str, length: int) -> str:
    head = text[:length]
    if length < len(text) and not text[length].isspace() and " " in head:
        head = head[: head.rindex(" ")]
    return head.rstrip(" \n,;:.") + _ELLIPSIS


def _is_gsm(text: str) -> bool:
    return all(one in _BASIC or one in _EXTENSION for one in text)


def _width(one: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.GSM7:
        return 2 if one in _EXTENSION else 1
    return len(one.encode("utf-16-be", "surrogatepass")) // 2


def _unaccented(one: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", one) if not unicodedata.combining(part)) or one
