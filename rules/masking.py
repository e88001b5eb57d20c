"""What of a citizen's words should not stand in public, found by its form: a proposal to who approves them, no more.

Names are found behind a title, behind a given name, where somebody says his own, and where they are those of the requester; others are
missed, and a street may look like one. So somebody reads every text before anybody else does.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.words import fold

MASK = "█████"
_LETTER = r"A-Za-zÀ-ÖØ-öø-ÿŒœ"
_UPPER = r"A-ZÀ-ÖØ-ÞŒ"
_NAME = rf"[{_UPPER}][{_LETTER}]+(?:[-'’][{_LETTER}]+)*"
_SURNAME = rf"(?:(?:[Dd]e|[Dd]u|[Dd]es|[Ll]e|[Ll]a|[Vv]an|[Vv]on|[Bb]en|[Ee]l)\s+){{0,2}}{_NAME}"
_LEAST_NAME = 3
"""Letters of a requester's name that is looked for: shorter ones are words."""


class Mark(StrEnum):
    """What was found (motif de masquage)."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    PLATE = "plate"
    IBAN = "iban"
    SOCIAL = "social"
    """NIR, the social security number."""
    ADDRESS = "address"
    """The number of a house."""
    WEB = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A part of a text that should not stand in public, by its characters."""

    start: int
    end: int
    mark: Mark


_ROADS = (
    r"rue|avenue|av\.|boulevard|bd\.?|place|chemin|impasse|allée|allee|quai|route|cours|passage|square|ruelle|sentier|venelle|villa|faubourg"
    r"|fbg|rés\.|résidence|residence|lotissement|hameau|cité|esplanade|mail|promenade|rond-point|traverse|clos"
)
_ROAD_BEFORE = re.compile(rf"\b(?:{_ROADS}|école|collège|lycée|stade|salle|espace|pont)\s+(?:de\s+la\s+|d[eu]s?\s+)?$", re.IGNORECASE)
"""A street or a school has the name of somebody who is known to all."""
_LONGEST_ROAD = 40
_PATTERNS: Sequence[tuple[Mark, re.Pattern[str]]] = (
    (Mark.EMAIL, re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    (Mark.EMAIL, re.compile(r"[\w.+-]{1,64}\s?(?:\(at\)|\[at\]|\sarobase\s)\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.IGNORECASE)),
    (Mark.WEB, re.compile(r"(?:https?://|www\.)[^\s<>\"]{3,300}", re.IGNORECASE)),
    (Mark.IBAN, re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0\u202f]?[A-Z0-9]){11,30}\b")),
    # Sex, year, month, department (2A and 2B in Corsica), commune, order, and the key of two digits, which many leave out.
    (
        Mark.SOCIAL,
        re.compile(
            r"(?<!\d)[1-478][ .\u00a0]?\d{2}[ .\u00a0]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .\u00a0]?(?:\d{2}|2[AB])[ .\u00a0]?\d{3}[ .\u00a0]?\d{3}"
            r"(?:[ .\u00a0]?\d{2})?(?!\d)"
        ),
    ),
    (Mark.PHONE, re.compile(r"(?<![\d+])(?:(?:\+|00)\d{1,3}|0)(?:[ .()/\u00a0\u202f-]{0,2}\d){8,12}(?!\d)")),
    # SIV since 2009 (AA-123-AA), FNI before (1234 AB 75), and what looks like a plate of elsewhere.
    (Mark.PLATE, re.compile(r"\b[A-HJ-NP-TV-Z]{2}[ -]?\d{3}[ -]?[A-HJ-NP-TV-Z]{2}\b", re.IGNORECASE)),
    (Mark.PLATE, re.compile(r"\b\d{2,4}[ -]?[A-HJ-NP-TV-Z]{2,3}[ -]?(?:\d{2}|2[AB]|97\d)\b")),
    (Mark.PLATE, re.compile(r"\b[A-Z]{1,3}[ -][A-Z]{1,2}[ -]\d{1,4}\b")),
    (Mark.PLATE, re.compile(r"\b[A-Z]{2}\d{2}[ ]?[A-Z]{3}\b|\b\d[ -][A-Z]{3}[ -]\d{3}\b|\b\d{4}[ -][A-Z]{3}\b")),
    (Mark.ADDRESS, re.compile(rf"(?<![\d/.-])\b\d{{1,4}}(?:\s?(?:bis|ter|quater|[a-dA-D])\b)?\s*,?\s+(?=(?:{_ROADS})\b)", re.IGNORECASE)),
    (
        Mark.ADDRESS,
        re.compile(rf"(?<=\bau )(?:n°\s?)?\d{{1,4}}(?:\s?(?:bis|ter|quater)\b)?(?=\s+(?:de la|du|de l['’]|{_ROADS})\b)", re.IGNORECASE),
    ),
    (
        Mark.ADDRESS,
        re.compile(r"\b(?:appartement|appt?\.?|étage|porte|bâtiment|bât\.|digicode|code)\s*(?:n°\s?)?[A-Z]?\d{1,5}[A-Z]?\b", re.IGNORECASE),
    ),
    (Mark.ADDRESS, re.compile(r"\b(?:au|du)\s+(?:n°|numéro|numero)\s*\d{1,4}(?:\s?(?:bis|ter|quater)\b)?", re.IGNORECASE)),
    (
        Mark.NAME,
        re.compile(
            rf"(?<=\bM\. )(?:{_NAME}\s+)?{_SURNAME}|(?<=\bM )(?:{_NAME}\s+)?{_SURNAME}|(?<=\bMe )(?:{_NAME}\s+)?{_SURNAME}|"
            rf"(?<=\bDr )(?:{_NAME}\s+)?{_SURNAME}"
        ),
    ),
)
_TITLED = re.compile(
    rf"\b(?:[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Mm]essieurs|[Mm]esdames|Mme|Mmes|Mlle|MM\.|Mr\.?|Dr\.?|docteur|[Mm]aître|famille)\s+"
    rf"((?:{_NAME}\s+)?{_SURNAME})"
)
_SAID = re.compile(
    rf"\b(?i:je m['’]appelle|je suis|mon nom est|je me nomme|signé|nommée?|appelée?|mon voisin|ma voisine)\s*:?\s+"
    rf"({_NAME}(?:\s+{_SURNAME}){{0,2}})"
)
_HOUSE = re.compile(
    r"\b(?:devant|derrière|face|côté|niveau|hauteur|près|habite|habitons|demeurant|domiciliée?)\s+(?:(?:le|au|du|de|à)\s+)?"
    r"(\d{1,4}(?:\s?(?:bis|ter|quater)\b)?)"
    r"(?!\s?(?:m|mètres?|cm|km|h|heures?|ans?|jours?|semaines?|mois|€|%)\b)",
    re.IGNORECASE,
)
"""“Devant le 22”: a house without its street."""
_TWO = re.compile(rf"\b({_NAME})\s+({_SURNAME})")
_WORD = re.compile(rf"[{_LETTER}]+(?:[-'’][{_LETTER}]+)*")
_OFFICES = frozenset({"maire", "mairie", "president", "presidente", "prefet", "adjoint", "adjointe", "directeur", "directrice"})
"""Whom one writes to by his office has no name there."""


def marked(text: str, own: Collection[str] = (), given: Collection[str] = ()) -> tuple[Marked, ...]:
    """Return what should not stand in public, in order, none over another.

    ``own`` are names of the requester, as he wrote them; ``given`` are given names, folded.
    """
    kept: list[Marked] = []
    for one in _found(text, own, given):
        if one.start < one.end and all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def masked(text: str, marks: Sequence[Marked]) -> str:
    """Return a text with a bar in place of each part that is marked."""
    parts: list[str] = []
    at = 0
    for one in marks:
        part = text[one.start : one.end]
        tail = part[len(part.rstrip()) :]
        parts += [text[at : one.start], MASK, tail]
        at = one.end
    return "".join((*parts, text[at:]))


def _found(text: str, own: Collection[str], given: Collection[str]) -> Iterator[Marked]:
    for mark, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Marked(start=match.start(), end=match.end(), mark=mark)
    for match in _HOUSE.finditer(text):
        yield Marked(start=match.start(1), end=match.end(1), mark=Mark.ADDRESS)
    for start, end in (*_told(text), *_of_two(text, given), *_own(text, own)):
        yield Marked(start=start, end=end, mark=Mark.NAME)


def _told(text: str) -> Iterator[tuple[int, int]]:
    """Yield names that are told as such."""
    for match in (*_TITLED.finditer(text), *_SAID.finditer(text)):
        if not _is_office(match[1]):
            yield match.span(1)


def _of_two(text: str, given: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield given names with what stands behind them."""
    for match in _TWO.finditer(text):
        is_street = _ROAD_BEFORE.search(text[max(0, match.start() - _LONGEST_ROAD) : match.start()])
        if fold(match[1]) in given and not _is_office(match[2]) and not is_street:
            yield match.span()


def _own(text: str, own: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield what is the requester's name."""
    names = {word for name in own for word in fold(name).split() if len(word) >= _LEAST_NAME}
    for match in _WORD.finditer(text):
        if match[0][0].isupper() and set(fold(match[0]).split()) & names:
            yield match.span()


def _is_office(name: str) -> bool:
    return bool(set(fold(name).split()) & _OFFICES)
