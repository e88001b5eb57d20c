"""The address of somebody who names one place only, and speaks of his own door there: « 30 place d'Erlon, souffle sous ma fenêtre »."""

import re
from collections.abc import Callable

from ingest.expressions import wide
from ingest.found import Found, in_text
from ingest.plain import fold

_OURS = r"(?:ma|mon|mes|notre|nos)"
_AT_HOME = re.compile(
    rf"\b(?:sous|devant|contre|sur|face a|au pied de|jusqu'a|dans) {_OURS} "
    r"(?:fenetres?|balcons?|portes?|portail|portails|garages?|cave|caves|hall|immeuble|residence|cage d'escalier|palier)\b|"
    rf"\b(?:mis|mise|mises|pose|posee?s?|place|placee?s?|sorti|sortie?s?|rentre|rentree?s?) {_OURS} (?:poubelles?|bacs?|conteneurs?)\b|"
    r"\b(?:le|la|notre|mon) (?:gardien|gardienne|concierge) (?:nous |m'|me )"
)
_MAY_BE = wide(
    r"(?i:fen[eê]tre|balcon|porte|portail|garage|cave|hall|immeuble|r[eé]sidence|escalier|palier|poubelle|bac|conteneur|gardien|concierge)"
)
_OF_OTHERS = re.compile(
    r"\b(?:habite ailleurs|je passe|chez (?:ma|mon|mes) (?:mere|pere|parents?|fils|fille|grand-?mere|amie?|soeur|frere))\b"
)
_RESIDENCE = re.compile(
    r"\b[Rr][ée]sidence\s+(?:du |de la |des |de l['’]|les? |la )?[A-ZÀ-Ý][\w'’-]*(?:[ -](?:[A-ZÀ-Ý][\w'’-]*|de|du|la|le|des|les))*"
    r"(?:,?\s+(?:[Bb][âa]t(?:iment)?\.?|[Ee]ntr[ée]e|[Ee]sc(?:alier)?\.?)\s+\w{1,3}\b)?"
)


def only_home(text: str, numbered: re.Pattern[str], street: Callable[[re.Match[str]], str]) -> Found | None:
    """Return the only address of a text whose writer speaks of what is his there, else None; cost is linear.

    ``numbered`` finds a street with its number, ``street`` writes it. Another place in the same text, and nobody knows which is his.
    """
    if not _MAY_BE.search(text):
        return None
    told = fold(text)
    if not _AT_HOME.search(told) or _OF_OTHERS.search(told):
        return None
    named = {
        fold(address): (address, match)
        for address, match in (
            *((street(one), one) for one in numbered.finditer(text)),
            *((one[0], one) for one in _RESIDENCE.finditer(text)),
        )
    }
    if len(named) != 1:
        return None
    ((address, match),) = named.values()
    return in_text(address, text, match.start(), match.start() + len(address))
