"""What a mail gateway writes above a message it lets in: « [EXTERNE] Ne cliquez pas sur les liens », « You don't often get email »."""

import re
from collections.abc import Sequence

from ingest.closings import is_salutation
from ingest.plain import MAX_ODD_LINE, fold

_LETTER = r"(?:mess?ages?|mails?|e-?mails?|courriels?|courriers?(?: electroniques?)?|emails?)"
_OUTSIDE = r"(?:externes?|exterieure?|external|outside|hors de)"
_OPENING = (
    r"(?:\[?(?:attention|avertissement|prudence|alerte|information|important|caution|warning|notice|externe?|ext|external)\b"
    r"\W{0,6}){0,4}"
)
_TAG = re.compile(
    rf"(?:(?:{_LETTER}|expediteur|origine|provenance|source) )?(?:externes?|exterieure?|external)(?: (?:{_LETTER}|sender|expediteur))?"
)
_MARKED = re.compile(r"\W{0,4}[\[*<#!|⚠-].*[\]*>#!|⚠-]\W{0,4}|[^a-zà-ÿ]+")
"""A tag stands in brackets, between stars, or in capitals; « externe » alone may be somebody's word."""
_TIP = re.compile(
    rf"(?:certaines personnes (?:qui ont recu|ayant recu) ce {_LETTER} |vous )?n(?:e |')(?:recev\w+|recoiv\w+|obten\w+|obtienn\w+) pas "
    rf"souvent (?:d'|de |des ){_LETTER}\b"
    rf"|(?:some people who received this {_LETTER} )?(?:you )?don't often (?:get|receive) {_LETTER} from\b"
)
"""What Exchange Online says of somebody who writes for the first time."""
_CAUTION = re.compile(
    rf"{_OPENING}(?:(?:ce|cet|le present|this|cette) {_LETTER}\b.{{0,60}}?\b(?:provien\w+|provenant|emane|vient|issu|a ete (?:envoye|emis|"
    rf"expedie|recu)|originat\w+|came|comes|was sent|is from|est)\b.{{0,60}}?(?:\b{_OUTSIDE}\b|\bpas (?:de|d'|du|interne)\b)"
    rf"|{_LETTER} (?:provenant|emanant|venant|envoye|recu|en provenance) d.{{0,40}}?\b{_OUTSIDE}\b|this is an external {_LETTER}"
    rf"|(?:l'|cet? )?expediteur (?:de ce {_LETTER} )?(?:est )?(?:externe|exterieur|inconnu|n'est pas)\b|{_LETTER} (?:externe|exterieur)\W"
    r"|external (?:sender|email|message)\b)"
)
_ADVICE = re.compile(
    r"\W{0,4}(?:(?:veuillez |merci de |il est recommande de |please |surtout )?"
    r"(?:ne (?:pas )?(?:cliqu|ouvr|repond|telecharg|communiqu|transmett)"
    r"|n'ouvr|soyez (?:prudent|vigilant|attentif)|restez (?:prudent|vigilant)|faites preuve de (?:prudence|vigilance)"
    r"|verifi\w+ (?:l'identite|l'adresse|l'expediteur|que)|assurez-vous|en cas de doute"
    r"|si vous (?:ne connaissez|avez un doute|n'etes pas certain)|a moins (?:que|d)|sauf si vous"
    r"|pourquoi (?:c'est|cela est|ceci est|est-ce) important|(?:decouvrez|en savoir plus|learn) |do not (?:click|open|reply)"
    r"|don't (?:click|open)|(?:be|use|exercise) (?:care|caution|cautious)|unless you|if you (?:are unsure|don't|do not)|think before)"
    r"|<?https?://aka\.ms/learnaboutsender)"
)
_OF_A_PERSON = re.compile(
    r"\b(?:je|j'\w+|mon|ma|mes|moi|voisine?s?|habitante?s?|riverain\w*|enfants?|mere|pere|rue|avenue|boulevard|quartier|immeuble|i|my)\b(?!')|\?\s*$"
)
_LONGEST = 6
"""So many lines at most: what is longer says more than a gateway does."""
_WRAPPED = 60
"""A shorter line that does not end a sentence ends the banner too; gateways break at 70 characters and more."""
_EDGES = " *_-[]()|#!<>=⚠️"
_FIRST = 12
"""So many lines are looked at: rules and blank ones stand around a banner."""


def without_banner(lines: Sequence[str]) -> list[str]:
    """Return lines without the banners of gateways at their head, all of them where nothing else would be left.

    A banner speaks of a message, its sender and where it came from, never of people and streets.
    """
    end = last = 0
    is_wrapped = has_banner = False
    for index, line in enumerate(lines[:_FIRST]):
        bare = line.strip()
        said = fold(bare[:MAX_ODD_LINE]).strip(_EDGES)
        if not said:
            is_wrapped = is_wrapped and bool(bare)
            continue
        if last >= _LONGEST or not (_is_banner(bare, said) or (has_banner and _goes_on(said, is_wrapped=is_wrapped))):
            break
        end, last, has_banner = index + 1, last + 1, True
        is_wrapped = len(bare) >= _WRAPPED and not bare.rstrip(_EDGES).endswith((".", "!"))
    rest = lines[_ruled(lines, end) :] if end else lines
    return list(rest) if any(line.strip() for line in rest) else list(lines)


def _is_banner(bare: str, said: str) -> bool:
    if _TIP.match(said):
        return True
    if _TAG.fullmatch(said.rstrip(" :.")) and _MARKED.fullmatch(bare):
        return True
    return _CAUTION.match(said) is not None and _OF_A_PERSON.search(said) is None


def _goes_on(said: str, *, is_wrapped: bool) -> bool:
    if is_salutation(said) or _OF_A_PERSON.search(said):
        return False
    return is_wrapped or _ADVICE.match(said) is not None


def _ruled(lines: Sequence[str], end: int) -> int:
    """Return where the text begins below a banner and the rule that may close it."""
    while end < len(lines) and not any(character.isalnum() for character in lines[end]):
        end += 1
    return end
