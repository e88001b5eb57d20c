"""Numbers as switchboards write them: cleaned, withheld ones known, in E.164 where they are a telephone's outside."""

import re
from functools import lru_cache

import phonenumbers

from ingest.phones import e164
from ingest.plain import fold

_HIDDEN = frozenset({
    "anonymous", "anonyme", "unknown", "inconnu", "inconnue", "restricted", "restreint", "private", "prive", "privee", "privat",
    "masque", "masquee", "withheld", "unavailable", "indisponible", "notavailable", "outofarea", "secret", "confidentiel",
    "confidential", "nocallerid", "nonumber", "none", "null", "na", "nil", "asterisk", "blocked", "bloque", "hidden", "cache",
    "oculto", "privado", "desconocido", "anonimo", "unbekannt", "anonym", "sconosciuto", "unassigned", "payphone", "unspecified",
    "undefined", "nan", "numeromasque", "numerocache", "numeroprive", "numerosecret", "numeroinconnu", "numeronondisponible",
    "appelmasque", "appelanonyme", "correspondantinconnu", "idnondisponible", "identitemasquee", "nondisponible",
    "noncommunique", "nonidentifie", "callerunknown", "unknowncaller", "privatenumber", "withheldnumber", "anonymouscaller",
    "addressincomplete", "internationalcaller",
})  # fmt: skip
"""How a withheld number is written, without blanks, accents and signs."""
_SIGNS = re.compile(r"[^a-z0-9]+")
_ANGLE = re.compile(r"<([^<>]*)>\s*\"?\s*$")
_URI = re.compile(r"^\s*(?:sips?|tel|callto|h323):", re.IGNORECASE)
_DIALLED = re.compile(r"[+(]?[\d\s().\-/+]*\d[\d\s().\-/]*(?:[#*]+)?", re.ASCII)
_EXTENSION_WORD = re.compile(r"^(?:ext(?:ension|n)?|poste|interne|user|agent|sip|pjsip|e)\s*[.:/\-]?\s*(\d{2,6})$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(\s*(\+?[\d .]{2,})\s*\)\s*$")
_NINE_DIGITS = ("000", "00352", "00354", "00376", "00378", "00298", "00299", "00687", "00681", "00508", "00685", "00677", "00678")
"""Countries whose numbers have nine digits with the country's code."""
_SIX_DIGITS = frozenset({"NC", "WF", "PM"})
"""Where a subscriber's number has six digits (ITU national plans): extensions are shorter there."""
_EIGHT_DIGITS = frozenset({"PF"})
_LONGEST_EXTENSION = 6
_LONGEST_SHORT_EXTENSION = 5
_FEWEST_OUTSIDE = 7
_COUNTRY_CODES = {
    "FR": "33",
    "GP": "590",
    "MQ": "596",
    "GF": "594",
    "RE": "262",
    "YT": "262",
    "PM": "508",
    "NC": "687",
    "PF": "689",
    "WF": "681",
}
_OVERSEAS = {
    "0590": "590", "0690": "590", "0691": "590", "0594": "594", "0694": "594", "0596": "596", "0696": "596", "0697": "596",
    "0262": "262", "0263": "262", "0692": "262", "0693": "262", "0269": "262",
}  # fmt: skip
"""By how a number of the French plan begins: the country's code overseas (ARCEP, numbering plan)."""
_NATIONAL = 10
"""Digits of a French number with its 0."""
_UNKNOWN_CALLER = frozenset({"0", "00", "000", "0000", "s", "h", "i", "t", "-", "--", "?"})
"""What some switchboards write where nothing came with the call."""


_BROKEN = re.compile(r"(\d)(?:[.,](\d{1,14}))?e\+?(\d{1,2})|#{3,}|#[a-z]+[!?]?", re.IGNORECASE)
"""What a spreadsheet makes of a number: it is rounded (``6,39983E+08``), or the column was too narrow."""
_WITH_FRACTION = re.compile(r"(\+?\d{2,15})[.,]0{1,2}")


def is_broken(text: str) -> bool:
    """Whether a spreadsheet has destroyed a number: nothing tells any more which one it was."""
    return ("+" in text or "e" in text or "E" in text or text[:1] == "#") and _BROKEN.fullmatch(text) is not None


def _of_spreadsheet(text: str) -> str:
    """Return a number that a spreadsheet wrote as a quantity, as it was, if all its digits are there."""
    if whole := _WITH_FRACTION.fullmatch(text):
        return whole[1]
    found = _BROKEN.fullmatch(text)
    if found is None or found[1] is None or len(found[2] or "") != int(found[3]):
        return text
    return found[1] + found[2]


def given(text: str) -> str | None:
    """Return a number as the log has it, without what stands around it; None where it is withheld or missing.

    Understands ``"Name" <0612>``, ``sip:0612@host``, ``Ext.201``, ``Name (0612)``. What is no number (a name) stays as it is.
    """
    if text.isdecimal() and text[0] != "0":
        return text
    # Most numbers are bare digits, and a big town has more of them than any cache holds.
    return text if len(text) == _NATIONAL and text.isdecimal() and text[1] != "0" else _given(text)


@lru_cache(maxsize=32_768)
def _given(text: str) -> str | None:
    bare = text.strip().strip("\"'\\ \t")
    if angle := _ANGLE.search(bare):
        bare = angle[1].strip()
    if _URI.match(bare):
        bare = _URI.sub("", bare).split("@", 1)[0].split(";", 1)[0]
    elif "@" in bare:
        bare = bare.split("@", 1)[0]
    if bracketed := _IN_BRACKETS.search(bare):
        bare = bracketed[1]
    if extension := _EXTENSION_WORD.match(bare):
        bare = extension[1]
    if is_hidden(bare):
        return None
    return _of_spreadsheet(bare) if bare[:1].isdigit() else bare


@lru_cache(maxsize=32_768)
def is_hidden(text: str) -> bool:
    """Whether a number is withheld, or nothing came where it should stand."""
    bare = text.strip()
    if not bare or bare in _UNKNOWN_CALLER:
        return True
    if is_broken(bare):
        return False
    key = _SIGNS.sub("", fold(bare))
    return not key or key in _HIDDEN or (len(key) >= _FEWEST_OUTSIDE and not key.strip("0"))


_FRENCH = re.compile(r"(?:\+33|0033|33|0)([1-9]\d{8})", re.ASCII)
_MAYOTTE_OR_FRANCE = "0639"
"""Begins mobile numbers of Mayotte, and those kept for fiction: the library knows which is which."""


def _french(text: str) -> str | None:
    """Return a French number in E.164 without asking the library, which takes a hundred times as long; None where it is none."""
    found = _FRENCH.fullmatch(text)
    if found is None:
        return None
    is_national = text.startswith("0") and not text.startswith("00")
    return f"+{_code_of(text[:6]) if is_national else '33'}{found[1]}"


@lru_cache(maxsize=4096)
def _code_of(beginning: str) -> str:
    """Return the country's code of a number of the French plan by its first six digits."""
    if not beginning.startswith(_MAYOTTE_OR_FRANCE):
        return _OVERSEAS.get(beginning[:4], "33")
    number = e164(beginning + "0000", "FR") or ""
    return "262" if number.startswith("+262") else "33"


def outside(text: str, region: str, prefix: str = "") -> str | None:
    """Return a number in E.164, None where it is none outside the town hall: an extension, a service of the switchboard, a name.

    ``prefix`` is what is dialled for an outside line. Overseas and New Caledonian numbers of any form are known, and those that
    operators write without + or the leading 0.
    """
    if len(text) == _NATIONAL and text[0] == "0" != text[1] and not prefix and text.isdecimal() and text.isascii():
        return f"+{_code_of(text[:6])}{text[1:]}"
    return _outside(text, region, prefix)


@lru_cache(maxsize=32_768)
def _outside(text: str, region: str, prefix: str) -> str | None:
    if not prefix and region not in _EIGHT_DIGITS and (french := _french(text)) is not None:
        return french
    if _DIALLED.fullmatch(text.strip()) is None:
        return None
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(digits) < _fewest(region):
        return None
    possible = None
    for candidate in _candidates(text.strip(), digits, region, prefix):
        number = e164(candidate, "FR")  # one plan for all that has a 0 before it; the others' numbers have their country's code by now
        if number is None:
            continue
        if phonenumbers.is_valid_number(phonenumbers.parse(number)):
            return number
        possible = possible or number
    return possible


def _candidates(text: str, digits: str, region: str, prefix: str) -> list[str]:
    """Return how a number may be meant, the likeliest first."""
    if text.startswith(("+", "(+")):
        return [text]
    found: list[str] = []
    if len(digits) == _NATIONAL + 1 and digits.startswith("00") and not digits.startswith(_NINE_DIGITS):
        found += _plain(digits[1:], region)  # 0 for a line, then a French number: abroad, nearly nobody has so few digits
    if prefix and digits.startswith(prefix) and len(digits) - len(prefix) >= _fewest(region):
        found += _plain(digits[len(prefix) :], region)
    found += _plain(digits, region)
    if len(digits) > _NATIONAL:
        found += _plain(digits[1:], region)  # a prefix for an outside line that nobody told of
    return found


def _plain(digits: str, region: str) -> list[str]:
    """Return how digits may be meant when nothing was dialled before them."""
    code = _COUNTRY_CODES.get(region, "33")
    if len(digits) == _short(region):
        return [f"+{code}{digits}"]
    found: list[str] = []
    if digits.startswith("00"):
        found.append("+" + digits[2:])
    elif digits.startswith("0"):
        overseas = _OVERSEAS.get(digits[:4]) if len(digits) == _NATIONAL else None
        found.append(f"+{overseas}{digits[1:]}" if overseas else digits)
    else:
        if digits.startswith(tuple(dict.fromkeys((code, *_COUNTRY_CODES.values())))):
            found.append("+" + digits)
        if len(digits) == _NATIONAL - 1:
            found.append("0" + digits)
        elif len(digits) >= _NATIONAL:
            found.append("+" + digits)
    return found


def _short(region: str) -> int:
    """Return how many digits a number has where there is no trunk prefix, 0 elsewhere."""
    if region in _SIX_DIGITS:
        return 6
    return 8 if region in _EIGHT_DIGITS else 0


def _fewest(region: str) -> int:
    return _short(region) or _FEWEST_OUTSIDE + 1


def is_extension(text: str, region: str) -> bool:
    """Whether a number looks like one within the town hall: a few digits."""
    longest = _LONGEST_SHORT_EXTENSION if region in _SIX_DIGITS else _LONGEST_EXTENSION
    return text.isdigit() and len(text) <= longest


def clid(text: str) -> tuple[str | None, str | None]:
    """Return the name and the number of a caller identity ``"Name" <number>``, however broken its quotes; None for what it lacks.

    A name that is the number again, or a word for a withheld one, is none.
    """
    name, _, rest = text.partition('" <')
    # Where no name came the switchboard writes the number twice: of those there are more than any cache holds.
    return (None, given(name[1:])) if rest[:-1] == name[1:] and name[1:].isdecimal() else _clid(text)


@lru_cache(maxsize=32_768)
def _clid(text: str) -> tuple[str | None, str | None]:
    bare = text.replace("\\", "").strip()
    number = None
    if angle := _ANGLE.search(bare):
        number = given(angle[1])
        bare = bare[: angle.start()]
    elif bracketed := _IN_BRACKETS.search(bare):
        number = given(bracketed[1])
        bare = bare[: bracketed.start()]
    elif _DIALLED.fullmatch(bare.strip('" ')):
        return None, given(bare)
    return caller_name(bare), number


_IDENTITY = re.compile(r"\s*<[+\d][^<>]*>")
"""Where a quote that nobody closed lets the number, and the cells behind it, stand in the name."""


@lru_cache(maxsize=32_768)
def caller_name(text: str) -> str | None:
    """Return a caller's name in one line, None where it is none: a number, a word for a withheld one."""
    name = " ".join(_IDENTITY.split(text, maxsplit=1)[0].replace('"', " ").split())
    if is_hidden(name) or not any(letter.isalpha() for letter in name):
        return None
    return None if _EXTENSION_WORD.match(name) or _URI.match(name) else name
