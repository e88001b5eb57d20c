"""An address as it stands on an envelope (adresse postale): six lines of 38 characters, and where a letter goes to, for its postage.

Source: AFNOR NF Z 10-011: the lines from the least to the most general; those of street and town in capitals, without accents or
punctuation; of a letter abroad the country last, in French, in capitals.
"""

import re
import textwrap
import unicodedata
from dataclasses import dataclass

MOST_LINES, MOST_CHARACTERS = 6, 38
_POSTCODE = re.compile(r"(?<!\d)(?:F-)?(\d{2} ?\d{3})(?!\d)(?=\s+\D)")
_APART = re.compile(r"\s*(?:[,;\n]|\s[–—-]\s)\s*")
_HOME = frozenset({"FRANCE", "FRANCE METROPOLITAINE"})
_UNWRITTEN = re.compile(r"[^\w' /-]+|_")
_PLAIN = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "’": "'", "°": " "}
)
_OTHER_SCRIPT = re.compile(r"[^\W\d_A-Za-z]")
_AT_END = re.compile(r"(?i)\s+France$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands on an envelope.

    ``country`` is in capitals, None within France; ``postcode`` five digits, None abroad or where none is known. ``is_whole``: it fits into
    its lines, and names a town.
    """

    lines: tuple[str, ...]
    country: str | None
    postcode: str | None
    is_whole: bool


def envelope(names: tuple[str, ...], address: str | None) -> Envelope:
    """Return how a letter is addressed: names one to a line (who, his organisation), and an address as somebody wrote it on one line."""
    places, country, postcode = _parted(address or "")
    wrapped = [line for name in names if name.strip() for line in _wrapped(" ".join(name.split()))]
    lines = [*wrapped, *(line for place in places for line in _wrapped(_capitals(place))), *((country,) if country else ())]
    # In letters that the fonts of a letter may not have nobody can be sure that it arrives.
    is_readable = not any(_OTHER_SCRIPT.search(_capitals(place)) for place in places)
    is_whole = bool(places) and is_readable and len(lines) <= MOST_LINES and (country is not None or postcode is not None)
    # Town and country are what the post cannot do without.
    shown = lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 2], *lines[-2:]]
    return Envelope(lines=tuple(shown), country=country, postcode=postcode, is_whole=is_whole)


def _parted(address: str) -> tuple[list[str], str | None, str | None]:
    """Return the lines of an address, its country where that is not France, and its postcode within France."""
    pieces = [one for one in (" ".join(part.split()) for part in _APART.split(address.strip())) if one]
    country = _country(pieces)
    if country is not None:
        pieces.pop()
    if country in _HOME:
        country = None
    if country is not None:
        return pieces, country, None
    places: list[str] = []
    postcode = None
    for piece in pieces:
        found = _POSTCODE.search(piece)
        if found is None:
            places.append(piece)
            continue
        # « 12 rue des Saulettes 97700 Valognes » is two lines of an envelope.
        postcode = found[1].replace(" ", "")
        before = piece[: found.start()].strip()
        places += [*((before,) if before else ()), f"{postcode} {_AT_END.sub('', piece[found.end() :].strip())}"]
    return places, None, postcode


def _country(pieces: list[str]) -> str | None:
    """Return the last piece where it is a country: words without a number behind a town that has one."""
    if len(pieces) < 2 or any(map(str.isdigit, pieces[-1])):  # noqa: PLR2004 - a town and a country
        return None
    last = _capitals(pieces[-1])
    if last in _HOME:
        return last
    town = pieces[-2]
    is_abroad = any(map(str.isdigit, town)) and _POSTCODE.search(f"{town} x" if town.isdigit() else town) is None
    # « 10115 Berlin, Allemagne »: behind a town with its code no more of a French address follows but a delivery office.
    return last if is_abroad or (_POSTCODE.match(town) and not last.startswith("CEDEX")) else None


def _capitals(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    plain = "".join(sign for sign in bare if not unicodedata.combining(sign)).upper()
    return " ".join(_UNWRITTEN.sub(" ", plain).split())


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, MOST_CHARACTERS, break_on_hyphens=False) if len(text) > MOST_CHARACTERS else ([text] if text else [])
