"""Who wrote: organisation and telephone, from a display name, a signature block and the text."""

import re
from collections.abc import Sequence

import phonenumbers

from ingest.names import ROLE
from ingest.plain import fold

_STRONG_ORGANISATION = re.compile(
    r"(?<![\w'])(?:sarl|s\.a\.r\.l\.?|sas|sasu|eurl|sci|selarl|scop|ets|etablissements?|societe|entreprise|association|asso|"
    r"amicale|comite|club|collectif|syndic|syndicat|cabinet|agence|atelier|garage|boulangerie|boucherie|pharmacie|"
    r"restaurant|hotel|cafe|brasserie|lycee|college|copropriete|groupe|groupement|federation|union|fondation|mutuelle|"
    r"clinique|office|etude|camping|transports|maconnerie|plomberie|menuiserie|immobilier|gmbh|ltd|inc|llc|fcpe|apel|peep|"
    r"conseil syndical|habitat|assurances?|& fils|et fils|& cie|et cie|auto-ecole|mairie|communaute de communes|institut|"
    r"paysages?)(?![\w'])"
)


def organisation(display: str | None, signature: Sequence[str]) -> str | None:
    """Return the firm, association or office a signature block or a display name gives."""
    for line in signature[:8]:
        for piece in re.split(r"\s[-–—|]\s|[;|]", line):
            name = piece.strip(' ,.*_"«»')
            if _names_organisation(name):
                return name
    name = (display or "").strip()
    bracket = re.search(r"\(([^()]{3,60})\)", name)
    if bracket and _STRONG_ORGANISATION.search(fold(bracket[1])):
        return bracket[1].strip()
    bare = re.sub(r"\([^()]*\)", "", name).strip(" \"'")
    return bare if bare and "@" not in bare and _STRONG_ORGANISATION.search(fold(bare)) else None


def _names_organisation(name: str) -> bool:
    folded = fold(name)
    if not 3 <= len(name) <= 70 or "@" in name or re.search(r"\d{2}|https?:|www\.", name):  # noqa: PLR2004 - as names of firms go
        return False
    found = _STRONG_ORGANISATION.search(folded)
    if (
        found is None
        or folded.startswith(("tel", "siret", "rcs"))
        or re.match(r"\d", name)
        or (name.endswith((".", "!", "?")) and not name.isupper())
    ):
        return False
    after_role = ROLE.match(folded)
    return not after_role and (name[0].isupper() or name[0].isdigit()) and len(name.split()) <= 9  # noqa: PLR2004 - a bound read off real signatures and letters


_PHONE = re.compile(r"(?<![\w/.-])(?:\(?(?:\+|00)\d{1,3}\)?[ .\-]?)?(?:\(0\)[ .\-]?)?\(?\d{1,4}\)?(?:[ .\-/]{0,2}\d{1,4}){2,7}(?![\w/])")
_PHONE_CONTEXT = re.compile(r"(?:rappel|joindre|joignable|contact|appel|tel\b|telephone|portable|mobile|numero|phone|call|au\s*$|\bsms)")
_OVERSEAS = ("RE", "GP", "MQ", "GF", "YT", "NC", "PF", "PM")
_MIN_DIGITS, _MAX_DIGITS = 9, 15


def phone(signature: Sequence[str], text: str, region: str) -> str | None:
    """Return the sender's telephone in E.164: from the signature block, else from a sentence that asks to call."""
    for line in signature:
        for match in _PHONE.finditer(line[:300]):
            before = fold(line[: match.start()])
            if re.search(r"(?:fax|telecopie|siret|siren|rcs|tva|iban|f\.?\s*:?)\W*(?:n\W*)?$", before) or re.search(
                r"siret|siren|iban", before[-12:]
            ):
                continue
            if number := e164(match[0], region):
                return number
    for match in _PHONE.finditer(text):
        before = fold(text[max(0, match.start() - 60) : match.start()])
        if (
            _PHONE_CONTEXT.search(before)
            and not re.search(r"fax|siret|dossier|reference|facture", before[-20:])
            and (number := e164(match[0], region))
        ):
            return number
    return None


def e164(text: str, region: str) -> str | None:
    """Return a number in E.164, trying France and then its overseas regions; None where it cannot be a telephone number."""
    digits = [character for character in text if character.isdigit()]
    if not _MIN_DIGITS <= len(digits) <= _MAX_DIGITS:
        return None
    text = text.replace("(0)", "")
    if text.startswith(("00", "(00")):
        text = "+" + "".join(digits)[2:]
    if "+" not in text and not (text.lstrip("( ").startswith("0") and len(digits) == 10):  # noqa: PLR2004 - a French number has ten digits
        return None
    fallback = None
    for candidate in (region, *_OVERSEAS):
        try:
            number = phonenumbers.parse(text, candidate)
        except phonenumbers.NumberParseException:
            return None
        if phonenumbers.is_valid_number_for_region(number, candidate) or ("+" in text and phonenumbers.is_possible_number(number)):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if fallback is None and phonenumbers.is_possible_number(number):
            fallback = phonenumbers.format_number(
                number, phonenumbers.PhoneNumberFormat.E164
            )  # ranges kept for fiction are possible, not valid
    return fallback
