"""Petitions: the table or list of those who sign, cut from the letter, and who stands for all of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.given_names import GIVEN_NAMES
from ingest.names import person
from ingest.paper.letter.rows import Row, bands
from ingest.plain import fold

_SAYS = re.compile(r"\bpetition|\bsoussigne(?:e?s)\b|\bsignataires\b|\bont signe\b|\brecueil de signatures")
_TABLE_HEAD = re.compile(r"\bnoms?\b.{0,20}\b(?:prenoms?|adresses?|signatures?)\b|\bprenoms?\b.{0,20}\bnoms?\b|\bnoms?\b.{0,60}\bsignature")
_CELL = re.compile(r"\W*(?:n[°o]|nom|noms|prenoms?|nom,? (?:et )?prenoms?|adresse|signature|emargement|date|tel\w*|e-?mail|ville)\W*")
_LIST_HEAD = re.compile(
    r"\W*(?:(?:les|liste des|noms? des) )?(?:signataires?|co-?signataires?|ont signe|signatures?|suivent les signatures)\b.{0,40}"
)
_SPOKESMAN = re.compile(
    r"(?:\W*fait [aà] [^.;:]{2,60}[.;])?\W*"
    r"(?:premi[eè]re?s? signataires?(?: et contact)?|contact|porte-parole|pour tout (?:contact|renseignement)|personne [aà] contacter|"
    r"repr[ée]sent[ée]e?s? par|correspondante?)\s*[:–—-]\s*(?P<who>.+)",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(r"(?:veuillez|nous vous prions|recevez|p\.?\s?j\b|copie)")
_NUMBER = re.compile(r"^\W*\d{1,3}(?:\s?[.)°|-]\s*|\s+(?=[^\W\d_]))")
_COUNT = re.compile(r"\W*\d{1,3}\W*|[lI|]")
_FEWEST = 2
_LONGEST_NAME = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """Who signs: the lines of the first one, name and address; and the names of all in order, as they are read."""

    first: tuple[str, ...]
    names: tuple[str, ...]
    confidence: int = 100
    """Of the word read with the most doubt in the name of the first."""


def cut_signatories(rows: Sequence[Row]) -> tuple[Petition | None, tuple[Row, ...]]:
    """Return the petition that rows hold, None where they hold none, and the rows without its table or list of names.

    It is one where it says so, or heads a table « Nom, adresse, signature », and at least two people sign.
    """
    groups = bands(rows)
    says_so = any(_SAYS.search(fold(one.text)) for one in rows)
    tabled: list[tuple[Row, ...]] = []
    cut: set[int] = set()
    page = -1
    is_table = False
    for band in groups:
        if band[0].page != page:
            page, is_table = band[0].page, False
        text = fold(" ".join(one.text for one in band))
        is_head = _is_head(band, text)
        if is_head or (says_so and _LIST_HEAD.fullmatch(text)):
            is_table = True
            cut |= {id(one) for one in band}
        elif is_table and _END.match(text):
            is_table = False
        elif is_table:
            tabled.append(band)
            cut |= {id(one) for one in band}
    signed = [band for band in tabled if _is_signed(band)]
    if len(signed) < _FEWEST or not (says_so or len(signed) > _FEWEST):
        return None, tuple(rows)
    names = tuple(_name(band) for band in signed)
    first = tuple(cell for cell in (_name(signed[0]), _address(signed[0])) if cell)
    kept = tuple(one for one in rows if id(one) not in cut and not _is_title_again(one, rows))
    confidence = min(word.confidence for word in _cells(signed[0])[0].words)
    return Petition(first=first, names=names, confidence=confidence), kept


def spokesman(text: str) -> str | None:
    """Return what a paragraph says of who stands for the signatories: « Première signataire et contact : … »; None if it is no such one."""
    match = _SPOKESMAN.match(text)
    return match["who"] if match else None


def _is_head(band: Sequence[Row], text: str) -> bool:
    if len(band) > 1:
        return sum(_CELL.fullmatch(fold(one.text)) is not None for one in band) * 2 > len(band) and _CELL.match(text) is not None
    return len(text) <= 90 and _TABLE_HEAD.search(text) is not None and not text.endswith((".", ","))  # noqa: PLR2004 - heads of five columns


def _is_signed(band: Sequence[Row]) -> bool:
    name = _name(band)
    words = re.findall(r"[^\W\d_]{2,}", name)
    return len(words) >= _FEWEST or (len(_cells(band)) > 1 and any(len(word) > _FEWEST for word in words))


def _name(band: Sequence[Row]) -> str:
    """Return the name a row of a table or list begins with: its first cell, up to a comma or a house number."""
    cell = _NUMBER.sub("", _cells(band)[0].text)
    return re.split(r"\s*,|\s+\d|\s[-–—]\s", cell, maxsplit=1)[0].strip(" .:;|_-")[:_LONGEST_NAME]


def _cells(band: Sequence[Row]) -> Sequence[Row]:
    """Return the cells of a row of a table without the one that only counts it."""
    return band[1:] if len(band) > 1 and _COUNT.fullmatch(band[0].text) else band


def _address(band: Sequence[Row]) -> str:
    cells = _cells(band)
    if len(cells) > 1:
        return cells[1].text
    _, _, rest = cells[0].text.partition(_name(band))
    return rest.strip(" ,.-–—|")


def _is_title_again(one: Row, rows: Sequence[Row]) -> bool:
    """Whether a row of a later page only says that the petition goes on."""
    return one.page > rows[0].page and bool(re.search(r"\bsuite\b", fold(one.text)))


def is_signed_like(name: str) -> bool:
    """Whether a signatory's name reads like one: a known given name, or a person's name in capitals."""
    found = person(name)
    return found is not None and (any(word in GIVEN_NAMES for word in re.findall(r"[a-z]+", fold(name))) or found.given is not None)
