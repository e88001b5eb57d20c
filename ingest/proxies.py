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
    r"(?:pour le compte|dans (?:les int[ée]r[êe]ts|l['’]int[ée]r[êe]t)|au nom et pour le compte|(?:d[ée]fen[sd]\w*"
    r"|repr[ée]sente) les int[ée]r[êe]ts|"
    r"(?:(?:au )?soutien|d[ée]fense|charg[ée]e|saisie?) des int[ée]r[êe]ts)"
    r"\s+d(?:e|u|es)|"
    r"j['’]?e? ?(?:suis|ai [ée]t[ée]) (?:consult[ée]e?|saisie?|constitu[ée]e?|mandat[ée]e?) (?:par|pour)|"
    r"(?:je|nous) (?:repr[ée]sent(?:e|ons)|d[ée]fend(?:s|ons)|assist(?:e|ons))|"
    r"(?:j['’]|nous )interv(?:iens|enons) (?:ici |en l['’]esp[èe]ce )?(?:pour|au soutien de|aux c[ôo]t[ée]s de)|"
    r"nous sommes (?:les |le )?(?:conseils?|avocats?|mandataires?) d(?:e|u|es)|"
    r"(?:exer\w+|assur\w+) (?:la |une )?(?:mesure de )?(?:tutelle|curatelle)(?: renforc[ée]e)? d(?:e|u|es)|"
    r"(?:agissant|interviens|[ée]cris) (?:pour le compte|au nom) d(?:e|u|es)|mandat[ée]e? par|(?:mon|ma|notre) cliente?,?)\s+"
    rf"{_PERSON}"
)
_ENTRUSTS = re.compile(
    rf"{_PERSON}(?P<between>[^.;]{{0,140}}?)[\s,](?i:m['’]a (?:confi[ée] (?:la d[ée]fense|ses int[ée]r[êe]ts|le soin)"
    rf"|charg[ée]e? d|mandat[ée]e?|consult[ée]e?|"
    r"saisie?|constitu[ée]e?|donn[ée] (?:pouvoir|mandat))|est (?:mon|ma|notre) cliente?\b)"
)
"""« M. Paul Ray, demeurant …, m'a confié la défense de ses intérêts. »"""
_LIVES = re.compile(
    r"(?:domicili|demeur|r[ée]sid)\w*\s*,?\s*(?:(?:[àa] la|au|[àa] l['’]|[àa])\s?)?"
    r"(?P<home>[^.;()]{3,90}?\d{5}\s+[A-ZÀ-Ý][\w'’-]+(?:[ -](?:sur|en|le|la|les|[A-ZÀ-Ý][\w'’-]+))*)"
)
_STREET_IN_TOWN = re.compile(
    r"\s*,?\s*(?:(?:qui )?(?:domicili|demeur|r[ée]sid|habit)\w*\s*,?\s*)?(?:(?:à|au)\s+(?:l['’]|la\s)?)?"
    r"(?P<street>\d{1,4}(?:\s?(?:bis|ter|quater))?,?\s[^.;,()\n]{3,60}?),?\s(?:à|[àa] la"
    r"|au)\s(?P<town>[A-ZÀ-Ý][\w'’-]+(?:[ -](?:sur|en|le|la|les|[A-ZÀ-Ý][\w'’-]+))*)"
)
"""« demeurant 8 rue des Prunus à Valmont »: a house and the town without its postcode."""
_FOR_ANOTHER = re.compile(
    r"(?i:\b(?:lui (?:r[ée]pondre|[ée]crire)|(?:r[ée]pond(?:re|ez)|[ée]cri(?:re|vez))[- ]lui)\b"
    r"[^.!?\n]{0,120}?:)\s{0,12}\n\s{0,12}"
    rf"(?={_PERSON.replace('P<name>', 'P<first>')})(?P<name>[^\n,]{{4,60}})[\n,]\s{{0,12}}(?P<home>[^\n]{{4,90}}(?:\n[^\n]{{4,90}}){{0,2}})"
)
"""« Merci de lui répondre par courrier à son adresse : » above somebody's name and address."""
_PROFESSION = re.compile(
    r"\bavocat|\bbarreau\b|\bselarl\b|\bscp\b|\bmandataires? judiciaires?\b|\btutel|\btutrice|\btuteur|\bcurat(?:eur|rice|elle)|"
    r"\bma[iî]tre\b|"
    r"\btoque\b|\bnotaires?\b|\bhuissier|\bcommissaire de justice|\bjuriste|"
    r"\bprotection des majeurs"
)
_KEEPS_FILES = re.compile(
    r"\bavocat|\bbarreau\b|\bselarl\b|\bscp\b|\bnotaires?\b|\bnotaria|\bhuissier|\bcommissaires? de justice|\btoque\b"
)
_CLIENT = re.compile(r"\b(?:ma cliente|mon client|notre cliente?)\b")
_OF_LAW = re.compile(
    r"contest|recours|tribunal|mise en demeure|verbalis|\barrete|\bcode d|commission d|prejudice|litige|procedur|\bcabinet\b"
)
"""Shops have clients too: without one of these nobody speaks of law."""
_LOOKED_AT = 2_500
_HINT = re.compile(
    r"m['’]a (?:conf|charg|consult|saisi|constit|donn)|saisie?|[Ii]nterv(?:iens|enons)|[Cc]onsult|repr[ée]sent|d[ée]fend|tutelle|curatelle"
    r"|[Cc]onseil|[Aa]vocat|[Cc]lient|[Tt]ut(?:eur|rice)|[Cc]urat(?:eur|rice)|[Mm]andat|compte d|int[ée]r[êe]t|nom d|l[ée]gal"
)
"""Without one of these nobody writes for anybody; looking closer costs twenty times as much."""


def client_of(text: str, lines: Sequence[str]) -> tuple[tuple[Trait, Found], ...] | None:
    """Return name and address of the person for whom a lawyer or a guardian writes, None where nobody is."""
    looked_at = text[:_LOOKED_AT]
    if (other := _answered_instead(text, looked_at)) is not None:
        return other
    if _HINT.search(looked_at) is None:
        return None
    match = _REPRESENTS.search(looked_at) or _ENTRUSTS.search(looked_at)
    if match is None or not _is_of_the_law(fold("\n".join((*lines, looked_at)))):
        return None
    found = names.person(f"Madame {match['name']}")
    written = found.written() if found is not None else None
    if written is None:
        return None
    told: list[tuple[Trait, Found]] = [(Trait.NAME, in_text(written, text, match.start("name"), match.end("name")))]
    tail = text[match.end("name") : match.end("name") + 250]
    begin = match.end("name")
    home = addresses.postal_address((), tail)
    if home is not None and home.where is not None:
        start, end = begin + home.where.start, begin + home.where.end
        told.append((Trait.ADDRESS, in_text(home.value, text, start, end)))
    elif (named := _LIVES.search(tail)) is not None:
        value = " ".join(named["home"].split()).strip(" ,")
        told.append((Trait.ADDRESS, in_text(value, text, begin + named.start("home"), begin + named.end("home"))))
    elif (named := _STREET_IN_TOWN.match(tail)) is not None:
        value = f"{' '.join(named['street'].split())}, {named['town']}"
        told.append((Trait.ADDRESS, in_text(value, text, begin + named.start("street"), begin + named.end("town"))))
    return tuple(told)


def _answered_instead(text: str, looked_at: str) -> tuple[tuple[Trait, Found], ...] | None:
    """Return name and address of whom the writer wants answered in his own place, by post: his neighbour who has no computer."""
    match = _FOR_ANOTHER.search(looked_at) if "lui" in looked_at else None
    found = names.person(match["name"]) if match is not None else None
    written = found.written() if found is not None else None
    home = addresses.postal_address(match["home"].split("\n"), "") if match is not None else None
    if match is None or written is None or home is None:
        return None
    return (
        (Trait.NAME, in_text(written, text, match.start("name"), match.end("name"))),
        (Trait.ADDRESS, in_text(home.value, text, match.start("home"), match.end("home"))),
    )


def is_of_the_law(lines: Sequence[str]) -> bool:
    """Return whether the lines of a block are those of a lawyer, a notary or a bailiff, who number files of their own."""
    return _KEEPS_FILES.search(fold("\n".join(lines))) is not None


def _is_of_the_law(folded: str) -> bool:
    """Return whether folded lines and text are those of one who writes for others by profession."""
    return _PROFESSION.search(folded) is not None or (_CLIENT.search(folded) is not None and _OF_LAW.search(folded) is not None)
