"""How people write the number of a request: every form in which year and counter stand, however the keyboard was held."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ingest.plain import fold

_MOST = 200
"""Who writes more has pasted a list."""
_OLDEST_SHORT_YEAR = 2020
"""« fiche 26/0147 »: an earlier year in two figures is something else, and no town had this program then."""
_ALIKE = str.maketrans(
    {**dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\u02d7", "-"), **dict.fromkeys("\u2044\u2215\u29f8", "/")}
    | dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
"""Hyphens and strokes of all fonts, and what nobody sees."""
_UNLIKE = tuple(map(chr, _ALIKE))

_NOUN = (
    r"\b(?:fiches?|demandes?|dossiers?|signalements?|requetes?|reclamations?|doleances?|declarations?|sollicitations?|interventions?|"
    r"relances?|tickets?|requests?|reports?|complaints?|references?|ref)"
)
_SIGN = r"(?:\b(?:numeros?|num|nos?|nr|n|number)\b\s?[°.]?|°|#|\bn[°.o]{1,2})"
_MARKS = r"[\s:.,«»\"'“”(\[#_-]{0,4}"
_HEAD = rf"(?:{_NOUN}(?:\s[a-z']{{1,14}}){{0,3}}?\s{{0,2}}{_SIGN}|{_NOUN}(?:\s(?:est|is)(?:\s(?:la|le|the))?)?){_MARKS}"
_SIGNED_HEAD = rf"(?:{_NOUN}(?:\s[a-z']{{1,14}}){{0,3}}?\s{{0,2}}{_SIGN}|\bfiche){_MARKS}"
_END = r"(?![\d/-]|[.,]\d|\s?[/-]\s?\d|[a-z]\d)"
_DAY = r"(?:\d{1,2}(?:er)?[\s/.-]{1,2}(?:\d{1,2}|[a-z]{3,9})\.?[\s/.-]{1,2}|(?:mois de )?[a-z]{3,9} )"
_BEGIN = r"(?:(?<![\d/.-])|(?<=\bgrc-)(?=20\d\d[/-]\d{4}(?!\d)))"
"""No stroke or hyphen stands before a year, but for the letters with which programs number what citizens ask: « GRC-2026-0391 »."""
_PLAIN = re.compile(rf"{_BEGIN}(?P<year>20\d\d)\s{{0,2}}[/-]\s{{0,2}}(?P<counter>\d{{1,6}}){_END}", re.ASCII)
_NAMED = tuple(
    re.compile(_form, re.ASCII)
    for _form in (
        rf"{_HEAD}(?P<year>20\d\d)(?:\s?[._\\:|]\s?(?P<counter>\d{{1,6}})| (?P<spaced>\d{{3,6}})){_END}",
        rf"{_SIGNED_HEAD}(?P<year>20\d\d)(?P<counter>\d{{4,6}}){_END}",
        rf"{_HEAD}(?P<counter>\d{{1,6}})\s?[/-]\s?(?P<year>20\d\d){_END}",
        rf"{_HEAD}(?P<counter>\d{{1,6}})\s?[,(]{{0,2}}\s?(?:(?:de|of|annee)\s(?:l'annee |annee )?|de l'an |du {_DAY}|\()"
        rf"\s?(?P<year>20\d\d){_END}",
        rf"{_HEAD}(?P<counter>\d{{1,6}})\s?, ?(?:annee )?(?P<year>20\d\d){_END}",
        rf"(?<![\d/.-])(?P<year>20\d\d)\s?[,:-]?\s?(?:{_SIGN}|fiche(?:\s?{_SIGN})?)\s?:?\s?(?P<counter>\d{{1,6}}){_END}",
        rf"{_HEAD}(?P<short>[2-9]\d)\s?[/-]\s?(?P<counter>\d{{3,6}}){_END}",
    )
)
"""Forms that only the word before them tells from a date, a telephone number or a price."""
_ALONE = rf"(?P<counter>\d{{1,6}}){_END}(?!\s?(?:\d|€|%|euros?|rue|av\b|avenue|bd|boulevard|place|impasse|chemin|allee|route|h\b|km|m2?\b|"
_ALONE += r"jours?|mois|ans?|fois|personnes?|exemplaires?))"
_BARE = tuple(
    re.compile(_form, re.ASCII)
    for _form in (
        rf"{_SIGNED_HEAD}{_ALONE}",
        rf"{_SIGN}\s?(?:de |d'|du )?(?:la |ma |mon |votre |notre )?{_NOUN}{_MARKS}{_ALONE}",
        rf"{_NOUN}{_MARKS}(?=0\d{{3}}){_ALONE}",
    )
)
"""« Votre dossier n° 147 », « demande 0147 »: the counter alone, where noun and sign say what it is, or it stands as on our letters."""
_ANY_YEAR = re.compile(r"20\d\d|[2-9]\d\s?[/-]\s?\d{3}", re.ASCII)
"""Stands in every form; most messages have none."""
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A number as somebody wrote it, between ``start`` and ``end`` of the folded text. ``is_plain``: year, stroke, counter."""

    start: int
    end: int
    year: int
    counter: str
    is_plain: bool
    has_stroke: bool


def folded(text: str) -> str:
    """Return a text for looking numbers up: without accents and case, with one kind of figure, blank, hyphen and stroke."""
    return fold(text.translate(_ALIKE) if not text.isascii() and any(one in text for one in _UNLIKE) else text)


def written(text: str) -> Iterator[Written]:
    """Yield what may be a request's number in a folded text, in order; what stands within another is not told again."""
    if not _ANY_YEAR.search(text):
        return
    found = [_written(match, is_plain=True) for match in islice(_PLAIN.finditer(text), _MOST)]
    taken = [(one.start, one.end) for one in found]
    for form in _NAMED:
        for match in islice(form.finditer(text), _MOST):
            one = _written(match, is_plain=False)
            is_apart = all(one.end <= start or end <= one.start for start, end in taken)
            if is_apart and one.year >= _OLDEST_SHORT_YEAR - (0 if match.groupdict().get("short") else 20):
                found.append(one)
                taken.append((one.start, one.end))
    yield from sorted(found, key=lambda one: one.start)


def bare(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a request's counter stands without its year in a folded text, and the counter; a year or a whole number is none."""
    taken = [(one.start, one.end) for one in written(text)]
    for form in _BARE:
        for match in islice(form.finditer(text), _MOST):
            start, end = match.span("counter")
            is_apart = all(end <= first or last <= start for first, last in taken)
            if is_apart and int(match["counter"]) and not _YEAR.fullmatch(match["counter"]):
                taken.append((start, end))
                yield start, int(match["counter"])


def _written(match: re.Match[str], *, is_plain: bool) -> Written:
    groups = {name: text for name, text in match.groupdict().items() if text is not None}
    name = "counter" if "counter" in groups else "spaced"
    year = int(groups["year"]) if "year" in groups else 2000 + int(groups["short"])
    places = [match.start(one) for one in groups]
    start, end = min(places), max(match.end(one) for one in groups)
    return Written(start=start, end=end, year=year, counter=groups[name], is_plain=is_plain, has_stroke="/" in match[0])
