"""What completes a message sent before: « j'ai oublié la photo », and nothing that a reader could not do without the earlier one."""

import re
from enum import Enum, auto

from ingest.plain import fold

_MOST_CHARACTERS = 2_000
"""Who completes something is brief; a whole letter stands for itself."""
_FEW_WORDS = 12
_PIECES = (
    r"(?:photos?|images?|pieces?(?: jointes?)?|pjs?|fichiers?|documents?|plans?|justificatifs?|factures?|scans?|attestations?|videos?|"
    r"pictures?|attachments?|annexes?|courriers? joints?)"
)
_OWN = r"(?:mon|mes|notre|nos|le|ce|my|our)"
_EARLIER = (
    r"(?:precedente?s?|premiere?|dernier|de (?:tout a l'heure|ce (?:matin|midi|soir|jour)|cet apres-midi)|a l'instant|ci-dessous|ci-dessus|"
    r"d'il y a (?:\w+ ){1,3}(?:minutes?|heures?)|du meme jour|envoyee? (?:a l'instant|tout a l'heure|ce matin|il y a)|previous|earlier)"
)
_MAIL = r"(?:messages?|mails?|e-?mails?|courriels?|envois?|signalements?|demandes?|formulaires?)"
_SURELY = re.compile(
    rf"\b(?:oublie|omis|zappe|forgot)\b(?:[ \w']{{0,24}}?) (?:(?:la|le|les|l'|une?|des|ma|mes|mon|d'autres|the|my) ?)?{_PIECES}\b|"
    r"\b(?:oublie|omis|zappe) (?:de |d')(?:vous )?(?:l'|la |le |les )?(?:joindre|mettre|ajouter|rajouter|preciser|indiquer|mentionner|"
    r"signaler que|dire que|dire ou|attacher|envoyer (?:la|le|les|une?) ?" + _PIECES + r"|donner (?:l'adresse|le lieu|le numero))\b|"
    rf"\boubli (?:de|des) (?:la |ma |mes |les )?{_PIECES}\b|"
    rf"\b(?:voici|voila|ci-?joint|ci-?jointes?|avec) (?:enfin |donc )?(?:la|le|les|l'|une?|ma|mes) ?{_PIECES}\b.{{0,30}}"
    r"\b(?:oubliee?s?|manquante?s?|promise?s?|c'est mieux|cette fois)|"
    rf"\b{_PIECES} (?:oubliee?s?|manquante?s?)\b|"
    rf"\b(?:complement|suite|complete\w*|rectifi\w+|correctif|erreur|erratum|precision|preciser|ajout|corrige\w*|"
    rf"complements)\b[ \w,']{{0,30}}?"
    rf"\b{_OWN} (?:\w+ )?{_MAIL} {_EARLIER}|"
    rf"\b(?:dans|sur) (?:mon|notre) (?:\w+ )?{_MAIL} {_EARLIER}"
)
_LIKELY = re.compile(
    rf"^\W{{0,4}}(?:(?:bonjour|re-?bonjour|bonsoir|desolee?|pardon|oups|oops|suite|et|voici|voila|ci-?joint\w*|avec|en|la|le|les|l'|"
    rf"une?|des|"
    rf"ma|mes|autres?|deux|seconde|deuxieme)\W{{1,4}}){{0,6}}{_PIECES}\b|^\W{{0,4}}(?:ps\b|p\.s\.|oups|oops|erratum|rectificatif|"
    rf"suite et fin)"
)
_DENIES = re.compile(r"\b(?:vous avez|vous aviez|on a|ils ont|la mairie a|vos services ont|a ete|ai ete|il a|elle a) oublie")


class Completes(Enum):
    """How sure it is that a message completes an earlier one of its sender."""

    NOTHING = auto()
    LIKELY = auto()
    """It brings a photo and hardly a word."""
    SURELY = auto()
    """It says so."""


def completes(heading: str, text: str, files: int) -> Completes:
    """Return whether a message, without what it quotes, completes an earlier one; ``files`` is how many it brings."""
    told = fold(f"{heading}\n{text}".strip())
    if len(told) > _MOST_CHARACTERS or _DENIES.search(told):
        return Completes.NOTHING
    if _SURELY.search(" ".join(told.split())):
        return Completes.SURELY
    said = fold(text.strip() or heading)
    if files and len(said.split()) <= _FEW_WORDS and (not said or _LIKELY.match(said)):
        return Completes.LIKELY
    return Completes.NOTHING
