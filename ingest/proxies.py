"""Who writes for somebody else: a lawyer for his client, a guardian for his ward (mandataire); the one who asks is the other."""

import re
from collections.abc import Sequence

from domain.draft import Trait
from ingest import addresses, names
from ingest.found import Found, in_text
from ingest.plain import fold

_PERSON = (
    r"(?:(?:M\.|MM\.|Mr\.?|Mme|Mlle|Monsieur|Madame|Mademoiselle|Mesdames|Messieurs)(?: et (?:M\.|Mme|Madame|Monsieur))?\s+"
    r"(?:(?:Veuve|Vve)\s+)?)(?P<name>[A-ZÀ-Ý][\w'’.-]*(?:\s+(?:d[eou]|d[aeo]s|da|la|le|el|ben|van|von|[A-ZÀ-Ý][\w'’.-]*)){0,5})"
)
_REPRESENTS = re.compile(
    r"(?i:(?:le |la |l['’]|en (?:ma |sa )?qualit[ée] de |en tant que |suis |je suis |d[ée]sign[ée]e? )(?:le |la |l['’])?"
    r"(?:conseil|avocate?|"
    r"tutrice|tuteur|curatrice|curateur|mandataire(?: judiciaire| sp[ée]cial)?(?: [àa] la protection des majeurs)?|"
    r"repr[ée]sentant l[ée]gal)s?(?: habituel)? d(?:e|u|es)|"
    r"(?:^|[\n.!?])\s*(?:mandataire judiciaire(?: [àa] la protection des majeurs)?|tutrice|tuteur|curatrice|curateur) d(?:e|u|es)|"
    r"(?:pour le compte|dans les int[ée]r[êe]ts|au nom et pour le compte|(?:d[ée]fen[sd]\w*|repr[ée]sente) les int[ée]r[êe]ts)"
    r"\s+d(?:e|u|es)|"
    r"(?:agissant|interviens|[ée]cris) (?:pour le compte|au nom) d(?:e|u|es)|mandat[ée]e? par|(?:mon|ma|notre) cliente?,?)\s+"
    rf"{_PERSON}"
)
_LIVES = re.compile(
    r"(?:domicili|demeur|r[ée]sid)\w*\s*,?\s*(?:(?:[àa] la|au|[àa] l['’]|[àa])\s?)?"
    r"(?P<home>[^.;()]{3,90}?\d{5}\s+[A-ZÀ-Ý][\w'’-]+(?:[ -](?:sur|en|le|la|les|[A-ZÀ-Ý][\w'’-]+))*)"
)
_PROFESSION = re.compile(
    r"\bavocat|\bbarreau\b|\bselarl\b|\bscp\b|\bmandataires? judiciaires?\b|\btutel|\btutrice|\btuteur|\bcurat(?:eur|rice|elle)|"
    r"\bma[iî]tre\b|"
    r"\btoque\b|\bnotaires?\b|\bhuissier|\bcommissaire de justice|\bma cliente?\b|\bmon client\b|\bnotre cliente?\b|\bjuriste|"
    r"\bprotection des majeurs"
)
_LOOKED_AT = 2_500
_HINT = re.compile(
    r"[Cc]onseil|[Aa]vocat|[Cc]lient|[Tt]ut(?:eur|rice)|[Cc]urat(?:eur|rice)|[Mm]andat|compte d|int[ée]r[êe]ts|nom d|l[ée]gal"
)
"""Without one of these nobody writes for anybody; looking closer costs twenty times as much."""


def client_of(text: str, lines: Sequence[str]) -> tuple[tuple[Trait, Found], ...] | None:
    """Return name and address of the person for whom a lawyer or a guardian writes, None where nobody is."""
    looked_at = text[:_LOOKED_AT]
    match = _REPRESENTS.search(looked_at) if _HINT.search(looked_at) else None
    if match is None or _PROFESSION.search(fold("\n".join((*lines, looked_at)))) is None:
        return None
    found = names.person(f"Madame {match['name']}")
    written = found.written() if found is not None else None
    if written is None:
        return None
    told: list[tuple[Trait, Found]] = [(Trait.NAME, in_text(written, text, match.start("name"), match.end("name")))]
    tail = text[match.end() : match.end() + 250]
    home = addresses.postal_address((), tail)
    if home is not None and home.where is not None:
        start, end = match.end() + home.where.start, match.end() + home.where.end
        told.append((Trait.ADDRESS, in_text(home.value, text, start, end)))
    elif (named := _LIVES.search(tail)) is not None:
        value = " ".join(named["home"].split()).strip(" ,")
        told.append((Trait.ADDRESS, in_text(value, text, match.end() + named.start("home"), match.end() + named.end("home"))))
    return tuple(told)
