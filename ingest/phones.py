"""The telephones a writer can be reached by, in E.164: from a signature block, and from sentences that give them as his."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from ingest.found import Found, in_block, in_text
from ingest.plain import fold
from ingest.signers import first_signers, named_before_number

_PHONE = re.compile(r"(?<![\w/.-])(?:\(?(?:\+|00 ?)\d{1,3}\)?[ .\-]?)?(?:\(0\)[ .\-]?)?\(?\d{1,4}\)?(?:[ .\-/]{0,2}\d{1,4}){2,7}(?![\w/])")
_NOT_A_PHONE = re.compile(
    r"(?:siret|siren|rcs|tva|iban|rib|rna|ape|naf|client|contrat|facture|dossier|reference|ref|secu\w*|"
    r"dn|avs)\W*(?:n\W*)?(?:[a-z]{2})?$"
)
_FAX = re.compile(r"(?<!tel/)(?<!tel / )(?<!tel-)(?:fax|telecopie|telecopieur|(?<![a-z])f\.?\s*:?)\W*(?:n\W*)?$")
_FAX_LABEL = re.compile(
    r"(?<!tel / )(?<!tel\. / )(?<!tel et )(?<!tel\. et )(?<!tel & )(?<!tel - )(?:(?<![\w/])|(?<=[\d ]/))(?:(?:tele)?fax|telecopie(?:ur)?|f)"
    r"\b\W*(?:n\W*)?$"
)
"""What stands before the number of a fax machine alone: « Tél./Fax » stands before one number for both."""
_IS_FAX = re.compile(r"\s*\((?:par )?(?:fax|telecopie)")
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
    r"|\b(?:son|leurs?) (?:num\w*|tel\w*|portable|mobile|fixe|gsm)\b[^.!?;\n]{0,40}$"
    r"|\b(?:ai|avons|avez|suis) (?:deja |aussi |bien )?(?:appele|telephone|rappele|compose|contacte|tente|tombe)\w*[^.!?;\n]{0,30}$"
    r"|\b(?:lui|leur) (?:\w+ )?(?:telephoner|parler|passer un (?:coup de fil|appel))\b[^.!?;\n]{0,30}$"
    r"|\b(?:l'|la |le |les )(?:appeler|rappeler|joindre|contacter)\b[^.!?;\n]{0,30}$"
    r"|\b(?:responsables?|agents?|personnel|techniciens?) (?:d'|de l'|en |l')?astreinte\b[^.!?;\n]{0,20}$"
    r"|\b(?:personne|repond|repondent|repondu|decroche|sonne|occupe)\b[^.!?;\n]{0,30}$"
)
_OF_HIS_OWN = re.compile(
    r"\b(?:moi|le mien|(?:me|m'|nous) ?(?:\w+ ){0,2}(?:joindre|appeler|rappeler|contacter|rappelle|telephoner|repondre)|(?:mon|mes|"
    r"notre|nos) (?:num\w*|tel\w*|portable|mobile|fixe|gsm))\b"
    r"(?:(?!\d\d)[^.!?;\n]){0,30}$"
)
_OVERSEAS = ("RE", "GP", "MQ", "GF", "YT", "NC", "PF", "PM", "WF")
_SHORT = {"NC": 6, "PM": 6, "WF": 6, "PF": 8}
"""Digits of a number where towns have no trunk prefix (ITU-T E.164 national plans)."""
_MIN_DIGITS, _MAX_DIGITS = 9, 15
_BARE = re.compile(rf"(?m)^[ ]{{0,8}}({_PHONE.pattern})[ ]{{0,4}}(?:\([^()\d\n]{{1,60}}\))?[ .]{{0,4}}$")
"""A number that is a line of its own: the answer to « à quel numéro vous joindre ? »."""
_FIGURES = re.compile(r"\d[\d .()/\n-]{5}")
"""In every number, and found much faster than one."""
_BROKEN = re.compile(r"(?<=\d)\n(?=\d\d(?!\d))")
"""A line end within a number."""
_JOINED = re.compile(
    r"[\s,;:/()–-]*(?:(?:ou|et|sinon|puis|or|and|bien|encore|aussi|au|le|sur|mon|notre|a|la|maison|domicile|travail|bureau|soir|journee|"
    r"matin|en|fixe|portable|port|mobile|tel|telephone|numero)\b[\s,;:./()–-]*){0,8}"
)
"""What stands between two numbers of one person: « ou sur mon portable au »."""
_BRACKETS = re.compile(r"\([^()]{0,40}\)")
_DASHED = re.compile(r"(?<![\w/.+-])(?=0\d(?: \d\d){0,3} ?[-–])0\d(?: \d\d| ?[-–] ?\d\d){4}(?![\w/]| ?[-–.]? ?\d)")
"""A number in groups with dashes between blanks: « 06 39 98 - 90 - 12 »; two numbers stand so side by side sooner."""
_LINE, _AROUND = 300, 60


def phones(signature: Sequence[str], text: str, region: str) -> tuple[Found, ...]:
    """Return the writer's telephones in E.164, the one to call first: those of the signature block, then those a sentence gives as his.

    Of several the direct one, then any, then that of a switchboard; never a fax, never the number of somebody else he names.
    """
    ranked: list[tuple[int, Found]] = []
    for index in first_signers(signature):
        if _FIGURES.search(signature[index]) is None:
            continue
        for rank, number, start, end in _in_line(signature[index][:_LINE], region):
            ranked.append((rank, in_block(number, signature, (index, start), (index, end))))
    found = [one for _, one in sorted(ranked, key=lambda pair: pair[0])]
    has_figures = _FIGURES.search(text) is not None
    given = _in_text(text, region) if has_figures else ()
    if has_figures and not found and not given:
        broken = _BROKEN.sub(" ", text)
        given = _alone(text, region) or _in_text(broken, region) or _alone(broken, region)
    told: dict[str, Found] = {}
    for one in (*found, *(in_text(one.number, text, one.start, one.end) for one in given if one.is_own or not found)):
        told.setdefault(one.value, one)
    return tuple(told.values())


def all_numbers(text: str, region: str) -> tuple[Found, ...]:
    """Return every number of a text that can be a telephone's, whosever it is, in E.164."""
    matches = (match for pattern in (_DASHED, _PHONE) for match in pattern.finditer(text)) if _FIGURES.search(text) else ()
    dialled = ((match, _written(match[0], region)) for match in matches)
    return tuple(in_text(number, text, match.start(), match.end()) for match, number in dialled if number is not None)


def fax(lines: Sequence[str], region: str) -> Found | None:
    """Return the number of the writer's fax machine in E.164, as a block names it: « Fax : 02 61 91 00 45 »; None without."""
    for index in first_signers(lines):
        line = lines[index][:_LINE]
        if _FIGURES.search(line) is None:
            continue
        for match in _PHONE.finditer(line):
            before, after = fold(line[: match.start()]), fold(line[match.end() :])
            if not (_FAX_LABEL.search(before) or _IS_FAX.match(after)):
                continue
            number = _written(match[0], region) or _short(match[0], region)
            if number is not None:
                return in_block(number, lines, (index, match.start()), (index, match.end()))
    return None


def _in_line(line: str, region: str) -> Iterator[tuple[int, str, int, int]]:
    """Yield the numbers of a signature line, each with its rank and its place: 0 direct, 1 any, 2 a switchboard."""
    dashed = _DASHED.finditer(line) if " - " in line or " – " in line else ()
    for match in (*dashed, *_PHONE.finditer(line)):
        before, after = fold(line[: match.start()]), fold(line[match.end() :])[:20]
        if _FAX.search(before) or _IS_FAX.match(after) or _NOT_A_PHONE.search(before):
            continue
        number = _written(match[0], region) or (_short(match[0], region) if _LABEL.search(before) else None)
        if number:
            is_standard = _STANDARD.search(before) or re.match(r"\s*\((?:standard|accueil|secretariat)", after)
            yield (0 if _DIRECT.search(before) else 2 if is_standard else 1), number, match.start(), match.end()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A number in a sentence; ``is_own``: the writer calls it his, or names it in one breath with one he calls so."""

    number: str
    start: int
    end: int
    is_own: bool


def _in_text(text: str, region: str) -> tuple[_Given, ...]:
    """Return the numbers the writer calls his own; where he calls none so, the first one given that is nobody else's."""
    own: list[_Given] = []
    given: list[_Given] = []
    signed = named_before_number(text)
    for match in _PHONE.finditer(text):
        before = fold(text[max(0, match.start() - _AROUND) : match.start()])
        is_own = _OF_HIS_OWN.search(before) is not None
        is_joined = _is_joined(text, (own or given)[-1:], match.start())
        is_last = signed is not None and match.start() >= signed.end("name")
        is_given = (is_last or _GIVEN.search(before) is not None) and (is_own or not _OF_OTHERS.search(before))
        if not (is_given or is_joined) or _NOT_GIVEN.search(before[-20:]):
            continue
        number = _written(match[0], region) or (_short(match[0], region) if _LABEL.search(before) else None)
        if number is None:
            continue
        one = _Given(number=number, start=match.start(), end=match.end(), is_own=is_own or (is_joined and bool(own)))
        if one.is_own:
            own.append(one)
        elif not given or is_joined:
            given.append(one)
    return tuple(own or given)


def _is_joined(text: str, last: Sequence[_Given], start: int) -> bool:
    """Whether a number that begins at ``start`` is named in one breath with the one before."""
    if not last or start - last[-1].end > _AROUND:
        return False
    return _JOINED.fullmatch(_BRACKETS.sub(" ", fold(text[last[-1].end : start]))) is not None


def _alone(text: str, region: str) -> tuple[_Given, ...]:
    """Return the first number that is a line of its own, where nothing above says that it is somebody else's, and those right below."""
    found: list[_Given] = []
    for match in _BARE.finditer(text):
        before = fold(text[max(0, match.start() - _AROUND) : match.start()]).strip().replace("\n", " ")
        number = _written(match[1], region)
        if number and not _OF_OTHERS.search(before) and not _NOT_GIVEN.search(before[-20:]):
            if found and not _is_joined(text, found[-1:], match.start(1)):
                break
            found.append(_Given(number=number, start=match.start(1), end=match.end(1), is_own=True))
    return tuple(found)


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
    national = "".join(character for character in written if character.isdigit())[1:] if "+" not in written else None
    for candidate in (region, *_OVERSEAS):
        if fallback is not None and national is not None and not _may_be_of(candidate).fullmatch(national):
            continue
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


@lru_cache(maxsize=16)
def _may_be_of(region: str) -> re.Pattern[str]:
    """Return what every number of a region is, without its trunk prefix; far quicker than to parse one that is not."""
    known = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    pattern = known.general_desc.national_number_pattern if known is not None and known.general_desc is not None else None
    return re.compile(pattern or r"(?!)")


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
