"""Points that a letter counts in words, a paragraph each, and its postscript: where the next thing begins that it asks."""

import re
from collections.abc import Iterator

from rules.words import fold

_POINT = r"(?:points?|sujets?|choses?|griefs?|questions?|demandes?|problemes?|remarques?|reclamations?)"
_COUNTED = r"(?:second|deuxi|troisi|quatri|cinqui|sixi|septi)e?(?:eme)?"
_FIRST = re.compile(
    r"(?:pour commencer|(?:tout )?d.abord|primo|premierement|en premier(?: lieu)?|"
    rf"(?:(?:mon|ma|le|la|un|une) )?premiere? {_POINT})\b"
)
_NEXT = re.compile(
    r"(?:secundo|tertio|quarto|quinto|(?:deuxi|troisi|quatri|cinqui|sixi|septi)emement|secondement|en (?:second|deuxieme|troisieme) lieu|"
    rf"(?:(?:mon|ma|le|la|un|une) )?{_COUNTED} {_POINT}|(?:(?:et )?(?:d.une|d.autre) part))\b"
)
_ALSO = re.compile(
    r"(?:ensuite|puis|et puis|enfin|par ailleurs|autre (?:point|sujet|chose)|pour (?:finir|terminer|conclure)|en dernier lieu|"
    rf"(?:(?:mon|ma|le|la|un|une) )?derniere? {_POINT})\b"
)
_SAID_THROUGHOUT = ("commencer", "abord", "premi", "primo", "secun", "second", "deuxi", "troisi", "tertio", "quatri", "autre part")
"""Without one of these nothing is counted."""
_LINE = re.compile(r"^[^\S\n]*(?=\S)", re.MULTILINE)
_PARAGRAPH = re.compile(r"(?:\A|\n[^\S\n]*\n)\s*\Z")
_LOOKED_AT, _LONGEST_GAP = 48, 12
_LEAST, _LEAST_COUNTED = 3, 2
_POSTSCRIPT = re.compile(r"(?<=\n)[^\S\n]*p\.?\s?-?s(?:\.\s|\.?\s?[:,–-])", re.IGNORECASE)


def ordered_points(text: str) -> list[int]:
    """Return where the points begin that a text counts in words: three lines at least, of which two bear a number.

    One is enough where each point is a paragraph; « d'abord … ensuite … » within one tells a story.
    """
    lowered = text.lower()
    if not any([sign in lowered for sign in _SAID_THROUGHOUT]):
        return []
    found = list(_begun(text))
    counted = sum(is_counted for _, is_counted in found)
    least = 1 if all(_PARAGRAPH.search(text, max(0, at - _LONGEST_GAP), at) for at, _ in found) else _LEAST_COUNTED
    return [at for at, _ in found] if len(found) >= _LEAST and counted >= least else []


def postscript(text: str) -> list[int]:
    """Return where the postscript begins, if there is one."""
    found = _POSTSCRIPT.search(text) if "\n" in text else None
    return [found.start()] if found is not None and found.start() else []


def _begun(text: str) -> Iterator[tuple[int, bool]]:
    """Yield where a line begins with a word of order, and whether that counts."""
    for line in _LINE.finditer(text):
        head = fold(text[line.end() : line.end() + _LOOKED_AT])
        is_counted = _FIRST.match(head) is not None or _NEXT.match(head) is not None
        if is_counted or _ALSO.match(head):
            yield line.end(), is_counted
