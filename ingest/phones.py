"""The telephone a writer can be reached by, in E.164: from a signature block, else from a sentence that gives it."""

import re
from collections.abc import Iterator, Sequence

import phonenumbers

from ingest.plain import fold
from ingest.signers import first_signers

_PHONE = re.compile(r"(?<![\w/.-])(?:\(?(?:\+|00 ?)\d{1,3}\)?[ .\-]?)?(?:\(0\)[ .\-]?)?\(?\d{1,4}\)?(?:[ .\-/]{0,2}\d{1,4}){2,7}(?![\w/])")
_NOT_A_PHONE = re.compile(
    r"(?:siret|siren|rcs|tva|iban|rib|rna|ape|naf|client|contrat|facture|dossier|reference|ref|secu\w*|"
    r"dn|avs)\W*(?:n\W*)?(?:[a-z]{2})?$"
)
_FAX = re.compile(r"(?<!tel/)(?<!tel / )(?<!tel-)(?:fax|telecopie|telecopieur|f\.?\s*:?)\W*(?:n\W*)?$")
_DIRECT = re.compile(r"\b(?:ligne directe|l\.? ?d\.?|direct\w*|perso\w*|private|prive)\W*$")
_STANDARD = re.compile(r"\b(?:standard|std|accueil|secretariat|switchboard|reception|siege|urgences?)\W*$")
_LABEL = re.compile(r"\b(?:tel\w*|port\w*|mob\w*|gsm|vini|fixe|phone|cell|appel\w*|joindre|joignable|numero|whatsapp)\b\W*$")
_GIVEN = re.compile(
    r"(?:rappel|joindre|joignable|contact|appel|\btel\b|telephone|portable|mobile|\bnum|phone|\bcall|reach|\bring\b|\bau\s*$|"
    r"\bsms|whatsapp|disponible)"
)
_NOT_GIVEN = re.compile(r"fax|siret|dossier|reference|facture|contrat")
_OF_OTHERS = re.compile(
    r"\b(?:(?:ma|mon|sa|son|mes|ses|notre|nos|leur|la|le|l'|une?|cette|ce|du|de la|de l'|au|son)\s?(?:\w+ )?(?:voisine?s?|mere|"
    r"pere|fils|fille|mari|femme|epouse|epoux|"
    r"compagne|compagnon|conjointe?|soeur|frere|tante|oncle|gardienne|gardien|concierge|proprietaire|proprio|bailleur|syndic|"
    r"agence|restaurant|entreprise|"
    r"medecin|infirmiere?|amie?|cousine?|locataire|maman|papa|pharmacie|artisan|societe|magasin|ecole|mairie|gerante?|"
    r"patronne?|chantier|maitre d'oeuvre|"
    r"plombier|electricien|tut(?:eur|rice)|assurance|assureur|grand-mere|grand-pere|neveu|niece|client|chauffeur|club|association)s?\b"
    r"|(?:mr|mme|mlle|monsieur|madame|dr|docteur)\b|m\. )[^.!?;\n]{0,40}$"
    r"|\b(?:ai|avons|avez|suis) (?:deja |aussi |bien )?(?:appele|telephone|rappele|compose|contacte|tente|tombe)\w*[^.!?;\n]{0,30}$"
    r"|\b(?:personne|repond|repondent|repondu|decroche|sonne|occupe)\b[^.!?;\n]{0,30}$"
)
_OF_HIS_OWN = re.compile(
    r"\b(?:moi|(?:me|m'|nous) ?(?:\w+ ){0,2}(?:joindre|appeler|rappeler|contacter|rappelle|telephoner|repondre)|(?:mon|mes|"
    r"notre|nos) (?:num\w*|tel\w*|portable|mobile|fixe|gsm))\b"
    r"(?:(?!\d\d)[^.!?;\n]){0,30}$"
)
_OVERSEAS = ("RE", "GP", "MQ", "GF", "YT", "NC", "PF", "PM", "WF")
_SHORT = {"NC": 6, "PM": 6, "WF": 6, "PF": 8}
"""Digits of a number where towns have no trunk prefix (ITU-T E.164 national plans)."""
_MIN_DIGITS, _MAX_DIGITS = 9, 15
_BARE = re.compile(rf"(?m)^[ ]{{0,8}}({_PHONE.pattern})[ ]{{0,4}}(?:\([^()\d\n]{{1,60}}\))?[ .]{{0,4}}$")
"""A number that is a line of its own: the answer to « à quel numéro vous joindre ? »."""
_LINE, _AROUND = 300, 60


def phone(signature: Sequence[str], text: str, region: str) -> str | None:
    """Return the writer's telephone in E.164: from the signature block, else from a sentence that gives it as his.

    Of several the direct one, then any, then that of a switchboard; never a fax, never the number of somebody else he names.
    """
    found: dict[int, str] = {}
    for line in first_signers(signature):
        for rank, number in _in_line(line[:_LINE], region):
            found.setdefault(rank, number)
    if found:
        return found[min(found)]
    return _in_text(text, region) or _in_text(re.sub(r"(?<=\d)\n(?=\d\d(?!\d))", " ", text), region)


def _in_line(line: str, region: str) -> Iterator[tuple[int, str]]:
    """Yield the numbers of a signature line, each with its rank: 0 direct, 1 any, 2 a switchboard."""
    for match in _PHONE.finditer(line):
        before, after = fold(line[: match.start()]), fold(line[match.end() :])[:20]
        if _FAX.search(before) or _NOT_A_PHONE.search(before):
            continue
        number = _written(match[0], region) or (_short(match[0], region) if _LABEL.search(before) else None)
        if number:
            is_standard = _STANDARD.search(before) or re.match(r"\s*\((?:standard|accueil|secretariat)", after)
            yield (0 if _DIRECT.search(before) else 2 if is_standard else 1), number


def _in_text(text: str, region: str) -> str | None:
    """Return the first number the writer calls his own, else the first one given that is nobody else's."""
    given = None
    for match in _PHONE.finditer(text):
        before = fold(text[max(0, match.start() - _AROUND) : match.start()])
        is_own = _OF_HIS_OWN.search(before) is not None
        if not _GIVEN.search(before) or _NOT_GIVEN.search(before[-20:]) or (_OF_OTHERS.search(before) and not is_own):
            continue
        number = _written(match[0], region) or (_short(match[0], region) if _LABEL.search(before) else None)
        if number and is_own:
            return number
        given = given or number
    return given or next(_alone(text, region), None)


def _alone(text: str, region: str) -> Iterator[str]:
    """Yield the numbers that are lines of their own, where nothing above says that they are somebody else's."""
    for match in _BARE.finditer(text):
        before = fold(text[max(0, match.start() - _AROUND) : match.start()]).strip().replace("\n", " ")
        number = _written(match[1], region)
        if number and not _OF_OTHERS.search(before) and not _NOT_GIVEN.search(before[-20:]):
            yield number


def _written(text: str, region: str) -> str | None:
    """Return a number as written, « 02 61 91 00 34/35 » without its second ending."""
    return e164(text, region) or (e164(text[: text.rindex("/")], region) if "/" in text else None)


def _short(text: str, region: str) -> str | None:
    digits = "".join(character for character in text if character.isdigit())
    if len(digits) != _SHORT.get(region):
        return None
    number = phonenumbers.parse(digits, region)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_possible_number(number) else None


def e164(text: str, region: str) -> str | None:
    """Return a number in E.164, trying France and then its overseas regions; None where it cannot be a telephone number."""
    written = _dialled(text)
    if written is None:
        return None
    fallback = None
    for candidate in (region, *_OVERSEAS):
        try:
            number = phonenumbers.parse(written, candidate)
        except phonenumbers.NumberParseException:
            return None
        if phonenumbers.is_valid_number_for_region(number, candidate) or ("+" in written and phonenumbers.is_possible_number(number)):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if fallback is None and phonenumbers.is_possible_number(number):
            fallback = phonenumbers.format_number(
                number, phonenumbers.PhoneNumberFormat.E164
            )  # ranges kept for fiction are possible, not valid
    return fallback


def _dialled(text: str) -> str | None:
    """Return a number as it is dialled, « +33 (0)2 » and « (0)2 » and « 0033 » understood; None where it has no right length."""
    if "+" not in text and not text.lstrip("( ").startswith("00"):
        text = text.replace("(0)", "0", 1)
    text = text.replace("(0)", "")
    digits = [character for character in text if character.isdigit()]
    if not _MIN_DIGITS <= len(digits) <= _MAX_DIGITS:
        return None
    if text.startswith(("00", "(00")):
        text = "+" + "".join(digits)[2:]
    is_french = text.lstrip("( ").startswith("0") and len(digits) == 10  # noqa: PLR2004 - a French number has ten digits
    return text if "+" in text or is_french else None
