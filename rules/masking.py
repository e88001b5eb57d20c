"""What of a citizen's words should not stand in public, found by its form: a proposal to who approves them, no more.

Names are found behind a title, behind a given name, where somebody says his own, and where they are those of the requester; others are
missed, and a street may look like one. So somebody reads every text before anybody else does.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rules.words import fold

MASK = "█████"
_LETTER = r"A-Za-zÀ-ÖØ-öø-ÿŒœ"
_UPPER = r"A-ZÀ-ÖØ-ÞŒ"
_SPACE = r"[^\S\n]"
"""Also one that does not break; never the end of a line, behind which stands another matter."""
_NAME = rf"[{_UPPER}][{_LETTER}]{{1,40}}(?:[-'’][{_LETTER}]{{1,40}}){{0,4}}"
"""No longer than names are: “Ab-Ab-Ab…” over twenty thousand characters would be looked at for seconds."""
_PARTICLES = r"[Dd]e|[Dd]u|[Dd]es|[Ll]e|[Ll]a|[Vv]an|[Vv]on|[Dd]en|[Dd]er|[Tt]en|[Dd]i|[Dd]a|[Dd]os|[Bb]en|[Ee]l|[Aa]l|[Aa][iï]t|[Oo]uld"
_SURNAME = rf"(?:(?:{_PARTICLES}){_SPACE}+){{0,3}}(?:[DdLlO]['’])?{_NAME}"
_LEAST_NAME = 3
"""Letters of a requester's name that is looked for: shorter ones are words."""


class Mark(StrEnum):
    """What was found (motif de masquage)."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    PLATE = "plate"
    IBAN = "iban"
    SOCIAL = "social"
    """NIR, the social security number."""
    ADDRESS = "address"
    """The number of a house."""
    WEB = "web"
    BIRTH = "birth"
    """The day somebody was born."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A part of a text that should not stand in public, by its characters."""

    start: int
    end: int
    mark: Mark


_ROADS = (
    r"(?:(?:grande?|petite?|vieille|haute|basse)[ -])?rue|avenue|boulevard|place|chemin|impasse|allée|allee|quai|route|cours|passage|square"
    r"|ruelle|sentier|sente|venelle|villa|faubourg|résidence|residence|lotissement|hameau|cité|esplanade|mail|promenade|rond-point"
    r"|traverse|clos|(?:r|av|bd|bvd|bld|boul|pl|imp|all|che|chem|fbg|rés|res|lot)\.?"
)
_ROAD_BEFORE = re.compile(
    rf"\b(?:{_ROADS}|école|collège|lycée|stade|salle|espace|pont|gymnase|crèche|parc)\s+(?:de\s+la\s+|d[eu]s?\s+)?$", re.IGNORECASE
)
"""A street or a school has the name of somebody who is known to all."""
_LONGEST_ROAD = 40
_BIS = r"(?:\s?(?:bis|ter|quater|[a-dA-D])\b)?"
_CUT = r"[ ./\u00a0\u202f–—-]?"
"""What may stand between the parts of a number."""
_PLATE = "[A-HJ-NP-TV-Z]"
_COUNTED = (
    r"z[ée]ro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante"
    r"|soixante|et"
)
_MONTHS = r"janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
_PATTERNS: Sequence[tuple[Mark, re.Pattern[str]]] = (
    (Mark.EMAIL, re.compile(r"[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|[\w.+-]{1,64}@[\w-]{1,63}")),
    (Mark.EMAIL, re.compile(r"[\w.+-]{1,64}\s?(?:\(at\)|\[at\]|\sarobase\s)\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.IGNORECASE)),
    (Mark.EMAIL, re.compile(r"[\w.+-]{1,64}\s(?:at|arobase)\s[\w-]{1,63}\s(?:dot|point)\s[a-z]{2,10}\b", re.IGNORECASE)),
    (Mark.WEB, re.compile(r"(?:https?://|www\.)[^\s<>\"]{3,300}", re.IGNORECASE)),
    (Mark.WEB, re.compile(r"\b(?:[\w-]{1,63}\.){1,4}[a-z]{2,10}/[^\s<>\"]{1,300}|(?<![\w.])@[\w.]{3,40}", re.IGNORECASE)),
    (Mark.IBAN, re.compile(rf"\bFR\d{{2}}(?:{_CUT}\d){{10}}(?:{_CUT}[A-Z0-9]){{11}}(?:{_CUT}\d){{2}}\b", re.IGNORECASE)),
    (Mark.IBAN, re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0\u202f]?[A-Z0-9]){11,30}\b")),
    # Sex, year, month, department (2A and 2B in Corsica), commune, order, and the key of two digits, which many leave out.
    (
        Mark.SOCIAL,
        re.compile(
            rf"(?<!\d)[1-478]{_CUT}\d{{2}}{_CUT}(?:0[1-9]|1[0-2]|[2-9]\d){_CUT}(?:\d{{2}}|2[AB]){_CUT}\d{{3}}{_CUT}\d{{3}}"
            rf"(?:{_CUT}\d{{2}})?(?!\d)",
            re.IGNORECASE,
        ),
    ),
    # An O is written for the nought, and the nought is left out.
    (Mark.PHONE, re.compile(r"(?<![\d+])(?:(?:\+|00)\d{1,3}|0|\b[Oo](?=[ .]?\d))(?:[ .()/_\u00a0\u202f–-]{0,3}\d){8,12}(?!\d)")),
    (Mark.PHONE, re.compile(r"(?<![\d+.,/-])(?<!\d )[1-9](?:[ .\u00a0\u202f-]\d{2}){4}(?![\d/])")),
    (Mark.PHONE, re.compile(rf"\bz[ée]ro(?:[\s,.-]{{1,2}}(?:{_COUNTED})\b){{4,20}}", re.IGNORECASE)),
    # SIV since 2009 (AA-123-AA), FNI before (1234 AB 75), and what looks like a plate of elsewhere.
    (Mark.PLATE, re.compile(rf"\b{_PLATE}{{2}}{_CUT}\d{{3}}{_CUT}{_PLATE}{{2}}\b", re.IGNORECASE)),
    (Mark.PLATE, re.compile(rf"\b{_PLATE} {_PLATE}[ -]{{1,3}}\d ?\d ?\d[ -]{{1,3}}{_PLATE} ?{_PLATE}\b", re.IGNORECASE)),
    (Mark.PLATE, re.compile(rf"\b\d{{2,4}}{_CUT}{_PLATE}{{2,3}}{_CUT}(?:\d{{2}}|2[AB]|97\d)\b")),
    (Mark.PLATE, re.compile(r"\b[A-Z]{1,3}[ -][A-Z]{1,2}[ -]\d{1,4}\b")),
    (Mark.PLATE, re.compile(r"\b[A-Z]{2}\d{2}[ ]?[A-Z]{3}\b|\b\d[ -][A-Z]{3}[ -]\d{3}\b|\b\d{4}[ -][A-Z]{3}\b")),
    (
        Mark.ADDRESS,
        re.compile(
            rf"(?<![\d/.-])\b\d{{1,4}}{_BIS}(?:\s?[-/&–]\s?\d{{1,4}}{_BIS})?\s*,?\s+(?=(?:{_ROADS})(?![{_LETTER}]))",
            re.IGNORECASE,
        ),
    ),
    (
        Mark.ADDRESS,
        re.compile(
            rf"(?<=\bau )(?:n°\s?)?\d{{1,4}}(?:\s?(?:bis|ter|quater)\b)?(?=\s+(?:(?:de la|du|{_ROADS})(?![{_LETTER}])|de l['’]))",
            re.IGNORECASE,
        ),
    ),
    (
        Mark.ADDRESS,
        re.compile(
            r"\b(?:appartement|appt?\.?|étage|porte|bâtiment|bât\.|digicode|code)\s*:?\s*(?:n°\s?)?[A-Z]?\d{1,5}[A-Z]?\b"
            r"|\b\d{1,2}\s?(?:er|ème|eme|ième|e)\s+étage\b",
            re.IGNORECASE,
        ),
    ),
    (Mark.ADDRESS, re.compile(r"\b(?i:bâtiment|bât\.?|immeuble|hall|escalier|appartement)\s+[A-Z]\b")),
    (Mark.ADDRESS, re.compile(r"\b(?:au|du)\s+(?:n°|numéro|numero)\s*\d{1,4}(?:\s?(?:bis|ter|quater)\b)?", re.IGNORECASE)),
    (
        Mark.BIRTH,
        re.compile(rf"\bnée?\s+(?:le|en)\s+(?:\d{{1,2}}(?:er)?\s?[./ -]\s?(?:\d{{1,2}}|{_MONTHS})\s?[./ -]\s?)?\d{{2,4}}\b", re.IGNORECASE),
    ),
)
_TITLED = re.compile(
    rf"\b(?:(?:[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Mm]essieurs|[Mm]esdames|Mme|Mmes|Mlle|Mr|Mgr|Me|Dr|Pr|M|[Dd]octeur|[Mm]aître|famille"
    rf"|[Éée]poux|[Cc]onsorts){_SPACE}+|(?:M|MM|Mr|Mme|Mlle|Dr|Pr|Me)\.{_SPACE}*)((?:{_NAME}{_SPACE}+){{0,2}}{_SURNAME})"
)
_SAID = re.compile(
    r"\b(?i:je m['’]appelle|je suis|mon nom est|je me nomme|signé|(?:dé)?nommée?|appelée?|m(?:on|a) voisine?|mon (?:fils|mari|père|frère)"
    r"|ma (?:fille|femme|mère|sœur|soeur)|(?:le|du) fils|la fille|chez les|l['’]agente?|l['’]élue?|l(?:e|a) (?:gardienne?|concierge)"
    r"|l(?:e|a) (?:locataire|propriétaire)|l(?:e|a) polici(?:er|ère)(?: municipale?)?)"
    rf"{_SPACE}*:?{_SPACE}+((?:[DdLlO]['’])?{_NAME}(?:{_SPACE}+{_SURNAME}){{0,2}})"
)
_SIGNED = re.compile(
    rf"\b(?i:cordialement|respectueusement|salutations(?: distinguées)?|bien à vous|merci(?: d['’]avance)?|bonne journée)\s*[,.!;]?\s+"
    rf"({_SURNAME}(?:{_SPACE}+{_SURNAME}){{0,3}}){_SPACE}*\.?{_SPACE}*(?=\n|\Z)"
)
"""What stands at the end of a letter, on its line alone or behind its last words."""
_INITIAL = re.compile(rf"(?<![{_LETTER}.'’-])((?:[{_UPPER}]\.[ -]?){{1,3}}{_SURNAME})")
_NO_INITIAL = re.compile(r"\b(?:M|MM|bâtiment|bât|immeuble|bloc|hall|escalier|plan|lot|zone|ligne|catégorie)\.?\s+$", re.IGNORECASE)
_HOUSE = re.compile(
    r"\b(?:devant|derrière|face|côté|niveau|hauteur|près|habite|habitons|demeurant|domiciliée?)\s+(?:(?:le|au|du|de|à)\s+)?"
    r"(\d{1,4}(?:\s?(?:bis|ter|quater)\b)?)"
    r"(?!\s?(?:m|mètres?|cm|km|h|heures?|ans?|jours?|semaines?|mois|€|%)\b)",
    re.IGNORECASE,
)
"""“Devant le 22”: a house without its street."""
_TWO = re.compile(rf"\b({_NAME}){_SPACE}+({_SURNAME}|[{_UPPER}]\.)")
_TURNED = re.compile(rf"\b([{_UPPER}]{{2,40}}(?:[-'’ ][{_UPPER}]{{2,40}}){{0,3}}){_SPACE}+({_NAME})")
"""“DUPONT Jean”, as forms have it."""
_WORD = re.compile(rf"[{_LETTER}]+(?:[-'’][{_LETTER}]+)*")
_OFFICES = frozenset({"maire", "mairie", "president", "presidente", "prefet", "adjoint", "adjointe", "directeur", "directrice"})
"""Whom one writes to by his office has no name there."""


def marked(text: str, own: Collection[str] = (), given: Collection[str] = ()) -> tuple[Marked, ...]:
    """Return what should not stand in public, in order, none over another.

    ``own`` are names of the requester, as he wrote them; ``given`` are given names, folded.
    """
    kept: list[Marked] = []
    # Of two that overlap nothing is left bare: not the end of a number whose beginning looked like another one.
    for one in sorted(_found(text, own, given), key=lambda one: (one.start, -one.end)):
        if kept and one.start < kept[-1].end:
            kept[-1] = replace(kept[-1], end=max(kept[-1].end, one.end))
        elif one.start < one.end:
            kept.append(one)
    return tuple(kept)


def masked(text: str, marks: Sequence[Marked]) -> str:
    """Return a text with a bar in place of each part that is marked."""
    parts: list[str] = []
    at = 0
    for one in marks:
        part = text[one.start : one.end]
        tail = part[len(part.rstrip()) :]
        parts += [text[at : one.start], MASK, tail]
        at = one.end
    return "".join((*parts, text[at:]))


def _found(text: str, own: Collection[str], given: Collection[str]) -> Iterator[Marked]:
    for mark, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Marked(start=match.start(), end=match.end(), mark=mark)
    for match in _HOUSE.finditer(text):
        yield Marked(start=match.start(1), end=match.end(1), mark=Mark.ADDRESS)
    for start, end in (*_told(text), *_of_two(text, given), *_own(text, own)):
        yield Marked(start=start, end=end, mark=Mark.NAME)


def _told(text: str) -> Iterator[tuple[int, int]]:
    """Yield names that are told as such."""
    for match in (*_TITLED.finditer(text), *_SAID.finditer(text), *_SIGNED.finditer(text)):
        if not _is_office(match[1]):
            yield match.span(1)
    for match in _INITIAL.finditer(text):
        before = text[max(0, match.start() - _LONGEST_ROAD) : match.start()]
        if not match[1].startswith("M.") and not _NO_INITIAL.search(before) and not _ROAD_BEFORE.search(before):
            yield match.span(1)


def _of_two(text: str, given: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield given names with what stands behind them, and family names in capitals with a given name behind them."""
    for pattern, own, other in ((_TWO, 1, 2), (_TURNED, 2, 1)):
        for match in pattern.finditer(text):
            is_street = _ROAD_BEFORE.search(text[max(0, match.start() - _LONGEST_ROAD) : match.start()])
            if _is_given(match[own], given) and not _is_office(match[other]) and not is_street:
                yield match.span()


def _own(text: str, own: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield what is the requester's name."""
    names = {word for name in own for word in fold(name).split() if len(word) >= _LEAST_NAME}
    for match in _WORD.finditer(text):
        if match[0][0].isupper() and set(fold(match[0]).split()) & names:
            yield match.span()


def _is_given(name: str, given: Collection[str]) -> bool:
    """Return whether a name is a given one, or made of such (Jean-Michel)."""
    return fold(name) in given or all(part in given for part in fold(name.replace("-", " ")).split())


def _is_office(name: str) -> bool:
    return bool(set(fold(name).split()) & _OFFICES)
