"""Numbers under which firms and associations are registered, told with their label and right by their own check digits.

SIREN (nine digits, Luhn) and SIRET (SIREN and five digits, Luhn): decree 73-314 and code de commerce, art. R. 123-220 f.; INSEE writes in
« Définitions : SIREN, SIRET » that the SIRET of La Poste but for its seat are right where the sum of their digits is a multiple of five.
RNA (W and nine characters): order of 14 October 2009 on the répertoire national des associations; it has no check digit. Number of VAT
(FR, key, SIREN): CGI, art. 286 ter; the key is (12 + 3 × (SIREN mod 97)) mod 97.
"""

import re
from collections.abc import Iterator, Sequence

from domain.draft import Trait
from ingest.found import Found, in_block, in_text
from ingest.plain import fold

_NINE = r"\d(?:[ .]?\d){8}(?![ .]?\d)"
_LABELLED = re.compile(r"\bsire[nt]s?\b[^\d\n]{0,30}\n?[ ]?(?=(\d(?:[ .]?\d){8,13}))", re.IGNORECASE)
_FOURTEEN_FROM_HERE = re.compile(r"\d(?:[ .]?\d){13}(?!\d)")
_NINE_FROM_HERE = re.compile(_NINE)
_COURT = re.compile(
    rf"(?<![\d+])(?P<before>\d{{3}}[ .]?\d{{3}}[ .]?\d{{3}})\s?[-–,(]?\s?R\.?C\.?S\b|"
    rf"\bR\.?C\.?S\b\.?[^\d\n]{{0,40}}(?<![\d+])(?P<after>{_NINE})",
    re.IGNORECASE,
)
"""« 552 100 554 RCS Paris », « RCS Paris B 552 100 554 »."""
_ASSOCIATION = re.compile(r"(?<![\w@.-])w ?(?:\d{9}|2[ab]\d{7}|9[a-z]\d{7})(?![\w@])", re.IGNORECASE)
_VAT = re.compile(rf"(?<![\w])fr ?\d\d ?(?={_NINE})(?:\d(?:[ .]?\d){{8}})", re.IGNORECASE)
_FIGURES = re.compile(r"[0-9AB][0-9 .]{5}")
"""In every such number, and found faster than one."""
_LABELS = ("siren", "siret", "rcs", "r.c.s", "tva", "rna", "association")
_ORDER = (Trait.SIRET, Trait.SIREN, Trait.VAT, Trait.RNA)
"""The fullest says which SIREN it is."""
_POST = "356000000"
_OWN = re.compile(r"\b(?:notre|nos|mon|ma|mes|nous sommes|je suis|nous representons|je represente|nous avons|j'ai)\b[^.!?\n]{0,110}$")
_OF_OTHERS = re.compile(
    r"\b(?:leur|son|sa|ses|cet|cette|de l'|du|de la|voisine?s?|contre|appartient|appartenant|proprietaire|bailleur|syndic|fournisseur|"
    r"prestataire|concurrent|avec l[ae']|par l[ae'])(?=\W)[^.!?\n]{0,80}$"
)
_AROUND = 120


def registered(signature: Sequence[str], text: str) -> dict[Trait, Found]:
    """Return the numbers of the firm or association that writes: of its block, else of a sentence that calls them its own.

    All belong to one SIREN, the first one told; another one beside is somebody else's: the insurer's, the host's.
    """
    told = _of_block(signature) or list(_own(text))
    found: dict[Trait, Found] = {}
    for trait, one in sorted(told, key=lambda pair: _ORDER.index(pair[0])):
        siren = _siren_of(trait, one.value)
        if siren is None or Trait.SIREN not in found or found[Trait.SIREN].value == siren:
            found.setdefault(trait, one)
            if siren is not None:
                found.setdefault(Trait.SIREN, Found(value=siren, quote=one.quote, where=one.where))
    return found


def numbers(text: str) -> Iterator[tuple[Trait, str, int, int]]:
    """Yield the numbers of registers a text tells, without blanks, and where each stands; those that cannot be right are left out."""
    if _FIGURES.search(text) is None:
        return
    lowered = text.lower()
    if "sire" in lowered:
        for match in _LABELLED.finditer(text):
            yield from _labelled(text, match.end())
    if "rcs" in lowered or "r.c.s" in lowered:
        yield from _of_court(text)
    for match in _VAT.finditer(text):
        if is_vat(vat := _bare(match[0]).upper()):
            yield Trait.VAT, vat, match.start(), match.end()
    for match in _ASSOCIATION.finditer(text):
        yield Trait.RNA, _bare(match[0]).upper(), match.start(), match.end()


def _of_court(text: str) -> Iterator[tuple[Trait, str, int, int]]:
    """Yield the numbers beside the court that keeps the register of commerce."""
    for match in _COURT.finditer(text):
        name = "before" if match["before"] else "after"
        if is_siren(siren := _bare(match[name])):
            yield Trait.SIREN, siren, match.start(name), match.end(name)


def is_siren(number: str) -> bool:
    """Whether nine digits can be a SIREN."""
    return len(number) == 9 and number.isdecimal() and int(number) > 0 and _luhn(number)  # noqa: PLR2004 - digits of a SIREN


def is_siret(number: str) -> bool:
    """Whether fourteen digits can be a SIRET."""
    if len(number) != 14 or not number.isdecimal() or not is_siren(number[:9]):  # noqa: PLR2004 - digits of a SIRET
        return False
    return _luhn(number) or (number.startswith(_POST) and sum(map(int, number)) % 5 == 0)


def is_vat(number: str) -> bool:
    """Whether a number, FR and eleven digits, can be a French one of VAT; a key of letters is given to nobody yet."""
    key, siren = number[2:4], number[4:]
    return number.startswith("FR") and key.isdecimal() and is_siren(siren) and int(key) == (12 + 3 * (int(siren) % 97)) % 97


def _luhn(digits: str) -> bool:
    """Whether digits are right by the formula of Luhn (ISO/IEC 7812-1, annex B)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _labelled(text: str, start: int) -> Iterator[tuple[Trait, str, int, int]]:
    """Yield the number that begins at ``start``: a SIRET, else a SIREN, whatever its label calls it."""
    if (match := _FOURTEEN_FROM_HERE.match(text, start)) and is_siret(_bare(match[0])):
        yield Trait.SIRET, _bare(match[0]), start, match.end()
    elif (match := _NINE_FROM_HERE.match(text, start)) and is_siren(_bare(match[0])):
        yield Trait.SIREN, _bare(match[0]), start, match.end()


def _of_block(signature: Sequence[str]) -> list[tuple[Trait, Found]]:
    if not signature:
        return []
    return [(trait, in_block(value, signature, (0, start), (0, end))) for trait, value, start, end in numbers("\n".join(signature))]


def _own(text: str) -> Iterator[tuple[Trait, Found]]:
    """Yield the numbers a sentence calls the writer's own: « notre association (RNA W…) »."""
    lowered = text.lower()
    if not any(label in lowered for label in _LABELS):
        return
    for trait, value, start, end in numbers(text):
        before = fold(text[max(0, start - _AROUND) : start])
        own = _OWN.search(before)
        if own is not None and not _OF_OTHERS.search(before[own.start() :]):
            yield trait, in_text(value, text, start, end)


def _siren_of(trait: Trait, value: str) -> str | None:
    match trait:
        case Trait.SIREN:
            return value
        case Trait.SIRET:
            return value[:9]
        case Trait.VAT:
            return value[4:]
        case _:
            return None


def _bare(text: str) -> str:
    return re.sub(r"[ .]", "", text)
